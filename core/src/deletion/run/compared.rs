//! A run, and the plan made anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    deletion::{
        journal::record::{Record, Work},
        manifest::Manifest,
        plan::{Plan, Reason},
        run::{
            outcome::{LeftOut, Outcome},
            settling::named,
        },
        snapshot::{Known, Snapshot, Target},
        steps::Action,
    },
    oci::{digest::Digest, document::Document, tag::Tag},
    registry::{manifest::ReadManifest, request::ManifestBody},
};

/// What a repository would hold, had nothing of a run been done: so the rest of it is planned as
/// it was, and what others did meanwhile is seen all the same.
pub(super) fn as_before(record: &Record, outcomes: &[Outcome], mut seen: Snapshot) -> Snapshot {
    for (task, outcome) in record.tasks.iter().zip(outcomes) {
        let is_done = outcome.mark().is_done();
        for tag in task.work.tags() {
            let target = record
                .led(tag)
                .map_or(Target::Missing, |digest| Target::Manifest(digest.clone()));
            let is_away = matches!(seen.tags.get(tag), None | Some(Target::Missing));
            if is_done && is_away {
                seen.tags.insert(tag.clone(), target);
            }
        }
        let Some(digest) = task.work.deleted() else {
            continue;
        };
        let is_known = seen.manifests.contains_key(digest);
        if (is_done || !is_known)
            && let Some(manifest) = record.bodies.get(digest).and_then(of_body)
        {
            seen.manifests
                .insert(digest.clone(), Known::Read(Rc::new(manifest)));
        }
    }
    seen
}

/// What kept bytes say.
pub(in crate::deletion) fn of_body(body: &ManifestBody) -> Option<Manifest> {
    let read = ReadManifest {
        bytes: body.bytes().to_vec(),
        document: Document::read(body.bytes(), Some(body.media_type())),
    };
    Manifest::of(body.digest(), &read)
}

/// A run, and the plan made anew.
pub(super) struct Compared<'a> {
    record: &'a Record,
    seen: &'a Snapshot,
    plan: &'a Plan,
    /// What the plan made anew deletes, with the tags.
    deleted: BTreeMap<&'a Digest, &'a [Tag]>,
    /// What the plan made anew breaks, by what those indexes lose.
    breaks: BTreeMap<&'a Digest, BTreeSet<&'a Digest>>,
}

impl Plan {
    fn deleted(&self) -> BTreeMap<&Digest, &[Tag]> {
        let steps = self.steps.iter();
        let deleted = steps.filter_map(|step| match &step.action {
            Action::DeleteManifest { digest, tags } => Some((digest, &**tags)),
            Action::RemoveTag { .. } => None,
        });
        deleted.collect()
    }

    fn breaks(&self) -> BTreeMap<&Digest, BTreeSet<&Digest>> {
        let mut breaks = BTreeMap::<_, BTreeSet<_>>::new();
        for broken in &self.broken {
            breaks
                .entry(&broken.child)
                .or_default()
                .insert(&broken.index);
        }
        breaks
    }
}

impl<'a> Compared<'a> {
    pub(super) fn of(record: &'a Record, seen: &'a Snapshot, plan: &'a Plan) -> Self {
        Self {
            record,
            seen,
            deleted: plan.deleted(),
            breaks: plan.breaks(),
            plan,
        }
    }

    /// Why the plan made anew does not do a task; nothing where it does. Where single tags lead is
    /// asked right before each is removed.
    pub(super) fn why_not(&self, place: usize) -> Option<LeftOut> {
        let Work::Remove(Action::DeleteManifest { digest, tags }) = &self.record.tasks[place].work
        else {
            return None;
        };
        let Some(now) = self.deleted.get(digest) else {
            return Some(self.why_kept(digest, tags));
        };
        let known: BTreeSet<&Tag> = tags.iter().collect();
        if let Some(new) = now.iter().find(|tag| !known.contains(tag)) {
            return Some(LeftOut::NewTag(new.clone()));
        }
        let known = self.record.breaks.get(digest);
        let mut breaks = self.breaks.get(digest).into_iter().flatten();
        let new = breaks.find(|index| !known.is_some_and(|known| known.contains(**index)));
        new.map(|index| LeftOut::NewIndex((*index).clone()))
    }

    fn why_kept(&self, digest: &Digest, tags: &[Tag]) -> LeftOut {
        for tag in tags {
            match self.seen.tags.get(tag) {
                Some(Target::Unread(error)) => return LeftOut::Unread(error.clone()),
                Some(target) if named(target) != Some(digest) => {
                    return LeftOut::TagMoved {
                        tag: tag.clone(),
                        from: Some(digest.clone()),
                        to: named(target).cloned(),
                    };
                }
                _ => {}
            }
        }
        match self.plan.kept.manifests.get(digest) {
            Some(Reason::Tagged(others)) => match others.first() {
                Some(tag) => LeftOut::NewTag(tag.clone()),
                None => LeftOut::Unsure,
            },
            Some(Reason::Listed(index)) => LeftOut::NewIndex(index.clone()),
            Some(Reason::Unread) => LeftOut::Unsure,
            None => self.new_tag(digest, tags),
        }
    }

    fn new_tag(&self, digest: &Digest, tags: &[Tag]) -> LeftOut {
        let known: BTreeSet<&Tag> = tags.iter().collect();
        let mut new = self.seen.tags_of(digest).filter(|tag| !known.contains(tag));
        new.next()
            .map_or(LeftOut::Adrift, |tag| LeftOut::NewTag(tag.clone()))
    }
}
