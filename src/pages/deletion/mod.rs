//! The dialog of a deletion: what it will do is read and shown first, then done, then told.

mod advice;
mod cards;
mod confirm;
mod effects;
mod journals;
mod keeping;
mod leaving;
mod reading;
mod repair;
mod results;
mod run;
mod state;
mod tagging;
mod undo;
mod unique;

use leptos::prelude::*;

use crate::{
    components::{
        dialog::dialog,
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
        failure::failure,
    },
    connection::{Connection, changing::Change},
    pages::deletion::{
        cards::cards,
        confirm::confirm,
        effects::effects,
        journals::unfinished,
        leaving::{keep_focus, leave, leave_with_page},
        reading::reading,
        repair::repair,
        run::run,
        state::{Deletion, Planned, Stage},
        tagging::tagging,
        undo::undo,
    },
    reactive::effect,
};

pub(crate) use journals::{journals_panel, unfinished_line};

/// The id of the heading.
const TITLE: &str = "deletion-title";

const EMPTIED: &str = "No tag is left then. Most registries keep listing an emptied repository, and keep manifests that no tag led to, which nobody can list.";

/// The dialog of a deletion.
pub(crate) fn deletion_dialog(change: Change) -> AnyView {
    let deletion = Deletion::begin(change);
    let stage = dynamic(move || match deletion.stage() {
        Stage::Reading => reading(deletion),
        Stage::Failed(error) => failure(&error, Callback::new(move |()| deletion.read())),
        Stage::Planned(planned) => untrack(|| planned_view(deletion, &planned)),
        Stage::Journal(journal, taken_back) => {
            untrack(|| unfinished(deletion, journal, taken_back.as_deref()))
        }
        Stage::Tagging(digest) => untrack(|| tagging(deletion, digest)),
        Stage::UndoPlanned(plan) => untrack(|| undo(deletion, plan)),
        Stage::Run(of_run) => untrack(|| run(deletion, of_run)),
    });
    effect(move || {
        deletion.stage();
        deletion.is_running();
        request_animation_frame(keep_focus);
    });
    leave_with_page(deletion);
    dialog(
        "deletion",
        TITLE,
        move || deletion.may_close(),
        move || leave(deletion),
    )
    .child(stage)
    .view()
}

fn planned_view(deletion: Deletion, planned: &Planned) -> AnyView {
    if let Some(found) = &planned.repair {
        return repair(deletion, planned, found);
    }
    let title = deletion.emptying().unwrap_or_else(|| {
        let plan = planned.plan(deletion.mode_now());
        plan.title(&deletion.repository())
    });
    let head = element("h2").set("id", TITLE).text(title);
    let note = if Connection::in_use().target.is_demo() {
        "This is the demo: everything is played in this page, and nothing is ever sent."
    } else {
        "Read fresh just now. Nothing has been changed yet."
    };
    let note = of_class("p", "second").text(note);
    let emptied = dynamic(move || {
        let is_emptied = deletion.plan(|_, plan| plan.kept.tags == 0 && !plan.is_empty());
        if is_emptied.unwrap_or_default() {
            of_class("p", "second").text(EMPTIED).view()
        } else {
            nothing()
        }
    });
    parts([
        head.view(),
        note.view(),
        cards(deletion),
        effects(deletion),
        emptied,
        confirm(deletion),
    ])
}
