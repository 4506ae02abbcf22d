//! What was changed at registries, kept so that it can be finished after a fault and taken back: in
//! a database of its own, which nothing else makes room in, or in this page only. Two records each:
//! what was planned, which never changes, and how far it is.

mod browser;
mod lock;
mod page;

use std::{cmp::Reverse, time::Duration};

use futures_util::future::{Either, select};
use gloo_timers::future::sleep;
use js_sys::Date;
use porthole_core::{oci::timestamp::Timestamp, registry::address::RegistryAddress};
use wasm_bindgen_futures::spawn_local;

pub(crate) use self::lock::Lock;
use crate::storage::database::Outcome;

/// The registries that have one which is not at its end, a line each.
const UNFINISHED: &str = "porthole.unfinished";
/// When the oldest was begun, in milliseconds since 1970, where there are any.
const OLDEST: &str = "porthole.journals";
/// How long the browser may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a journal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// In this browser, for later visits.
    Browser,
    /// In this page, until somebody leaves it.
    Page,
}

/// For whom a journal is kept, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// At which registry something is changed.
    pub(crate) address: RegistryAddress,
    /// Whether somebody signed in does it: then it goes when they sign out.
    pub(crate) is_signed_in: bool,
    /// Whether it is only played, so that nothing is lost with it.
    pub(crate) is_played: bool,
    /// Where.
    pub(crate) shelf: Shelf,
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
    /// Whether somebody signed in did it.
    pub(crate) is_signed_in: bool,
    /// Where it is.
    pub(crate) shelf: Shelf,
}

/// Which journals are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those of these names.
    Named(Vec<String>),
    /// Those of what was done signed in.
    SignedIn,
    /// All.
    All,
}

/// Whether this browser keeps any.
pub(crate) async fn is_there() -> bool {
    within(browser::look_in()).await.is_some()
}

/// Begins one. Whether it is kept: only then something may be changed that it tells of.
pub(crate) async fn begin(place: &Place, id: &str, plan: &str) -> bool {
    if place.shelf == Shelf::Page {
        page::begin(place, id, plan);
        return true;
    }
    let is_kept = within(browser::begin(place, id, plan)).await.is_some();
    if is_kept {
        mark_unfinished(&place.address, true);
        if super::read(OLDEST).is_none_or(|oldest| oldest.is_empty()) {
            note_oldest(Some(Date::now()));
        }
    }
    is_kept
}

/// Says that one goes on, until what comes of it is dropped.
pub(crate) fn hold(place: &Place, id: &str) -> Option<Lock> {
    match place.shelf {
        Shelf::Browser => lock::hold(id),
        Shelf::Page => None,
    }
}

/// Notes how far one is, and whether that is its end. One that was forgotten is not kept any more.
pub(crate) async fn note(place: &Place, id: &str, states: &str, is_end: bool) -> bool {
    match place.shelf {
        Shelf::Page => page::note(id, states, is_end),
        Shelf::Browser => within(browser::note(id, states, is_end)).await.is_some(),
    }
}

/// Those of a registry, the last one first. What is too old is forgotten.
pub(crate) async fn all(address: &RegistryAddress) -> Vec<Kept> {
    let mut kept = page::all(address);
    kept.extend(within(browser::all(address)).await.unwrap_or_default());
    kept.sort_unstable_by_key(|kept| Reverse(kept.begun));
    kept
}

/// Takes out what is too old, where the oldest is.
pub(crate) fn sweep() {
    let oldest = super::read(OLDEST).and_then(|oldest| oldest.parse::<u64>().ok());
    if oldest.is_some_and(is_too_old) {
        spawn_local(async {
            if let Some(oldest) = within(browser::sweep()).await {
                note_oldest(oldest);
            }
        });
    }
}

#[expect(clippy::cast_precision_loss, reason = "a date is far from that")]
fn is_too_old(begun: u64) -> bool {
    begun as f64 + browser::KEPT_FOR < Date::now()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a date since 1970 fits"
)]
fn note_oldest(begun: Option<f64>) {
    let oldest = begun.map(|begun| (begun as u64).to_string());
    super::write(OLDEST, &oldest.unwrap_or_default());
}

/// Those that would be lost with this page, of all registries.
pub(crate) fn lost_with_page() -> Vec<Kept> {
    page::real()
}

/// Where one is.
pub(crate) fn shelf_of(id: &str) -> Shelf {
    if page::has(id) {
        Shelf::Page
    } else {
        Shelf::Browser
    }
}

/// Whether something that was done signed in is not at its end.
pub(crate) async fn is_unfinished_signed_in(address: &RegistryAddress) -> bool {
    let is_open = |kept: &Kept| kept.is_signed_in && !kept.has_ended;
    page::all(address).iter().any(is_open)
        || (is_any_unfinished(address) && all(address).await.iter().any(is_open))
}

/// Forgets some of a registry; whether that was done.
pub(crate) async fn forget(address: &RegistryAddress, which: &Which) -> bool {
    let is_of_page = page::forget(address, which);
    within(browser::forget(address, which)).await.is_some() || is_of_page
}

/// Forgets all of a registry.
pub(super) fn forget_registry(address: RegistryAddress) {
    spawn_local(async move {
        forget(&address, &Which::All).await;
    });
}

/// Whether something may have been left half done at a registry.
pub(crate) fn is_any_unfinished(address: &RegistryAddress) -> bool {
    let marked = super::read(UNFINISHED).unwrap_or_default();
    marked.lines().any(|line| line == address.to_string())
}

/// Notes whether something may have been left half done at a registry.
pub(crate) fn mark_unfinished(address: &RegistryAddress, is_unfinished: bool) {
    let marked = super::read(UNFINISHED).unwrap_or_default();
    let address = address.to_string();
    let others = marked.lines().filter(|line| **line != *address);
    let lines: Vec<&str> = others.chain(is_unfinished.then_some(&*address)).collect();
    super::write(UNFINISHED, &lines.join("\n"));
}

impl Which {
    fn means(&self, id: &str, is_signed_in: bool) -> bool {
        match self {
            Self::Named(names) => names.iter().any(|name| name == id),
            Self::SignedIn => is_signed_in,
            Self::All => true,
        }
    }
}

async fn within<V>(work: impl Future<Output = Outcome<V>>) -> Option<V> {
    match select(Box::pin(work), Box::pin(sleep(PATIENCE))).await {
        Either::Left((outcome, _)) => outcome.ok(),
        Either::Right(_) => None,
    }
}
