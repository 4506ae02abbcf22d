//! All that was changed from this browser, each with the way to take it back, and to forget it.

use leptos::prelude::*;
use porthole_core::{
    deletion::journal::{record::Record, standing::Standing},
    format::{ago, count, counted},
    oci::tag::Tag,
};

use super::{Entry, Journals, UNREADABLE, open, what};
use crate::{
    components::{
        built::now,
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, nothing, of_class, parts},
    },
    connection::{Connection, task::spawn},
    storage::journal::{self, Shelf, Which},
};

/// More tags are counted.
const TAGS: usize = 3;
const ABOUT: &str = "What was deleted, tagged or put back here in the last 30 days, with the manifests that were deleted: kept in this browser, so that it can be finished after a fault and taken back until the registry collects garbage. What was done signed in goes when you sign out.";

/// All that is kept, each with the way to take it back.
pub(crate) fn journals_panel() -> AnyView {
    let journals = Journals::followed();
    let told = RwSignal::new("");
    let list = dynamic(move || journals.with(|entries| list(entries, told)));
    let is_any = move || {
        let is_any = journals.with(|entries| entries.is_some_and(|all| !all.is_empty()));
        is_any || journals.unreadable.get() > 0
    };
    let unreadable = dynamic(move || {
        if journals.unreadable.get() == 0 {
            nothing()
        } else {
            of_class("p", "note").text(UNREADABLE).view()
        }
    });
    let forget_all = forgetting(["Forget all", "Really forget all"], move || {
        forget(Which::All, told, move |is_done| {
            if is_done {
                journals.look();
            }
        });
    });
    let forget_all = forget_all.follow("hidden", move || (!is_any()).then(String::new));
    let told = of_class("span", "second")
        .set("role", "status")
        .child(dynamic_text(move || told.get().to_owned()));
    of_class("section", "panel kept")
        .set("aria-labelledby", "journals-title")
        .child(
            element("h2")
                .set("id", "journals-title")
                .text("Changed from this browser"),
        )
        .child(of_class("p", "second").text(ABOUT))
        .child(list)
        .child(unreadable)
        .child(of_class("p", "actions").child(forget_all).child(told))
        .view()
}

fn list(entries: Option<&[Entry]>, told: RwSignal<&'static str>) -> AnyView {
    let note = |words: &str| of_class("p", "note").text(words).view();
    let Some(entries) = entries else {
        return note("Looking…");
    };
    if entries.is_empty() {
        return note("Nothing yet.");
    }
    let (hidden, shown): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.is_hidden());
    // What took something back is told where that is.
    let is_told = |entry: &&&Entry| !matches!(entry.standing, Standing::Undoing(_));
    let rows = shown.iter().filter(is_told);
    let rows = rows.map(|entry| row((*entry).clone(), entries, told).view());
    let hidden = match hidden.len() {
        0 => nothing(),
        hidden => {
            let changes = counted(hidden, "change was", "changes were");
            note(&format!("{changes} made signed in: sign in to see them."))
        }
    };
    parts([element("ul").children(rows).view(), hidden])
}

fn row(entry: Entry, all: &[Entry], told: RwSignal<&'static str>) -> Element {
    let record = &entry.journal.record;
    let name = format!(
        "{} in {}{}",
        what(record),
        record.repository,
        tags_of(record)
    );
    let words = found_of(&entry, all);
    let is_about = |other: &&Entry| {
        let undone = match other.standing {
            Standing::Undoing(of) => all.get(of),
            _ => None,
        };
        undone.is_some_and(|undone| undone.kept.id == entry.kept.id)
    };
    let undoing = all.iter().filter(is_about);
    let names = undoing.map(|other| other.kept.id.clone());
    let names: Vec<String> = [entry.kept.id.clone()].into_iter().chain(names).collect();
    let may_look = match entry.standing {
        Standing::Alone => entry.journal.may_undo() || entry.journal.left() > 0,
        Standing::UndoneInPart(_) => entry.journal.may_undo(),
        Standing::Undone(_) | Standing::Undoing(_) => false,
    };
    let look = may_look.then(|| {
        of_class("button", "small")
            .set("type", "button")
            .on("click", move |_| open(&entry))
            .text("Look at it")
    });
    let is_gone = RwSignal::new(false);
    let forget = forgetting(["Forget", "Really forget"], move || {
        forget(Which::Named(names.clone()), told, move |is_done| {
            let _ = is_gone.try_set(is_done);
        });
    });
    element("li")
        .follow("hidden", move || is_gone.get().then(String::new))
        .child(element("b").text(name))
        .child(of_class("span", "second").text(words))
        .maybe(look)
        .child(forget)
}

/// The tags that it is about.
pub(super) fn tags_of(record: &Record) -> String {
    let tags = record.tasks.iter().flat_map(|task| task.work.tags());
    let tags: Vec<&str> = tags.map(Tag::as_str).collect();
    let more = tags.len().saturating_sub(TAGS);
    let named = tags.iter().take(TAGS).copied().collect::<Vec<_>>();
    match (named.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!(": {}", named.join(", ")),
        (false, more) => format!(": {} and {} more", named.join(", "), count(more as u64)),
    }
}

/// What came of it.
fn found_of(entry: &Entry, all: &[Entry]) -> String {
    let Entry { journal, kept, .. } = entry;
    let steps = counted(journal.record.tasks.len(), "step", "steps");
    let undone = match entry.standing {
        Standing::Undone(by) | Standing::UndoneInPart(by) => all.get(by),
        Standing::Alone | Standing::Undoing(_) => None,
    };
    let undone_so = undone.map(|undone| undone.journal.record.undone());
    let state = undone_so.unwrap_or_else(|| match (journal.left(), kept.has_ended) {
        (0, false) if kept.may_go_on => "under way, all steps done".to_owned(),
        (0, _) => match journal.unlooked() {
            Some(words) => format!("done, but {words}"),
            None => "done".to_owned(),
        },
        (left, true) => format!("{left} not done"),
        (left, false) if kept.may_go_on => format!("under way, {left} not done"),
        (left, false) => format!("interrupted, {left} not done"),
    });
    let when = ago(undone.unwrap_or(entry).kept.begun, now());
    let place = match kept.shelf {
        Shelf::Page => ", only in this page",
        Shelf::Browser => "",
    };
    format!("{steps}, {state}, {when}{place}")
}

/// A button that forgets when it is pressed twice: what is forgotten cannot be undone.
fn forgetting(words: [&'static str; 2], forget: impl Fn() + 'static) -> Element {
    let is_sure = RwSignal::new(false);
    let press = move |_| {
        if is_sure.get_untracked() {
            forget();
        }
        is_sure.update(|is_sure| *is_sure = !*is_sure);
    };
    of_class("button", "forget")
        .set("type", "button")
        .on("click", press)
        .child(dynamic_text(move || {
            words[usize::from(is_sure.get())].to_owned()
        }))
}

fn forget(which: Which, told: RwSignal<&'static str>, then: impl Fn(bool) + 'static) {
    let address = Connection::in_use().target.address.clone();
    spawn(async move {
        let is_done = journal::forget(&address, &which).await;
        let words = if is_done {
            "Forgotten: it cannot be undone any more."
        } else {
            "It could not be forgotten: this browser does not answer."
        };
        // The page may have gone meanwhile.
        let _ = told.try_set(words);
        then(is_done);
    });
}
