//! Journals, kept in memory.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use futures_util::future::{FutureExt as _, LocalBoxFuture};
use porthole_core::deletion::{
    journal::Journal,
    keeper::{Keeper, NotKept},
};
use tokio::task::yield_now;

/// The two records of each journal.
#[derive(Default)]
pub(super) struct Journals {
    plans: RefCell<BTreeMap<String, String>>,
    states: RefCell<BTreeMap<String, String>>,
    ended: RefCell<Vec<String>>,
    /// After how many notes the storage is full.
    pub(super) room: Cell<Option<usize>>,
    pub(super) notes: Cell<usize>,
}

impl Journals {
    pub(super) fn new() -> Rc<Self> {
        Rc::default()
    }

    /// The journals as the next visit finds them.
    pub(super) fn all(&self) -> Vec<Journal> {
        let states = self.states.borrow();
        let plans = self.plans.borrow();
        let read = |(id, plan): (&String, &String)| {
            Journal::read(plan, states.get(id).map(String::as_str)).unwrap()
        };
        plans.iter().map(read).collect()
    }

    pub(super) fn only(&self) -> Journal {
        let mut all = self.all();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    pub(super) fn ended(&self) -> usize {
        self.ended.borrow().len()
    }

    /// Both records, as they are.
    pub(super) fn texts(&self) -> (String, String) {
        let plan = self.plans.borrow().values().next().cloned();
        let states = self.states.borrow().values().next().cloned();
        (plan.unwrap(), states.unwrap_or_default())
    }

    fn takes(&self) -> Result<(), NotKept> {
        let count = self.notes.get();
        self.notes.set(count + 1);
        match self.room.get() {
            Some(room) if count >= room => Err(NotKept("the storage is full".to_owned())),
            _ => Ok(()),
        }
    }
}

impl Keeper for Journals {
    fn begin(&self, id: &str, plan: String) -> LocalBoxFuture<'_, Result<(), NotKept>> {
        let id = id.to_owned();
        async move {
            yield_now().await;
            self.takes()?;
            self.plans.borrow_mut().insert(id, plan);
            Ok(())
        }
        .boxed_local()
    }

    fn note(
        &self,
        id: &str,
        states: String,
        is_end: bool,
    ) -> LocalBoxFuture<'_, Result<(), NotKept>> {
        let id = id.to_owned();
        async move {
            yield_now().await;
            self.takes()?;
            if is_end {
                self.ended.borrow_mut().push(id.clone());
            }
            self.states.borrow_mut().insert(id, states);
            Ok(())
        }
        .boxed_local()
    }
}
