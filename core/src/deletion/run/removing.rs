//! Removing manifests and tags.

use futures_util::{StreamExt as _, stream};

use crate::{
    deletion::{
        run::{
            Run,
            asking::is_refusal,
            outcome::{LeftOut, Outcome},
            settling::{is_same, moved},
            state::End,
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
                Outcome::Half(_) => {}
                outcome => return Ok(outcome),
            }
            self.set(place, Outcome::Half(None));
            // The tag must not be left so, even where that cannot be noted.
            let _ = self.note(false).await;
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
        let outcome = self.take_back(place, error.clone()).await;
        if is_refusal(&error.kind) && matches!(outcome, Outcome::Failed(_) | Outcome::Half(_)) {
            // It would go so with every tag.
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
        let (Outcome::Half(_), [tag]) = (&outcome, work.tags()) else {
            return outcome;
        };
        let Some(digest) = self.record.led(tag) else {
            return outcome;
        };
        let Ok(Some(body)) = self.body(digest).await else {
            return outcome;
        };
        let address = ManifestAddress::Tag(tag.clone());
        let put = self.put(&address, &body).await;
        match (self.settled(work, error.clone()).await, put) {
            (Outcome::Unknown(_), Ok(())) => Outcome::Failed(error),
            (Outcome::Unknown(_), Err(_)) => outcome,
            (settled, _) => settled,
        }
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
