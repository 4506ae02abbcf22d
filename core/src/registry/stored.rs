//! Whether a registry says that it has a blob.

use crate::{
    oci::{digest::Digest, name::RepositoryName},
    registry::{
        client::{Ask, RegistryClient},
        error::{ErrorKind, NotARegistry, RegistryError, Subject},
        queue::Priority,
        request::{Cache, Method},
        transport::{Response, Transport},
    },
};

/// What a registry says of a blob without giving it. After a garbage collection some say that they
/// have what is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredBlob {
    /// It has it; how long it is in bytes, where that is told and this page may read it.
    There(Option<u64>),
    /// It does not have it.
    Missing,
}

impl<T: Transport> RegistryClient<T> {
    /// Asks whether the registry has a blob, and reads nothing of it. No `Accept` is sent, since
    /// the storage that a registry may redirect to would have to allow it.
    ///
    /// # Errors
    /// When the registry does not say.
    pub async fn blob_stored(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<StoredBlob, RegistryError> {
        let ask = Ask {
            method: Method::Head,
            subject: Subject::Blob,
            path: format!("/v2/{repository}/blobs/{digest}"),
            accept: None,
            cache: Cache::NoStore,
            priority: Priority::Background,
            limit: 0,
            headers: &[],
            write: None,
        };
        let _place = self.queue().enter(ask.priority).await;
        let kind = match self.opened(&ask).await {
            Ok(response) if is_web_page(&response) => ErrorKind::NotARegistry(NotARegistry::Html),
            Ok(mut response) => {
                // There is no body, and whoever notes requests learns so by its end.
                let patience = self.patience(ask.subject);
                let _ = self.within(patience, response.chunk()).await;
                return Ok(StoredBlob::There(length(&response)));
            }
            // No body tells whether it is the blob or its whole repository that is not there.
            Err(refusal) => match refusal.kind {
                ErrorKind::BlobUnknown | ErrorKind::NameUnknown => return Ok(StoredBlob::Missing),
                kind => kind,
            },
        };
        Err(RegistryError {
            kind,
            subject: ask.subject,
            method: ask.method,
            path: ask.path,
        })
    }
}

fn is_web_page(response: &impl Response) -> bool {
    let media_type = response.header("content-type").unwrap_or_default();
    media_type.starts_with("text/html")
}

/// What is packed on its way has another length than it is stored with.
fn length(response: &impl Response) -> Option<u64> {
    let packing = response.header("content-encoding").unwrap_or_default();
    let is_as_stored = packing.is_empty() || packing == "identity";
    let length = response.header("content-length").filter(|_| is_as_stored)?;
    length.trim().parse().ok()
}
