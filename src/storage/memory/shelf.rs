//! The one database of this page: opened once, and given up where it does not answer.

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    time::Duration,
};

use futures_util::future::{Either, FutureExt as _, Shared, select};
use gloo_timers::future::sleep;
use wasm_bindgen_futures::spawn_local;

use super::{
    Boxed, COMING, Change, KEPT,
    content::{self, CONTENT, TOTALS},
    verdicts::{self, VERDICTS},
};
use crate::storage::database::{Database, Making, Outcome, Plan, texts};

/// How long a reader waits for the database to open.
const OPENING: Duration = Duration::from_millis(400);
/// The same for somebody for whom no page waits.
const OPENING_AT_ALL: Duration = Duration::from_secs(3);
/// How long one looks something up.
const LOOKING: Duration = Duration::from_secs(1);
/// How long a change may take.
const CHANGING: Duration = Duration::from_secs(20);
/// How long content gathers before it is written together.
const GATHERING: Duration = Duration::from_millis(100);
/// How much is written at once.
const AT_ONCE: usize = 50;

const PLAN: Plan = Plan {
    name: "porthole",
    make,
};

fn make(database: &Making) -> Outcome<()> {
    database.records_by_age(CONTENT, &texts(&["read", "size", "kind"]))?;
    database.records_by_age(VERDICTS, &"read".into())?;
    database.records(TOTALS)
}

#[derive(Default)]
struct Shelf {
    opening: RefCell<Option<Shared<Boxed<Option<Database>>>>>,
    /// Whether it took longer to open than any reader waits.
    is_late: Cell<bool>,
    /// Whether it stopped answering: nobody tries again.
    is_given_up: Cell<bool>,
    is_writing: Cell<bool>,
}

thread_local! {
    static SHELF: Shelf = Shelf::default();
}

/// How long somebody waits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// A page waits for it.
    Reader,
    /// Nobody does.
    Change,
}

/// Does something with the database. Nothing comes of what fails, or takes too long.
pub(super) fn with<V: 'static>(
    patience: Patience,
    run: impl FnOnce(Database) -> Boxed<Outcome<V>> + 'static,
) -> Boxed<Option<V>> {
    Box::pin(async move {
        let database = database(patience).await?;
        let limit = match patience {
            Patience::Reader => LOOKING,
            Patience::Change => CHANGING,
        };
        match within(limit, run(database)).await {
            Some(outcome) => outcome.ok(),
            None => {
                SHELF.with(|shelf| shelf.is_given_up.set(true));
                None
            }
        }
    })
}

/// The database, if it opens in time.
async fn database(patience: Patience) -> Option<Database> {
    if SHELF.with(|shelf| shelf.is_given_up.get()) {
        return None;
    }
    let opening = opening();
    if let Some(opened) = opening.peek() {
        return opened.clone();
    }
    match patience {
        Patience::Change => within(OPENING_AT_ALL, opening).await.flatten(),
        Patience::Reader if SHELF.with(|shelf| shelf.is_late.get()) => None,
        Patience::Reader => {
            let opened = within(OPENING, opening).await;
            if opened.is_none() {
                SHELF.with(|shelf| shelf.is_late.set(true));
            }
            opened.flatten()
        }
    }
}

/// It opens whether or not anybody waits for it.
fn opening() -> Shared<Boxed<Option<Database>>> {
    SHELF.with(|shelf| {
        let mut opening = shelf.opening.borrow_mut();
        let opening = opening.get_or_insert_with(|| {
            let work: Boxed<Option<Database>> = Box::pin(Database::open(PLAN));
            let work = work.shared();
            spawn_local(work.clone().map(drop));
            work
        });
        opening.clone()
    })
}

async fn within<V>(limit: Duration, work: impl Future<Output = V>) -> Option<V> {
    match select(pin!(work), pin!(sleep(limit))).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}

/// Does what waits to be done, some at a time, until nothing does.
pub(super) fn write() {
    if SHELF.with(|shelf| shelf.is_writing.replace(true)) {
        return;
    }
    drop(opening());
    spawn_local(async {
        loop {
            sleep(GATHERING).await;
            let changes = some();
            if changes.is_empty() {
                break;
            }
            let keeps = changes
                .iter()
                .any(|change| !matches!(change, Change::Forget(..)));
            let done = with(Patience::Change, |database| {
                Box::pin(async move { change(&database, &changes).await })
            });
            if done.await.is_some() && keeps {
                super::super::write(KEPT, "on");
            }
        }
        SHELF.with(|shelf| shelf.is_writing.set(false));
    });
}

fn some() -> Vec<Change> {
    COMING.with(|coming| {
        let mut waiting = coming.waiting.borrow_mut();
        let count = waiting.len().min(AT_ONCE);
        waiting.drain(..count).collect()
    })
}

/// All of it or nothing. One transaction does it, so that two tabs count alike.
async fn change(database: &Database, changes: &[Change]) -> Outcome<()> {
    let transaction = database.change(&[CONTENT, TOTALS, VERDICTS])?;
    let mut total = content::total(&transaction).await?;
    for change in changes {
        match change {
            Change::Keep(entry) => total += content::keep(&transaction, entry).await?,
            Change::Forget(scope, Some(digest)) => {
                total -= content::forget(&transaction, scope, digest).await?;
            }
            Change::Forget(scope, None) => {
                content::forget_scope(&transaction, scope)?;
                total = content::counted(&transaction).await?;
            }
            Change::Judge(key, text, read) => {
                let key = key.each_ref().map(String::as_str);
                verdicts::keep(&transaction, key, text, *read).await?;
            }
        }
    }
    content::bound(&transaction, total).await?;
    transaction.ended().await
}
