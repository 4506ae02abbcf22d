//! A message in the place where something happened: title, causes, cure, a way on.

use leptos::prelude::*;
use porthole_core::format::visible_start;

use crate::components::title::focus_heading;

/// Longer words of a registry are cut.
const CAUSE_LENGTH: usize = 400;

/// Tells what happened, why, and what to do.
#[component]
pub(crate) fn Message(
    /// What happened.
    #[prop(into)]
    title: String,
    /// Why, likeliest first.
    #[prop(optional)]
    causes: Vec<String>,
    /// What to do next.
    #[prop(into, optional)]
    cure: String,
    /// Tries again.
    #[prop(optional, into)]
    again: Option<Callback<()>>,
    /// A way on: its text and its address.
    #[prop(default = None)]
    way: Option<(&'static str, String)>,
) -> impl IntoView {
    let causes = causes
        .into_iter()
        .map(|cause| view! { <li>{visible_start(&cause, CAUSE_LENGTH)}</li> });
    view! {
        <section class="message" role="alert">
            <h2>{title}</h2>
            <ul>{causes.collect_view()}</ul>
            <p>{cure}</p>
            <p class="actions">
                {again.map(|again| view! {
                    <button type="button" class="primary" on:click=move |_| {
                        again.run(());
                        focus_heading();
                    }>"Try again"</button>
                })}
                {way.map(|(text, href)| view! { <a class="button" href=href>{text}</a> })}
            </p>
        </section>
    }
}
