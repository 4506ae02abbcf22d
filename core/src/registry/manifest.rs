//! Reading a manifest.

use crate::{
    integrity::{
        compare::compare,
        finding::{Expectation, Finding, Source, Unverifiable},
    },
    oci::{
        descriptor::Descriptor,
        digest::Digest,
        document::{Document, InvalidDocument},
        media_type::{ManifestKind, MediaType},
        name::RepositoryName,
        tag::Tag,
    },
    registry::{
        accept,
        client::{Answer, Ask, RegistryClient},
        error::{RegistryError, Subject},
        memory::{About, Freshness, Kind, Wanted},
        queue::Priority,
        request::{Cache, Method},
        transport::Transport,
    },
};

/// The longest manifest that is read, in bytes. Distribution stores up to 4 MiB, Gitea 10.
pub const MANIFEST_LIMIT: usize = 16 << 20;

/// How a manifest is addressed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ManifestAddress {
    /// By a tag, which can move.
    Tag(Tag),
    /// By its digest, which cannot.
    Digest(Digest),
}

/// A manifest's bytes, and what they turn out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadManifest {
    /// The bytes, exactly as they came.
    pub bytes: Vec<u8>,
    /// What they say.
    pub document: Result<Document, InvalidDocument>,
}

/// The parent's promise of a manifest: its descriptor, and the digest of the verified parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise<'a> {
    /// What the parent says of it.
    pub descriptor: &'a Descriptor,
    /// Who the parent is.
    pub parent: &'a Digest,
}

impl Promise<'_> {
    /// What the bytes are then expected to be.
    pub fn expectation(&self) -> Expectation {
        Expectation {
            source: Source::Parent(self.parent.clone()),
            digest: self.descriptor.digest.clone(),
            size: Some(self.descriptor.size),
        }
    }
}

impl std::fmt::Display for ManifestAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tag(tag) => tag.fmt(formatter),
            Self::Digest(digest) => digest.fmt(formatter),
        }
    }
}

impl<T: Transport> RegistryClient<T> {
    /// Reads a manifest by tag or digest, and hashes it before anything of it is handed on.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn manifest(
        &self,
        repository: &RepositoryName,
        address: &ManifestAddress,
        priority: Priority,
        freshness: Freshness,
    ) -> Result<Finding<ReadManifest>, RegistryError> {
        let expectation = match address {
            ManifestAddress::Tag(_) => None,
            ManifestAddress::Digest(digest) => Some(Expectation {
                source: Source::Address,
                digest: digest.clone(),
                size: None,
            }),
        };
        self.read_manifest(
            repository,
            address,
            None,
            expectation,
            (priority, freshness),
        )
        .await
    }

    /// Reads a manifest that a verified parent promised.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn promised_manifest(
        &self,
        repository: &RepositoryName,
        promise: Promise<'_>,
        priority: Priority,
        freshness: Freshness,
    ) -> Result<Finding<ReadManifest>, RegistryError> {
        let address = ManifestAddress::Digest(promise.descriptor.digest.clone());
        let named = Some(&promise.descriptor.media_type);
        let expectation = promise.expectation();
        self.read_manifest(
            repository,
            &address,
            named,
            Some(expectation),
            (priority, freshness),
        )
        .await
    }

    async fn recall_manifest(
        &self,
        repository: &RepositoryName,
        expectation: &Expectation,
    ) -> Option<Finding<ReadManifest>> {
        let wanted = Wanted {
            kind: Kind::Manifest,
            repository,
            expectation,
        };
        let (finding, served_as) = self.recall(wanted).await?;
        let document = Document::read(finding.content()?, served_as.as_ref());
        // Whether its digest proves anything depends on who promised it.
        let is_schema_1 = document.as_ref().is_ok_and(Document::is_schema_1);
        (!is_schema_1).then(|| finding.map(|bytes| ReadManifest { bytes, document }))
    }

    async fn read_manifest(
        &self,
        repository: &RepositoryName,
        address: &ManifestAddress,
        named: Option<&MediaType>,
        expectation: Option<Expectation>,
        (priority, freshness): (Priority, Freshness),
    ) -> Result<Finding<ReadManifest>, RegistryError> {
        if let (Freshness::Remembered, Some(expectation)) = (freshness, &expectation)
            && let Some(finding) = self.recall_manifest(repository, expectation).await
        {
            return Ok(finding);
        }
        let answered = self.capabilities().pair(repository);
        let mut sequence = accept::Ask::sequence(self.reach().cross_origin, named, answered)
            .into_iter()
            .peekable();
        loop {
            let ask = sequence.next().expect("a sequence has at least one");
            let is_last = sequence.peek().is_none();
            let answer = match self
                .manifest_answer(repository, address, &ask, priority)
                .await
            {
                Err(error) if !is_last && ask.refusal_misses(&error.kind) => continue,
                answer => answer?,
            };
            let document = Document::read(&answer.body, answer.content_type.as_ref());
            if !is_last && document.as_ref().is_ok_and(|document| ask.misses(document)) {
                continue;
            }
            if let Some(pair) = ask.pair() {
                self.learn().answered(repository, pair);
            }
            return Ok(self.found(repository, answer, document, (named, expectation)));
        }
    }

    async fn manifest_answer(
        &self,
        repository: &RepositoryName,
        address: &ManifestAddress,
        ask: &accept::Ask,
        priority: Priority,
    ) -> Result<Answer, RegistryError> {
        let ask = Ask {
            method: Method::Get,
            subject: Subject::Manifest,
            path: format!("/v2/{repository}/manifests/{address}"),
            accept: Some(ask.header()),
            cache: Cache::NoStore,
            priority,
            limit: MANIFEST_LIMIT,
            headers: &["docker-content-digest"],
            write: None,
        };
        self.get(ask).await
    }

    fn found(
        &self,
        repository: &RepositoryName,
        answer: Answer,
        document: Result<Document, InvalidDocument>,
        (named, expectation): (Option<&MediaType>, Option<Expectation>),
    ) -> Finding<ReadManifest> {
        let header = answer
            .header("docker-content-digest")
            .and_then(|text| Digest::parse(text).ok());
        self.learn().digest_header = Some(header.is_some());
        let header = header.map(|digest| Expectation {
            source: Source::Header,
            digest,
            size: None,
        });
        // A parent that promised another kind is contradicted by schema 1 as by any other bytes.
        let may_be_schema_1 = named
            .and_then(MediaType::manifest_kind)
            .is_none_or(|kind| kind == ManifestKind::Schema1);
        let is_schema_1 = document.as_ref().is_ok_and(Document::is_schema_1);
        if is_schema_1 && may_be_schema_1 {
            // Its digest is that of the payload without signatures, never of these bytes.
            return Finding::Unverifiable {
                content: ReadManifest {
                    bytes: answer.body,
                    document,
                },
                reason: Unverifiable::Schema1,
            };
        }
        let is_by_digest = expectation.is_some();
        let expectations: Vec<Expectation> = expectation.into_iter().chain(header).collect();
        let finding = compare(answer.body, &expectations);
        if is_by_digest {
            self.keep(&finding, || About {
                kind: Kind::Manifest,
                repository: repository.clone(),
                served_as: answer.content_type,
            });
        }
        finding.map(|bytes| ReadManifest { bytes, document })
    }
}
