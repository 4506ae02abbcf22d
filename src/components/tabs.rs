//! Tabs, of which one is chosen. Arrow keys go from one to the next.

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement};

use crate::{
    components::element::{element, of_class},
    reactive::Derived,
};

/// A strip of tabs: what they choose among, the id of the part that they change, the name that
/// each is chosen by with what it says, what stands beside that, which is chosen, and what chooses
/// one by its name.
pub(crate) fn tabs(
    label: &'static str,
    panel: &'static str,
    names: Vec<(String, String)>,
    beside: &dyn Fn(usize) -> AnyView,
    chosen: Derived<usize>,
    choose: Callback<String>,
) -> AnyView {
    let tabs = names.iter().cloned().enumerate();
    let tabs = tabs.map(|(position, (name, text))| {
        let is_chosen = move || chosen.get() == position;
        let index = move || if is_chosen() { "0" } else { "-1" };
        element("button")
            .set("id", tab(panel, position))
            .set("type", "button")
            .set("role", "tab")
            .follow("aria-selected", move || Some(is_chosen().to_string()))
            .set("aria-controls", panel)
            .follow("tabindex", move || Some(index().to_owned()))
            .on("click", move |_| choose.run(name.clone()))
            .text(text)
            .child(beside(position))
            .view()
    });
    let tabs: Vec<AnyView> = tabs.collect();
    let step = move |event: Event| {
        let last = names.len().saturating_sub(1);
        let next = match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
            "ArrowRight" => (chosen.get_untracked() + 1).min(last),
            "ArrowLeft" => chosen.get_untracked().saturating_sub(1),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        if let Some((name, _)) = names.get(next) {
            choose.run(name.clone());
            focus(&tab(panel, next));
        }
    };
    of_class("div", "tabs")
        .set("role", "tablist")
        .set("aria-label", label)
        .on("keydown", step)
        .children(tabs)
        .view()
}

/// The id of a tab.
fn tab(panel: &str, position: usize) -> String {
    format!("{panel}-tab-{position}")
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Without it the focus stays where it was.
        let _ = element.focus();
    }
}
