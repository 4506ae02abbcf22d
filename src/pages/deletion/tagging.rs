//! Adding a tag to an image, or moving one to it.

use std::rc::Rc;

use futures_util::future::join;
use leptos::prelude::*;
use porthole_core::{
    deletion::{
        ability::{Abilities, What},
        probe::{Needs, probe},
        tagging::{NotTaggable, Tagging},
    },
    oci::{digest::Digest, tag::Tag},
};
use web_sys::Event;

use crate::{
    components::{
        dialog::close_dialog,
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
    },
    connection::{Connection, target::page_origin},
    pages::deletion::{TITLE, confirm::in_the_way, keeping::Undo, state::Deletion, unique::unique},
};

const WORDS: &str =
    "Nothing is sent before it is shown where the tag leads now. Tagging is a push: webhooks fire.";

/// A tag that somebody names for a manifest. A copy is the same one.
#[derive(Clone, Copy)]
struct Form {
    deletion: Deletion,
    digest: StoredValue<Digest>,
    typed: RwSignal<String>,
    looked: RwSignal<Looked, LocalStorage>,
}

/// What is known of the tag that was typed.
#[derive(Clone)]
enum Looked {
    No,
    UnderWay,
    Refused(String),
    Found(Rc<Tagging>, Rc<Abilities>),
}

/// The field for a tag, what it leads to now, and the button that changes that.
pub(super) fn tagging(deletion: Deletion, digest: Digest) -> AnyView {
    let heading = format!("Tag {} in {}", digest.short(), deletion.repository());
    let form = Form {
        deletion,
        digest: StoredValue::new(digest),
        typed: RwSignal::new(String::new()),
        looked: RwSignal::new_local(Looked::No),
    };
    let cancel = element("button")
        .set("type", "button")
        .on("click", |_| close_dialog())
        .text("Cancel");
    let told = dynamic(move || told(form, &form.looked.get()));
    let put = dynamic(move || button(form, &form.looked.get()));
    parts([
        element("h2").set("id", TITLE).text(heading).view(),
        of_class("p", "second").text(WORDS).view(),
        fields(form),
        of_class("div", "tagging-told")
            .set("role", "status")
            .child(told)
            .view(),
        of_class("div", "deletion-end")
            .child(cancel)
            .child(put)
            .view(),
    ])
}

fn fields(form: Form) -> AnyView {
    let look = move |event: Event| {
        event.prevent_default();
        form.look();
    };
    let field = element("input")
        .set("id", "tagging")
        .set("type", "text")
        .set("autocomplete", "off")
        .set("spellcheck", "false")
        .set("autofocus", "")
        .property("value", move || form.typed.get().into())
        .on("input", move |event: Event| {
            form.typed.set(event_target_value(&event));
            form.looked.set(Looked::No);
        });
    let label = element("label").set("for", "tagging").text("Tag");
    let button = element("button").set("type", "submit").text("Look it up");
    of_class("form", "tagging")
        .on("submit", look)
        .child(label)
        .child(of_class("div", "field").child(field).child(button))
        .view()
}

impl Form {
    /// Asks where the tag leads, and whether it may be put.
    fn look(self) {
        let typed = self.typed.get_untracked();
        let tag = match Tag::parse(typed.trim()) {
            Ok(tag) => tag,
            Err(invalid) => {
                self.looked.set(Looked::Refused(invalid.to_string()));
                return;
            }
        };
        self.looked.set(Looked::UnderWay);
        let client = Rc::clone(&Connection::in_use().client);
        let repository = self.deletion.repository();
        let digest = self.digest.get_value();
        self.deletion.spawn(async move {
            let needs = Needs {
                tag_removal: true,
                push: true,
            };
            let reading = Tagging::read(&client, &repository, (&tag, &digest));
            let probing = probe(&client, &repository, needs, unique());
            let (tagging, abilities) = join(reading, probing).await;
            self.deletion.keeping.ask().await;
            // Something else may have been typed meanwhile, or the dialog be gone.
            if self.typed.try_get_untracked() == Some(typed) {
                self.looked.set(match tagging {
                    Ok(tagging) => Looked::Found(Rc::new(tagging), Rc::new(abilities)),
                    Err(why) => Looked::Refused(why_not(&tag, why)),
                });
            }
        });
    }
}

fn why_not(tag: &Tag, why: NotTaggable) -> String {
    match why {
        NotTaggable::Registry(error) => Connection::in_use().explain(&error).title,
        NotTaggable::Already => format!("{tag} leads to this image already."),
        NotTaggable::OtherBytes => {
            "The registry gives other bytes than the digest says; nothing is tagged.".to_owned()
        }
        NotTaggable::Unnamed => format!(
            "{tag} leads to something whose digest nothing tells, so that moving it could not be undone."
        ),
    }
}

fn told(form: Form, looked: &Looked) -> AnyView {
    let (tagging, abilities) = match looked {
        Looked::No => return nothing(),
        Looked::UnderWay => return element("p").text("Asking the registry.").view(),
        Looked::Refused(why) => return of_class("p", "fault").text(why.clone()).view(),
        Looked::Found(tagging, abilities) => (tagging, abilities),
    };
    let again = Callback::new(move |()| form.look());
    let connection = Connection::in_use();
    let (reach, origin) = (connection.client.reach().clone(), page_origin());
    let way = abilities.push.explain(What::Push, &reach, &origin);
    let undo = match &tagging.was {
        Some(_) => "Undo moves it back.".to_owned(),
        None => match abilities.tag.explain(&reach, &origin) {
            Some(why) if way.is_none() => format!("It cannot be undone from here: {}.", why.title),
            _ => "Undo removes it again.".to_owned(),
        },
    };
    let way = way.map(|way| in_the_way(way, again));
    parts([
        leads(tagging),
        of_class("p", "second").text(undo).view(),
        form.deletion.keeping.choice(Undo::Moves),
        way.unwrap_or_else(nothing),
    ])
}

/// Where the tag leads now, and will.
fn leads(tagging: &Tagging) -> AnyView {
    let row = |name: &'static str, digest: Option<&Digest>| {
        let value = match digest {
            Some(digest) => element("code").text(digest.to_string()),
            None => element("span").text("nothing: the tag does not exist yet"),
        };
        parts([
            element("dt").text(name).view(),
            element("dd").child(value).view(),
        ])
    };
    of_class("dl", "tagging-leads")
        .child(row("leads now to", tagging.was.as_ref()))
        .child(row("will lead to", Some(&tagging.digest)))
        .view()
}

fn button(form: Form, looked: &Looked) -> AnyView {
    let Looked::Found(tagging, abilities) = looked else {
        return nothing();
    };
    let words = match tagging.was {
        None => format!("Add {}", tagging.tag),
        Some(_) => format!("Move {}", tagging.tag),
    };
    let tagging = Rc::clone(tagging);
    let connection = Connection::in_use();
    let (reach, origin) = (connection.client.reach().clone(), page_origin());
    let is_refused = abilities
        .push
        .explain(What::Push, &reach, &origin)
        .is_some();
    let writing = connection.writing;
    of_class("button", "primary")
        .set("type", "button")
        .property("disabled", move || (is_refused || !writing.is_on()).into())
        .on("click", move |_| form.deletion.confirm_tagging(&tagging))
        .text(words)
        .view()
}
