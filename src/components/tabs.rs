//! Tabs, of which one is chosen. Arrow keys go from one to the next.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// A strip of tabs.
#[component]
pub(crate) fn Tabs(
    /// What they choose among.
    label: &'static str,
    /// The id of the part that they change.
    panel: &'static str,
    /// What each says; no two the same.
    names: Vec<String>,
    /// Which is chosen.
    chosen: Memo<usize>,
    /// Chooses one, by its name.
    choose: Callback<String>,
) -> impl IntoView {
    let id = move |position: usize| format!("{panel}-tab-{position}");
    let tabs = names.iter().cloned().enumerate().map(|(position, name)| {
        let is_chosen = Signal::derive(move || chosen.get() == position);
        let text = name.clone();
        view! {
            <button
                id=id(position)
                type="button"
                role="tab"
                aria-selected=move || is_chosen.get().to_string()
                aria-controls=panel
                tabindex=move || if is_chosen.get() { "0" } else { "-1" }
                on:click=move |_| choose.run(name.clone())
            >{text}</button>
        }
    });
    let tabs = tabs.collect_view();
    let step = move |event: ev::KeyboardEvent| {
        let last = names.len().saturating_sub(1);
        let next = match event.key().as_str() {
            "ArrowRight" => (chosen.get_untracked() + 1).min(last),
            "ArrowLeft" => chosen.get_untracked().saturating_sub(1),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        if let Some(name) = names.get(next) {
            choose.run(name.clone());
            focus(&id(next));
        }
    };
    view! { <div class="tabs" role="tablist" aria-label=label on:keydown=step>{tabs}</div> }
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Without it the focus stays where it was.
        let _ = element.focus();
    }
}
