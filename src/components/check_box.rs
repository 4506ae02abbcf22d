//! A box to tick.

use leptos::prelude::*;
use web_sys::Event;

use crate::components::element::{Element, element, of_class};

/// A box to tick, and what it does then.
pub(crate) fn check_box(
    words: &'static str,
    is_ticked: RwSignal<bool>,
    tell: impl Fn(bool) + 'static,
) -> Element {
    let change = move |event: Event| {
        is_ticked.set(event_target_checked(&event));
        tell(is_ticked.get_untracked());
    };
    let input = element("input")
        .set("type", "checkbox")
        .property("checked", move || is_ticked.get().into())
        .on("change", change);
    of_class("label", "check")
        .child(input)
        .child(element("span").text(words))
}
