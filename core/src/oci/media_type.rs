//! Media types. Those that Porthole treats in a way of their own are named here; every other
//! one is kept as it is and is never an error (OCI image specification 1.1, "Media Types").

use std::fmt;

use crate::oci::json::{self, Fault, Json};

/// A media type, without parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType(String);

/// What a manifest's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestKind {
    /// One image or artifact: a config and layers.
    Image,
    /// A list of manifests, mostly one for each platform.
    Index,
    /// Docker's first format. Its digest is not that of the bytes that are served.
    Schema1,
}

/// The OCI image index.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The OCI image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The Docker manifest list.
pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// The Docker manifest of schema 2.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// The Docker manifest of schema 1, signed.
pub const DOCKER_SCHEMA_1_SIGNED: &str =
    "application/vnd.docker.distribution.manifest.v1+prettyjws";
/// The Docker manifest of schema 1.
pub const DOCKER_SCHEMA_1: &str = "application/vnd.docker.distribution.manifest.v1+json";
/// The OCI image config.
pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// The Docker image config.
pub const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";

impl MediaType {
    /// Longer ones are cut: no registered name comes near it (RFC 6838, 4.2: 127 characters a half).
    const LONGEST: usize = 255;

    /// Takes the type out of a `Content-Type` or `mediaType` value, without its parameters.
    pub fn of(value: &str) -> Self {
        let essence = value.split(';').next().unwrap_or_default().trim();
        Self(
            essence
                .chars()
                .take(Self::LONGEST)
                .collect::<String>()
                .to_ascii_lowercase(),
        )
    }

    pub(crate) fn read(json: &Json) -> Result<Self, Fault> {
        json::text(json).map(|text| Self::of(&text))
    }

    /// The type as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a manifest of this type is; nothing where the type does not tell.
    pub fn manifest_kind(&self) -> Option<ManifestKind> {
        match self.as_str() {
            OCI_MANIFEST | DOCKER_MANIFEST => Some(ManifestKind::Image),
            OCI_INDEX | DOCKER_LIST => Some(ManifestKind::Index),
            DOCKER_SCHEMA_1 | DOCKER_SCHEMA_1_SIGNED => Some(ManifestKind::Schema1),
            _ => None,
        }
    }

    /// Whether a config of this type is an image's. A config of any other type must not be
    /// read as one.
    pub fn is_image_config(&self) -> bool {
        matches!(self.as_str(), OCI_CONFIG | DOCKER_CONFIG)
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_case_do_not_matter() {
        let media_type = MediaType::of("Application/VND.oci.image.index.v1+json; charset=utf-8");
        assert_eq!(media_type.as_str(), OCI_INDEX);
        assert_eq!(media_type.manifest_kind(), Some(ManifestKind::Index));
    }

    #[test]
    fn an_unknown_type_is_kept_and_tells_nothing() {
        let media_type = MediaType::of("application/vnd.example+json");
        assert_eq!(media_type.as_str(), "application/vnd.example+json");
        assert_eq!(media_type.manifest_kind(), None);
        assert!(!media_type.is_image_config());
        assert_eq!(MediaType::of(&"x".repeat(10_000)).as_str().len(), 255);
    }
}
