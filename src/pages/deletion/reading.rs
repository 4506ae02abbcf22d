//! While the repository is read.

use leptos::prelude::*;
use porthole_core::format::{count, counted};
use wasm_bindgen::JsValue;

use crate::{
    components::{
        dialog::close_dialog,
        dynamic::dynamic_text,
        element::{element, of_class, parts},
    },
    pages::deletion::{TITLE, state::Deletion},
};

/// A number of tags as a property has it.
fn number(tags: usize) -> JsValue {
    u32::try_from(tags).unwrap_or(u32::MAX).into()
}

/// How far the reading is, and the way to leave.
pub(super) fn reading(deletion: Deletion) -> AnyView {
    let progress = deletion.progress();
    let words = move || {
        let progress = progress.get();
        match progress.of {
            0 => "Reading which tags there are.".to_owned(),
            of => format!(
                "Reading where each tag leads: {} of {}; {} read.",
                count(progress.tags as u64),
                count(of as u64),
                counted(progress.manifests, "manifest", "manifests"),
            ),
        }
    };
    let bar = element("progress")
        .set("aria-label", "Tags read")
        .property("max", move || number(progress.get().of.max(1)))
        .property("value", move || number(progress.get().tags));
    let cancel = element("button")
        .set("type", "button")
        .on("click", |_| close_dialog())
        .text("Cancel");
    parts([
        element("h2").set("id", TITLE).text("What would be lost?").view(),
        of_class("p", "second")
            .text("Nothing is sent that changes the registry. What leads where is read anew, so that the plan is true.")
            .view(),
        bar.view(),
        of_class("p", "second").set("role", "status").child(dynamic_text(words)).view(),
        of_class("p", "actions end").child(cancel).view(),
    ])
}
