//! What a registry holds now of what was there.

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::{
    deletion::{journal::record::Record, run::target, snapshot::Target, undo::kept::Kept},
    oci::{digest::Digest, tag::Tag},
    registry::{
        client::RegistryClient,
        error::{ErrorKind, RegistryError},
        manifest::ManifestAddress,
        memory::Freshness,
        queue::Priority,
        stored::StoredBlob,
        transport::Transport,
    },
};

/// How many questions are asked at a time; the queue lets fewer run.
const AT_ONCE: usize = 24;

/// Asks what the registry holds now.
pub(super) struct Asker<'a, T> {
    pub(super) client: &'a RegistryClient<T>,
    pub(super) record: &'a Record,
}

impl<T: Transport> Asker<'_, T> {
    /// Where tags lead now.
    pub(super) async fn targets<'t>(
        &self,
        tags: impl Iterator<Item = &'t Tag>,
    ) -> Result<Vec<(&'t Tag, Target)>, RegistryError> {
        let ask = |tag| async move { Ok((tag, self.leads(tag).await?)) };
        let targets = stream::iter(tags).map(ask);
        targets.buffered(AT_ONCE).try_collect().await
    }

    async fn leads(&self, tag: &Tag) -> Result<Target, RegistryError> {
        let repository = &self.record.repository;
        let digest = self.client.tag_digest(repository, tag, Priority::OnScreen);
        match digest.await {
            Ok(digest) => Ok(target(digest)),
            Err(error) if error.kind == ErrorKind::NameUnknown => Ok(Target::Missing),
            Err(error) => Err(error),
        }
    }

    /// Which of the manifests are not there, in their order.
    pub(super) async fn missing(&self, digests: Vec<Digest>) -> Result<Vec<Digest>, RegistryError> {
        let missing: Vec<Option<Digest>> = stream::iter(digests)
            .map(|digest| async { Ok(self.is_missing(&digest).await?.then_some(digest)) })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        Ok(missing.into_iter().flatten().collect())
    }

    async fn is_missing(&self, digest: &Digest) -> Result<bool, RegistryError> {
        let repository = &self.record.repository;
        let address = ManifestAddress::Digest(digest.clone());
        let (priority, freshness) = (Priority::OnScreen, Freshness::Registry);
        let read = self
            .client
            .manifest(repository, &address, priority, freshness);
        match read.await {
            Ok(_) => Ok(false),
            Err(error) => match error.kind {
                ErrorKind::ManifestUnknown | ErrorKind::NameUnknown => Ok(true),
                _ => Err(error),
            },
        }
    }

    /// The blobs of manifests that the registry does not have.
    pub(super) async fn gone(
        &self,
        missing: &[Digest],
        kept: &Kept,
    ) -> Result<BTreeSet<Digest>, RegistryError> {
        let manifests = missing
            .iter()
            .filter_map(|digest| kept.manifests.get(digest));
        let blobs: BTreeSet<&Digest> = manifests
            .flat_map(|manifest| manifest.blobs.keys())
            .collect();
        let gone: Vec<Option<Digest>> = stream::iter(blobs)
            .map(|blob| async {
                let stored = self
                    .client
                    .blob_stored(&self.record.repository, blob)
                    .await?;
                Ok((stored == StoredBlob::Missing).then(|| blob.clone()))
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        Ok(gone.into_iter().flatten().collect())
    }
}
