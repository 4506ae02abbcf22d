//! Journals in the browser's database.

use js_sys::Date;
use porthole_core::{oci::timestamp::Timestamp, registry::address::RegistryAddress};
use wasm_bindgen::JsValue;

use super::{Kept, Place, Shelf, Which, lock::Held};
use crate::storage::database::{
    Database, Making, Outcome, Plan, Records, Transaction, field, number, record,
};

const DATABASE: Plan = Plan {
    name: "porthole.journal",
    make,
};
/// What was planned, under its name.
const PLANS: &str = "plans";
/// How far it is, under the same.
const STATES: &str = "states";
/// How long they are kept, in milliseconds.
pub(super) const KEPT_FOR: f64 = 30.0 * 86_400_000.0;
/// After so many milliseconds without a note, a run is taken for interrupted where the browser does
/// not tell.
const SILENCE: f64 = 60_000.0;

fn make(database: &Making) -> Outcome<()> {
    database.records(PLANS)?;
    database.records(STATES)
}

async fn open() -> Outcome<Database> {
    Database::open(DATABASE).await.ok_or(JsValue::UNDEFINED)
}

/// Both kinds of records, to be changed together.
async fn change() -> Outcome<(Transaction, Records, Records)> {
    let transaction = open().await?.change(&[PLANS, STATES])?;
    let (plans, states) = (transaction.records(PLANS)?, transaction.records(STATES)?);
    Ok((transaction, plans, states))
}

/// Looks whether there is a database.
pub(super) async fn look_in() -> Outcome<()> {
    open().await.map(drop)
}

pub(super) async fn begin(place: &Place, id: &str, plan: &str) -> Outcome<()> {
    let key = JsValue::from_str(id);
    let kept = record(&[
        ("id", key.clone()),
        ("registry", place.address.to_string().into()),
        ("signedIn", place.is_signed_in.into()),
        ("begun", Date::now().into()),
        ("plan", plan.into()),
    ]);
    let (transaction, plans, _) = change().await?;
    plans.put(&key, &kept)?;
    transaction.ended().await
}

/// Fails where it was forgotten meanwhile.
pub(super) async fn note(id: &str, states: &str, is_end: bool) -> Outcome<()> {
    let key = JsValue::from_str(id);
    let kept = record(&[
        ("states", states.into()),
        ("ended", is_end.into()),
        ("noted", Date::now().into()),
    ]);
    let (transaction, plans, states) = change().await?;
    if !plans.has(&key).await? {
        return Err(JsValue::UNDEFINED);
    }
    states.put(&key, &kept)?;
    transaction.ended().await
}

/// Takes out what is too old, of whichever registry; when the oldest of the others was begun, in
/// milliseconds since 1970.
pub(super) async fn sweep() -> Outcome<Option<f64>> {
    let (transaction, plans, states) = change().await?;
    let kept = young(&plans, &states).await?;
    transaction.ended().await?;
    Ok(kept.into_iter().map(|(begun, _)| begun).reduce(f64::min))
}

/// Those that are not too old, with when they were begun. The others go.
async fn young(plans: &Records, states: &Records) -> Outcome<Vec<(f64, JsValue)>> {
    let mut kept = Vec::new();
    for plan in plans.all().await? {
        let key = field(&plan, "id");
        let begun = number(&field(&plan, "begun")).unwrap_or_default();
        if begun + KEPT_FOR < Date::now() {
            plans.delete(&key)?;
            states.delete(&key)?;
        } else {
            kept.push((begun, plan));
        }
    }
    Ok(kept)
}

/// Those of a registry. What is too old goes, of whichever registry.
pub(super) async fn all(address: &RegistryAddress) -> Outcome<Vec<Kept>> {
    // Nothing but its own requests keeps a transaction open.
    let held = Held::ask().await;
    let (transaction, plans, states) = change().await?;
    let mut kept = Vec::new();
    for (begun, plan) in young(&plans, &states).await? {
        if is_of(&plan, address) {
            let state = states.get(&field(&plan, "id")).await?;
            kept.extend(read(&plan, begun, &state, &held));
        }
    }
    transaction.ended().await?;
    Ok(kept)
}

fn is_of(plan: &JsValue, address: &RegistryAddress) -> bool {
    field(plan, "registry").as_string() == Some(address.to_string())
}

#[expect(clippy::cast_possible_truncation, reason = "a date that was fits")]
fn read(plan: &JsValue, begun: f64, states: &JsValue, held: &Held) -> Option<Kept> {
    let id = field(plan, "id").as_string()?;
    let noted = number(&field(states, "noted"));
    let is_recent = noted.is_some_and(|noted| Date::now() < noted + SILENCE);
    Some(Kept {
        may_go_on: held.has(&id).unwrap_or(is_recent),
        id,
        begun: Timestamp::of_unix_seconds((begun / 1000.0) as i64),
        plan: field(plan, "plan").as_string()?,
        states: field(states, "states").as_string().unwrap_or_default(),
        has_ended: field(states, "ended").is_truthy(),
        is_signed_in: field(plan, "signedIn").is_truthy(),
        shelf: Shelf::Browser,
    })
}

pub(super) async fn forget(address: &RegistryAddress, which: &Which) -> Outcome<()> {
    let (transaction, plans, states) = change().await?;
    for plan in plans.all().await? {
        let key = field(&plan, "id");
        let id = key.as_string().unwrap_or_default();
        let is_signed_in = field(&plan, "signedIn").is_truthy();
        if is_of(&plan, address) && which.means(&id, is_signed_in) {
            plans.delete(&key)?;
            states.delete(&key)?;
        }
    }
    transaction.ended().await
}
