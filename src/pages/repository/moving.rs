//! The strip of moving tags: where each points, and whether something newer exists.

use leptos::prelude::*;
use porthole_core::{
    oci::tag::Tag,
    registry::manifest::ManifestAddress,
    route::View,
    versions::moving::{MovingTag, Standing, Target},
};

use crate::{
    components::element::{element, nothing, of_class},
    connection::Connection,
    pages::repository::tags::TagList,
};

/// More are told by their number.
const SHOWN: usize = 12;

/// The strip; nothing where no tag moves. Tracked.
pub(crate) fn moving_strip(list: TagList) -> AnyView {
    list.details.track();
    list.moving(|moving| {
        if moving.is_empty() {
            return nothing();
        }
        let more = moving.len().saturating_sub(SHOWN);
        let second = |words: String| of_class("span", "second").text(words);
        of_class("div", "moving")
            .set("role", "group")
            .set("aria-label", "Moving tags")
            .child(second("Moving tags".to_owned()))
            .children(moving.iter().take(SHOWN).map(|moving| card(list, moving)))
            .maybe((more > 0).then(|| second(format!("and {more} more"))))
            .view()
    })
}

fn card(list: TagList, moving: &MovingTag<'_>) -> AnyView {
    let tag = moving.tag;
    let target = match moving.target {
        Target::Unread | Target::NoneSoFar => "…",
        Target::Broken => "broken",
        Target::NoDigest => "unknown",
        Target::Tag(target) => target.as_str(),
        Target::NoOther => "no other tag",
    };
    let (class, note, meaning) = standing(tag, moving.standing);
    let href = list.repository.with_value(|repository| {
        let address = ManifestAddress::Tag(tag.clone());
        Connection::in_use().href(View::Image(repository.clone(), address))
    });
    of_class("a", class)
        .set("href", href)
        .set("title", format!("{tag} points to {target}. {meaning}"))
        .child(element("b").text(tag.as_str()))
        .child(of_class("span", "second").text(" → "))
        .text(target)
        .maybe(note.map(|note| of_class("span", "moving-note").text(format!(" {note}"))))
        .view()
}

/// How a card looks, what it adds, and what that means.
fn standing(tag: &Tag, standing: Standing<'_>) -> (&'static str, Option<String>, String) {
    match standing {
        Standing::Newest => (
            "moving-tag moving-newest",
            Some("✓ newest".to_owned()),
            "Nothing on its track is newer.".to_owned(),
        ),
        Standing::Behind(newer) => (
            "moving-tag moving-behind",
            Some(format!("! {newer} is newer")),
            format!("{newer} is newer, and {tag} should follow it."),
        ),
        Standing::Held(newer) => (
            "moving-tag",
            Some(format!("{newer} is newer")),
            format!("{newer} is newer; whoever moves {tag} decides when it follows."),
        ),
        Standing::Apart(newest) => (
            "moving-tag",
            None,
            format!("The newest on its track, {newest}, is another image."),
        ),
        Standing::Unknown => (
            "moving-tag",
            None,
            "Not all that tells whether something is newer was read.".to_owned(),
        ),
        Standing::NoVersion => (
            "moving-tag",
            None,
            "There is no version to compare it with.".to_owned(),
        ),
    }
}
