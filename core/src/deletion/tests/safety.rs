//! What holds after any number of steps, and whichever fails.

use std::collections::BTreeSet;

use super::{
    Checked,
    case::{Case, is_about},
    check,
    registry::{Registry, tombstone},
};
use crate::oci::{digest::Digest, tag::Tag};

/// A tag that the plan does not name leads where it led, and that is there.
pub(super) fn other_tags_lead_where_they_led(case: &Case, registry: &Registry) -> Checked {
    for (tag, digest) in &case.tags {
        if case.goes(tag) {
            continue;
        }
        let found = registry.tags.get(tag);
        check(found == Some(digest), case, || {
            format!("{tag} leads to {found:?}")
        })?;
        let is_there = registry.manifests.contains(digest);
        check(is_there == case.there.contains(digest), case, || {
            format!("what {tag} leads to is gone")
        })?;
    }
    Ok(())
}

/// Whatever a tag still leads to has all that it lists, all the way down, as it had before, unless
/// the plan says that it breaks. That holds for tags that the plan removes later, too; only of two
/// that both may list anything nobody knows which has to go first.
pub(super) fn what_is_tagged_is_whole(case: &Case, registry: &Registry) -> Checked {
    let mut left: Vec<&Digest> = registry.tags.values().collect();
    while let Some(index) = left.pop() {
        let is_there = registry.manifests.contains(index);
        if *index == tombstone() || !is_there || may_list_another_such(case, index) {
            continue;
        }
        for child in &case.contents[index].children {
            let was_there = case.there.contains(child);
            let is_there = registry.manifests.contains(child);
            let is_whole = is_there || !was_there || case.is_told_broken(index, child);
            check(is_whole, case, || format!("{index} lost {child}"))?;
            left.push(child);
        }
    }
    Ok(())
}

fn may_list_another_such(case: &Case, index: &Digest) -> bool {
    let is_unread = |digest: &Digest| case.snapshot.unread_lists().any(|list| list == digest);
    is_unread(index)
        && case.named().contains(index)
        && below(case, index).into_iter().any(is_unread)
}

/// No manifest and no tag goes that the plan does not name.
pub(super) fn only_what_is_named_is_deleted(case: &Case, registry: &Registry) -> Checked {
    let named = case.named();
    for digest in case.there.difference(&registry.manifests) {
        check(named.contains(digest), case, || {
            format!("{digest} was not named")
        })?;
    }
    let is_kept = |tag: &Tag| registry.tags.contains_key(tag);
    for tag in case.tags.keys().filter(|tag| !is_kept(tag)) {
        check(case.goes(tag), case, || format!("{tag} was not named"))?;
    }
    Ok(())
}

/// What is about a manifest stays for as long as that does, unless it lists it, or may.
pub(super) fn helpers_stay_with_what_they_are_about(case: &Case, registry: &Registry) -> Checked {
    for tag in case.plan.along.helpers.keys() {
        let helper = &case.tags[tag];
        let subjects = case.there.iter().filter(|digest| is_about(tag, digest));
        for subject in subjects {
            let is_lost = registry.tags.get(tag) != Some(helper);
            let is_there = registry.manifests.contains(subject);
            let is_right = !(is_lost && is_there) || is_entangled(case, helper, subject);
            check(is_right, case, || format!("{tag} went before {subject}"))?;
        }
    }
    Ok(())
}

/// Whether what it is about has to come after it, or after something that is about itself in the
/// end.
pub(super) fn is_entangled(case: &Case, helper: &Digest, subject: &Digest) -> bool {
    let is_below = |digest: &Digest, top: &Digest| below(case, top).contains(digest);
    let mut digests = case.contents.keys();
    let is_knotted =
        digests.any(|knot| is_below(knot, knot) && (knot == subject || is_below(subject, knot)));
    let mut unread = case.snapshot.unread_lists();
    let may_list_anything = unread.any(|list| list == helper || is_below(list, helper));
    helper == subject || is_below(subject, helper) || is_knotted || may_list_anything
}

/// What it lists and what is about it, all the way down.
fn below<'a>(case: &'a Case, digest: &'a Digest) -> BTreeSet<&'a Digest> {
    let mut below = BTreeSet::new();
    let mut left = vec![digest];
    while let Some(digest) = left.pop() {
        let children = case.contents[digest].children.iter();
        let about = case.tags.iter().filter(|(tag, _)| is_about(tag, digest));
        let next = children.chain(about.map(|(_, target)| target));
        left.extend(next.filter(|digest| below.insert(*digest)));
    }
    below
}
