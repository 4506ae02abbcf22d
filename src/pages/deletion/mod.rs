//! The dialog of a deletion: what it will do is read and shown first, then done, then told.

mod advice;
mod cards;
mod confirm;
mod effects;
mod journals;
mod keeping;
mod reading;
mod run;
mod state;
mod tagging;
mod undo;
mod unique;

use leptos::prelude::*;
use web_sys::Element;

use crate::{
    components::{
        dialog::dialog,
        dynamic::dynamic,
        element::{element, of_class, parts},
        failure::failure,
        title::focus_heading,
    },
    connection::{
        Connection,
        changing::{Change, Changing},
    },
    pages::deletion::{
        cards::cards,
        confirm::confirm,
        effects::effects,
        journals::unfinished,
        reading::reading,
        run::run,
        state::{Deletion, Planned, Stage},
        tagging::tagging,
        undo::undo,
    },
};

pub(crate) use journals::{journals_panel, unfinished_line};

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
        Stage::Journal(journal) => untrack(|| unfinished(deletion, journal)),
        Stage::Tagging(digest) => untrack(|| tagging(deletion, digest)),
        Stage::UndoPlanned(plan) => untrack(|| undo(deletion, plan)),
        Stage::Run(of_run) => untrack(|| run(deletion, of_run)),
    });
    dialog(
        "deletion",
        TITLE,
        move || deletion.may_close(),
        move || leave(changing),
    )
    .child(stage)
    .view()
}

/// What had the focus may have gone with what was deleted.
fn leave(changing: Changing) {
    changing.close();
    let active = document().active_element();
    let has_gone = |active: Element| active.matches("body, dialog, dialog *").unwrap_or_default();
    if active.is_none_or(has_gone) {
        focus_heading();
    }
}

fn planned_view(deletion: Deletion, planned: &Planned) -> AnyView {
    let title = planned
        .plan(deletion.mode_now())
        .title(&deletion.repository());
    let head = element("h2").set("id", TITLE).text(title);
    let note = if Connection::in_use().target.is_demo() {
        "This is the demo: everything is played in this page, and nothing is ever sent."
    } else {
        "Read fresh just now. Nothing has been sent yet."
    };
    let note = of_class("p", "second").text(note);
    parts([
        head.view(),
        note.view(),
        cards(deletion),
        effects(deletion),
        confirm(deletion),
    ])
}
