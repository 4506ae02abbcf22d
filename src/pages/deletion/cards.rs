//! The choice, each with its outcome.

use leptos::prelude::*;
use porthole_core::deletion::{
    plan::Mode,
    words::{Sentence, Word},
};

use crate::{
    components::element::{element, nothing, of_class, parts, text},
    pages::deletion::state::{Deletion, MODES},
};

/// A sentence of the plan.
pub(super) fn sentence(sentence: Sentence) -> AnyView {
    parts(sentence.into_iter().map(|word| match word {
        Word::Plain(words) => text(words),
        Word::Strong(words) => element("strong").text(words).view(),
        Word::Name(name) => element("code").text(name).view(),
    }))
}

/// The cards.
pub(super) fn cards(deletion: Deletion) -> AnyView {
    let has_tags = deletion.has_tags();
    if !has_tags {
        return nothing();
    }
    of_class("fieldset", "deletion-modes")
        .child(of_class("legend", "offscreen").text("What is to go"))
        .children(MODES.map(|mode| card(deletion, mode)))
        .view()
}

fn card(deletion: Deletion, mode: Mode) -> AnyView {
    let outcome = deletion.outcome(mode);
    let field = element("input")
        .set("type", "radio")
        .set("name", "deletion-mode")
        .property("checked", move || (deletion.mode() == mode).into())
        .on("change", move |_| deletion.choose(mode));
    let title = element("b").child(field).text(mode.title());
    of_class("label", "deletion-mode")
        .follow("data-chosen", move || {
            (deletion.mode() == mode).then(String::new)
        })
        .child(title)
        .child(element("span").child(sentence(outcome)))
        .view()
}
