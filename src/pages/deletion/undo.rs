//! What can be taken back, before it is.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    deletion::{
        snapshot::Target,
        undo::{Beyond, Conflict, UndoPlan},
        words::shortened,
    },
    format::counted,
    oci::digest::Digest,
};

use crate::{
    components::{
        dialog::close_dialog,
        element::{Element, element, nothing, of_class, parts, text},
    },
    connection::Connection,
    pages::deletion::{TITLE, confirm::while_read_only, effects::row, state::Deletion},
};

const WORDS: &str = "Asked of the registry just now; nothing has been changed yet. The exact bytes are pushed, what a manifest lists before the manifest, and every digest is compared. Webhooks fire.";
const WORDS_OF_REMOVAL: &str = "Asked of the registry just now; nothing has been changed yet.";

/// The plan of an undo, and the button that does it.
pub(super) fn undo(deletion: Deletion, plan: Rc<UndoPlan>) -> AnyView {
    let heading = if plan.is_empty() && plan.is_whole() {
        "Everything is as it was before".to_owned()
    } else if plan.is_empty() {
        "There is nothing to put back".to_owned()
    } else {
        format!("Undo in {}?", deletion.repository())
    };
    let rows = rows(&plan);
    let effects = (!rows.is_empty())
        .then(|| of_class("dl", "deletion-effects").children(rows.into_iter().map(Element::view)));
    let action = action(&plan);
    let is_empty = plan.is_empty();
    let is_removal = plan.manifests.is_empty() && plan.tags.is_empty();
    let cancel = element("button")
        .set("type", "button")
        .on("click", |_| close_dialog())
        .text(if is_empty { "Close" } else { "Cancel" });
    let put = (!is_empty).then(|| {
        let writing = Connection::in_use().writing;
        of_class("button", "primary")
            .set("type", "button")
            .property("disabled", move || (!writing.is_on()).into())
            .on("click", move |_| deletion.confirm_undo(&plan))
            .text(action)
    });
    let note = match (is_empty, is_removal) {
        (true, _) => "Asked of the registry just now.",
        (false, true) => WORDS_OF_REMOVAL,
        (false, false) => WORDS,
    };
    parts([
        element("h2").set("id", TITLE).text(heading).view(),
        of_class("p", "second").text(note).view(),
        effects.map_or_else(nothing, Element::view),
        if is_empty {
            nothing()
        } else {
            while_read_only()
        },
        of_class("div", "deletion-end")
            .child(cancel)
            .maybe(put)
            .view(),
    ])
}

fn action(plan: &UndoPlan) -> String {
    let manifests = counted(plan.manifests.len(), "manifest", "manifests");
    let tags = counted(plan.tags.len(), "tag", "tags");
    match (plan.manifests.len(), plan.tags.len()) {
        (0, 0) => format!("Remove {}", counted(plan.removed.len(), "tag", "tags")),
        (_, 0) => format!("Put back {manifests}"),
        (0, _) => format!("Put back {tags}"),
        _ => format!("Put back {tags}, {manifests}"),
    }
}

fn rows(plan: &UndoPlan) -> Vec<Element> {
    let mut rows = Vec::new();
    let mut add = |name: &'static str, class: &'static str, lines: Vec<String>| {
        if !lines.is_empty() {
            rows.push(row(name, class, lines.into_iter().map(text).collect()));
        }
    };
    let tags = plan.tags.iter().map(|(tag, (digest, now))| match now {
        None => format!("{} to {}", shortened(tag), digest.short()),
        Some(now) => format!(
            "{} to {}, from {}",
            shortened(tag),
            digest.short(),
            now.short()
        ),
    });
    add("Tags", "", tags.collect());
    let manifests = plan
        .manifests
        .iter()
        .map(|digest| digest.short().to_owned());
    let manifests: Vec<String> = manifests.collect();
    if !manifests.is_empty() {
        add("Manifests", "", vec![manifests.join(", ")]);
    }
    add("May be refused", "unsure", plan.lacking_lines());
    let removed = plan.removed.iter();
    let removed = removed.map(|(tag, digest)| format!("{tag}, which leads to {}", digest.short()));
    add("Removed", "", removed.collect());
    add(
        "Left alone",
        "unsure",
        plan.conflicts.iter().map(conflict).collect(),
    );
    let lost = plan.lost.iter().map(|(tag, digest)| {
        let digest = digest.as_ref().map_or("nothing with a name", Digest::short);
        format!("{tag}, which led to {digest}")
    });
    add("Lost", "bad", lost.collect());
    let beyond = plan
        .beyond
        .iter()
        .map(|(digest, why)| format!("{}: {}", digest.short(), beyond(why)));
    add("Beyond undo", "bad", beyond.collect());
    rows
}

fn conflict(conflict: &Conflict) -> String {
    let now = match &conflict.now {
        Target::Manifest(digest) => format!("leads to {} since", digest.short()),
        Target::Missing => "leads to nothing".to_owned(),
        Target::Unnamed | Target::Unread(_) => "leads to something that cannot be told".to_owned(),
    };
    format!("{} {now}: somebody pushed it anew", conflict.tag)
}

fn beyond(why: &Beyond) -> String {
    match why {
        Beyond::NotKept => "its bytes are not kept".to_owned(),
        Beyond::Blobs(blobs) => format!(
            "the registry lost {} of it, in garbage collection",
            counted(blobs.len(), "blob", "blobs")
        ),
        Beyond::Child(child) => format!("it lists {}, which cannot be put back", child.short()),
    }
}
