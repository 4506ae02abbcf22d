//! Reading the config of an image.

use crate::{
    integrity::{compare::compare, finding::Finding},
    oci::{config::ImageConfig, name::RepositoryName},
    registry::{
        client::{Ask, RegistryClient},
        error::{ErrorKind, RegistryError, Subject},
        manifest::Promise,
        memory::{About, Freshness, Kind, Wanted},
        queue::Priority,
        request::{Cache, Method},
        transport::Transport,
    },
};

/// The longest config that is read, in bytes.
pub const CONFIG_LIMIT: usize = 4 << 20;

/// A config's bytes, and what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadConfig {
    /// The bytes, exactly as they came.
    pub bytes: Vec<u8>,
    /// What they say, or why they are no config, in words.
    pub config: Result<ImageConfig, String>,
}

impl ReadConfig {
    fn read(bytes: Vec<u8>) -> Self {
        let config = ImageConfig::read(&bytes);
        Self { bytes, config }
    }
}

impl<T: Transport> RegistryClient<T> {
    /// Reads the config that a manifest promised, and hashes it before anything of it is handed
    /// on. Only for configs of images: one of another type must not be read as theirs. No
    /// `Accept` is sent, since the storage that a registry may redirect to would have to allow it.
    ///
    /// # Errors
    /// When it cannot be read, or is promised to be longer than a config is. Nothing is asked then.
    pub async fn config(
        &self,
        repository: &RepositoryName,
        promise: Promise<'_>,
        priority: Priority,
        freshness: Freshness,
    ) -> Result<Finding<ReadConfig>, RegistryError> {
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
        let expectation = promise.expectation();
        if freshness == Freshness::Remembered {
            let wanted = Wanted {
                kind: Kind::Config,
                repository,
                expectation: &expectation,
            };
            if let Some((finding, _)) = self.recall(wanted).await {
                return Ok(finding.map(ReadConfig::read));
            }
        }
        let ask = Ask {
            method: Method::Get,
            subject: Subject::Blob,
            path,
            accept: None,
            cache: match freshness {
                Freshness::Remembered => Cache::Allowed,
                Freshness::Registry => Cache::NoStore,
            },
            priority,
            limit: CONFIG_LIMIT,
            headers: &[],
            write: None,
        };
        let answer = self.get(ask).await?;
        let finding = compare(answer.body, &[expectation]);
        self.keep(&finding, || About {
            kind: Kind::Config,
            repository: repository.clone(),
            served_as: None,
        });
        Ok(finding.map(ReadConfig::read))
    }
}
