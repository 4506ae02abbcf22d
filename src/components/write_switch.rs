//! Whether deleting is on, and the way to turn it.

use leptos::prelude::*;

use crate::{
    components::{
        dynamic::dynamic_text,
        element::{element, of_class},
    },
    connection::writing::Writing,
};

/// The mark of a page that only reads, or the button that turns deleting on and off.
pub(crate) fn write_switch(writing: Writing) -> AnyView {
    if !writing.may_turn() {
        return of_class("span", "pill")
            .set(
                "title",
                "This page only reads: it sends nothing that changes the registry",
            )
            .text("Read-only")
            .view();
    }
    let word = move || {
        if writing.is_on() {
            "Deleting on"
        } else {
            "Read-only"
        }
        .to_owned()
    };
    let meaning = move || {
        let meaning = if writing.is_on() {
            "You may delete: nothing is sent before you saw what will be lost. Press to only read"
        } else {
            "Nothing is sent that changes the registry. Press to allow deleting"
        };
        Some(meaning.to_owned())
    };
    let class = move || Some(if writing.is_on() { "pill on" } else { "pill" }.to_owned());
    element("button")
        .set("type", "button")
        .follow("class", class)
        .follow("title", meaning)
        .on("click", move |_| writing.turn())
        .child(dynamic_text(word))
        .view()
}
