//! Choices of one among few, and how deep layers are looked into.

use leptos::prelude::*;
use porthole_core::integrity::blob::expectation::Depth;

use crate::components::element::{Element, element};

/// How deep layers are looked into.
pub(crate) fn depth_choice(depth: RwSignal<Depth>) -> Element {
    let is_deep = move || depth.get() == Depth::Content;
    group(
        "How deep",
        [
            choice(
                "depth",
                "Bytes and content: also unpacks the layers",
                is_deep,
                move || depth.set(Depth::Content),
            ),
            choice(
                "depth",
                "Bytes only: the layers as they are",
                move || !is_deep(),
                move || depth.set(Depth::AllBytes),
            ),
        ],
    )
}

/// Two choices, of which one is chosen.
pub(crate) fn group(name: &'static str, choices: [Element; 2]) -> Element {
    element("fieldset")
        .child(element("legend").text(name))
        .children(choices.map(Element::view))
}

/// One choice of a group.
pub(crate) fn choice(
    name: &'static str,
    words: impl Into<String>,
    is_chosen: impl Fn() -> bool + 'static,
    choose: impl Fn() + 'static,
) -> Element {
    let field = element("input")
        .set("type", "radio")
        .set("name", name)
        .property("checked", move || is_chosen().into())
        .on("change", move |_| choose());
    element("label").child(field).text(words)
}
