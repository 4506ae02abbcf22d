//! The list: which requests have rows, the newest first. A row stays the element that it is for as
//! long as its request is listed, so that a focus stays in it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use leptos::prelude::*;
use porthole_core::registry::record::Record;
use wasm_bindgen::JsCast as _;
use web_sys::{Element as Node, Event, HtmlElement};

use crate::{
    components::copy::copy_now,
    pages::requests::row::{self, NUMBER},
    reactive::{later, next_frame},
    transport::log,
};

/// So many rows are made at once: a frame has time for no more.
const AT_ONCE: usize = 12;

/// Between two drawings of what came: each moves all rows.
const PAUSE: Duration = Duration::from_millis(250);

/// The list.
pub(super) struct List {
    /// How much of it is shown.
    pub(super) shown: RwSignal<Shown>,
    /// What was copied just now.
    pub(super) copied: RwSignal<String>,
    body: RefCell<Option<Node>>,
    pattern: Option<Node>,
    rows: RefCell<Vec<Row>>,
    filter: RefCell<String>,
    is_held: Cell<bool>,
    /// Whether it is drawn with the next frame.
    is_due: Cell<bool>,
    /// Whether it is drawn after the pause.
    is_pausing: Cell<bool>,
}

/// How many requests are listed.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Shown {
    /// Those that fit the filter.
    pub(super) fitting: usize,
    /// Those that are kept.
    pub(super) kept: usize,
    /// Those that are kept no longer.
    pub(super) fallen_out: u64,
    /// Those that wait until nobody points at the list.
    pub(super) waiting: usize,
}

struct Row {
    number: u64,
    node: Node,
    is_done: bool,
}

impl List {
    /// A list that follows the log for as long as the owner lives.
    pub(super) fn following() -> Rc<Self> {
        let list = Rc::new(Self {
            shown: RwSignal::new(Shown::default()),
            copied: RwSignal::new(String::new()),
            body: RefCell::default(),
            pattern: row::pattern(),
            rows: RefCell::default(),
            filter: RefCell::default(),
            is_held: Cell::new(false),
            is_due: Cell::new(false),
            is_pausing: Cell::new(false),
        });
        let told = Rc::downgrade(&list);
        let listener = move || {
            if let Some(list) = told.upgrade() {
                list.draw_later();
            }
        };
        log::listen(Some(Rc::new(listener)));
        on_cleanup(|| log::listen(None));
        list
    }

    /// Says where the rows belong.
    pub(super) fn place(self: &Rc<Self>, body: Node) {
        self.body.replace(Some(body));
        self.draw_soon();
    }

    /// Shows only what has these words.
    pub(super) fn filter(self: &Rc<Self>, words: &str) {
        self.filter.replace(words.to_ascii_lowercase());
        self.draw_soon();
    }

    /// Lets newer requests wait, so that no row jumps under the pointer; or lets them come.
    pub(super) fn hold(self: &Rc<Self>, is_held: bool) {
        self.is_held.set(is_held);
        self.draw_soon();
    }

    /// Copies the line of the row whose button was pressed.
    pub(super) fn copy(&self, event: &Event) {
        let target = event.target();
        let target = target.and_then(|target| target.dyn_into::<Node>().ok());
        let closest = |selector| target.as_ref()?.closest(selector).ok().flatten();
        let (Some(button), Some(row)) = (closest("button"), closest("tr")) else {
            return;
        };
        let number = row.get_attribute(NUMBER).unwrap_or_default();
        let line = log::look(|newest| {
            let mut records = newest.newest_first();
            let record = records.find(|record| record.number.to_string() == number);
            record.and_then(|record| record.sent.curl())
        });
        let copied = self.copied;
        let about = format!(": request {number}");
        let tell = move |words: &'static str| {
            // An attribute of a fixed name can always be set.
            let _ = button.set_attribute("data-answer", words);
            let _ = copied.try_update(|copied| match words {
                // Meanwhile another may have been copied.
                "" if copied.ends_with(&about) => copied.clear(),
                "" => {}
                _ => *copied = format!("{words}{about}"),
            });
        };
        if let Some(line) = line {
            copy_now(line, tell);
        }
    }

    fn draw_later(self: &Rc<Self>) {
        if self.is_pausing.replace(true) {
            return;
        }
        let list = Rc::clone(self);
        later(PAUSE, move || {
            list.is_pausing.set(false);
            list.draw_soon();
        });
    }

    /// Draws with the next frame, however often it is told until then.
    fn draw_soon(self: &Rc<Self>) {
        if self.is_due.replace(true) {
            return;
        }
        let list = Rc::clone(self);
        next_frame(move || {
            list.is_due.set(false);
            list.draw();
        });
    }

    fn draw(self: &Rc<Self>) {
        let filter = self.filter.borrow();
        let (mut records, mut shown) = log::look(|newest| {
            let fitting = newest.newest_first().filter(|record| record.has(&filter));
            let fitting: Vec<Arc<Record>> = fitting.cloned().collect();
            let shown = Shown {
                fitting: fitting.len(),
                kept: newest.newest_first().count(),
                fallen_out: newest.fallen_out(),
                waiting: 0,
            };
            (fitting, shown)
        });
        drop(filter);
        if records.is_empty() {
            // Nobody points at what is not there.
            self.is_held.set(false);
        }
        let newest_shown = self.rows.borrow().first().map(|row| row.number);
        if let Some(newest_shown) = newest_shown.filter(|_| self.is_held.get()) {
            records.retain(|record| record.number <= newest_shown);
            shown.waiting = shown.fitting - records.len();
        }
        let is_more = self.set_rows(&records);
        if self.shown.try_get_untracked() != Some(shown) {
            // The drawer may have gone meanwhile.
            let _ = self.shown.try_set(shown);
        }
        if is_more {
            self.draw_soon();
        }
    }

    /// Makes these the rows, newest first, but only some new ones at once. Whether there are more.
    fn set_rows(&self, records: &[Arc<Record>]) -> bool {
        let (Some(body), Some(pattern)) = (&*self.body.borrow(), &self.pattern) else {
            return false;
        };
        let mut rows = self.rows.borrow_mut();
        let mut at = 0;
        let mut made = 0;
        for record in records {
            while rows.get(at).is_some_and(|row| row.number > record.number) {
                rows.remove(at).leave(body);
            }
            match rows.get_mut(at) {
                Some(row) if row.number == record.number => row.follow(record),
                _ if made == AT_ONCE => continue,
                next => {
                    let before = next.map(|row| row.node.clone());
                    let Some(row) = Row::new(pattern, record) else {
                        continue;
                    };
                    // A row that is not in the page would be made again and again.
                    let _ = body.insert_before(&row.node, before.as_deref());
                    rows.insert(at, row);
                    made += 1;
                }
            }
            at += 1;
        }
        for row in rows.drain(at..) {
            row.leave(body);
        }
        made == AT_ONCE
    }
}

impl Row {
    fn new(pattern: &Node, record: &Record) -> Option<Self> {
        Some(Self {
            number: record.number,
            node: row::row(pattern, record)?,
            is_done: record.end.is_some(),
        })
    }

    /// Goes out of the page. A focus in it goes to the list.
    fn leave(self, body: &Node) {
        let has_focus = self.node.contains(document().active_element().as_deref());
        self.node.remove();
        let list = body.closest("[tabindex]").ok().flatten();
        if let Some(list) = list.filter(|_| has_focus) {
            // Without it the focus is where the browser puts it.
            let _ = list.unchecked_into::<HtmlElement>().focus();
        }
    }

    /// Writes what is new.
    fn follow(&mut self, record: &Record) {
        if !self.is_done {
            row::fill(&self.node, record);
            self.is_done = record.end.is_some();
        }
    }
}
