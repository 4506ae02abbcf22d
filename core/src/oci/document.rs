//! What a manifest's bytes turn out to be.

use serde::Deserialize;

use crate::oci::{
    descriptor::{Annotations, Descriptor},
    digest::Digest,
    entries::Entries,
    index::Index,
    manifest::ImageManifest,
    media_type::{ManifestKind, MediaType},
    tolerant::Tolerant,
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

type Descriptors = Entries<Descriptor>;

#[derive(Deserialize)]
struct Fields {
    #[serde(default, rename = "mediaType")]
    media_type: Tolerant<Option<MediaType>>,
    #[serde(default, rename = "schemaVersion")]
    schema_version: Tolerant<Option<u64>>,
    #[serde(default)]
    config: Tolerant<Option<Descriptor>>,
    #[serde(default)]
    layers: Option<Descriptors>,
    #[serde(default)]
    manifests: Option<Descriptors>,
    #[serde(default, rename = "fsLayers")]
    schema_1_layers: Option<Entries<Schema1Layer>>,
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
        let own = fields.media_type.value().cloned().flatten();
        let own_kind = own.as_ref().and_then(MediaType::manifest_kind);
        let served_kind = served_as.and_then(MediaType::manifest_kind);
        let kind = own_kind
            .or(served_kind.filter(|_| own.is_none()))
            .or(fields.kind());
        if fields.contradict(kind) {
            return Err(InvalidDocument::Ambiguous);
        }
        let contradicts = own.is_some() && served_kind.is_some() && served_as != own.as_ref();
        Ok(Self {
            media_type: own.or(served_as.cloned()).unwrap_or_default(),
            served_as: served_as.filter(|_| contradicts).cloned(),
            content: fields.into_content(kind),
        })
    }
}

impl Fields {
    /// Whether another reader, going by other fields, could see another kind.
    fn contradict(&self, kind: Option<ManifestKind>) -> bool {
        match kind {
            Some(ManifestKind::Index) => self.layers.is_some(),
            Some(ManifestKind::Image) => self.manifests.is_some(),
            _ => self.layers.is_some() && self.manifests.is_some(),
        }
    }

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
                let layers = self.layers.unwrap_or_default();
                Content::Image(Box::new(ImageManifest {
                    config: self.config.0,
                    layers: layers.kept,
                    layers_left_out: layers.left_out,
                    layers_malformed: layers.malformed,
                    subject: self.subject.0,
                    artifact_type: self.artifact_type.0,
                    annotations: self.annotations.0,
                }))
            }
            Some(ManifestKind::Index) => {
                let manifests = self.manifests.unwrap_or_default();
                Content::Index(Box::new(Index {
                    manifests: manifests.kept,
                    manifests_left_out: manifests.left_out,
                    manifests_malformed: manifests.malformed,
                    subject: self.subject.0,
                    artifact_type: self.artifact_type.0,
                    annotations: self.annotations.0,
                }))
            }
            Some(ManifestKind::Schema1) => Content::Schema1(Schema1 {
                layers: schema_1_layers(self.schema_1_layers.unwrap_or_default()),
            }),
            None => Content::Unknown,
        }
    }
}

fn schema_1_layers(layers: Entries<Schema1Layer>) -> Vec<Tolerant<Digest>> {
    let digest = |layer: Tolerant<Schema1Layer>| match layer.0 {
        Ok(layer) => layer.digest,
        Err(malformed) => Tolerant(Err(malformed)),
    };
    layers.kept.into_iter().map(digest).collect()
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
