//! What was changed from this browser before: finished after a fault, taken back, or forgotten.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    deletion::journal::{
        Journal,
        record::{Kind, Record},
    },
    format::{ago, counted},
};

use crate::{
    components::{
        built::now,
        dialog::close_dialog,
        dynamic::dynamic,
        element::{Element, element, nothing, of_class, parts},
    },
    connection::{Connection, changing::Change, task::spawn},
    pages::deletion::{TITLE, state::Deletion},
    storage::journal::{self, Kept},
};

/// A journal that can be read.
type Read = (Rc<Journal>, Kept);

/// The journals of the registry in use, the last one first; nothing before they are read.
fn journals() -> RwSignal<Option<Vec<Read>>, LocalStorage> {
    let found = RwSignal::new_local(None);
    look(found);
    found
}

fn look(found: RwSignal<Option<Vec<Read>>, LocalStorage>) {
    let address = Connection::in_use().target.address.clone();
    spawn(async move {
        let kept = journal::all(&address).await.into_iter();
        let read = kept.filter_map(|kept| {
            let states = Some(kept.states.as_str()).filter(|states| !states.is_empty());
            let journal = Journal::read(&kept.plan, states).ok()?;
            Some((Rc::new(journal), kept))
        });
        // The page may have gone meanwhile.
        let _ = found.try_set(Some(read.collect()));
    });
}

fn open((journal, kept): &Read) {
    Connection::in_use().changing.open(Change {
        journal: Some((kept.plan.clone(), kept.states.clone())),
        ..Change::of(journal.record.repository.clone())
    });
}

fn what(record: &Record) -> &'static str {
    match record.kind {
        Kind::Deletion { .. } => "Deleting",
        Kind::Undo { .. } => "Putting back",
        Kind::Tagging => "Tagging",
    }
}

/// A line above every page, while something is half done.
pub(crate) fn unfinished_line() -> AnyView {
    let found = journals();
    dynamic(move || {
        let unfinished = found.with(|found| {
            let mut found = found.iter().flatten();
            found
                .find(|(_, kept)| !kept.has_ended && !kept.may_go_on)
                .cloned()
        });
        let Some(read) = unfinished else {
            return nothing();
        };
        let record = &read.0.record;
        let words = format!(
            "{} in {} was interrupted {}.",
            what(record),
            record.repository,
            ago(read.1.begun, now())
        );
        let look = element("button")
            .set("type", "button")
            .on("click", move |_| open(&read))
            .text("Look at it");
        of_class("div", "unfinished")
            .set("role", "status")
            .child(element("b").text(words))
            .child(look)
            .view()
    })
}

/// All that is kept, each with the way to take it back.
pub(crate) fn journals_panel() -> AnyView {
    let found = journals();
    let list = dynamic(move || {
        found.with(|found| match found {
            None => of_class("p", "note").text("Looking…").view(),
            Some(found) if found.is_empty() => of_class("p", "note").text("Nothing yet.").view(),
            Some(journals) => {
                let rows = journals
                    .iter()
                    .map(|read| row(read.clone(), found_of(read)).view());
                element("ul").children(rows).view()
            }
        })
    });
    of_class("section", "panel kept")
        .set("aria-labelledby", "journals-title")
        .child(element("h2").set("id", "journals-title").text("Changed from this browser"))
        .child(of_class("p", "second").text("What was deleted, tagged or put back here in the last 30 days, with the manifests that were deleted: kept in this browser, so that it can be finished after a fault and taken back until the registry collects garbage."))
        .child(list)
        .view()
}

fn found_of(read: &Read) -> String {
    let (journal, kept) = read;
    let steps = counted(journal.record.tasks.len(), "step", "steps");
    let state = match (journal.left(), kept.has_ended) {
        (0, _) => "done".to_owned(),
        (left, true) => format!("{left} not done"),
        (left, false) if kept.may_go_on => format!("under way, {left} not done"),
        (left, false) => format!("interrupted, {left} not done"),
    };
    format!("{steps}, {state}, {}", ago(kept.begun, now()))
}

fn row(read: Read, words: String) -> Element {
    let name = format!("{} in {}", what(&read.0.record), read.0.record.repository);
    let id = read.1.id.clone();
    let may_open = read.0.may_undo() || read.0.left() > 0;
    let look = may_open.then(|| {
        element("button")
            .set("type", "button")
            .on("click", move |_| open(&read))
            .text("Look at it")
    });
    let is_gone = RwSignal::new(false);
    let forget = of_class("button", "forget")
        .set("type", "button")
        .on("click", move |_| {
            let id = id.clone();
            spawn(async move {
                if journal::forget(&id).await {
                    let _ = is_gone.try_set(true);
                }
            });
        })
        .text("Forget");
    element("li")
        .follow("hidden", move || is_gone.get().then(String::new))
        .child(element("b").text(name))
        .child(of_class("span", "second").text(words))
        .maybe(look)
        .child(forget)
}

/// A run of an earlier visit: what is left of it, and what can be done.
pub(super) fn unfinished(deletion: Deletion, journal: Rc<Journal>) -> AnyView {
    let record = &journal.record;
    let left = journal.left();
    let heading = if left > 0 {
        format!("{} in {} is not done", what(record), record.repository)
    } else {
        format!("{} in {} is done", what(record), record.repository)
    };
    let rows = record.tasks.iter().zip(&journal.noted);
    let rows = rows.map(|(task, noted)| {
        let line = record.line(task, noted);
        element("div")
            .child(element("dt").text(line.name))
            .child(element("dd").text(format!("{} {}", line.word, line.words)))
            .view()
    });
    let rows = of_class("dl", "deletion-effects deletion-results").children(rows);
    let (of_undo, of_finish) = (Rc::clone(&journal), Rc::clone(&journal));
    let undo = journal.may_undo().then(|| {
        element("button")
            .set("type", "button")
            .on("click", move |_| deletion.plan_undo((*of_undo).clone()))
            .text("Undo")
    });
    let finish = (left > 0).then(|| {
        of_class("button", "primary")
            .set("type", "button")
            .on("click", move |_| deletion.finish(&of_finish))
            .text("Finish")
    });
    let close = element("button")
        .set("type", "button")
        .on("click", |_| close_dialog())
        .text("Close");
    parts([
        element("h2").set("id", TITLE).text(heading).view(),
        of_class("p", "second")
            .text("This is what the journal in this browser says. Before anything is done the registry is read again, and only what it still holds as planned is touched.")
            .view(),
        rows.view(),
        of_class("div", "deletion-end")
            .child(of_class("span", "deletion-left").maybe(undo))
            .child(close)
            .maybe(finish)
            .view(),
    ])
}
