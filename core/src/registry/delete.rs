//! Removing a manifest, or a tag alone where a registry does that.

use crate::{
    oci::name::RepositoryName,
    registry::{
        client::{Ask, RegistryClient, Write},
        error::{ErrorKind, RegistryError, Subject},
        manifest::ManifestAddress,
        permit::WritePermit,
        queue::Priority,
        request::{Cache, Method},
        transport::Transport,
    },
};

/// What came of removing something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// The registry removed it, or says so.
    Now,
    /// It was not there any more.
    Before,
}

/// An answer to a write is a word or two; longer ones are not read.
pub(super) const WRITE_LIMIT: usize = 64 * 1024;

impl<T: Transport> RegistryClient<T> {
    /// Removes a manifest by its digest, and with it every tag of the repository that leads to it;
    /// or a tag alone, which not every registry does.
    ///
    /// # Errors
    /// When the registry refuses. Where nothing answered or the answer broke off, it may have been
    /// removed all the same.
    pub async fn delete_manifest(
        &self,
        repository: &RepositoryName,
        address: &ManifestAddress,
        permit: &WritePermit,
    ) -> Result<Removed, RegistryError> {
        let ask = Ask {
            method: Method::Delete,
            subject: Subject::Manifest,
            path: format!("/v2/{repository}/manifests/{address}"),
            accept: None,
            cache: Cache::NoStore,
            priority: Priority::OnScreen,
            limit: WRITE_LIMIT,
            headers: &[],
            write: Some(Write { permit, body: None }),
        };
        match self.once(&ask).await.map_err(|refusal| refusal.kind) {
            Ok(_) => Ok(Removed::Now),
            Err(ErrorKind::ManifestUnknown | ErrorKind::NameUnknown) => Ok(Removed::Before),
            Err(kind) => Err(ask.error(kind)),
        }
    }
}
