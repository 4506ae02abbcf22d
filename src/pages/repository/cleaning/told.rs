//! What a rule took, and what it left, in words.

use std::collections::BTreeMap;

use leptos::prelude::*;
use porthole_core::{
    deletion::pick::Left,
    format::{count, counted},
    oci::tag::Tag,
};

use crate::{
    components::element::{element, link_button, nothing, of_class, parts, text},
    pages::repository::cleaning::{Cleaning, Outcome},
};

/// More tags that were left are told by their number.
const NAMES: usize = 8;

/// What came of a rule.
pub(super) fn told(cleaning: Cleaning, outcome: Option<&Result<Outcome, String>>) -> AnyView {
    let Outcome { picked, unread } = match outcome {
        None => return nothing(),
        Some(Err(invalid)) => return of_class("p", "fault").text(invalid.clone()).view(),
        Some(Ok(outcome)) => outcome,
    };
    let taken = match picked.taken.len() {
        0 => "It takes no tag.".to_owned(),
        number => format!(
            "It takes {}, selected below.",
            counted(number, "tag", "tags")
        ),
    };
    let mut reasons = BTreeMap::<Left, Vec<&Tag>>::new();
    for (tag, why) in &picked.left {
        reasons.entry(*why).or_default().push(tag);
    }
    let left = reasons.iter().map(|(why, tags)| left(*why, tags));
    let left: Vec<AnyView> = left.collect();
    let read = reasons.contains_key(&Left::Unread).then(|| {
        let read = link_button("Read them all and select again", move || {
            cleaning.read_all();
        });
        element("p").child(read).view()
    });
    let is_any_left = !left.is_empty();
    let note = is_any_left.then(|| {
        let words = "It left these; tick those that are to go all the same:";
        element("p").text(words).view()
    });
    let list = is_any_left.then(|| element("ul").children(left).view());
    let unread = (*unread > 0).then(|| {
        let lines = counted(*unread, "line", "lines");
        let words = format!("{lines} of what is in use named no image.");
        of_class("p", "second").text(words).view()
    });
    let all = [element("p").child(element("b").text(taken)).view()];
    let all = all.into_iter().chain(note).chain(list);
    parts(all.chain(read).chain(unread))
}

fn left(why: Left, tags: &[&Tag]) -> AnyView {
    let reason = match why {
        Left::InUse => "in use",
        Left::Moving => "moves from version to version",
        Left::Unread => "not read yet",
        Left::NoDate => "no date that can be believed",
        Left::Release => "a release",
    };
    let names = tags.iter().take(NAMES).enumerate();
    let names = names.flat_map(|(place, tag)| {
        let between = (place > 0).then(|| text(", "));
        let name = element("code").text(tag.to_string()).view();
        between.into_iter().chain([name])
    });
    let names: Vec<AnyView> = names.collect();
    let more = tags.len().saturating_sub(NAMES);
    let more = (more > 0).then(|| text(format!(" and {} more", count(more as u64))));
    let names: Vec<AnyView> = names.into_iter().chain(more).collect();
    element("li")
        .child(of_class("span", "second").text(format!("{reason}: ")))
        .children(names)
        .view()
}
