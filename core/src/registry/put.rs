//! Storing a manifest.

use crate::{
    integrity::hasher::Hasher,
    oci::{digest::Digest, name::RepositoryName},
    registry::{
        client::{Ask, RegistryClient, Write},
        delete::WRITE_LIMIT,
        error::{ErrorKind, RegistryError, Subject},
        manifest::ManifestAddress,
        permit::WritePermit,
        queue::Priority,
        request::{Cache, ManifestBody, Method},
        transport::Transport,
    },
};

impl<T: Transport> RegistryClient<T> {
    /// Stores a manifest under a tag, which moves it where it exists, or under its own digest.
    ///
    /// # Errors
    /// When the registry refuses, or stored something else than it was given. Where nothing
    /// answered or the answer broke off, it may have been stored all the same.
    pub async fn put_manifest(
        &self,
        repository: &RepositoryName,
        address: &ManifestAddress,
        body: &ManifestBody,
        permit: &WritePermit,
    ) -> Result<(), RegistryError> {
        let ask = Ask {
            method: Method::Put,
            subject: Subject::Manifest,
            path: format!("/v2/{repository}/manifests/{address}"),
            accept: None,
            cache: Cache::NoStore,
            priority: Priority::OnScreen,
            limit: WRITE_LIMIT,
            headers: &["docker-content-digest"],
            write: Some(Write {
                permit,
                body: Some(body),
            }),
        };
        let answer = self.once(&ask).await;
        let answer = answer.map_err(|refusal| ask.error(refusal.kind))?;
        let stored = answer.header("docker-content-digest");
        let stored = stored.and_then(|text| Digest::parse(text).ok());
        match stored {
            Some(stored) if is_another(&stored, body) => {
                let words = format!("it was given {} and stored {stored}", body.digest());
                Err(ask.error(ErrorKind::Malformed(words)))
            }
            _ => Ok(()),
        }
    }
}

/// Whether bytes of this digest are others. A registry may name them by another algorithm.
fn is_another(stored: &Digest, body: &ManifestBody) -> bool {
    let given = Hasher::digest(stored.algorithm(), body.bytes());
    given.is_some_and(|given| given != *stored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::{
        digest::Algorithm,
        media_type::{MediaType, OCI_INDEX},
    };

    #[test]
    fn the_same_bytes_may_have_another_name() {
        let body = ManifestBody::new(MediaType::of(OCI_INDEX), b"{}".as_slice().into());
        let named = |algorithm, bytes| Hasher::digest(&algorithm, bytes).unwrap();
        for algorithm in [Algorithm::Sha256, Algorithm::Sha512] {
            assert!(!is_another(&named(algorithm.clone(), b"{}"), &body));
            assert!(is_another(&named(algorithm, b"{ }"), &body));
        }
        assert!(!is_another(&Digest::parse("blake3:abc").unwrap(), &body));
    }
}
