//! Removing manifests and tags.

use futures_util::{StreamExt as _, stream};

use crate::{
    deletion::{
        run::{
            Run,
            asking::is_refusal,
            outcome::{LeftOut, Outcome},
            settling::{is_same, moved, named},
            state::End,
            stored::is_other_stored,
        },
        snapshot::Target,
    },
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::{
        delete::Removed,
        error::{ErrorKind, RegistryError, Subject},
        manifest::ManifestAddress,
        request::{ManifestBody, Method},
        transport::Transport,
    },
};

/// How many tags are asked about at a time; the queue lets fewer run.
pub(super) const AT_ONCE: usize = 24;

impl<T: Transport> Run<T> {
    pub(super) async fn delete(
        &self,
        place: usize,
        digest: &Digest,
        tags: &[Tag],
    ) -> Result<Outcome, End> {
        match self.why_not(place, digest, tags).await {
            Ok(None) => {}
            Ok(Some(why)) => return Ok(Outcome::LeftOut(why)),
            Err(error) => return Ok(Outcome::LeftOut(LeftOut::Unread(error))),
        }
        self.under_way(place).await?;
        let address = ManifestAddress::Digest(digest.clone());
        Ok(match self.remove(&address).await {
            Ok(Removed::Now) => Outcome::Done,
            Ok(Removed::Before) => Outcome::WasGone,
            Err(error) if is_refusal(&error.kind) => Outcome::Failed(error),
            Err(error) => self.settled(&self.record.tasks[place].work, error).await,
        })
    }

    /// What keeps a manifest from being deleted now.
    async fn why_not(
        &self,
        place: usize,
        digest: &Digest,
        tags: &[Tag],
    ) -> Result<Option<LeftOut>, RegistryError> {
        for need in &self.record.tasks[place].needs {
            if let Some(parent) = self.record.tasks[*need].work.deleted()
                && self.is_there(parent).await?
            {
                return Ok(Some(LeftOut::Back));
            }
        }
        let mut targets = stream::iter(tags)
            .map(|tag| async move { (tag, self.leads(tag).await) })
            .buffer_unordered(AT_ONCE);
        while let Some((tag, target)) = targets.next().await {
            let target = target?;
            if target != Target::Missing && !is_same(&target, Some(digest)) {
                return Ok(Some(moved(tag, Some(digest), &target)));
            }
        }
        self.newcomer_needing(digest).await
    }

    /// Removes a tag where the registry has a request for that.
    pub(super) async fn untag(
        &self,
        place: usize,
        tag: &Tag,
        digest: Option<&Digest>,
    ) -> Result<Outcome, End> {
        if let Some(outcome) = self.other_than_planned(tag, digest).await {
            return Ok(outcome);
        }
        self.under_way(place).await?;
        let address = ManifestAddress::Tag(tag.clone());
        Ok(match self.remove(&address).await {
            Ok(Removed::Now) => Outcome::Done,
            Ok(Removed::Before) => Outcome::WasGone,
            Err(error) if is_refusal(&error.kind) => Outcome::Failed(error),
            Err(error) => self.settled(&self.record.tasks[place].work, error).await,
        })
    }

    /// What came of a tag that leads no more where the plan says.
    async fn other_than_planned(&self, tag: &Tag, digest: Option<&Digest>) -> Option<Outcome> {
        match self.leads(tag).await {
            Ok(target) if is_same(&target, digest) => None,
            Ok(Target::Missing) => Some(Outcome::WasGone),
            Ok(target) => Some(Outcome::LeftOut(moved(tag, digest, &target))),
            Err(error) => Some(Outcome::LeftOut(LeftOut::Unread(error))),
        }
    }

    /// Removes a tag by way of a tombstone.
    pub(super) async fn bury(
        &self,
        place: usize,
        (tag, digest): (&Tag, Option<&Digest>),
        tombstone: &ManifestBody,
    ) -> Result<Outcome, End> {
        if !matches!(self.outcome(place), Outcome::Half(_)) {
            match self.lay(place, (tag, digest), tombstone).await? {
                Outcome::Half(error) => {
                    self.set(place, Outcome::Half(None));
                    // The tag must not be left so, even where that cannot be noted.
                    let _ = self.note(false).await;
                    if let Some(error) = error.filter(is_other_stored) {
                        return self.give_up(place, error).await;
                    }
                }
                outcome => return Ok(outcome),
            }
        }
        let address = ManifestAddress::Digest(tombstone.digest().clone());
        let error = match self.remove(&address).await {
            Ok(Removed::Now) => return Ok(Outcome::Done),
            Ok(Removed::Before) => gone(&self.record.repository, &address),
            Err(error) => error,
        };
        if matches!(error.kind, ErrorKind::RateLimited(_)) {
            return Ok(Outcome::Half(Some(error)));
        }
        self.give_up(place, error).await
    }

    /// Takes a tombstone back whose deletion ended so.
    async fn give_up(&self, place: usize, error: RegistryError) -> Result<Outcome, End> {
        let outcome = self.take_back(place, error).await;
        let (Outcome::Failed(error) | Outcome::Half(Some(error))) = &outcome else {
            return Ok(outcome);
        };
        if is_refusal(&error.kind) || is_other_stored(error) {
            // It would go so with every tag.
            let error = error.clone();
            self.set(place, outcome);
            return Err(End::GivenUp(error));
        }
        Ok(outcome)
    }

    /// Puts a tombstone under a tag.
    async fn lay(
        &self,
        place: usize,
        (tag, digest): (&Tag, Option<&Digest>),
        tombstone: &ManifestBody,
    ) -> Result<Outcome, End> {
        if let Some(outcome) = self.other_than_planned(tag, digest).await {
            return Ok(match outcome {
                Outcome::LeftOut(LeftOut::TagMoved { to: Some(to), .. })
                    if to == *tombstone.digest() =>
                {
                    Outcome::Half(None)
                }
                outcome => outcome,
            });
        }
        self.under_way(place).await?;
        let address = ManifestAddress::Tag(tag.clone());
        Ok(match self.put(&address, tombstone).await {
            Ok(()) => Outcome::Half(None),
            Err(error) if is_refusal(&error.kind) => Outcome::Failed(error),
            Err(error) if is_other_stored(&error) => {
                self.note_stored(tag, &error).await;
                self.settled(&self.record.tasks[place].work, error).await
            }
            Err(error) => self.settled(&self.record.tasks[place].work, error).await,
        })
    }

    /// Makes a tag whose tombstone is not deleted lead where it led, if it still leads there.
    pub(super) async fn take_back(&self, place: usize, error: RegistryError) -> Outcome {
        let work = &self.record.tasks[place].work;
        let outcome = self.settled(work, error.clone()).await;
        if let Outcome::Unknown(error) = outcome {
            return Outcome::Half(Some(error));
        }
        let [tag] = work.tags() else { return outcome };
        if let Outcome::LeftOut(LeftOut::TagMoved { to: Some(to), .. }) = &outcome
            && error.kind == ErrorKind::ManifestUnknown
        {
            // The tombstone is not there, and nothing tells that somebody pushed this.
            return Outcome::Half(Some(self.led_elsewhere(tag, to)));
        }
        let Outcome::Half(_) = &outcome else {
            return outcome;
        };
        let (error, outcome) = match self.stored(tag) {
            Some(stored) => (
                self.other_stored(
                    tag,
                    format!("{} in place of an empty manifest", stored.short()),
                ),
                Outcome::Half(Some(self.led_elsewhere(tag, &stored))),
            ),
            None => (error, outcome),
        };
        let Some(digest) = self.record.led(tag) else {
            return outcome;
        };
        let Ok(Some(body)) = self.body(digest).await else {
            return outcome;
        };
        let address = ManifestAddress::Tag(tag.clone());
        let put = self.put(&address, &body).await;
        self.taken_back((tag, digest), put, (error, outcome)).await
    }

    /// What came of a tag that was made to lead where it led.
    async fn taken_back(
        &self,
        (tag, digest): (&Tag, &Digest),
        put: Result<(), RegistryError>,
        (error, half): (RegistryError, Outcome),
    ) -> Outcome {
        let is_answered = put.as_ref().err().is_none_or(is_other_stored);
        match self.leads(tag).await {
            Err(_) if put.is_ok() => Outcome::Failed(error),
            Err(_) => half,
            Ok(Target::Missing) => Outcome::Done,
            Ok(now) if named(&now) == Some(digest) => Outcome::Failed(error),
            Ok(Target::Manifest(now)) if self.record.is_tombstone(tag, &now) => half,
            Ok(Target::Manifest(now)) if is_answered => {
                self.take_as_stored(tag, now.clone());
                Outcome::Half(Some(self.led_elsewhere(tag, &now)))
            }
            Ok(Target::Manifest(now)) if self.stored(tag).as_ref() == Some(&now) => half,
            Ok(now) => Outcome::LeftOut(moved(tag, Some(digest), &now)),
        }
    }

    fn led_elsewhere(&self, tag: &Tag, now: &Digest) -> RegistryError {
        let short = now.short();
        self.other_stored(tag, format!("{tag} leads to {short} now"))
    }
}

fn gone(repository: &RepositoryName, address: &ManifestAddress) -> RegistryError {
    RegistryError {
        kind: ErrorKind::ManifestUnknown,
        subject: Subject::Manifest,
        method: Method::Delete,
        path: format!("/v2/{repository}/manifests/{address}"),
    }
}
