//! What was changed at registries, kept so that it can be finished after a fault and taken back: a
//! database of its own, which nothing else makes room in. Two records each: what was planned, which
//! never changes, and how far it is.

use std::{cmp::Reverse, time::Duration};

use futures_util::future::{Either, select};
use gloo_timers::future::sleep;
use js_sys::Date;
use porthole_core::{oci::timestamp::Timestamp, registry::address::RegistryAddress};
use wasm_bindgen::JsValue;

use crate::storage::database::{Database, Making, Outcome, Plan, field, number, record};

const DATABASE: Plan = Plan {
    name: "porthole.journal",
    make,
};
/// What was planned, under its name.
const PLANS: &str = "plans";
/// How far it is, under the same.
const STATES: &str = "states";
/// The registries that have one which is not at its end, a line each.
const UNFINISHED: &str = "porthole.unfinished";
/// How long they are kept, in milliseconds.
const KEPT_FOR: f64 = 30.0 * 86_400_000.0;
/// After so many milliseconds without a note, a run is taken for interrupted.
const SILENCE: f64 = 60_000.0;
/// How long the browser may take.
const PATIENCE: Duration = Duration::from_secs(10);

fn make(database: &Making) -> Outcome<()> {
    database.records(PLANS)?;
    database.records(STATES)
}

/// A journal, as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its name.
    pub(crate) id: String,
    /// When it was begun.
    pub(crate) begun: Timestamp,
    /// What was planned.
    pub(crate) plan: String,
    /// How far it is.
    pub(crate) states: String,
    /// Whether it came to its end.
    pub(crate) has_ended: bool,
    /// Whether it may go on in another tab.
    pub(crate) may_go_on: bool,
}

/// Whether this browser keeps any.
pub(crate) async fn is_there() -> bool {
    within(async { open().await.map(drop) }).await.is_some()
}

/// Begins one. Whether it is kept: only then something may be changed that it tells of.
pub(crate) async fn begin(address: &RegistryAddress, id: &str, plan: &str) -> bool {
    let key = JsValue::from_str(id);
    let kept = record(&[
        ("id", key.clone()),
        ("registry", address.to_string().into()),
        ("begun", Date::now().into()),
        ("plan", plan.into()),
    ]);
    let is_kept = within(async {
        let transaction = open().await?.change(&[PLANS, STATES])?;
        transaction.records(PLANS)?.put(&key, &kept)?;
        transaction.ended().await
    });
    let is_kept = is_kept.await.is_some();
    if is_kept {
        mark(address, true);
    }
    is_kept
}

/// Notes how far one is, and whether that is its end.
pub(crate) async fn note(id: &str, states: &str, is_end: bool) -> bool {
    let key = JsValue::from_str(id);
    let kept = record(&[
        ("states", states.into()),
        ("ended", is_end.into()),
        ("noted", Date::now().into()),
    ]);
    let is_kept = within(async {
        let transaction = open().await?.change(&[STATES])?;
        transaction.records(STATES)?.put(&key, &kept)?;
        transaction.ended().await
    });
    is_kept.await.is_some()
}

/// Those of a registry, the last one first. What is too old is forgotten.
pub(crate) async fn all(address: &RegistryAddress) -> Vec<Kept> {
    let found = within(async {
        let transaction = open().await?.change(&[PLANS, STATES])?;
        let (plans, states) = (transaction.records(PLANS)?, transaction.records(STATES)?);
        let mut kept = Vec::new();
        for plan in plans.all().await? {
            let key = field(&plan, "id");
            let begun = number(&field(&plan, "begun")).unwrap_or_default();
            if begun + KEPT_FOR < Date::now() {
                plans.delete(&key)?;
                states.delete(&key)?;
                continue;
            }
            let state = states.get(&key).await?;
            kept.extend(read(address, &plan, begun, &state));
        }
        transaction.ended().await?;
        Ok(kept)
    });
    let mut kept = found.await.unwrap_or_default();
    mark(address, kept.iter().any(|kept| !kept.has_ended));
    kept.sort_unstable_by_key(|kept| Reverse(kept.begun));
    kept
}

#[expect(clippy::cast_possible_truncation, reason = "a date that was fits")]
fn read(address: &RegistryAddress, plan: &JsValue, begun: f64, states: &JsValue) -> Option<Kept> {
    let registry = field(plan, "registry").as_string()?;
    (registry == address.to_string()).then_some(())?;
    Some(Kept {
        id: field(plan, "id").as_string()?,
        begun: Timestamp::of_unix_seconds((begun / 1000.0) as i64),
        plan: field(plan, "plan").as_string()?,
        states: field(states, "states").as_string().unwrap_or_default(),
        has_ended: field(states, "ended").is_truthy(),
        may_go_on: number(&field(states, "noted"))
            .is_some_and(|noted| Date::now() < noted + SILENCE),
    })
}

/// Forgets one.
pub(crate) async fn forget(id: &str) -> bool {
    let key = JsValue::from_str(id);
    let is_gone = within(async {
        let transaction = open().await?.change(&[PLANS, STATES])?;
        transaction.records(PLANS)?.delete(&key)?;
        transaction.records(STATES)?.delete(&key)?;
        transaction.ended().await
    });
    is_gone.await.is_some()
}

/// Whether something may have been left half done at a registry.
pub(crate) fn is_any_unfinished(address: &RegistryAddress) -> bool {
    let marked = super::read(UNFINISHED).unwrap_or_default();
    marked.lines().any(|line| line == address.to_string())
}

fn mark(address: &RegistryAddress, is_unfinished: bool) {
    let marked = super::read(UNFINISHED).unwrap_or_default();
    let address = address.to_string();
    let others = marked.lines().filter(|line| **line != *address);
    let lines: Vec<&str> = others.chain(is_unfinished.then_some(&*address)).collect();
    super::write(UNFINISHED, &lines.join("\n"));
}

async fn open() -> Outcome<Database> {
    Database::open(DATABASE).await.ok_or(JsValue::UNDEFINED)
}

async fn within<V>(work: impl Future<Output = Outcome<V>>) -> Option<V> {
    match select(Box::pin(work), Box::pin(sleep(PATIENCE))).await {
        Either::Left((outcome, _)) => outcome.ok(),
        Either::Right(_) => None,
    }
}
