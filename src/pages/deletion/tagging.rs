//! Adding a tag to an image, or moving one to it.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    deletion::tagging::{NotTaggable, Tagging},
    oci::{digest::Digest, tag::Tag},
};
use web_sys::Event;

use crate::{
    components::{
        dialog::close_dialog,
        dynamic::{dynamic, dynamic_text},
        element::{element, nothing, of_class, parts},
    },
    connection::Connection,
    pages::deletion::{TITLE, state::Deletion},
};

/// What was looked up of the tag that was typed.
type Looked = Option<Result<Rc<Tagging>, String>>;

/// The field for a tag, what it leads to now, and the button that changes that.
pub(super) fn tagging(deletion: Deletion, digest: Digest) -> AnyView {
    let typed = RwSignal::new(String::new());
    let looked: RwSignal<Looked, LocalStorage> = RwSignal::new_local(None);
    let heading = format!("Tag {} in {}", digest.short(), deletion.repository());
    let look = move |event: Event| {
        event.prevent_default();
        let text = typed.get_untracked();
        match Tag::parse(text.trim()) {
            Ok(tag) => read(deletion, tag, digest.clone(), looked),
            Err(invalid) => looked.set(Some(Err(invalid.to_string()))),
        }
    };
    let field = element("input")
        .set("id", "tagging")
        .set("type", "text")
        .set("autocomplete", "off")
        .set("spellcheck", "false")
        .property("value", move || typed.get().into())
        .on("input", move |event: Event| {
            typed.set(event_target_value(&event));
            looked.set(None);
        });
    let form = of_class("form", "tagging")
        .on("submit", look)
        .child(element("label").set("for", "tagging").text("Tag"))
        .child(
            of_class("div", "field")
                .child(field)
                .child(element("button").set("type", "submit").text("Look")),
        );
    let told = dynamic_text(move || looked.with(words));
    let cancel = element("button")
        .set("type", "button")
        .on("click", |_| close_dialog())
        .text("Cancel");
    let put = dynamic(move || looked.with(|looked| button(deletion, looked)));
    parts([
        element("h2").set("id", TITLE).text(heading).view(),
        of_class("p", "second").text("Nothing is sent before you saw where the tag leads now. A tag is a push: webhooks fire. It can be undone like a deletion.").view(),
        form.view(),
        of_class("p", "").set("role", "status").child(told).view(),
        of_class("div", "deletion-end").child(cancel).child(put).view(),
    ])
}

fn read(deletion: Deletion, tag: Tag, digest: Digest, looked: RwSignal<Looked, LocalStorage>) {
    let client = Rc::clone(&Connection::in_use().client);
    let repository = deletion.repository();
    deletion.spawn(async move {
        let read = Tagging::read(&client, &repository, (&tag, &digest)).await;
        let read = read.map(Rc::new).map_err(|why| why_not(&tag, why));
        // The dialog may have gone meanwhile.
        let _ = looked.try_set(Some(read));
    });
}

fn why_not(tag: &Tag, why: NotTaggable) -> String {
    match why {
        NotTaggable::Registry(error) => Connection::in_use().explain(&error).title,
        NotTaggable::Already => format!("{tag} leads to this image already."),
        NotTaggable::OtherBytes => "The registry gives other bytes than the digest says; nothing is tagged.".to_owned(),
        NotTaggable::Unnamed => format!("{tag} leads to something whose digest nothing tells, so that moving it could not be undone."),
    }
}

fn words(looked: &Looked) -> String {
    match looked {
        None => String::new(),
        Some(Err(why)) => why.clone(),
        Some(Ok(tagging)) => match &tagging.was {
            None => format!("{} does not exist yet. It will lead to {}.", tagging.tag, tagging.digest.short()),
            Some(was) => format!(
                "{} leads to {} now. It will lead to {}, and {} may have no tag then.",
                tagging.tag,
                was.short(),
                tagging.digest.short(),
                was.short()
            ),
        },
    }
}

fn button(deletion: Deletion, looked: &Looked) -> AnyView {
    let Some(Ok(tagging)) = looked else {
        return nothing();
    };
    let words = match tagging.was {
        None => format!("Add {}", tagging.tag),
        Some(_) => format!("Move {}", tagging.tag),
    };
    let tagging = Rc::clone(tagging);
    let writing = Connection::in_use().writing;
    of_class("button", "primary")
        .set("type", "button")
        .property("disabled", move || (!writing.is_on()).into())
        .on("click", move |_| deletion.confirm_tagging(&tagging))
        .text(words)
        .view()
}
