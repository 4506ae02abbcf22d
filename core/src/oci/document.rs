//! What a manifest's bytes turn out to be.

use crate::oci::{
    digest::Digest,
    entries::Entries,
    index::Index,
    json::{self, Fault, Json, Object, Reading},
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

/// What is read of a manifest, of whatever kind.
const FIELDS: [&str; 9] = [
    "mediaType",
    "schemaVersion",
    "config",
    "layers",
    "manifests",
    "fsLayers",
    "subject",
    "artifactType",
    "annotations",
];

impl Document {
    /// Reads a manifest's bytes, which were served as `served_as`.
    ///
    /// What the bytes say of themselves wins, since the digest covers it; a host that knows no
    /// media types does no harm. Where neither tells, the fields do.
    ///
    /// # Errors
    /// When the bytes are no JSON object or are two things at once.
    pub fn read(bytes: &[u8], served_as: Option<&MediaType>) -> Result<Self, InvalidDocument> {
        let fields = Reading::of(&FIELDS)
            .object(bytes)
            .map_err(InvalidDocument::Json)?;
        let own = fields.tolerant("mediaType", MediaType::read);
        let own = own.0.unwrap_or_default();
        let own_kind = own.as_ref().and_then(MediaType::manifest_kind);
        let served_kind = served_as.and_then(MediaType::manifest_kind);
        let kind = own_kind
            .or(served_kind.filter(|_| own.is_none()))
            .or(kind_by_fields(&fields));
        if contradict(&fields, kind) {
            return Err(InvalidDocument::Ambiguous);
        }
        let contradicts = own.is_some() && served_kind.is_some() && served_as != own.as_ref();
        Ok(Self {
            media_type: own.or(served_as.cloned()).unwrap_or_default(),
            served_as: served_as.filter(|_| contradicts).cloned(),
            content: Content::read(&fields, kind),
        })
    }

    /// Whether it is of Docker's schema 1.
    pub fn is_schema_1(&self) -> bool {
        matches!(self.content, Content::Schema1(_))
    }
}

/// Whether another reader, going by other fields, could see another kind.
fn contradict(fields: &Object, kind: Option<ManifestKind>) -> bool {
    let has = |key: &str| fields.get(key).is_some();
    match kind {
        Some(ManifestKind::Index) => has("layers"),
        Some(ManifestKind::Image) => has("manifests"),
        _ => has("layers") && has("manifests"),
    }
}

fn kind_by_fields(fields: &Object) -> Option<ManifestKind> {
    let has = |key: &str| fields.get(key).is_some();
    if has("manifests") {
        Some(ManifestKind::Index)
    } else if has("layers") {
        Some(ManifestKind::Image)
    } else if has("fsLayers") || matches!(fields.get("schemaVersion"), Some(Json::Unsigned(1))) {
        Some(ManifestKind::Schema1)
    } else {
        None
    }
}

impl Content {
    fn read(fields: &Object, kind: Option<ManifestKind>) -> Self {
        match kind {
            Some(ManifestKind::Image) => Self::Image(Box::new(ImageManifest::read(fields))),
            Some(ManifestKind::Index) => Self::Index(Box::new(Index::read(fields))),
            Some(ManifestKind::Schema1) => Self::Schema1(Schema1 {
                layers: Entries::read(fields.get("fsLayers"), schema_1_layer).kept,
            }),
            None => Self::Unknown,
        }
    }
}

fn schema_1_layer(layer: &Json) -> Result<Digest, Fault> {
    json::object(layer)?.required("blobSum", Digest::read)
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
