//! What the registry holds where nothing told what came of a request.

use crate::{
    deletion::{
        journal::record::Work,
        run::{
            Run, SILENCE, ends_all,
            outcome::{LeftOut, Outcome},
            state::End,
            stored::is_other_stored,
        },
        snapshot::Target,
        steps::Action,
    },
    oci::{digest::Digest, tag::Tag},
    registry::{error::RegistryError, transport::Transport},
};

/// What is found of a task.
pub(super) enum Found {
    /// It is done.
    Done,
    /// All is as before.
    Untouched,
    /// The tombstone is put.
    Half,
    /// Somebody did something else.
    Otherwise(LeftOut),
}

impl<T: Transport> Run<T> {
    pub(super) async fn found(&self, work: &Work) -> Result<Found, RegistryError> {
        let is_done = match work {
            Work::Remove(Action::DeleteManifest { digest, .. }) => !self.is_there(digest).await?,
            Work::PutManifest(digest) => self.is_there(digest).await?,
            Work::Remove(Action::RemoveTag { tag, digest, .. }) => {
                let target = self.leads(tag).await?;
                return Ok(match &target {
                    Target::Missing => Found::Done,
                    Target::Manifest(now) if self.record.is_tombstone(tag, now) => Found::Half,
                    Target::Manifest(now)
                        if Some(now) != digest.as_ref()
                            && self.is_made_of_tombstone(tag, now).await? =>
                    {
                        Found::Half
                    }
                    _ => untouched_or_moved(tag, digest.as_ref(), &target),
                });
            }
            Work::PutTag { tag, digest, was } => {
                let target = self.leads(tag).await?;
                if !is_same(&target, Some(digest)) {
                    return Ok(untouched_or_moved(tag, was.as_ref(), &target));
                }
                true
            }
        };
        Ok(if is_done {
            Found::Done
        } else {
            Found::Untouched
        })
    }

    /// What came of a task whose request ended so.
    pub(super) async fn settled(&self, work: &Work, error: RegistryError) -> Outcome {
        match self.found(work).await {
            Ok(Found::Done) => Outcome::Done,
            Ok(Found::Untouched) => Outcome::Failed(error),
            Ok(Found::Half) => Outcome::Half(Some(error)),
            Ok(Found::Otherwise(why)) => Outcome::LeftOut(why),
            Err(_) => Outcome::Unknown(error),
        }
    }

    /// Asks about all that was under way when it broke off.
    pub(super) async fn settle_what_broke_off(&self) -> Result<(), End> {
        for (place, task) in self.record.tasks.iter().enumerate() {
            let before = self.outcome(place);
            if !matches!(before, Outcome::UnderWay | Outcome::Half(_)) {
                continue;
            }
            let outcome = match self.found(&task.work).await {
                Ok(Found::Done) => Outcome::Done,
                Ok(Found::Untouched) => Outcome::Waiting,
                Ok(Found::Half) => Outcome::Half(None),
                Ok(Found::Otherwise(why)) => Outcome::LeftOut(why),
                Err(error) if ends_all(&error.kind) || self.silence.get() >= SILENCE => {
                    self.set(place, untold(&before, error.clone()));
                    return Err(End::GivenUp(error));
                }
                Err(error) => untold(&before, error),
            };
            self.set(place, outcome);
        }
        Ok(())
    }

    /// Asks once more about what nothing told before.
    pub(super) async fn settle_what_is_unknown(&self) {
        for (place, task) in self.record.tasks.iter().enumerate() {
            let before = self.outcome(place);
            let (Outcome::Unknown(error) | Outcome::Half(Some(error))) = &before else {
                continue;
            };
            if is_other_stored(error) {
                continue;
            }
            let outcome = match self.settled(&task.work, error.clone()).await {
                Outcome::Unknown(error) => untold(&before, error),
                settled => settled,
            };
            self.set(place, outcome);
        }
    }
}

/// What a task is of which the registry does not tell. A tombstone that was put is there.
fn untold(before: &Outcome, error: RegistryError) -> Outcome {
    match before {
        Outcome::Half(_) => Outcome::Half(Some(error)),
        _ => Outcome::Unknown(error),
    }
}

fn untouched_or_moved(tag: &Tag, digest: Option<&Digest>, target: &Target) -> Found {
    if is_same(target, digest) {
        Found::Untouched
    } else {
        Found::Otherwise(moved(tag, digest, target))
    }
}

/// Whether a tag leads where it led. What has no name is taken for the same.
pub(super) fn is_same(target: &Target, digest: Option<&Digest>) -> bool {
    match (target, digest) {
        (Target::Manifest(now), Some(digest)) => now == digest,
        (Target::Missing | Target::Unnamed, None) => true,
        _ => false,
    }
}

pub(super) fn moved(tag: &Tag, from: Option<&Digest>, target: &Target) -> LeftOut {
    LeftOut::TagMoved {
        tag: tag.clone(),
        from: from.cloned(),
        to: named(target).cloned(),
    }
}

pub(in crate::deletion) fn named(target: &Target) -> Option<&Digest> {
    match target {
        Target::Manifest(digest) => Some(digest),
        _ => None,
    }
}
