//! Reading a blob part by part, so that it may be of any length.

use crate::{
    oci::{digest::Digest, name::RepositoryName},
    registry::{
        client::{Ask, RegistryClient},
        error::{ErrorKind, RegistryError, Subject},
        queue::{Place, Priority},
        request::{Cache, Method},
        transport::{Response as _, Transport},
    },
};

/// A blob being read. Dropping it ends that.
#[derive(Debug)]
pub struct Blob<'a, T: Transport> {
    client: &'a RegistryClient<T>,
    response: T::Response,
    path: String,
    _place: Place,
}

impl<T: Transport> RegistryClient<T> {
    /// Begins to read a blob, after other long ones have ended.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Blob<'_, T>, RegistryError> {
        let (response, place) = self.blob_over(self.transport(), repository, digest).await?;
        Ok(Blob {
            client: self,
            response,
            path: blob_path(repository, digest),
            _place: place,
        })
    }

    /// The head of a blob that is read by another way than what is small, such as a thread of its
    /// own, after other long ones have ended: its place is held for as long as it is read.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn blob_over<U: Transport>(
        &self,
        transport: &U,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<(U::Response, Place), RegistryError> {
        let ask = Ask {
            method: Method::Get,
            subject: Subject::Blob,
            path: blob_path(repository, digest),
            accept: None,
            cache: Cache::NoStore,
            priority: Priority::Stream,
            limit: 0,
            headers: &[],
            write: None,
        };
        let place = self.queue().enter(Priority::Stream).await;
        match self.opened_over(transport, &ask).await {
            Ok(response) => Ok((response, place)),
            Err(refusal) => Err(blob_error(refusal.kind, repository, digest)),
        }
    }
}

/// The path of a blob under the registry's address.
fn blob_path(repository: &RepositoryName, digest: &Digest) -> String {
    format!("/v2/{repository}/blobs/{digest}")
}

/// What went wrong with reading a blob.
pub fn blob_error(kind: ErrorKind, repository: &RepositoryName, digest: &Digest) -> RegistryError {
    failed(kind, blob_path(repository, digest))
}

impl<T: Transport> Blob<'_, T> {
    /// The next part; `None` at the end.
    ///
    /// # Errors
    /// When it breaks off, or nothing comes for too long.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, RegistryError> {
        let patience = self.client.patience(Subject::Blob);
        let chunk = self.client.within(patience, self.response.chunk()).await;
        chunk.map_err(|kind| failed(kind, self.path.clone()))
    }
}

fn failed(kind: ErrorKind, path: String) -> RegistryError {
    RegistryError {
        kind,
        subject: Subject::Blob,
        method: Method::Get,
        path,
    }
}
