//! Where a tag leads, asked of the registry and of nothing that answers in its place.

use crate::{
    integrity::finding::Finding,
    oci::{
        digest::Digest,
        media_type::{DOCKER_LIST, DOCKER_MANIFEST, ManifestKind, MediaType},
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
    /// Nothing, or that there is no manifest, which a listed tag should have: a GET has to tell.
    Untold,
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
        if self.may_read_digests()
            && let Head::Digest(digest, kind) =
                self.manifest_head(repository, &address, priority).await?
        {
            return Ok(TagDigest::Stated { digest, kind });
        }
        let read = self
            .manifest(repository, &address, priority, Freshness::Registry)
            .await;
        match read {
            Ok(finding) => Ok(of_finding(finding)),
            Err(error) if is_missing(&error.kind) => Ok(TagDigest::Missing),
            Err(error) => Err(error),
        }
    }

    fn may_read_digests(&self) -> bool {
        let known = self.capabilities();
        known.digest_header != Some(false) && !known.head_tells_no_digest
    }

    async fn manifest_head(
        &self,
        repository: &RepositoryName,
        address: &ManifestAddress,
        priority: Priority,
    ) -> Result<Head, RegistryError> {
        let answered = self.capabilities().pair(repository);
        let mut sequence = accept::Ask::sequence(self.reach().cross_origin, None, answered)
            .into_iter()
            .peekable();
        while let Some(accept) = sequence.next() {
            let is_last = sequence.peek().is_none();
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
            let head = match self.head_of(&ask).await {
                Ok(head) => head,
                Err(kind) if !is_last && may_miss(&accept, &kind) => continue,
                Err(kind) => return self.untold(kind).map_err(|kind| ask.error(kind)),
            };
            if accept.misses_type(&head.media_type) {
                continue;
            }
            if let Some(pair) = accept.pair() {
                self.learn().answered(repository, pair);
            }
            let kind = head.media_type.manifest_kind();
            self.learn().head_tells_no_digest = head.digest.is_none();
            let untold = Head::Untold;
            return Ok(head
                .digest
                .map_or(untold, |digest| Head::Digest(digest, kind)));
        }
        Ok(Head::Untold)
    }

    async fn head_of(&self, ask: &Ask<'_>) -> Result<Stated, ErrorKind> {
        let _place = self.queue().enter(ask.priority).await;
        let opened = self.opened(ask).await;
        let mut response = opened.map_err(|refusal| refusal.kind)?;
        // There is no body, and whoever notes requests learns so by its end.
        let patience = self.patience(ask.subject);
        let _ = self.within(patience, response.chunk()).await;
        let media_type = response.header("content-type").unwrap_or_default();
        let media_type = MediaType::of(&media_type);
        if media_type.as_str() == "text/html" {
            return Err(ErrorKind::NotARegistry(NotARegistry::Html));
        }
        let digest = response.header("docker-content-digest");
        Ok(Stated {
            media_type,
            digest: digest.and_then(|text| Digest::parse(&text).ok()),
        })
    }

    /// A refusal without a body has no words: what it means a GET tells.
    fn untold(&self, refusal: ErrorKind) -> Result<Head, ErrorKind> {
        match refusal {
            // A host of files, or a proxy that passes only GET.
            ErrorKind::Refused(answered) | ErrorKind::ServerFault(answered)
                if matches!(answered.status, 405 | 501) =>
            {
                self.learn().head_tells_no_digest = true;
                Ok(Head::Untold)
            }
            ErrorKind::Refused(_) | ErrorKind::PasswordsUnreadable => Ok(Head::Untold),
            kind if is_missing(&kind) => Ok(Head::Untold),
            kind => Err(kind),
        }
    }
}

/// What the head of a manifest states.
struct Stated {
    media_type: MediaType,
    digest: Option<Digest>,
}

/// Whether a refusal, which has no words here, may come only from what was not asked for.
fn may_miss(accept: &accept::Ask, kind: &ErrorKind) -> bool {
    let is_mute = matches!(kind, ErrorKind::Refused(answered) if answered.status == 400);
    is_mute || accept.refusal_misses(kind)
}

fn is_missing(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::ManifestUnknown | ErrorKind::NameUnknown)
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
        let is_docker = matches!(media_type.as_str(), DOCKER_MANIFEST | DOCKER_LIST);
        let is_schema_1 = media_type.manifest_kind() == Some(ManifestKind::Schema1);
        *self == Self::Oci && (is_docker || is_schema_1)
    }
}
