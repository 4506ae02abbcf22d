//! What a manifest's bytes turn out to be.

use serde::Deserialize;

use crate::oci::{
    descriptor::{Annotations, Descriptor},
    digest::Digest,
    index::Index,
    manifest::ImageManifest,
    media_type::{ManifestKind, MediaType},
    tolerant::{Malformed, Tolerant},
};

/// A manifest of whatever kind, read from its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it says of itself, or else what it was served as.
    pub media_type: MediaType,
    /// What it was served as, where that contradicts what it says of itself.
    pub served_as: Option<MediaType>,
    /// What it holds.
    pub content: Content,
}

/// What a manifest holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// One image or artifact.
    Image(Box<ImageManifest>),
    /// A list of manifests.
    Index(Box<Index>),
    /// Docker's first format: recognised, and no more.
    Schema1(Schema1),
    /// JSON of a kind that Porthole does not know. That is no error.
    Unknown,
}

/// A manifest of Docker's schema 1. It names its layers without sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema1 {
    /// The layers, topmost first, as the format has them.
    pub layers: Vec<Tolerant<Digest>>,
}

/// Why bytes are no manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidDocument {
    /// They are no JSON object; the reason in words.
    Json(String),
    /// They are an index and an image at once, so that two readers could see two things
    /// (CVE-2021-41190).
    Ambiguous,
}

type Descriptors = Tolerant<Vec<Tolerant<Descriptor>>>;

#[derive(Deserialize)]
struct Fields {
    #[serde(default, rename = "mediaType")]
    media_type: Tolerant<Option<MediaType>>,
    #[serde(default, rename = "schemaVersion")]
    schema_version: Tolerant<Option<u64>>,
    #[serde(default)]
    config: Tolerant<Option<Descriptor>>,
    layers: Option<Descriptors>,
    manifests: Option<Descriptors>,
    #[serde(rename = "fsLayers")]
    schema_1_layers: Option<Tolerant<Vec<Schema1Layer>>>,
    #[serde(default)]
    subject: Tolerant<Option<Descriptor>>,
    #[serde(default, rename = "artifactType")]
    artifact_type: Tolerant<Option<MediaType>>,
    #[serde(default)]
    annotations: Tolerant<Option<Annotations>>,
}

#[derive(Deserialize)]
struct Schema1Layer {
    #[serde(rename = "blobSum")]
    digest: Tolerant<Digest>,
}

impl Document {
    /// Reads a manifest's bytes, which were served as `served_as`.
    ///
    /// What the bytes say of themselves wins, since the digest covers it; a host that knows no
    /// media types does no harm. Where neither tells, the fields do.
    ///
    /// # Errors
    /// When the bytes are no JSON object or are two things at once.
    pub fn read(bytes: &[u8], served_as: Option<&MediaType>) -> Result<Self, InvalidDocument> {
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            return Err(InvalidDocument::Json("it is no object".to_owned()));
        }
        let fields: Fields = serde_json::from_slice(bytes)
            .map_err(|error| InvalidDocument::Json(error.to_string()))?;
        if fields.manifests.is_some() && fields.layers.is_some() {
            return Err(InvalidDocument::Ambiguous);
        }
        let own = fields.media_type.value().cloned().flatten();
        let own_kind = own.as_ref().and_then(MediaType::manifest_kind);
        let served_kind = served_as.and_then(MediaType::manifest_kind);
        let kind = own_kind
            .or(served_kind.filter(|_| own.is_none()))
            .or(fields.kind());
        let contradicts = own.is_some() && served_kind.is_some() && served_as != own.as_ref();
        Ok(Self {
            media_type: own.or(served_as.cloned()).unwrap_or_default(),
            served_as: served_as.filter(|_| contradicts).cloned(),
            content: fields.into_content(kind),
        })
    }
}

impl Fields {
    fn kind(&self) -> Option<ManifestKind> {
        if self.manifests.is_some() {
            Some(ManifestKind::Index)
        } else if self.layers.is_some() {
            Some(ManifestKind::Image)
        } else if self.schema_1_layers.is_some() || self.schema_version.value() == Some(&Some(1)) {
            Some(ManifestKind::Schema1)
        } else {
            None
        }
    }

    fn into_content(self, kind: Option<ManifestKind>) -> Content {
        match kind {
            Some(ManifestKind::Image) => {
                let (layers, layers_malformed) = listed(self.layers);
                Content::Image(Box::new(ImageManifest {
                    config: self.config.0,
                    layers,
                    layers_malformed,
                    subject: self.subject.0,
                    artifact_type: self.artifact_type.0,
                    annotations: self.annotations.0,
                }))
            }
            Some(ManifestKind::Index) => {
                let (manifests, manifests_malformed) = listed(self.manifests);
                Content::Index(Box::new(Index {
                    manifests,
                    manifests_malformed,
                    subject: self.subject.0,
                    artifact_type: self.artifact_type.0,
                    annotations: self.annotations.0,
                }))
            }
            Some(ManifestKind::Schema1) => Content::Schema1(Schema1 {
                layers: match self.schema_1_layers {
                    Some(Tolerant(Ok(layers))) => {
                        layers.into_iter().map(|layer| layer.digest).collect()
                    }
                    _ => Vec::new(),
                },
            }),
            None => Content::Unknown,
        }
    }
}

fn listed(descriptors: Option<Descriptors>) -> (Vec<Tolerant<Descriptor>>, Option<Malformed>) {
    match descriptors {
        None => (Vec::new(), None),
        Some(Tolerant(Ok(descriptors))) => (descriptors, None),
        Some(Tolerant(Err(malformed))) => (Vec::new(), Some(malformed)),
    }
}

impl std::fmt::Display for InvalidDocument {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Json(reason) => write!(
                formatter,
                "it is not JSON as manifests are written: {reason}"
            ),
            Self::Ambiguous => formatter.write_str(
                "it is an index and an image at once, so that no two programs need to agree on it",
            ),
        }
    }
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
