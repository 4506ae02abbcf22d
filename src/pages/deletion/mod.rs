//! The dialog of a deletion: what it will do is read and shown first, then done, then told.

mod cards;
mod confirm;
mod effects;
mod reading;
mod state;

use leptos::prelude::*;

use crate::{
    components::{
        dialog::dialog,
        dynamic::dynamic,
        element::{element, of_class, parts},
        failure::failure,
    },
    connection::{Connection, changing::Change},
    pages::deletion::{
        cards::cards,
        confirm::confirm,
        effects::effects,
        reading::reading,
        state::{Deletion, Planned, Stage},
    },
};

/// The id of the heading.
const TITLE: &str = "deletion-title";

/// The dialog of a deletion.
pub(crate) fn deletion_dialog(change: Change) -> AnyView {
    let changing = Connection::in_use().changing;
    let deletion = Deletion::begin(change);
    let stage = dynamic(move || match deletion.stage() {
        Stage::Reading => reading(deletion),
        Stage::Failed(error) => failure(&error, Callback::new(move |()| deletion.read())),
        Stage::Planned(planned) => untrack(|| planned_view(deletion, &planned)),
    });
    dialog(
        "deletion",
        TITLE,
        move || deletion.may_close(),
        move || changing.close(),
    )
    .child(stage)
    .view()
}

fn planned_view(deletion: Deletion, planned: &Planned) -> AnyView {
    let title = planned.plan(deletion.mode_now()).title(&deletion.repository());
    let head = element("h2").set("id", TITLE).text(title);
    let note = of_class("p", "second").text("Read fresh just now. Nothing has been sent yet.");
    parts([
        head.view(),
        note.view(),
        cards(deletion),
        effects(deletion),
        confirm(deletion),
    ])
}
