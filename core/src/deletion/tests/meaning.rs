//! Whether what the plan says is what comes.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Checked,
    case::{Case, is_about},
    check,
    registry::Registry,
    safety::is_entangled,
};
use crate::{
    deletion::{
        plan::{Mode, Reason, Removal},
        snapshot::Target,
    },
    oci::{digest::Digest, tag::Tag},
};

pub(super) fn tags_that_go_are_gone(case: &Case, after: &Registry) -> Checked {
    let plan = &case.plan;
    for (tag, removal) in plan.removed.iter().chain(&plan.along.helpers) {
        check(!after.tags.contains_key(tag), case, || {
            format!("{tag} is left")
        })?;
        let is_deleted = |digest: &Digest| !after.manifests.contains(digest);
        let is_true = match removal {
            Removal::WithManifest(digest) => case.there.contains(digest) && is_deleted(digest),
            Removal::TagOnly(Some(digest)) => {
                is_deleted(digest) != case.there.contains(digest) && case.tags[tag] == *digest
            }
            Removal::TagOnly(None) => !matches!(case.snapshot.tags[tag], Target::Manifest(_)),
        };
        check(is_true, case, || format!("{tag}: {removal:?}"))?;
    }
    for digest in case.named() {
        check(!after.manifests.contains(digest), case, || {
            format!("{digest} is left")
        })?;
    }
    let both = plan
        .removed
        .keys()
        .filter(|tag| plan.along.helpers.contains_key(tag));
    check(both.count() == 0, case, || "a tag goes twice".to_owned())
}

pub(super) fn what_was_selected_goes_and_no_other_tag(case: &Case) -> Checked {
    let plan = &case.plan;
    let digest_of = |tag: &Tag| case.snapshot.digest_of(tag);
    let selected = |tag: &&Tag| {
        let digest = digest_of(tag);
        case.selection.tags.contains(*tag)
            || digest.is_some_and(|digest| case.selection.digests.contains(digest))
    };
    let tags: BTreeSet<&Tag> = case.tags.keys().filter(selected).collect();
    let meant: BTreeSet<&Digest> = tags.iter().filter_map(|tag| digest_of(tag)).collect();
    for tag in &tags {
        check(plan.removed.contains_key(tag), case, || {
            format!("{tag} stays")
        })?;
    }
    for tag in plan.removed.keys().filter(|tag| !tags.contains(tag)) {
        let is_meant = digest_of(tag).is_some_and(|digest| meant.contains(digest));
        check(plan.mode == Mode::Images && is_meant, case, || {
            format!("{tag} was not selected")
        })?;
    }
    for tag in plan.along.helpers.keys() {
        let named = case.named();
        let mut named = named.iter();
        check(named.any(|digest| is_about(tag, digest)), case, || {
            format!("{tag} is about nothing that goes")
        })?;
    }
    if plan.mode == Mode::Images && case.can_read_all() {
        let there = meant.into_iter().chain(&case.selection.digests);
        let there: BTreeSet<Digest> = there
            .filter(|digest| case.there.contains(*digest) && !case.may_be_unnamed(digest))
            .cloned()
            .collect();
        check(plan.images == there, case, || "other images go".to_owned())?;
    }
    Ok(())
}

pub(super) fn what_breaks_is_told(case: &Case, after: &Registry) -> Checked {
    let mut broken = BTreeSet::new();
    for index in &after.manifests {
        let lost = case.contents[index].children.iter();
        let lost = lost.filter(|child| case.there.contains(*child));
        broken.extend(
            lost.filter(|child| !after.manifests.contains(*child))
                .map(|child| (index, child)),
        );
    }
    // What has no tag and no parent with one is known to nobody.
    let known = |index: &Digest| case.snapshot.manifests.contains_key(index);
    broken.retain(|(index, _)| known(index));
    let told = &case.plan.broken;
    let pairs: BTreeSet<_> = told.iter().map(|it| (&it.index, &it.child)).collect();
    check(pairs == broken && told.len() == pairs.len(), case, || {
        format!("it breaks {broken:?}")
    })?;
    for it in told {
        let tags: Vec<&Tag> = after
            .tags
            .iter()
            .filter(|(_, to)| **to == it.index)
            .map(|(tag, _)| tag)
            .collect();
        check(it.tags.iter().eq(tags), case, || {
            format!("other tags break: {it:?}")
        })?;
    }
    Ok(())
}

/// Neither what only manifests listed that went, nor what only helper tags led to.
pub(super) fn nothing_is_left_that_only_served_what_went(case: &Case, after: &Registry) -> Checked {
    if !case.can_read_all() {
        return Ok(());
    }
    let lists = |index: &Digest, child: &Digest| case.contents[index].children.contains(child);
    for digest in &after.manifests {
        let mut gone = case.there.difference(&after.manifests);
        let was_listed = gone.any(|index| lists(index, digest));
        let mut helpers = case.plan.along.helpers.keys();
        let was_helper = helpers.any(|tag| case.tags[tag] == *digest);
        let mut left = after.manifests.iter();
        let is_listed = left.any(|index| lists(index, digest));
        let is_tagged = after.tags.values().any(|target| target == digest);
        let is_needed = is_listed || is_tagged || case.may_be_unnamed(digest);
        check(!(was_listed || was_helper) || is_needed, case, || {
            format!("{digest} is left")
        })?;
    }
    Ok(())
}

/// Whatever is about a manifest goes with it.
pub(super) fn helpers_go_along(case: &Case, after: &Registry) -> Checked {
    for subject in case.there.difference(&after.manifests) {
        let helpers = case.tags.iter().filter(|(tag, _)| is_about(tag, subject));
        for (tag, helper) in helpers {
            let is_known = case.snapshot.digest_of(tag).is_some();
            let is_left = after.tags.contains_key(tag) && is_known;
            check(
                !is_left || is_entangled(case, helper, subject),
                case,
                || format!("{tag} is left"),
            )?;
        }
    }
    Ok(())
}

/// What distribution keeps when it collects: every manifest that a repository has, and all that
/// those name.
fn kept_by_a_collection<'a>(
    case: &'a Case,
    manifests: &'a BTreeSet<Digest>,
) -> BTreeMap<&'a Digest, u64> {
    let mut kept = BTreeMap::new();
    for digest in manifests {
        let content = &case.contents[digest];
        kept.insert(digest, content.size);
        kept.extend(content.blobs.iter().map(|(blob, size)| (blob, *size)));
        let children = content
            .children
            .iter()
            .filter(|child| case.there.contains(*child));
        kept.extend(children.map(|child| (child, case.contents[child].size)));
    }
    kept
}

pub(super) fn space_is_what_a_collection_frees(case: &Case, after: &Registry) -> Checked {
    let before = kept_by_a_collection(case, &case.there);
    let after = kept_by_a_collection(case, &after.manifests);
    let freed = before
        .iter()
        .filter(|(digest, _)| !after.contains_key(*digest));
    let freed: u64 = freed.map(|(_, size)| size).sum();
    let space = case.plan.space;
    if case.is_all_known() {
        check(space.at_most == freed, case, || {
            format!("{freed} B come free")
        })?;
        let is_measured = space.unread == 0 && space.unmeasured == 0;
        return check(is_measured, case, || "all is known".to_owned());
    }
    check(freed <= space.at_most || space.unmeasured > 0, case, || {
        format!("{freed} B come free")
    })
}

pub(super) fn what_is_kept_is_told(case: &Case, after: &Registry) -> Checked {
    let kept = &case.plan.kept;
    check(kept.tags == after.tags.len(), case, || {
        "tags stay".to_owned()
    })?;
    let mut aliases = BTreeMap::<_, Vec<_>>::new();
    for tag in after.tags.keys() {
        if let Some(digest) = case.snapshot.digest_of(tag) {
            let tags = case.snapshot.tags_of(digest);
            if tags.into_iter().any(|tag| case.goes(tag)) {
                aliases.entry(digest.clone()).or_default().push(tag.clone());
            }
        }
    }
    check(kept.aliases == aliases, case, || {
        format!("aliases are {aliases:?}")
    })?;
    for (digest, reason) in &kept.manifests {
        let is_left = after.manifests.contains(digest);
        let is_true = match reason {
            Reason::Tagged(tags) => {
                let leads = |tag: &Tag| after.tags.get(tag) == Some(digest);
                // Where only its own tags were selected, that is told as an alias.
                let mut gone = case.there.difference(&after.manifests);
                let is_listed = gone.any(|it| case.contents[it].children.contains(digest));
                let mut helpers = case.plan.along.helpers.keys();
                let is_helper = helpers.any(|tag| case.snapshot.digest_of(tag) == Some(digest));
                !tags.is_empty() && tags.iter().all(leads) && (is_listed || is_helper)
            }
            Reason::Listed(index) => {
                after.manifests.contains(index) && case.contents[index].children.contains(digest)
            }
            Reason::Unread => !case.can_read_all() || case.may_be_unnamed(digest),
        };
        check(is_left && is_true, case, || format!("{digest}: {reason:?}"))?;
    }
    Ok(())
}

pub(super) fn what_goes_along_is_told(case: &Case, after: &Registry) -> Checked {
    let along = &case.plan.along;
    let parts = along.platforms.keys().chain(&along.attestations);
    let parts: Vec<&Digest> = parts
        .chain(&along.indexes)
        .chain(&along.artifacts)
        .collect();
    let listed: BTreeSet<&Digest> = along.listed_by.keys().collect();
    let once: BTreeSet<&Digest> = parts.iter().copied().collect();
    check(listed == once, case, || "not all have a place".to_owned())?;
    for (digest, parents) in &along.listed_by {
        let gone = case.there.difference(&after.manifests);
        let lists = |index: &Digest| {
            let manifest = case.snapshot.manifest(index);
            manifest.is_some_and(|it| it.children.iter().any(|child| child.digest == *digest))
        };
        let gone = gone.filter(|index| lists(index));
        check(parents.iter().eq(gone), case, || {
            format!("others list {digest}")
        })?;
        check(!case.plan.images.contains(digest), case, || {
            format!("{digest} was meant")
        })?;
    }
    for digest in &along.artifacts {
        let is_helper = |index: &Digest| {
            let mut tags = case.snapshot.tags_of(index);
            tags.any(|tag| along.helpers.contains_key(tag))
        };
        let only_helpers = along.listed_by[digest].iter().all(is_helper);
        check(only_helpers, case, || {
            format!("{digest} is no mere artifact")
        })?;
    }
    for digest in &case.plan.irretrievable {
        let is_unread = case.snapshot.manifest(digest).is_none();
        check(is_unread, case, || format!("{digest} can be put back"))?;
    }
    let unread = case.named();
    let mut unread = unread
        .iter()
        .filter(|digest| case.snapshot.manifest(digest).is_none());
    check(
        unread.all(|digest| case.plan.irretrievable.contains(*digest)),
        case,
        || "not all can be put back".to_owned(),
    )
}
