//! Where a tag leads, asked of the registry and of nothing that answers in its place.

use crate::{
    integrity::finding::Finding,
    oci::{
        digest::Digest,
        media_type::{ManifestKind, MediaType},
        name::RepositoryName,
        tag::Tag,
    },
    registry::{
        accept,
        client::{Ask, RegistryClient},
        error::{ErrorKind, NotARegistry, RegistryError, Subject},
        manifest::{ManifestAddress, ReadManifest},
        memory::Freshness,
        queue::Priority,
        request::{Cache, Method},
        transport::{Response as _, Transport},
    },
};

/// Where a tag leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagDigest {
    /// The registry names the digest.
    Stated {
        /// The digest.
        digest: Digest,
        /// What the registry says that the manifest is.
        kind: Option<ManifestKind>,
    },
    /// The digest was computed from the manifest's bytes.
    Computed {
        /// The digest.
        digest: Digest,
        /// The manifest.
        manifest: Box<ReadManifest>,
    },
    /// Its manifest is there, and nothing tells the digest by which the registry knows it: one of
    /// Docker's schema 1 where `Docker-Content-Digest` cannot be read.
    Unknown,
    /// The registry has no manifest for it.
    Missing,
}

/// What a head tells.
enum Head {
    Digest(Digest, Option<ManifestKind>),
    /// It is there, and this page may not read its digest.
    Hidden,
    Missing,
}

impl<T: Transport> RegistryClient<T> {
    /// Where a tag leads now: by HEAD where the digest can be read from here, else by reading the
    /// manifest.
    ///
    /// # Errors
    /// When the registry does not say.
    pub async fn tag_digest(
        &self,
        repository: &RepositoryName,
        tag: &Tag,
        priority: Priority,
    ) -> Result<TagDigest, RegistryError> {
        let address = ManifestAddress::Tag(tag.clone());
        if self.capabilities().digest_header != Some(false) {
            match self.manifest_head(repository, &address, priority).await? {
                Head::Digest(digest, kind) => return Ok(TagDigest::Stated { digest, kind }),
                Head::Missing => return Ok(TagDigest::Missing),
                Head::Hidden => self.learn().digest_header = Some(false),
            }
        }
        let read = self
            .manifest(repository, &address, priority, Freshness::Registry)
            .await;
        match read {
            Ok(finding) => Ok(of_finding(finding)),
            Err(error) if error.kind == ErrorKind::ManifestUnknown => Ok(TagDigest::Missing),
            Err(error) => Err(error),
        }
    }

    async fn manifest_head(
        &self,
        repository: &RepositoryName,
        address: &ManifestAddress,
        priority: Priority,
    ) -> Result<Head, RegistryError> {
        let answered = self.capabilities().pair(repository);
        let sequence = accept::Ask::sequence(self.reach().cross_origin, None, answered);
        let last = sequence.len() - 1;
        for (position, accept) in sequence.into_iter().enumerate() {
            let ask = Ask {
                method: Method::Head,
                subject: Subject::Manifest,
                path: format!("/v2/{repository}/manifests/{address}"),
                accept: Some(accept.header()),
                cache: Cache::NoStore,
                priority,
                limit: 0,
                headers: &[],
                write: None,
            };
            let _place = self.queue().enter(priority).await;
            let mut response = match self.opened(&ask).await.map_err(|refusal| refusal.kind) {
                Ok(response) => response,
                Err(kind) if position < last && accept.refusal_misses(&kind) => continue,
                Err(ErrorKind::ManifestUnknown) => return Ok(Head::Missing),
                // A host of files, or a proxy that passes only GET.
                Err(ErrorKind::Refused(answered)) if answered.status == 405 => {
                    return Ok(Head::Hidden);
                }
                Err(kind) => return Err(ask.error(kind)),
            };
            // There is no body, and whoever notes requests learns so by its end.
            let patience = self.patience(ask.subject);
            let _ = self.within(patience, response.chunk()).await;
            let media_type = response.header("content-type").unwrap_or_default();
            let media_type = MediaType::of(&media_type);
            if media_type.as_str() == "text/html" {
                return Err(ask.error(ErrorKind::NotARegistry(NotARegistry::Html)));
            }
            if position < last && accept.misses_type(&media_type) {
                continue;
            }
            if let Some(pair) = accept.pair() {
                self.learn().answered(repository, pair);
            }
            let digest = response.header("docker-content-digest");
            let digest = digest.and_then(|text| Digest::parse(&text).ok());
            return Ok(digest.map_or(Head::Hidden, |digest| {
                Head::Digest(digest, media_type.manifest_kind())
            }));
        }
        Ok(Head::Missing)
    }
}

fn of_finding(finding: Finding<ReadManifest>) -> TagDigest {
    match finding {
        // The name by which the registry knows them is another than the bytes have.
        Finding::Mismatch(mismatch) => TagDigest::Stated {
            digest: mismatch.expected.digest,
            kind: None,
        },
        Finding::Unverifiable { .. } => TagDigest::Unknown,
        Finding::Verified(verified) => TagDigest::Computed {
            digest: verified.digest().clone(),
            manifest: Box::new(verified.value().clone()),
        },
        Finding::Computed { content, digest } => TagDigest::Computed {
            digest,
            manifest: Box::new(content),
        },
    }
}

impl accept::Ask {
    /// Whether an answer of this type may stand for another manifest, of a type that was not asked
    /// for.
    fn misses_type(&self, media_type: &MediaType) -> bool {
        let is_docker = matches!(
            media_type.as_str(),
            crate::oci::media_type::DOCKER_MANIFEST | crate::oci::media_type::DOCKER_LIST
        );
        let is_schema_1 = media_type.manifest_kind() == Some(ManifestKind::Schema1);
        *self == Self::Oci && (is_docker || is_schema_1)
    }
}
