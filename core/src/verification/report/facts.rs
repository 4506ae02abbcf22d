//! What a report says of one manifest, config or blob: the same in JSON and in words.

use crate::{
    integrity::{
        blob::{
            measured::Content,
            verdict::{BlobMismatch, BlobVerdict},
        },
        finding::{Finding, Source, Unverifiable},
        obstacle::Obstacle,
    },
    oci::{digest::Digest, timestamp::Timestamp, tolerant::Malformed},
    registry::error::RegistryError,
    verification::{
        blob::{Blob, BlobFault, BlobState, Origin},
        ledger::{Image, Part, Subject},
        report::{Report, difference::Difference},
    },
};

/// Where bytes come from that nobody read.
pub(super) const NOT_READ: &str = "not read";
/// Where bytes come from that stand in a manifest.
pub(super) const IN_DESCRIPTOR: &str = "the descriptor";

/// What is known of one of them.
pub(super) struct Facts {
    pub(super) digest: Option<Digest>,
    /// What its descriptor promises; of a manifest that nothing promised, what came.
    pub(super) size: Option<u64>,
    pub(super) media_type: String,
    pub(super) diff_id: Option<Digest>,
    /// How it is packed, by its own bytes.
    pub(super) packing: Option<&'static str>,
    pub(super) content_size: Option<u64>,
    pub(super) verdict: &'static str,
    /// Whether its own bytes agree; nothing where that is not known.
    pub(super) bytes_match: Option<bool>,
    /// What agreed with what was read.
    pub(super) compared_with: Vec<String>,
    pub(super) read_from: String,
    pub(super) at: Option<Timestamp>,
    pub(super) difference: Option<Difference>,
    /// Why there is no better verdict.
    pub(super) why: Option<String>,
}

impl Facts {
    fn unread(verdict: &'static str) -> Self {
        Self {
            digest: None,
            size: None,
            media_type: String::new(),
            diff_id: None,
            packing: None,
            content_size: None,
            verdict,
            bytes_match: None,
            compared_with: Vec::new(),
            read_from: NOT_READ.to_owned(),
            at: None,
            difference: None,
            why: None,
        }
    }

    /// Of a layer that its manifest describes in no legible way.
    fn of_malformed(malformed: &Malformed) -> Self {
        Self {
            why: Some(format!("Its descriptor cannot be read: {malformed}.")),
            ..Self::unread("unverifiable")
        }
    }
}

impl Report<'_> {
    /// Of a manifest or an index, which was asked for by this name.
    pub(super) fn of_manifest(&self, part: &Part, name: Option<&str>) -> Facts {
        let digest = part.digest.as_ref().map(Digest::to_string);
        self.of_part(part, "manifests", name.or(digest.as_deref()))
    }

    /// Of a config.
    fn of_config(&self, part: &Part) -> Facts {
        let digest = part.digest.as_ref().map(Digest::to_string);
        self.of_part(part, "blobs", digest.as_deref())
    }

    fn of_part(&self, part: &Part, kind: &str, name: Option<&str>) -> Facts {
        let facts = Facts {
            digest: part.digest.clone(),
            media_type: part.media_type.as_str().to_owned(),
            at: Some(part.at),
            read_from: name.map_or_else(|| NOT_READ.to_owned(), |name| self.address(kind, name)),
            ..Facts::unread("not readable")
        };
        match &part.outcome {
            Ok(Finding::Verified(verified)) => Facts {
                size: Some(*verified.value()),
                verdict: "consistent",
                bytes_match: Some(true),
                compared_with: verified.sources().iter().map(source).collect(),
                ..facts
            },
            Ok(Finding::Computed { content, .. }) => Facts {
                size: Some(*content),
                verdict: "computed",
                why: Some("Its digest was computed here: the registry shows none, so there was nothing to compare it with.".to_owned()),
                ..facts
            },
            Ok(Finding::Mismatch(mismatch)) => Facts {
                digest: Some(mismatch.expected.digest.clone()),
                size: mismatch.expected.size,
                verdict: "mismatch",
                bytes_match: Some(false),
                difference: Some(Difference::of(mismatch)),
                ..facts
            },
            Ok(Finding::Unverifiable { content, reason }) => Facts {
                size: Some(*content),
                verdict: "unverifiable",
                why: Some(unverifiable(reason)),
                ..facts
            },
            Err(error) => Facts {
                read_from: NOT_READ.to_owned(),
                why: Some(self.failure(error)),
                ..facts
            },
        }
    }

    /// Of a blob that the manifest with this digest names.
    fn of_blob(&self, blob: &Blob, manifest: Option<&Digest>) -> Facts {
        let descriptor = &blob.descriptor;
        let parent = manifest.map_or_else(
            || "its descriptor".to_owned(),
            |manifest| source(&Source::Parent(manifest.clone())),
        );
        let facts = Facts {
            digest: Some(descriptor.digest.clone()),
            size: Some(descriptor.size),
            media_type: descriptor.media_type.as_str().to_owned(),
            diff_id: blob.diff_id.clone(),
            ..Facts::unread(blob.proof().word())
        };
        match &blob.state {
            BlobState::Waiting => facts,
            BlobState::Reading(_) => Facts {
                why: Some("It was not read to its end.".to_owned()),
                ..facts
            },
            BlobState::Failed(fault, at) => Facts {
                at: Some(*at),
                why: Some(match fault {
                    BlobFault::Registry(error) => self.failure(error),
                    BlobFault::Worker(words) => format!("What reads it failed: {words}"),
                }),
                ..facts
            },
            BlobState::Judged(verdict, at) => {
                let facts = Facts {
                    at: Some(*at),
                    read_from: self.place(blob, verdict),
                    ..facts
                };
                judged(facts, verdict, parent)
            }
        }
    }

    /// Where the bytes of a blob with this verdict were read from.
    fn place(&self, blob: &Blob, verdict: &BlobVerdict) -> String {
        let is_unread = matches!(verdict, BlobVerdict::Unverifiable { bytes: None, .. });
        match blob.origin {
            Origin::Registry if !is_unread => {
                self.address("blobs", &blob.descriptor.digest.to_string())
            }
            Origin::Descriptor if !is_unread => IN_DESCRIPTOR.to_owned(),
            _ => NOT_READ.to_owned(),
        }
    }

    fn address(&self, kind: &str, name: &str) -> String {
        let path = format!("/v2/{}/{kind}/{name}", self.repository);
        self.reach.address.url(&path)
    }

    /// What failed, and what is likely behind it.
    pub(super) fn failure(&self, error: &RegistryError) -> String {
        let explanation = error.explain(self.reach, self.page_origin);
        let cause = explanation.causes.first();
        let cause = cause.map_or_else(String::new, |cause| format!(" {cause}"));
        format!(
            "{}.{cause} It was asked for {}.",
            explanation.title, error.path
        )
    }
}

/// What an image consists of.
impl Report<'_> {
    /// The manifest of an image, which is the subject's own where that names no other.
    pub(super) fn manifest_of(&self, image: &Image, subject: &Subject) -> Facts {
        let root = subject.contents().map(|contents| &contents.root);
        let name = subject.address.to_string();
        let is_root = root.is_some_and(|root| *root == image.manifest);
        self.of_manifest(&image.manifest, is_root.then_some(&*name))
    }

    /// The config of an image, or of what is none.
    pub(super) fn config_of(&self, image: &Image) -> Option<Facts> {
        let of_image = image.config.as_ref().map(|config| self.of_config(config));
        let other = image.blobs.last().filter(|_| image.has_other_config);
        of_image.or_else(|| Some(self.of_place(other?, image)))
    }

    /// The layers of an image.
    pub(super) fn layers_of(&self, image: &Image) -> Vec<Facts> {
        let layers = image.layers().iter();
        layers.map(|place| self.of_place(place, image)).collect()
    }

    fn of_place(&self, place: &Result<usize, Malformed>, image: &Image) -> Facts {
        match place {
            Ok(place) => match self.ledger.blobs().get(*place) {
                Some(blob) => self.of_blob(blob, image.manifest.digest.as_ref()),
                None => Facts::unread("not read"),
            },
            Err(malformed) => Facts::of_malformed(malformed),
        }
    }
}

fn judged(facts: Facts, verdict: &BlobVerdict, parent: String) -> Facts {
    match verdict {
        BlobVerdict::AllBytes(_) => Facts {
            bytes_match: Some(true),
            compared_with: vec![parent],
            ..facts
        },
        BlobVerdict::Content(content) => Facts {
            bytes_match: Some(true),
            packing: Some(content.compression().name()),
            content_size: Some(content.size()),
            compared_with: vec![parent, "the diff_id in the config".to_owned()],
            ..facts
        },
        BlobVerdict::Unverifiable { obstacle, bytes } => Facts {
            bytes_match: bytes.as_ref().map(|_| true),
            compared_with: bytes.iter().map(|_| parent.clone()).collect(),
            why: Some(obstacle.in_words()),
            ..facts
        },
        BlobVerdict::Mismatch(mismatch) => Facts {
            packing: packing(mismatch),
            bytes_match: Some(mismatch.has_pushed_bytes()),
            compared_with: if mismatch.has_pushed_bytes() {
                vec![parent.clone()]
            } else {
                Vec::new()
            },
            difference: Some(Difference::of_blob(mismatch, parent)),
            ..facts
        },
    }
}

fn packing(mismatch: &BlobMismatch) -> Option<&'static str> {
    match mismatch.found.content() {
        Content::Read(content) => Some(content.compression.name()),
        Content::Undecodable { compression, .. } => Some(compression.name()),
        Content::NotRead | Content::Obstacle(_) => None,
    }
}

pub(super) fn source(source: &Source) -> String {
    match source {
        Source::Address => "the digest in the address".to_owned(),
        Source::Parent(parent) => format!("a descriptor in {parent}"),
        Source::Header => "the registry's header Docker-Content-Digest".to_owned(),
    }
}

fn unverifiable(reason: &Unverifiable) -> String {
    Obstacle::Digest(reason.clone()).in_words()
}
