//! Looking at what there is afterwards: what was to stay is compared, and put back where it
//! vanished.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, stream};

use crate::{
    deletion::{
        journal::{
            Mark,
            record::{Kind, Work},
        },
        run::{
            Run, SILENCE,
            compared::of_body,
            ends_all,
            removing::AT_ONCE,
            settling::{is_same, named},
            state::{After, Moved, NotPutBack, Vanished},
        },
        snapshot::Target,
        steps::Action,
    },
    oci::{digest::Digest, tag::Tag},
    registry::{error::RegistryError, manifest::ManifestAddress, transport::Transport},
};

/// What came of putting a tag back.
enum PutBack {
    /// It leads where it led.
    Done,
    /// It leads somewhere by itself.
    Led(Target),
    /// It is still gone.
    Not(NotPutBack),
}

/// Where tags should lead; nothing for those that were removed.
pub(super) type Expected = BTreeMap<Tag, Option<Target>>;

impl<T: Transport> Run<T> {
    pub(super) async fn look_after(&self) -> Result<After, RegistryError> {
        self.settle_what_is_unknown().await;
        let expected = match self.record.kind {
            Kind::Deletion { .. } => self.kept(),
            Kind::Undo { .. } | Kind::Tagging => self.put_tags(),
        };
        let mut after = After::default();
        let mut vanished = Vec::new();
        let mut belied = BTreeSet::new();
        let mut targets = stream::iter(expected)
            .map(|(tag, expected)| async {
                let now = self.leads(&tag).await;
                (tag, expected, now)
            })
            .buffered(AT_ONCE);
        while let Some((tag, expected, now)) = targets.next().await {
            // What every tag would be told is told once.
            if let Err(error) = &now
                && (ends_all(&error.kind) || self.silence.get() >= SILENCE)
            {
                return Err(error.clone());
            }
            match (expected, now) {
                (_, Err(error)) => after.unread.push((tag, error)),
                (Some(Target::Manifest(digest)), Ok(Target::Missing)) => {
                    vanished.push((tag, digest));
                }
                (expected, Ok(now)) => match self.belied(&tag, &now) {
                    Some(place) => drop(belied.insert(place)),
                    None => self.compare(tag, expected.as_ref(), &now, &mut after),
                },
            }
        }
        for place in belied {
            self.take_as_not_done(place).await;
        }
        for (tag, digest) in vanished {
            self.restore(tag, digest, &mut after).await;
        }
        if matches!(self.record.kind, Kind::Deletion { .. }) {
            self.look_after_promised(&mut after).await?;
        }
        Ok(after)
    }

    /// Where the tags of the repository should lead.
    pub(super) fn kept(&self) -> Expected {
        let baseline = self.baseline.borrow();
        let tags = baseline.iter();
        let mut expected: Expected = tags
            .map(|(tag, target)| (tag.clone(), Some(target.clone())))
            .collect();
        let state = self.state.borrow();
        for (task, outcome) in self.record.tasks.iter().zip(&state.outcomes) {
            for tag in task.work.tags() {
                let mark = outcome.mark();
                if mark.is_done() {
                    expected.insert(tag.clone(), None);
                } else if matches!(mark, Mark::UnderWay | Mark::Half | Mark::Unknown) {
                    // Its task tells.
                    expected.remove(tag);
                }
            }
        }
        expected
    }

    /// The tags that were to stay, and are not there.
    pub(super) fn gone(&self, now: &BTreeMap<Tag, Target>) -> Vec<Tag> {
        let tasks = self.record.tasks.iter();
        let changed: BTreeSet<&Tag> = tasks.flat_map(|task| task.work.tags()).collect();
        let kept = self.record.before.iter();
        let kept = kept.filter(|(tag, led)| led.is_some() && !changed.contains(tag));
        let is_gone = |tag: &Tag| matches!(now.get(tag), None | Some(Target::Missing));
        let gone = kept.map(|(tag, _)| tag).filter(|tag| is_gone(tag));
        gone.cloned().collect()
    }

    /// Where the tags that were put should lead.
    fn put_tags(&self) -> Expected {
        let state = self.state.borrow();
        let tasks = self.record.tasks.iter().zip(&state.outcomes);
        let done = tasks.filter(|(_, outcome)| outcome.mark().is_done());
        let expected = done.filter_map(|(task, _)| match &task.work {
            Work::PutTag { tag, digest, .. } => {
                Some((tag.clone(), Some(Target::Manifest(digest.clone()))))
            }
            Work::Remove(Action::RemoveTag { tag, .. }) => Some((tag.clone(), None)),
            _ => None,
        });
        expected.collect()
    }

    fn compare(&self, tag: Tag, expected: Option<&Target>, now: &Target, after: &mut After) {
        match (expected, now) {
            // Removed, gone before, or never read: there is nothing to compare.
            (None | Some(Target::Missing), Target::Missing) | (Some(Target::Unread(_)), _) => {}
            (None, now) if is_same(now, self.record.led(&tag)) => after.still_there.push(tag),
            (Some(expected), now) if expected == now => after.unchanged += 1,
            (expected, now) => after.moved.push(Moved {
                tag,
                from: expected.and_then(named).cloned(),
                to: named(now).cloned(),
            }),
        }
    }

    /// Puts a tag back that vanished, unless somebody else deleted its manifest.
    async fn restore(&self, tag: Tag, digest: Digest, after: &mut After) {
        let why = match self.put_tag_back(&tag, &digest).await {
            Ok(PutBack::Done) => {
                after.put_back.push((tag, digest));
                return;
            }
            Ok(PutBack::Led(now)) => {
                self.compare(tag, Some(&Target::Manifest(digest)), &now, after);
                return;
            }
            Ok(PutBack::Not(why)) => why,
            Err(error) => NotPutBack::Refused(error),
        };
        after.vanished.push(Vanished { tag, digest, why });
    }

    async fn put_tag_back(&self, tag: &Tag, digest: &Digest) -> Result<PutBack, RegistryError> {
        if self.record.led(tag) != Some(digest) {
            return Ok(PutBack::Not(NotPutBack::Unplanned));
        }
        let is_there = self.is_there(digest).await?;
        let body = if is_there || self.reached().contains(digest) {
            self.body(digest).await?
        } else {
            None
        };
        let Some(body) = body else {
            return Ok(PutBack::Not(NotPutBack::Deleted));
        };
        // Somebody may have pushed it since it was compared.
        let now = self.leads(tag).await?;
        if now != Target::Missing {
            return Ok(PutBack::Led(now));
        }
        self.put(&ManifestAddress::Tag(tag.clone()), &body).await?;
        Ok(match self.leads(tag).await? {
            Target::Missing => PutBack::Not(NotPutBack::Deleted),
            now if named(&now) == Some(digest) => PutBack::Done,
            now => PutBack::Led(now),
        })
    }

    /// The manifests that this run deleted, or may have taken along.
    fn reached(&self) -> BTreeSet<Digest> {
        let state = self.state.borrow();
        let tasks = self.record.tasks.iter().zip(&state.outcomes);
        let touched = tasks.filter(|(_, outcome)| !outcome.mark().is_untouched());
        let mut waiting: Vec<Digest> = touched
            .filter_map(|(task, _)| match &task.work {
                Work::Remove(Action::DeleteManifest { digest, .. }) => Some(digest.clone()),
                Work::Remove(Action::RemoveTag { digest, .. }) => digest.clone(),
                _ => None,
            })
            .collect();
        let mut reached = BTreeSet::new();
        while let Some(digest) = waiting.pop() {
            if reached.insert(digest.clone()) {
                let manifest = self.record.bodies.get(&digest).and_then(of_body);
                let children = manifest.iter().flat_map(|manifest| &manifest.children);
                waiting.extend(children.map(|child| child.digest.clone()));
            }
        }
        reached
    }
}
