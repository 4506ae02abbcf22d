//! Copying, over plain http too.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlTextAreaElement;

use crate::{
    components::{dynamic::dynamic_text, element::of_class, icon::copy_icon},
    connection::task::spawn,
};

/// How long the answer stands, in milliseconds.
const ANSWER: u32 = 2_000;

/// A button that copies a text. `what` it is makes the button's name; a `word` may stand before
/// the icon, and a `key` press it where its row or its view is the one in use.
pub(crate) fn copy_button(
    text: String,
    what: impl Into<String>,
    word: &'static str,
    key: Option<&'static str>,
) -> AnyView {
    let what: String = what.into();
    let answer = RwSignal::new("");
    let copy = move |_| {
        copy_now(text.clone(), move |words| {
            let _ = answer.try_set(words);
        });
    };
    let name = format!("Copy {what}");
    let button = of_class("button", "icon-button")
        .set("type", "button")
        .set("title", name.clone())
        .set("aria-label", name)
        .on("click", copy)
        .text(word)
        .child(copy_icon());
    let button = match key {
        Some(key) => button.set("data-key", key),
        None => button,
    };
    let answer = of_class("span", "copy-answer")
        .set("role", "status")
        .child(dynamic_text(move || answer.get().to_owned()));
    of_class("span", "copy").child(button).child(answer).view()
}

/// Copies a text in a click, and tells how it went, then nothing. `tell` is told in words.
pub(crate) fn copy_now(text: String, tell: impl Fn(&'static str) + 'static) {
    copying(text, Box::new(tell));
}

#[inline(never)]
fn copying(text: String, tell: Box<dyn Fn(&'static str)>) {
    // Within the click: a browser allows the old way only there.
    let copied_by_selection = !has_clipboard() && copy_selection(&text);
    spawn(async move {
        let copied = copied_by_selection || copy_by_clipboard(&text).await;
        tell(if copied { "Copied" } else { "Not copied" });
        TimeoutFuture::new(ANSWER).await;
        tell("");
    });
}

/// Only pages of https or this computer have it.
fn has_clipboard() -> bool {
    js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| !clipboard.is_undefined())
}

async fn copy_by_clipboard(text: &str) -> bool {
    if !has_clipboard() {
        return false;
    }
    JsFuture::from(window().navigator().clipboard().write_text(text))
        .await
        .is_ok()
}

fn copy_selection(text: &str) -> bool {
    let Ok(area) = document().create_element("textarea") else {
        return false;
    };
    let area = area.unchecked_into::<HtmlTextAreaElement>();
    area.set_value(text);
    area.set_class_name("offscreen");
    let Some(body) = document().body() else {
        return false;
    };
    if body.append_child(&area).is_err() {
        return false;
    }
    area.select();
    let command = js_sys::Reflect::get(&document(), &JsValue::from_str("execCommand"));
    let copied = command
        .ok()
        .and_then(|command| command.dyn_into::<js_sys::Function>().ok())
        .and_then(|command| command.call1(&document(), &JsValue::from_str("copy")).ok())
        .is_some_and(|copied| copied.is_truthy());
    area.remove();
    copied
}
