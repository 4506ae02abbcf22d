//! Ledgers as a verification leaves them.

use std::time::Duration;

use crate::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
            verdict::BlobVerdict,
        },
        compare::compare,
        finding::{Expectation, Finding, Source},
        limits::Limits,
        obstacle::Obstacle,
        samples::{gzip, sha256},
    },
    oci::{
        descriptor::Descriptor, digest::Digest, media_type::MediaType, name::RepositoryName,
        platform::Platform, tag::Tag, timestamp::Timestamp,
    },
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach},
        error::{ErrorKind, RegistryError},
        manifest::ManifestAddress,
        request::{Credentials, Method},
    },
    verification::{
        blob::{Blob, BlobFault, BlobState, Origin},
        expected::Expected,
        ledger::{Contents, Image, Ledger, Part, Scope, SubjectState},
        report::Report,
    },
};

pub(super) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub(super) const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

pub(super) fn digest(of: &str) -> Digest {
    sha256(of.as_bytes())
}

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::of_unix_seconds(1_785_571_200 + seconds)
}

pub(super) fn tag(name: &str) -> ManifestAddress {
    ManifestAddress::Tag(Tag::parse(name).unwrap())
}

/// What surrounds a ledger.
pub(super) struct World {
    pub(super) ledger: Ledger,
    pub(super) repository: RepositoryName,
    pub(super) reach: Reach,
    pub(super) pull_host: String,
    pub(super) page_origin: String,
    pub(super) depth: Depth,
    pub(super) expected: Option<(Digest, Option<Expected>)>,
}

impl World {
    /// Of subjects of which nothing is known yet.
    pub(super) fn of(subjects: Vec<(ManifestAddress, Scope)>) -> Self {
        Self {
            ledger: Ledger::of(subjects),
            repository: RepositoryName::parse("web/storefront").unwrap(),
            reach: Reach {
                address: RegistryAddress::parse("https://registry.example").unwrap(),
                cross_origin: true,
                credentials: Credentials::Omit,
                patience: Patience {
                    catalog: Duration::ZERO,
                    others: Duration::from_secs(30),
                },
            },
            pull_host: "registry.example".to_owned(),
            page_origin: "https://porthole.example".to_owned(),
            depth: Depth::Content,
            expected: None,
        }
    }

    /// Of one tag, which is an image with these layers.
    pub(super) fn of_image(blobs: Vec<Blob>) -> Self {
        let mut world = Self::of(vec![(tag("1.0"), Scope::All)]);
        let root = world.image(verified("manifest", MANIFEST, Source::Header), None, blobs);
        let root_part = root.manifest.clone();
        world.read(0, contents(root_part, vec![root]));
        world
    }

    pub(super) fn image(
        &mut self,
        manifest: Part,
        platform: Option<Platform>,
        blobs: Vec<Blob>,
    ) -> Image {
        let parent = manifest.digest.clone().unwrap();
        let places = blobs.into_iter().map(|blob| {
            let key = (
                &blob.descriptor.clone(),
                blob.diff_id.clone(),
                blob.depth,
                blob.origin,
            );
            Ok(self.ledger.place(key, || blob))
        });
        Image {
            blobs: places.collect(),
            config: Some(verified("config", CONFIG, Source::Parent(parent))),
            has_other_config: false,
            left_out: 0,
            manifest,
            platform,
        }
    }

    pub(super) fn read(&mut self, subject: usize, contents: Contents) {
        let state = SubjectState::Read(Box::new(contents));
        self.ledger.set_subject(subject, state);
    }

    pub(super) fn report(&self) -> Report<'_> {
        Report {
            ledger: &self.ledger,
            repository: &self.repository,
            reach: &self.reach,
            pull_host: &self.pull_host,
            page_origin: &self.page_origin,
            begun: at(0),
            ended: at(4),
            depth: self.depth,
            expected: self.expected.as_ref().map(|(digest, told)| (digest, *told)),
        }
    }
}

pub(super) fn contents(root: Part, images: Vec<Image>) -> Contents {
    Contents {
        root,
        indexes: Vec::new(),
        images,
        left_out: Vec::new(),
    }
}

/// A manifest or a config of these bytes, and what was promised of it.
pub(super) fn part(bytes: &str, media_type: &str, promises: &[(Source, Digest)]) -> Part {
    let expectations: Vec<Expectation> = promises
        .iter()
        .map(|(source, digest)| Expectation {
            source: source.clone(),
            digest: digest.clone(),
            size: None,
        })
        .collect();
    let finding = compare(bytes.as_bytes().to_vec(), &expectations);
    let finding: Finding<u64> = finding.map(|bytes| bytes.len() as u64);
    Part {
        digest: finding.digest().cloned(),
        media_type: MediaType::of(media_type),
        outcome: Ok(finding),
        at: at(1),
    }
}

pub(super) fn verified(bytes: &str, media_type: &str, source: Source) -> Part {
    part(bytes, media_type, &[(source, digest(bytes))])
}

pub(super) fn failed(bytes: &str) -> Part {
    Part {
        outcome: Err(error(ErrorKind::ManifestUnknown)),
        ..verified(bytes, MANIFEST, Source::Address)
    }
}

pub(super) fn error(kind: ErrorKind) -> RegistryError {
    RegistryError {
        kind,
        subject: crate::registry::error::Subject::Blob,
        method: Method::Get,
        path: "/v2/web/storefront/blobs/sha256:00".to_owned(),
    }
}

/// An archive of one empty file, named by one letter.
fn archive(name: u8) -> Vec<u8> {
    let mut archive = vec![0; 1024];
    archive[0] = name;
    archive[257..262].copy_from_slice(b"ustar");
    archive
}

/// The bytes of a layer.
pub(super) fn layer_bytes() -> Vec<u8> {
    gzip(&archive(b'a'))
}

fn blob(state: BlobState) -> Blob {
    blob_of(&archive(b'a'), state)
}

fn blob_of(archive: &[u8], state: BlobState) -> Blob {
    let bytes = gzip(archive);
    let mut descriptor = Descriptor::of(sha256(&bytes), bytes.len() as u64);
    descriptor.media_type = MediaType::of(LAYER);
    Blob {
        descriptor,
        diff_id: Some(sha256(archive)),
        depth: Depth::Content,
        origin: Origin::Registry,
        state,
    }
}

/// A layer of which these bytes came.
pub(super) fn came(bytes: &[u8], depth: Depth) -> Blob {
    let blob = blob(BlobState::Waiting);
    came_for(blob.expectation(), blob, bytes, depth)
}

/// Another layer, of which half came.
pub(super) fn cut() -> Blob {
    let blob = blob_of(&archive(b'b'), BlobState::Waiting);
    let bytes = gzip(&archive(b'b'));
    came_for(
        blob.expectation(),
        blob,
        &bytes[..bytes.len() / 2],
        Depth::Content,
    )
}

/// A layer whose config names another content.
pub(super) fn of_other_content() -> Blob {
    let blob = Blob {
        diff_id: Some(digest("other content")),
        ..blob(BlobState::Waiting)
    };
    came_for(blob.expectation(), blob, &layer_bytes(), Depth::Content)
}

fn came_for(expected: BlobExpectation, blob: Blob, bytes: &[u8], depth: Depth) -> Blob {
    let mut check = BlobCheck::new(expected, depth, Limits::default()).unwrap();
    check.push(bytes).unwrap();
    Blob {
        state: BlobState::Judged(check.finish(), at(2)),
        ..blob
    }
}

pub(super) fn waiting() -> Blob {
    blob(BlobState::Waiting)
}

pub(super) fn broken() -> Blob {
    let fault = BlobFault::Registry(error(ErrorKind::BlobUnknown));
    blob(BlobState::Failed(fault, at(2)))
}

pub(super) fn foreign() -> Blob {
    let verdict = BlobVerdict::Unverifiable {
        obstacle: Obstacle::Foreign,
        bytes: None,
    };
    Blob {
        origin: Origin::Elsewhere,
        ..blob(BlobState::Judged(verdict, at(2)))
    }
}

/// A layer whose content nothing names.
pub(super) fn nameless() -> Blob {
    let blob = Blob {
        diff_id: None,
        ..blob(BlobState::Waiting)
    };
    came_for(blob.expectation(), blob, &layer_bytes(), Depth::Content)
}

pub(super) fn embedded() -> Blob {
    Blob {
        origin: Origin::Descriptor,
        ..came(&layer_bytes(), Depth::Content)
    }
}
