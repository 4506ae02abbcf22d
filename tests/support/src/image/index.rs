//! Indexes and manifest lists.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Content, Descriptor, Flavour, Manifest, Platform, attestation, media_type};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    schema_version: u8,
    media_type: &'static str,
    manifests: &'a [Descriptor],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
}

/// An index being built.
#[derive(Clone, Debug)]
pub struct Index {
    flavour: Flavour,
    descriptors: Vec<Descriptor>,
    children: Vec<Manifest>,
    annotations: BTreeMap<String, String>,
}

impl Index {
    fn new(flavour: Flavour) -> Self {
        Self {
            flavour,
            descriptors: Vec::new(),
            children: Vec::new(),
            annotations: BTreeMap::new(),
        }
    }

    /// A Docker manifest list.
    pub fn docker() -> Self {
        Self::new(Flavour::Docker)
    }

    /// An OCI index.
    pub fn oci() -> Self {
        Self::new(Flavour::Oci)
    }

    /// Lists an image, or another index, with its platform.
    #[must_use]
    pub fn image(self, manifest: &Manifest) -> Self {
        let mut descriptor = manifest.content.descriptor();
        descriptor.platform.clone_from(&manifest.platform);
        self.listed(manifest.clone(), descriptor)
    }

    /// Lists an attestation of an image, as `docker buildx` adds it.
    #[must_use]
    pub fn attestation(self, image: &Manifest) -> Self {
        let attestation = attestation(image);
        let mut descriptor = attestation.content.descriptor();
        descriptor.platform = Some(Platform::new("unknown/unknown"));
        descriptor.annotations = BTreeMap::from([
            (
                "vnd.docker.reference.digest".to_owned(),
                image.digest().to_owned(),
            ),
            (
                "vnd.docker.reference.type".to_owned(),
                "attestation-manifest".to_owned(),
            ),
        ]);
        self.listed(attestation, descriptor)
    }

    /// Lists an artifact with its type.
    #[must_use]
    pub fn artifact(self, manifest: &Manifest, artifact_type: &str) -> Self {
        let mut descriptor = manifest.content.descriptor();
        descriptor.artifact_type = Some(artifact_type.to_owned());
        self.listed(manifest.clone(), descriptor)
    }

    /// An annotation of the index.
    #[must_use]
    pub fn annotation(mut self, name: &str, value: &str) -> Self {
        self.annotations.insert(name.to_owned(), value.to_owned());
        self
    }

    fn listed(mut self, child: Manifest, descriptor: Descriptor) -> Self {
        self.children.push(child);
        self.descriptors.push(descriptor);
        self
    }

    /// The index and its children.
    pub fn build(self) -> Manifest {
        let media_type = match self.flavour {
            Flavour::Docker => media_type::DOCKER_LIST,
            Flavour::Oci => media_type::OCI_INDEX,
        };
        let written = Written {
            schema_version: 2,
            media_type,
            manifests: &self.descriptors,
            annotations: self.annotations,
        };
        Manifest {
            content: Content::json(media_type, &written),
            platform: None,
            blobs: Vec::new(),
            children: self.children,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::image::Image;

    #[test]
    fn index_lists_platforms_and_attestations() {
        let image = Image::oci().platform("linux/arm64/v8").build();
        let index = Index::oci().image(&image).attestation(&image).build();
        let written: Value = serde_json::from_slice(&index.content.bytes).unwrap();
        assert_eq!(written["manifests"][0]["digest"], image.digest());
        assert_eq!(
            written["manifests"][0]["platform"],
            json!({ "os": "linux", "architecture": "arm64", "variant": "v8" })
        );
        assert_eq!(
            written["manifests"][1]["digest"],
            index.children[1].digest()
        );
        assert_eq!(
            written["manifests"][1]["annotations"],
            json!({
                "vnd.docker.reference.digest": image.digest(),
                "vnd.docker.reference.type": "attestation-manifest",
            })
        );
    }
}
