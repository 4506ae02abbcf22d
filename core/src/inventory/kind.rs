//! What a manifest is, in the words of those who push it.

use std::fmt;

use crate::{
    inventory::tombstone::Tombstone,
    oci::{
        document::Content, index::Index, manifest::ImageManifest, media_type::MediaType, tag::Tag,
    },
};

/// The type of a Helm chart's config, Helm 3, "OCI Support Media Types".
const HELM_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
/// The layers of what cosign lays beside an image, under the config of an image without files:
/// cosign, "Signature Specification", and in-toto's envelope.
const COSIGN_LAYERS: [&str; 2] = [
    "application/vnd.dev.cosign.simplesigning.v1+json",
    "application/vnd.dsse.envelope.v1+json",
];
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
    /// It stands in for a tag whose removal was interrupted.
    Tombstone(Box<Tombstone>),
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
            Some(config) if config.is_image_config() => {
                cosign_layer(image).map_or(Self::Image, Self::Artifact)
            }
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
            None => Self::of_removed(index).unwrap_or_else(|| Self::of_entries(index)),
        }
    }

    fn of_removed(index: &Index) -> Option<Self> {
        Tombstone::of_index(index).map(|tombstone| Self::Tombstone(Box::new(tombstone)))
    }

    /// What it says of a tag that leads to it, if that is whose removal was interrupted.
    pub fn tombstone_of(&self, tag: &Tag) -> Option<&Tombstone> {
        match self {
            // Anybody can write one: it is believed of its own tag only.
            Self::Tombstone(tombstone) if tombstone.tag == *tag => Some(tombstone),
            _ => None,
        }
    }

    /// What all entries are, where they are artifacts. What has a platform runs, and is none.
    fn of_entries(index: &Index) -> Self {
        let mut first: Option<&str> = None;
        let mut is_one_kind = true;
        for entry in index.images() {
            let artifact_type = entry.artifact_type.value().and_then(Option::as_ref);
            match artifact_type.map(MediaType::as_str) {
                Some(kind) if !kind.is_empty() && entry.platform().is_none() => {
                    is_one_kind &= *first.get_or_insert(kind) == kind;
                }
                _ => return Self::Image,
            }
        }
        match first {
            Some(artifact_type) if is_one_kind => Self::Artifact(artifact_type.to_owned()),
            _ => Self::Unknown,
        }
    }
}

/// What all layers are, where they are cosign's.
fn cosign_layer(image: &ImageManifest) -> Option<String> {
    let mut types = image
        .layers
        .iter()
        .map(|layer| Some(layer.value()?.media_type.as_str()));
    let first = types.next()??;
    let is_cosign = COSIGN_LAYERS.contains(&first) && types.all(|other| other == Some(first));
    is_cosign.then(|| first.to_owned())
}

/// For people: known artifacts by name, others by their type.
impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Image => "Image",
            Self::Chart => "Helm chart",
            Self::Schema1 => "Image of Docker's first format",
            Self::Tombstone(_) => "Interrupted removal",
            Self::Unknown => "Unknown",
            Self::Artifact(artifact_type) => artifact_name(artifact_type),
        })
    }
}

/// What is commonly stored beside images; any other type stands for itself.
fn artifact_name(artifact_type: &str) -> &str {
    match artifact_type {
        "application/vnd.dev.cosign.artifact.sig.v1+json"
        | "application/vnd.dev.cosign.simplesigning.v1+json" => "Cosign signature",
        "application/vnd.dsse.envelope.v1+json" => "Cosign attestation",
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
        assert_eq!(of_config(""), Kind::Unknown);
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
    fn an_empty_artifact_type_says_nothing() {
        let chart = kind(&format!(
            r#"{{"layers":[],"artifactType":"",
                "config":{{"digest":"DIGEST","size":2,"mediaType":"{HELM_CONFIG}"}}}}"#
        ));
        assert_eq!(chart, Kind::Chart);
        let index = kind(r#"{"artifactType":"","manifests":[]}"#);
        assert_eq!(index, Kind::Unknown);
    }

    #[test]
    fn what_lies_beside_images_has_a_name_and_the_rest_its_type() {
        for (artifact_type, expected) in [
            ("application/spdx+json", "SPDX bill of materials"),
            (
                "application/vnd.cyclonedx+json",
                "CycloneDX bill of materials",
            ),
            ("application/vnd.in-toto+json", "Attestation"),
            ("application/vnd.wasm.config.v0+json", "WebAssembly module"),
            ("application/x", "application/x"),
        ] {
            let kind = Kind::Artifact(artifact_type.to_owned());
            assert_eq!(kind.to_string(), expected);
        }
    }

    #[test]
    fn what_cosign_lays_beside_an_image_is_none() {
        let of_layers = |types: &[&str]| {
            let layers = types.iter().map(|media_type| {
                format!(r#"{{"digest":"DIGEST","size":2,"mediaType":"{media_type}"}}"#)
            });
            kind(&format!(
                r#"{{"layers":[{}],"config":{{"digest":"DIGEST","size":2,
                    "mediaType":"application/vnd.oci.image.config.v1+json"}}}}"#,
                layers.collect::<Vec<_>>().join(",")
            ))
        };
        let [signature, envelope] = COSIGN_LAYERS;
        let tar = "application/vnd.oci.image.layer.v1.tar";
        assert_eq!(of_layers(&[signature; 2]).to_string(), "Cosign signature");
        assert_eq!(of_layers(&[envelope]).to_string(), "Cosign attestation");
        for layers in [&[][..], &[tar], &[signature, tar], &[tar, signature]] {
            assert_eq!(of_layers(layers), Kind::Image, "{layers:?}");
        }
    }

    #[test]
    fn what_stands_in_for_a_tag_is_believed_of_that_tag_only() {
        let of = |manifests: &str| {
            kind(&format!(
                r#"{{"manifests":[{manifests}],"annotations":{{"porthole.removed.tag":"2.1",
                    "porthole.removed.digest":"DIGEST","porthole.removed.unique":"1"}}}}"#
            ))
        };
        let tag = |text: &str| Tag::parse(text).unwrap();
        let removed = of("");
        assert_eq!(removed.to_string(), "Interrupted removal");
        let led = removed
            .tombstone_of(&tag("2.1"))
            .map(|it| it.digest.as_ref());
        assert_eq!(
            led.flatten().map(ToString::to_string).as_deref(),
            Some(DIGEST)
        );
        assert_eq!(removed.tombstone_of(&tag("2")), None);
        let index = of(r#"{"digest":"DIGEST","size":2}"#);
        assert_eq!(index.tombstone_of(&tag("2.1")), None);
    }

    #[test]
    fn an_index_of_artifacts_is_what_all_of_them_are() {
        let of_entries = |types: &[&str]| {
            let entries = types.iter().map(|artifact_type| {
                format!(r#"{{"digest":"DIGEST","size":2,"artifactType":"{artifact_type}"}}"#)
            });
            let entries: Vec<_> = entries.collect();
            kind(&format!(r#"{{"manifests":[{}]}}"#, entries.join(",")))
        };
        let artifact = Kind::Artifact("a/b".to_owned());
        assert_eq!(of_entries(&["a/b", "a/b"]), artifact);
        for different in [
            &["a/b", "c/d"][..],
            &["a/b", "c/d", "e/f"],
            &["a/b", "c/d", "a/b"],
        ] {
            assert_eq!(of_entries(different), Kind::Unknown, "{different:?}");
        }
        for with_image in [
            &[""][..],
            &["", "a/b"],
            &["a/b", ""],
            &["a/b", "c/d", ""],
            &["a/b", "a/b", ""],
        ] {
            assert_eq!(of_entries(with_image), Kind::Image, "{with_image:?}");
        }
        let runs = r#"{"digest":"DIGEST","size":2,"artifactType":"a/b","platform":{"os":"any"}}"#;
        assert_eq!(kind(&format!(r#"{{"manifests":[{runs}]}}"#)), Kind::Image);
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
