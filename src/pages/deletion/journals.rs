//! What was changed from this browser before: finished after a fault, taken back, or forgotten.

mod panel;

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use porthole_core::{
    deletion::{
        confirm::NotConfirmed,
        journal::{
            Journal,
            record::{Kind, Record},
            standing::{Standing, standings},
        },
    },
    format::{ago, counted},
    route::View,
};

pub(crate) use self::panel::journals_panel;
use crate::{
    components::{
        built::now,
        dialog::close_dialog,
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, nothing, of_class, parts},
    },
    connection::{Connection, changing::Change, task::spawn},
    navigation::Navigation,
    pages::deletion::{TITLE, confirm::while_read_only, keeping, results::rows, state::Deletion},
    reactive::effect,
    storage::journal::{self, Kept},
};

/// When it is looked again whether something that may go on does, in milliseconds.
const AGAIN: u32 = 61_000;

/// A journal that can be read, and what others say of it.
#[derive(Clone)]
struct Entry {
    journal: Rc<Journal>,
    kept: Kept,
    standing: Standing,
}

impl Entry {
    /// Whether something may be half done, which nothing took back.
    fn is_open(&self) -> bool {
        let is_open = self.journal.is_broken_off() || (!self.kept.has_ended && self.kept.may_go_on);
        self.standing == Standing::Alone && is_open
    }

    /// Whether it broke off, and nothing took it back.
    fn is_broken_off(&self) -> bool {
        self.is_open() && !self.kept.may_go_on
    }

    /// Whether it is of somebody signed in, and nobody is.
    fn is_hidden(&self) -> bool {
        self.kept.is_signed_in && Connection::in_use().client.login().is_none()
    }
}

/// What was done so many seconds ago is offered to be taken back where it was done.
const RECENT: i64 = 15 * 60;

const UNREADABLE: &str = "A journal of a change cannot be read: another version of Porthole wrote it, or it was damaged. What it is about may be half done.";

/// The journals of the registry in use, the last one first; nothing before they are read. A copy is
/// the same.
#[derive(Clone, Copy)]
struct Journals {
    entries: RwSignal<Option<Vec<Entry>>, LocalStorage>,
    /// How many there are that this page cannot read.
    unreadable: RwSignal<usize>,
}

impl Journals {
    /// Those that there are, now and after each change.
    fn followed() -> Self {
        let journals = Self {
            entries: RwSignal::new_local(None),
            unreadable: RwSignal::new(0),
        };
        let changing = Connection::in_use().changing;
        effect(move || {
            changing.track();
            untrack(|| journals.look());
        });
        journals
    }

    fn look(self) {
        let address = Connection::in_use().target.address.clone();
        spawn(async move {
            loop {
                let kept = journal::all(&address).await;
                let number = kept.len();
                let entries = entries(kept);
                let unreadable = number - entries.len();
                let is_any_open = unreadable > 0 || entries.iter().any(Entry::is_open);
                journal::mark_unfinished(&address, is_any_open);
                let may_go_on = |entry: &Entry| entry.is_open() && entry.kept.may_go_on;
                let is_again = entries.iter().any(may_go_on);
                // The page may have gone meanwhile.
                let _ = self.unreadable.try_set(unreadable);
                if self.entries.try_set(Some(entries)).is_some() || !is_again {
                    return;
                }
                TimeoutFuture::new(AGAIN).await;
            }
        });
    }

    /// Looks at them; tracked.
    fn with<V>(self, look: impl FnOnce(Option<&[Entry]>) -> V) -> V {
        self.entries.with(|entries| look(entries.as_deref()))
    }
}

fn entries(kept: Vec<Kept>) -> Vec<Entry> {
    let read = kept.into_iter().filter_map(|kept| {
        let journal = keeping::read(&kept)?;
        Some((Rc::new(journal), kept))
    });
    let read: Vec<(Rc<Journal>, Kept)> = read.collect();
    let journals: Vec<&Journal> = read.iter().map(|(journal, _)| &**journal).collect();
    let standings = standings(&journals);
    let entries = read.into_iter().zip(standings);
    let entries = entries.map(|((journal, kept), standing)| Entry {
        journal,
        kept,
        standing,
    });
    entries.collect()
}

fn open(entry: &Entry) {
    Connection::in_use().changing.open(Change {
        journal: Some((entry.kept.plan.clone(), entry.kept.states.clone())),
        ..Change::of(entry.journal.record.repository.clone())
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
    let journals = Journals::followed();
    dynamic(move || {
        let found = journals.with(|entries| {
            let mut entries = entries.unwrap_or_default().iter();
            entries.find(|entry| entry.is_broken_off()).cloned()
        });
        let line = of_class("div", "unfinished").set("role", "status");
        let Some(entry) = found else {
            if journals.unreadable.get() == 0 {
                let recent = journals.with(|entries| recent(entries.unwrap_or_default()).cloned());
                return recent.map_or_else(nothing, recent_line);
            }
            return line.child(element("span").text(UNREADABLE)).view();
        };
        let when = ago(entry.kept.begun, now());
        if entry.is_hidden() {
            let words = format!("A change that was made signed in was interrupted {when}.");
            let cure = "Sign in to finish it, or to take it back.";
            let words = element("b").text(words);
            return line.child(words).child(element("span").text(cure)).view();
        }
        let record = &entry.journal.record;
        let words = format!(
            "{} in {} was interrupted {when}.",
            what(record),
            record.repository
        );
        let look = element("button")
            .set("type", "button")
            .on("click", move |_| open(&entry))
            .text("Look at it");
        line.child(element("b").text(words)).child(look).view()
    })
}

/// What was changed last in the repository that is looked at, not long ago; tracked.
fn recent(entries: &[Entry]) -> Option<&Entry> {
    let repository = Navigation::in_use().part(|route| match &route.view {
        View::Repository(repository) => Some(repository.clone()),
        _ => None,
    })?;
    let is_recent = |entry: &&Entry| {
        let age = now().unix_seconds() - entry.kept.begun.unix_seconds();
        let is_open = matches!(entry.standing, Standing::Alone | Standing::UndoneInPart(_));
        age < RECENT && is_open && entry.journal.may_undo() && !entry.is_hidden()
    };
    let mut entries = entries.iter();
    entries
        .find(|entry| entry.journal.record.repository == repository)
        .filter(is_recent)
}

/// What was done, beside the way to take it back.
fn recent_line(entry: Entry) -> AnyView {
    let record = &entry.journal.record;
    let words = format!("{} {}", done(record), ago(entry.kept.begun, now()));
    let tags = panel::tags_of(record);
    let look = of_class("button", "small")
        .set("type", "button")
        .on("click", move |_| open(&entry))
        .text("Undo…");
    of_class("section", "recent")
        .set("aria-label", "Changed just now")
        .child(element("span").text(format!("{words}{tags}")))
        .child(look)
        .view()
}

fn done(record: &Record) -> &'static str {
    match record.kind {
        Kind::Deletion { .. } => "Deleted",
        Kind::Undo { .. } => "Put back",
        Kind::Tagging => "Tagged",
    }
}

/// A run of an earlier visit: what is left of it, and what can be done.
pub(super) fn unfinished(
    deletion: Deletion,
    journal: Rc<Journal>,
    taken_back: Option<&str>,
) -> AnyView {
    let record = &journal.record;
    // What was taken back does not go on.
    let left = if taken_back.is_some() {
        0
    } else {
        journal.left()
    };
    let state = match (taken_back, left) {
        (Some(_), _) => "was undone",
        (None, 0) => "is done",
        (None, _) => "is not done",
    };
    let heading = format!("{} in {} {state}", what(record), record.repository);
    let taken_back = taken_back.map(|words| {
        let words = format!("It is {words}. These rows tell what it did before that.");
        of_class("p", "second").text(words)
    });
    let unlooked = journal.unlooked().map(|words| {
        let words = format!("It broke off after its last step: {words}.");
        of_class("p", "second").text(words)
    });
    let lines = record.tasks.iter().zip(&journal.noted);
    let lines = lines.map(|(task, noted)| record.line(task, noted));
    let rows = rows(lines.collect(), Vec::new(), false);
    let (of_undo, of_finish) = (Rc::clone(&journal), Rc::clone(&journal));
    let undo = journal.may_undo().then(|| {
        element("button")
            .set("type", "button")
            .on("click", move |_| deletion.plan_undo((*of_undo).clone()))
            .text("Undo")
    });
    let refused = RwSignal::new("");
    let finish = (left > 0).then(|| {
        let writing = Connection::in_use().writing;
        of_class("button", "primary")
            .set("type", "button")
            .property("disabled", move || (!writing.is_on()).into())
            .on("click", move |_| {
                if let Err(why) = deletion.finish(&of_finish) {
                    refused.set(not_finished(why));
                }
            })
            .text(format!("Finish {}", counted(left, "step", "steps")))
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
        unlooked.map_or_else(nothing, Element::view),
        taken_back.map_or_else(nothing, Element::view),
        rows,
        if left > 0 {
            while_read_only()
        } else {
            nothing()
        },
        of_class("p", "fault")
            .set("role", "alert")
            .child(dynamic_text(move || refused.get().to_owned()))
            .view(),
        of_class("div", "deletion-end")
            .child(of_class("span", "deletion-left").maybe(undo))
            .child(close)
            .maybe(finish)
            .view(),
    ])
}

fn not_finished(why: NotConfirmed) -> &'static str {
    match why {
        NotConfirmed::ReadOnly => "This page only reads.",
        NotConfirmed::OtherRegistry => {
            "This journal is about another registry. Nothing of it is done here."
        }
        NotConfirmed::Nothing | NotConfirmed::Count => "Nothing of it is left to do.",
    }
}
