//! Journals that are in this page only, and go with it.

use std::cell::RefCell;

use js_sys::Date;
use porthole_core::{oci::timestamp::Timestamp, registry::address::RegistryAddress};

use super::{Kept, Place, Shelf, Which};

/// A journal, and of which registry it is.
struct Entry {
    registry: String,
    is_played: bool,
    kept: Kept,
}

thread_local! {
    static ENTRIES: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) };
}

fn change<V>(change: impl FnOnce(&mut Vec<Entry>) -> V) -> V {
    ENTRIES.with(|entries| change(&mut entries.borrow_mut()))
}

/// What goes on is there already.
#[expect(clippy::cast_possible_truncation, reason = "a date that is now fits")]
pub(super) fn begin(place: &Place, id: &str, plan: &str) {
    if has(id) {
        return;
    }
    let kept = Kept {
        id: id.to_owned(),
        begun: Timestamp::of_unix_seconds((Date::now() / 1000.0) as i64),
        plan: plan.to_owned(),
        states: String::new(),
        has_ended: false,
        may_go_on: true,
        is_signed_in: place.is_signed_in,
        shelf: Shelf::Page,
    };
    let entry = Entry {
        registry: place.address.to_string(),
        is_played: place.is_played,
        kept,
    };
    change(|entries| entries.push(entry));
}

/// Whether it is there to be noted.
pub(super) fn note(id: &str, states: &str, is_end: bool) -> bool {
    change(|entries| {
        let Some(entry) = entries.iter_mut().find(|entry| entry.kept.id == id) else {
            return false;
        };
        states.clone_into(&mut entry.kept.states);
        entry.kept.has_ended = is_end;
        true
    })
}

pub(super) fn all(address: &RegistryAddress) -> Vec<Kept> {
    let address = address.to_string();
    change(|entries| {
        let of_registry = entries.iter().filter(|entry| entry.registry == address);
        of_registry.map(|entry| entry.kept.clone()).collect()
    })
}

/// Those of what was not only played.
pub(super) fn real() -> Vec<Kept> {
    change(|entries| {
        let real = entries.iter().filter(|entry| !entry.is_played);
        real.map(|entry| entry.kept.clone()).collect()
    })
}

pub(super) fn has(id: &str) -> bool {
    change(|entries| entries.iter().any(|entry| entry.kept.id == id))
}

/// Whether there was any.
pub(super) fn forget(address: &RegistryAddress, which: &Which) -> bool {
    let address = address.to_string();
    change(|entries| {
        let before = entries.len();
        entries.retain(|Entry { registry, kept, .. }| {
            *registry != address || !which.means(&kept.id, kept.is_signed_in)
        });
        entries.len() < before
    })
}
