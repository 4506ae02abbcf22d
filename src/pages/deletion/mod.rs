//! The dialog of a deletion: what it will do is read and shown first, then done, then told.

mod advice;
mod cards;
mod confirm;
mod effects;
mod journals;
mod keeping;
mod reading;
mod repair;
mod results;
mod run;
mod state;
mod tagging;
mod undo;
mod unique;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use crate::{
    components::{
        dialog::dialog,
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
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
    effect(move || {
        deletion.stage();
        deletion.is_running();
        request_animation_frame(keep_focus);
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

/// What had the focus may have gone with the stage before: then the heading of the next has it, so
/// that the keyboard goes on from there.
fn keep_focus() {
    let active = document().active_element();
    let is_lost = active.is_none_or(|active| matches!(&*active.tag_name(), "BODY" | "DIALOG"));
    let heading = document().get_element_by_id(TITLE).filter(|_| is_lost);
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.set_tab_index(-1);
        // Without it the focus is where the browser puts it.
        let _ = heading.focus();
    }
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
        "Read fresh just now. Nothing has been sent yet."
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
