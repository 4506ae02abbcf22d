//! The heading of a view, which is also the title of the browser's tab.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// Whether a view was shown before: only then the heading takes the focus.
#[derive(Clone, Copy)]
struct Shown(StoredValue<bool>);

/// Prepares headings of the page.
pub(crate) fn provide() {
    provide_context(Shown(StoredValue::new(false)));
}

/// The heading of a view. It takes the focus when the view comes after another one, so that
/// keyboard and screen reader go on where the eye does.
#[component]
pub(crate) fn Title(
    /// The title of the tab.
    #[prop(into)]
    tab: String,
    /// The heading.
    children: Children,
) -> impl IntoView {
    document().set_title(&format!("{tab} · Porthole"));
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move || {
        let Some(element) = heading.get() else { return };
        let Some(Shown(shown)) = use_context() else {
            return;
        };
        if shown.get_value() {
            // Without it the focus stays where it was.
            let _ = element.focus();
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        shown.set_value(true);
    });
    view! { <h1 node_ref=heading tabindex="-1">{children()}</h1> }
}

/// Puts the focus on the heading, where what had it goes.
pub(crate) fn focus_heading() {
    let heading = document().query_selector("h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        // Without it the focus is where the browser puts it.
        let _ = heading.focus();
    }
}
