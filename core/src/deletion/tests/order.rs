//! The steps themselves.

use super::{Checked, case::Case, check};
use crate::{
    deletion::{
        plan::{Mode, Removal},
        snapshot::Known,
        steps::Action,
    },
    oci::{digest::Digest, tag::Tag},
};

fn deletes(case: &Case) -> Vec<&Digest> {
    let steps = case.plan.steps.iter();
    let digests = steps.filter_map(|step| match &step.action {
        Action::DeleteManifest { digest, .. } => Some(digest),
        Action::RemoveTag { .. } => None,
    });
    digests.collect()
}

pub(super) fn needs_come_before(case: &Case) -> Checked {
    for (place, step) in case.plan.steps.iter().enumerate() {
        let needs = &step.needs;
        let is_sorted = needs.is_sorted_by(|one, other| one < other);
        check(
            is_sorted && needs.iter().all(|need| *need < place),
            case,
            || format!("step {place} needs {needs:?}"),
        )?;
    }
    Ok(())
}

pub(super) fn modes_do_what_they_say(case: &Case) -> Checked {
    let plan = &case.plan;
    let breaks = !plan.broken.is_empty();
    check(!breaks || plan.mode == Mode::Images, case, || {
        "something breaks".to_owned()
    })?;
    let deletes = deletes(case);
    let once = deletes.iter().collect::<std::collections::BTreeSet<_>>();
    check(once.len() == deletes.len(), case, || {
        "deleted twice".to_owned()
    })?;
    let keeps = plan.mode == Mode::TagsOnly;
    check(deletes.is_empty() || !keeps, case, || {
        "a manifest is deleted".to_owned()
    })
}

pub(super) fn what_could_not_be_read_keeps_all(case: &Case) -> Checked {
    let snapshot = &case.snapshot;
    let are_tags_read = snapshot.illegible_tags == 0 && snapshot.unread_tags().next().is_none();
    let deletes = deletes(case);
    check(are_tags_read || deletes.is_empty(), case, || {
        "a digest is deleted".to_owned()
    })?;
    let goes = |list: &Digest| deletes.contains(&list);
    let are_lists_read = snapshot.unread_lists().all(goes);
    check(are_lists_read || deletes.is_empty(), case, || {
        "a list may break".to_owned()
    })?;
    // Nobody could put it back.
    let is_unread = |digest: &&Digest| matches!(snapshot.manifests[*digest], Known::Unread(_));
    let only_tags = case.plan.mode == Mode::Tags;
    check(!only_tags || !deletes.iter().any(is_unread), case, || {
        "what could not be read is deleted".to_owned()
    })?;
    let told = case.plan.obstacles.is_empty();
    check(told == case.can_read_all(), case, || {
        "obstacles are not told".to_owned()
    })
}

/// Each tag has one step, which names where it leads.
pub(super) fn tags_are_removed_as_the_registry_does_it(case: &Case) -> Checked {
    let plan = &case.plan;
    let mut left: Vec<(&Tag, Removal)> = Vec::new();
    for step in &plan.steps {
        match &step.action {
            Action::DeleteManifest { digest, tags } => {
                let all = case.snapshot.tags_of(digest);
                check(tags.iter().eq(all), case, || {
                    format!("{digest} has other tags")
                })?;
                let removal = Removal::WithManifest(digest.clone());
                left.extend(tags.iter().map(|tag| (tag, removal.clone())));
            }
            Action::RemoveTag { tag, digest, by } => {
                check(*by == case.removal, case, || format!("{tag} by {by:?}"))?;
                left.push((tag, Removal::TagOnly(digest.clone())));
            }
        }
    }
    left.sort_unstable_by_key(|(tag, _)| *tag);
    let told = plan.removed.iter().chain(&plan.along.helpers);
    let mut told: Vec<(&Tag, Removal)> =
        told.map(|(tag, removal)| (tag, removal.clone())).collect();
    told.sort_unstable_by_key(|(tag, _)| *tag);
    check(left == told, case, || "steps and effects differ".to_owned())?;
    let pushes = plan.steps.iter().any(|step| step.action.pushes());
    check(
        plan.pushes() == pushes && plan.is_empty() == plan.steps.is_empty(),
        case,
        || "it says otherwise".to_owned(),
    )
}
