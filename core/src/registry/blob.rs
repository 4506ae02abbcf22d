//! Reading a small blob whole: the config of an image.

use crate::{
    integrity::{compare::compare, finding::Finding},
    oci::name::RepositoryName,
    registry::{
        client::{Ask, RegistryClient},
        error::{ErrorKind, RegistryError, Subject},
        manifest::Promise,
        queue::Priority,
        request::{Cache, Method},
        transport::Transport,
    },
};

/// The longest config that is read, in bytes.
pub const CONFIG_LIMIT: usize = 4 << 20;

impl<T: Transport> RegistryClient<T> {
    /// Reads a blob that a verified manifest promised, and hashes it. No `Accept` is sent, since
    /// the storage that a registry may redirect to would have to allow it.
    ///
    /// # Errors
    /// When it cannot be read, or is promised to be longer than a config is. Nothing is asked then.
    pub async fn config(
        &self,
        repository: &RepositoryName,
        promise: Promise<'_>,
        priority: Priority,
    ) -> Result<Finding<Vec<u8>>, RegistryError> {
        let digest = &promise.descriptor.digest;
        let path = format!("/v2/{repository}/blobs/{digest}");
        if promise.descriptor.size > CONFIG_LIMIT as u64 {
            return Err(RegistryError {
                kind: ErrorKind::TooLarge(CONFIG_LIMIT as u64),
                subject: Subject::Blob,
                method: Method::Get,
                path,
            });
        }
        let ask = Ask {
            subject: Subject::Blob,
            path,
            accept: None,
            cache: Cache::Allowed,
            priority,
            limit: CONFIG_LIMIT,
            headers: &[],
        };
        let answer = self.get(ask).await?;
        Ok(compare(answer.body, &[promise.expectation()]))
    }
}
