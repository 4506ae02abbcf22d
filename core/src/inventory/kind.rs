//! What a manifest is, in the words of those who push it.

use std::fmt;

use crate::oci::{document::Content, index::Index, manifest::ImageManifest};

/// The type of a Helm chart's config, Helm 3, "OCI Support Media Types".
const HELM_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
/// What stands where an artifact needs no config, OCI image specification 1.1.
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

/// What a manifest is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A container image, for one platform or for several.
    Image,
    /// A Helm chart.
    Chart,
    /// Anything else that says what it is: its artifact type, or else that of its config.
    Artifact(String),
    /// An image in Docker's first format.
    Schema1,
    /// It does not say.
    Unknown,
}

impl Kind {
    /// What the content of a manifest is.
    pub fn of(content: &Content) -> Self {
        match content {
            Content::Image(image) => Self::of_manifest(image),
            Content::Index(index) => Self::of_index(index),
            Content::Schema1(_) => Self::Schema1,
            Content::Unknown => Self::Unknown,
        }
    }

    fn of_manifest(image: &ImageManifest) -> Self {
        let config = image.config.as_ref().ok().and_then(Option::as_ref);
        let artifact_type = image.artifact_type.as_ref().ok().and_then(Option::as_ref);
        let config_type = config.map(|config| &config.media_type);
        if let Some(artifact_type) = artifact_type.filter(|kind| !kind.as_str().is_empty()) {
            return Self::Artifact(artifact_type.to_string());
        }
        match config_type {
            Some(config) if config.is_image_config() => Self::Image,
            Some(config) if config.as_str() == HELM_CONFIG => Self::Chart,
            Some(config) if !matches!(config.as_str(), "" | EMPTY) => {
                Self::Artifact(config.to_string())
            }
            _ => Self::Unknown,
        }
    }

    fn of_index(index: &Index) -> Self {
        let artifact_type = index.artifact_type.as_ref().ok().and_then(Option::as_ref);
        match artifact_type.filter(|kind| !kind.as_str().is_empty()) {
            Some(artifact_type) => Self::Artifact(artifact_type.to_string()),
            None if index.images().next().is_some() => Self::Image,
            None => Self::Unknown,
        }
    }
}

/// For people: known artifacts by name, others by their type.
impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Image => "Image",
            Self::Chart => "Helm chart",
            Self::Schema1 => "Image of Docker's first format",
            Self::Unknown => "Unknown",
            Self::Artifact(artifact_type) => artifact_name(artifact_type),
        })
    }
}

/// What is commonly stored beside images; any other type stands for itself.
fn artifact_name(artifact_type: &str) -> &str {
    match artifact_type {
        "application/vnd.dev.cosign.artifact.sig.v1+json" => "Cosign signature",
        "application/vnd.dev.sigstore.bundle.v0.3+json" => "Sigstore bundle",
        "application/vnd.in-toto+json" => "Attestation",
        "application/spdx+json" | "text/spdx" => "SPDX bill of materials",
        "application/vnd.cyclonedx+json" => "CycloneDX bill of materials",
        "application/vnd.docker.plugin.v1+json" => "Docker plugin",
        "application/vnd.wasm.config.v0+json" | "application/vnd.wasm.config.v1+json" => {
            "WebAssembly module"
        }
        "application/vnd.docker.attestation.manifest.v1+json" => "BuildKit attestation",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::document::Document;

    const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    fn kind(json: &str) -> Kind {
        let json = json.replace("DIGEST", DIGEST);
        Kind::of(&Document::read(json.as_bytes(), None).unwrap().content)
    }

    fn of_config(media_type: &str) -> Kind {
        kind(&format!(
            r#"{{"layers":[],"config":{{"digest":"DIGEST","size":2,"mediaType":"{media_type}"}}}}"#
        ))
    }

    #[test]
    fn a_manifest_is_what_its_config_is_of() {
        assert_eq!(
            of_config("application/vnd.oci.image.config.v1+json"),
            Kind::Image
        );
        assert_eq!(
            of_config("application/vnd.docker.container.image.v1+json"),
            Kind::Image
        );
        assert_eq!(of_config(HELM_CONFIG), Kind::Chart);
        assert_eq!(
            of_config("application/x"),
            Kind::Artifact("application/x".to_owned())
        );
        assert_eq!(of_config(EMPTY), Kind::Unknown);
        assert_eq!(kind(r#"{"layers":[]}"#), Kind::Unknown);
        assert_eq!(kind(r#"{"schemaVersion":1,"fsLayers":[]}"#), Kind::Schema1);
    }

    #[test]
    fn an_artifact_type_says_more_than_a_config() {
        let artifact = kind(
            r#"{"layers":[],"artifactType":"application/spdx+json",
                "config":{"digest":"DIGEST","size":2,"mediaType":"application/vnd.oci.empty.v1+json"}}"#,
        );
        assert_eq!(artifact.to_string(), "SPDX bill of materials");
    }

    #[test]
    fn an_index_is_an_image_where_it_lists_one() {
        let entry = r#"{"digest":"DIGEST","size":2,"platform":{"os":"linux"}}"#;
        assert_eq!(kind(&format!(r#"{{"manifests":[{entry}]}}"#)), Kind::Image);
        assert_eq!(kind(r#"{"manifests":[]}"#), Kind::Unknown);
        assert_eq!(
            kind(&format!(
                r#"{{"artifactType":"a/b","manifests":[{entry}]}}"#
            )),
            Kind::Artifact("a/b".to_owned())
        );
    }
}
