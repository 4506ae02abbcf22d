//! Where the journal of a run goes: into this browser, where somebody wants that, else no further
//! than this page, which then asks before it is left.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures_util::future::LocalBoxFuture;
use js_sys::Reflect;
use leptos::prelude::*;
use porthole_core::deletion::{
    journal::{Journal, standing::standings},
    keeper::{Keeper, NotKept},
};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::Event;

use crate::{
    components::{check_box::check_box, dynamic::dynamic_text, element::of_class},
    connection::{Connection, changing::Change},
    storage::journal::{self, Kept, Lock, Place, Shelf},
};

const KEEP: &str = "Keep a journal in this browser, so that this can be finished after a fault and undone for 30 days";
const KEPT: &str = "It has the plan and the manifests that it is about.";
const FOR_SIGNED_IN: &str = "Anybody who uses this browser can read it, until you sign out.";
const FOR_ANYBODY: &str = "Anybody who uses this browser can read it.";
const UNASKED: &str =
    "Not ticked by itself: manifests read signed in are not kept unless you want it.";
const WITHOUT: &str = "Without a journal what is interrupted cannot be finished later.";
const NOWHERE: &str =
    "This browser keeps nothing for this page: what is interrupted cannot be finished later.";
const UNDO: &str = "Undo works for 30 days, until the registry collects garbage.";
const UNDO_HERE: &str = "Undo works only until you leave this page.";
const UNDO_PUSHES: &str = "It pushes what was deleted: webhooks fire.";
const UNDO_IN_DEMO: &str = "Undo works as at a registry, until you leave this page.";
const NOT_KEPT: &str = "This browser does not keep the journal any more: its storage is full or does not answer, or somebody made it forget the journal.";

/// Where the journal of a change goes. A copy is the same.
#[derive(Clone, Copy)]
pub(super) struct Keeping {
    /// Whether the browser keeps any, once that was asked.
    is_possible: RwSignal<bool>,
    is_wanted: RwSignal<bool>,
}

impl Keeping {
    /// As it is usual; what goes on with a journal keeps its own beside that.
    pub(super) fn of(change: &Change) -> Self {
        let connection = Connection::in_use();
        let journal = change.journal.as_ref();
        let journal = journal.and_then(|(plan, _)| Journal::read(plan, None).ok());
        let is_in_browser =
            |journal: &Journal| journal::shelf_of(&journal.record.id) == Shelf::Browser;
        let is_in_browser = journal.as_ref().map(is_in_browser);
        // It is on where what is read is remembered.
        let is_wanted = is_in_browser.unwrap_or_else(|| connection.memory.is_on());
        Self {
            is_possible: RwSignal::new(is_in_browser.unwrap_or(false)),
            is_wanted: RwSignal::new(is_wanted && !connection.target.is_demo()),
        }
    }

    /// Finds out whether this browser keeps any.
    pub(super) async fn ask(self) {
        let is_demo = Connection::in_use().target.is_demo();
        let is_possible = !is_demo && journal::is_there().await;
        // The dialog may have gone meanwhile.
        let _ = self.is_possible.try_set(is_possible);
    }

    /// What keeps the journal of a run that begins now.
    pub(super) fn keeper(self) -> Rc<dyn Keeper> {
        let connection = Connection::in_use();
        let is_kept = self.is_possible.get_untracked() && self.is_wanted.get_untracked();
        let is_demo = connection.target.is_demo();
        if !is_kept && !is_demo {
            ask_before_leaving();
        }
        Rc::new(PlacedKeeper {
            lock: RefCell::default(),
            goes_on: Cell::default(),
            place: Place {
                address: connection.target.address.clone(),
                is_signed_in: connection.client.login().is_some(),
                is_played: is_demo,
                shelf: if is_kept { Shelf::Browser } else { Shelf::Page },
            },
        })
    }

    /// The choice, and what comes of it.
    pub(super) fn choice(self, undo: Undo) -> AnyView {
        let connection = Connection::in_use();
        let is_possible = untrack(|| self.is_possible.get());
        let is_signed_in = connection.client.login().is_some();
        let is_remembered = connection.memory.is_on();
        let is_demo = connection.target.is_demo();
        let words = move || {
            let is_kept = self.is_wanted.get();
            let kept = match (is_possible, is_kept) {
                (false, _) => vec![NOWHERE],
                (true, true) if is_signed_in => vec![KEPT, FOR_SIGNED_IN],
                (true, true) if !is_remembered => vec![KEPT, FOR_ANYBODY],
                (true, true) => vec![KEPT],
                // Where the browser signs in by itself, nothing is remembered either.
                (true, false) if !is_remembered => vec![UNASKED, WITHOUT],
                (true, false) => vec![WITHOUT],
            };
            let until = if is_possible && is_kept {
                UNDO
            } else {
                UNDO_HERE
            };
            let undo = match &undo {
                _ if is_demo => return UNDO_IN_DEMO.to_owned(),
                Undo::Not(why) => vec![why.as_str()],
                Undo::Pushes => vec![until, UNDO_PUSHES],
                Undo::Moves => vec![until],
            };
            [kept, undo].concat().join(" ")
        };
        let choice = is_possible.then(|| check_box(KEEP, self.is_wanted, |_| {}).view());
        let note = of_class("p", "second").child(dynamic_text(words));
        of_class("div", "deletion-keeping")
            .maybe(choice)
            .child(note)
            .view()
    }
}

/// Whether what is planned can be taken back.
pub(super) enum Undo {
    /// It cannot, for this reason.
    Not(String),
    /// It is pushed again.
    Pushes,
    /// A tag is moved.
    Moves,
}

/// Keeps journals in one place.
struct PlacedKeeper {
    place: Place,
    /// Other tabs know by it that a run goes on.
    lock: RefCell<Option<Lock>>,
    goes_on: Cell<bool>,
}

impl PlacedKeeper {
    /// What is tried again after its end goes on like the first time.
    fn go_on_again(&self, id: &str) {
        if !self.goes_on.replace(true) {
            self.lock.replace(journal::hold(&self.place, id));
            if self.place.shelf == Shelf::Browser {
                journal::mark_unfinished(&self.place.address, true);
            }
        }
    }
}

fn kept(is_kept: bool) -> Result<(), NotKept> {
    if is_kept {
        Ok(())
    } else {
        Err(NotKept(NOT_KEPT.to_owned()))
    }
}

impl Keeper for PlacedKeeper {
    fn begin(&self, id: &str, plan: String) -> LocalBoxFuture<'_, Result<(), NotKept>> {
        let id = id.to_owned();
        self.lock.replace(journal::hold(&self.place, &id));
        self.goes_on.set(true);
        Box::pin(async move { kept(journal::begin(&self.place, &id, &plan).await) })
    }

    fn note(
        &self,
        id: &str,
        states: String,
        is_end: bool,
    ) -> LocalBoxFuture<'_, Result<(), NotKept>> {
        let id = id.to_owned();
        if !is_end {
            self.go_on_again(&id);
        }
        Box::pin(async move {
            let is_kept = journal::note(&self.place, &id, &states, is_end).await;
            if is_end {
                self.lock.take();
                self.goes_on.set(false);
            }
            kept(is_kept)
        })
    }
}

/// Reads what was kept.
pub(super) fn read(kept: &Kept) -> Option<Journal> {
    let states = Some(kept.states.as_str()).filter(|states| !states.is_empty());
    Journal::read(&kept.plan, states).ok()
}

/// How a run was taken back, in words, if it was or some of it: then it does not go on any more.
pub(super) async fn taken_back(id: &str) -> Option<String> {
    let address = Connection::in_use().target.address.clone();
    let kept = journal::all(&address).await;
    let mut journals = kept.iter().filter_map(read);
    let by = journals.find(|journal| journal.takes_back(id))?;
    Some(match by.left() {
        0 => by.record.undone(),
        _ => "undone in part".to_owned(),
    })
}

/// From now on whoever leaves the page is asked first, while something would be lost with it.
fn ask_before_leaving() {
    thread_local! {
        static IS_ASKING: Cell<bool> = const { Cell::new(false) };
    }
    if IS_ASKING.replace(true) {
        return;
    }
    // Another type of closure would be in what a first visit loads.
    let ask = Closure::<dyn FnMut(JsValue)>::new(|event: JsValue| {
        if would_lose() {
            event.unchecked_ref::<Event>().prevent_default();
            // Older browsers ask for this.
            let _ = Reflect::set(&event, &"returnValue".into(), &JsValue::TRUE);
        }
    });
    let ask = ask.into_js_value();
    // Nothing here refuses that. Asked by name, it is nothing that a first visit loads.
    let _ = Reflect::set(&window().unchecked_into(), &"onbeforeunload".into(), &ask);
}

fn would_lose() -> bool {
    let journals: Vec<Journal> = journal::lost_with_page().iter().filter_map(read).collect();
    let journals: Vec<&Journal> = journals.iter().collect();
    let mut standings = standings(&journals).into_iter();
    journals.iter().any(|journal| {
        let standing = standings.next();
        standing.is_some_and(|standing| journal.is_needed(standing))
    })
}
