//! The field that filters a list. What it holds stands in the address.

use leptos::prelude::*;
use web_sys::Event;

use crate::{
    components::element::{Element, of_class},
    navigation::Navigation,
};

/// What the list is filtered by: lower case, without space around it; tracked.
pub(crate) fn filter_in_use() -> String {
    let filter = Navigation::in_use().part(|route| route.query.filter.clone());
    filter.unwrap_or_default().trim().to_ascii_lowercase()
}

/// A field that filters a list as one types; the hint is tracked.
pub(crate) fn filter_field(
    label: &'static str,
    hint: impl Fn() -> String + Send + 'static,
) -> Element {
    let navigation = Navigation::in_use();
    let typed = move || navigation.part(|route| route.query.filter.clone());
    let adjust = move |event: Event| {
        let typed = Some(event_target_value(&event)).filter(|typed| !typed.is_empty());
        navigation.adjust(|route| route.query.filter = typed);
    };
    of_class("input", "filter")
        .set("type", "search")
        .set("aria-label", label)
        .set("data-key", "/")
        .follow("placeholder", move || Some(hint()))
        .set("autocomplete", "off")
        .set("spellcheck", "false")
        .property("value", move || typed().unwrap_or_default().into())
        .on("input", adjust)
}
