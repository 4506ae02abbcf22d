//! A dialog over the page: nothing else can be reached while it is there.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element as Node, Event};

use crate::{
    components::element::{Element, of_class},
    reactive::effect,
};

/// A dialog that shows itself as soon as it is in the page. `title` is the id of its heading;
/// `closed` is told when the user leaves it, which `may_close` allows.
pub(crate) fn dialog(
    class: &'static str,
    title: &'static str,
    may_close: impl Fn() -> bool + Copy + 'static,
    closed: impl Fn() + 'static,
) -> Element {
    of_class("dialog", class)
        .set("aria-labelledby", title)
        .node(|node| {
            // By then it is in the page.
            effect(move || call(&node, "showModal"));
        })
        .on("cancel", move |event: Event| {
            if !may_close() {
                event.prevent_default();
            }
        })
        .on("close", move |event: Event| {
            // Browsers let nobody be held by a dialog who presses Escape twice.
            if may_close() {
                closed();
            } else if let Some(node) = event.target().and_then(|it| it.dyn_into().ok()) {
                call(&node, "showModal");
            }
        })
}

/// Closes the dialog that an element is in; the focus goes back to where it was.
pub(crate) fn close_dialog() {
    if let Ok(Some(node)) = document().query_selector("dialog[open]") {
        call(&node, "close");
    }
}

fn call(node: &Node, method: &str) {
    let method = js_sys::Reflect::get(node, &JsValue::from_str(method));
    let method = method
        .ok()
        .and_then(|it| it.dyn_into::<js_sys::Function>().ok());
    if let Some(method) = method {
        // It is shown already, or gone.
        let _ = method.call0(node);
    }
}
