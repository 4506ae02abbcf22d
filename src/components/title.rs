//! The heading of a view, which is also the title of the browser's tab.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element as Node, HtmlElement};

use crate::{components::element::element, reactive::effect};

/// Whether a view was shown before: only then the heading takes the focus.
#[derive(Clone, Copy)]
struct Shown(StoredValue<bool>);

/// Prepares headings of the page.
pub(crate) fn provide() {
    provide_context(Shown(StoredValue::new(false)));
}

/// The heading of a view. It takes the focus when the view comes after another one, so that
/// keyboard and screen reader go on where the eye does.
pub(crate) fn title(tab: &str, heading: AnyView) -> AnyView {
    document().set_title(&format!("{tab} · Porthole"));
    let focus = |node: Node| {
        effect(move || {
            let Some(Shown(shown)) = use_context() else {
                return;
            };
            if shown.get_value() {
                // Without it the focus stays where it was.
                let _ = node.unchecked_ref::<HtmlElement>().focus();
                window().scroll_to_with_x_and_y(0.0, 0.0);
            }
            shown.set_value(true);
        });
    };
    element("h1")
        .node(focus)
        .set("tabindex", "-1")
        .child(heading)
        .view()
}

/// Puts the focus on the heading, where what had it goes.
pub(crate) fn focus_heading() {
    let heading = document().query_selector("h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        // Without it the focus is where the browser puts it.
        let _ = heading.focus();
    }
}
