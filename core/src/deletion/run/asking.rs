//! What a run asks, with the patience that a registry wants.

use std::time::Duration;

use crate::{
    deletion::{
        confirm::kept,
        manifest::Manifest,
        run::{RESTS, Run, state::Phase},
        snapshot::Target,
    },
    oci::{digest::Digest, tag::Tag},
    registry::{
        delete::Removed,
        error::{ErrorKind, RegistryError},
        manifest::ManifestAddress,
        memory::Freshness,
        queue::Priority,
        request::ManifestBody,
        tag_digest::TagDigest,
        transport::Transport,
    },
};

/// The longest that it waits because a registry wants that.
const LONGEST_REST: Duration = Duration::from_mins(1);
/// How long it waits where a registry does not say.
const USUAL_REST: Duration = Duration::from_secs(5);

impl<T: Transport> Run<T> {
    /// Counts how often in a row nothing answered.
    fn heard<V>(&self, result: Result<V, RegistryError>) -> Result<V, RegistryError> {
        let is_silent = result.as_ref().is_err_and(|error| is_silence(&error.kind));
        let silence = if is_silent { self.silence.get() + 1 } else { 0 };
        self.silence.set(silence);
        result
    }

    /// Waits as long as the registry wants; whether that was so.
    pub(super) async fn rest(&self, wait: Option<Duration>) -> bool {
        let wait = wait.unwrap_or(USUAL_REST);
        if wait > LONGEST_REST {
            return false;
        }
        let phase = self.look(|state| state.phase.clone());
        self.enter(Phase::Resting(wait));
        let sleep = self.client.transport().sleep(wait);
        let has_rested = self.stopping.unless(sleep).await.is_some();
        self.enter(phase);
        has_rested
    }

    /// What reading gave, in the end.
    pub(super) async fn read<V>(
        &self,
        mut ask: impl AsyncFnMut() -> Result<V, RegistryError>,
    ) -> Result<V, RegistryError> {
        for _ in 0..RESTS {
            let result = self.heard(ask().await);
            let Err(error) = &result else { return result };
            let ErrorKind::RateLimited(wait) = error.kind else {
                return result;
            };
            if !self.rest(wait).await {
                return result;
            }
        }
        self.heard(ask().await)
    }

    /// Where a tag leads now.
    pub(super) async fn leads(&self, tag: &Tag) -> Result<Target, RegistryError> {
        let repository = &self.record.repository;
        let ask = async || {
            let digest = self.client.tag_digest(repository, tag, Priority::OnScreen);
            digest.await
        };
        match self.read(ask).await {
            Ok(digest) => Ok(target(digest)),
            // The last tag went, and with it the repository.
            Err(error) if error.kind == ErrorKind::NameUnknown => Ok(Target::Missing),
            Err(error) => Err(error),
        }
    }

    /// Whether a manifest is there.
    pub(super) async fn is_there(&self, digest: &Digest) -> Result<bool, RegistryError> {
        match self.manifest(digest).await {
            Ok(_) => Ok(true),
            Err(error) => match error.kind {
                ErrorKind::ManifestUnknown | ErrorKind::NameUnknown => Ok(false),
                _ => Err(error),
            },
        }
    }

    /// A manifest as the registry has it; nothing where its bytes are not what its digest says.
    pub(super) async fn manifest(
        &self,
        digest: &Digest,
    ) -> Result<Option<Manifest>, RegistryError> {
        let repository = &self.record.repository;
        let address = ManifestAddress::Digest(digest.clone());
        let fresh = (Priority::OnScreen, Freshness::Registry);
        let ask = async || {
            let read = self.client.manifest(repository, &address, fresh.0, fresh.1);
            read.await
        };
        let finding = self.read(ask).await?;
        let read = finding.content();
        Ok(read.and_then(|read| Manifest::of(digest, read)))
    }

    /// The bytes of a manifest: those that are kept, else those that the registry has.
    pub(super) async fn body(
        &self,
        digest: &Digest,
    ) -> Result<Option<ManifestBody>, RegistryError> {
        let known = self.record.bodies.get(digest);
        if let Some(body) = known.or_else(|| kept(&self.snapshot, digest)) {
            return Ok(Some(body.clone()));
        }
        match self.manifest(digest).await {
            Ok(manifest) => Ok(manifest.map(|manifest| manifest.body)),
            Err(error) if error.kind == ErrorKind::ManifestUnknown => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn remove(&self, address: &ManifestAddress) -> Result<Removed, RegistryError> {
        self.state.borrow_mut().writes += 1;
        let repository = &self.record.repository;
        let removing = self
            .client
            .delete_manifest(repository, address, &self.permit);
        self.heard(removing.await)
    }

    pub(super) async fn put(
        &self,
        address: &ManifestAddress,
        body: &ManifestBody,
    ) -> Result<(), RegistryError> {
        self.state.borrow_mut().writes += 1;
        let repository = &self.record.repository;
        let putting = self
            .client
            .put_manifest(repository, address, body, &self.permit);
        self.heard(putting.await)
    }
}

pub(in crate::deletion) fn target(digest: TagDigest) -> Target {
    match digest {
        TagDigest::Stated { digest, .. } | TagDigest::Computed { digest, .. } => {
            Target::Manifest(digest)
        }
        TagDigest::Unknown => Target::Unnamed,
        TagDigest::Missing => Target::Missing,
    }
}

fn is_silence(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NoAnswer | ErrorKind::TimedOut(_) | ErrorKind::BrokenOff
    )
}

/// Whether a refused write changed nothing for sure.
pub(super) fn is_refusal(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Unauthorized(_)
            | ErrorKind::WrongPassword
            | ErrorKind::PasswordsUnreadable
            | ErrorKind::NoPermission(_)
            | ErrorKind::TokenService(_)
            | ErrorKind::Denied(_)
            | ErrorKind::NameUnknown
            | ErrorKind::ManifestUnknown
            | ErrorKind::BlobUnknown
            | ErrorKind::RateLimited(_)
            | ErrorKind::Refused(_)
            | ErrorKind::ReadOnly
    )
}
