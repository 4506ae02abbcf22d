//! What of a repository somebody should look at.

use leptos::prelude::*;
use porthole_core::{
    format::counted,
    inventory::repository::{RepositoryInventory, TagState},
    oci::tag::Tag,
    sorting::sort,
    versions::{
        moving::{Standing, moving_tags},
        order::Reading,
    },
};

use crate::{
    components::element::of_class,
    connection::{Connection, details::Details},
};

/// More tags that need attention are told by their number.
const NAMED: usize = 8;

/// Whether the registry lists a tag and has no manifest for it.
fn is_gone(state: &TagState) -> bool {
    *state == TagState::Broken
}

/// Why a tag could not be read.
pub(super) fn reason(state: &TagState) -> Option<String> {
    let TagState::Failed(error) = state else {
        return None;
    };
    Some(Connection::in_use().explain(error).title)
}

/// What was seen that somebody should look at.
pub(super) fn attention(readings: &[Reading], details: Details) -> AnyView {
    let marks = details.look(|inventory| {
        let behind = behind(readings, inventory);
        faults(inventory)
            .into_iter()
            .chain(behind)
            .collect::<Vec<_>>()
    });
    of_class("span", "marks").children(marks).view()
}

/// A mark for each kind of fault, in the words of the tags' own rows.
fn faults(inventory: &RepositoryInventory) -> Vec<AnyView> {
    let mut marks = Vec::new();
    let mut see =
        |is_meant: fn(&TagState) -> bool, class, words: fn(usize) -> String, why: &str| {
            let tags = inventory.tags().filter(|(_, state)| is_meant(state));
            let mut tags: Vec<&Tag> = tags.map(|(tag, _)| tag).collect();
            sort(&mut tags, Ord::cmp);
            let Some(first) = tags.first() else { return };
            let reason = inventory.tag(first).and_then(|state| reason(state));
            let why = reason.as_deref().unwrap_or(why);
            marks.push(mark(class, words(tags.len()), why, &tags));
        };
    see(
        TagState::is_mismatch,
        "mark mark-mismatch",
        |number| format!("✕ {}", counted(number, "mismatch", "mismatches")),
        "Bytes came that are not what was promised",
    );
    see(
        is_gone,
        "mark mark-mismatch",
        |number| format!("✕ {number} broken"),
        "Listed, but the manifest is gone",
    );
    see(
        |state| state.is_broken() && !is_gone(state),
        "mark mark-unverifiable",
        |number| format!("! {number} missing"),
        "The registry does not have every platform of",
    );
    see(
        |state| matches!(state, TagState::Failed(_)),
        "mark mark-unverifiable",
        |number| format!("! {number} could not be read"),
        "",
    );
    marks
}

fn mark(class: &'static str, words: String, why: &str, tags: &[&Tag]) -> AnyView {
    let shown: Vec<&str> = tags.iter().take(NAMED).map(|tag| tag.as_str()).collect();
    let more = match tags.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    of_class("span", class)
        .set("title", format!("{why}: {}{more}", shown.join(", ")))
        .text(words)
        .view()
}

/// The moving tags that something newer exists for.
fn behind(readings: &[Reading], inventory: &RepositoryInventory) -> Option<AnyView> {
    let moving = moving_tags(readings, &|tag| inventory.known(tag));
    let behind = moving
        .iter()
        .filter(|it| matches!(it.standing, Standing::Behind(_)));
    let behind: Vec<&str> = behind.map(|moving| moving.tag.as_str()).collect();
    if behind.is_empty() {
        return None;
    }
    let are = if behind.len() == 1 { "is" } else { "are" };
    let words = format!("! {} {are} behind", behind.join(", "));
    let mark = of_class("span", "mark mark-unverifiable").text(words);
    Some(mark.view())
}
