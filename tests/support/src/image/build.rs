//! Images, built step by step as a Dockerfile builds them.

mod execution;

use std::collections::BTreeMap;

use super::{
    Content, Descriptor, Flavour, Layer, Manifest, Platform,
    config::{Config, History},
    manifest::Written,
    media_type,
};

/// An image being built.
#[derive(Clone, Debug)]
pub struct Image {
    flavour: Flavour,
    config: Config,
    layers: Vec<Descriptor>,
    blobs: Vec<Content>,
    annotations: BTreeMap<String, String>,
}

impl Image {
    /// An image without layers, for `linux/amd64`.
    pub fn new(flavour: Flavour) -> Self {
        let image = Self {
            flavour,
            config: Config::default(),
            layers: Vec::new(),
            blobs: Vec::new(),
            annotations: BTreeMap::new(),
        };
        image.platform("linux/amd64")
    }

    /// An image in Docker's media types.
    pub fn docker() -> Self {
        Self::new(Flavour::Docker)
    }

    /// An image in the media types of OCI.
    pub fn oci() -> Self {
        Self::new(Flavour::Oci)
    }

    /// What the image runs on: `linux/amd64`, `linux/arm64/v8`.
    #[must_use]
    pub fn platform(mut self, written: &str) -> Self {
        let platform = Platform::new(written);
        self.config.os = platform.os;
        self.config.architecture = platform.architecture;
        self.config.variant = platform.variant;
        self
    }

    /// The date of the steps that follow, and of the image if no later one is given.
    #[must_use]
    pub fn created(mut self, date: &str) -> Self {
        self.config.created = Some(date.to_owned());
        self
    }

    /// Who made the image.
    #[must_use]
    pub fn author(mut self, author: &str) -> Self {
        self.config.author = Some(author.to_owned());
        self
    }

    /// An annotation of the manifest.
    #[must_use]
    pub fn annotation(mut self, name: &str, value: &str) -> Self {
        self.annotations.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A step that makes a layer.
    #[must_use]
    pub fn layer(mut self, layer: &Layer, created_by: &str) -> Self {
        let content = layer.content(self.flavour);
        let descriptor = content.descriptor();
        self.blobs.push(content);
        self.described_layer(descriptor, &layer.diff_id, created_by)
    }

    /// A step that makes a layer which is pushed in another way, or not at all.
    #[must_use]
    pub fn described_layer(
        mut self,
        descriptor: Descriptor,
        diff_id: &str,
        created_by: &str,
    ) -> Self {
        self.layers.push(descriptor);
        self.config.rootfs.diff_ids.push(diff_id.to_owned());
        self.history(created_by, false)
    }

    /// A step that makes no layer.
    #[must_use]
    pub fn step(self, created_by: &str) -> Self {
        self.history(created_by, true)
    }

    fn history(mut self, created_by: &str, empty_layer: bool) -> Self {
        self.config.history.push(History {
            created: self.config.created.clone(),
            created_by: created_by.to_owned(),
            comment: created_by
                .ends_with("# buildkit")
                .then(|| "buildkit.dockerfile.v0".to_owned()),
            empty_layer,
        });
        self
    }

    /// The manifest, its config and its layers.
    pub fn build(self) -> Manifest {
        let platform = Platform {
            architecture: self.config.architecture.clone(),
            os: self.config.os.clone(),
            variant: self.config.variant.clone(),
        };
        let (manifest_type, config_type) = match self.flavour {
            Flavour::Docker => (media_type::DOCKER_MANIFEST, media_type::DOCKER_CONFIG),
            Flavour::Oci => (media_type::OCI_MANIFEST, media_type::OCI_CONFIG),
        };
        let config = serde_json::to_vec(&self.config).expect("a config is JSON");
        let config = Content::new(config_type, config);
        let written = Written {
            schema_version: 2,
            media_type: manifest_type,
            artifact_type: None,
            config: config.descriptor(),
            layers: self.layers,
            subject: None,
            annotations: self.annotations,
        };
        let mut blobs = self.blobs;
        blobs.push(config);
        Manifest {
            content: Content::json(manifest_type, &written),
            platform: Some(platform),
            blobs,
            children: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::image::LayerFiles;

    fn image(flavour: Flavour) -> Manifest {
        Image::new(flavour)
            .platform("linux/arm64/v8")
            .created("2026-03-01T10:00:00Z")
            .layer(&LayerFiles::new().file("a", "a").gzip(), "ADD a /")
            .created("2026-03-02T10:00:00Z")
            .step("ENV A=1")
            .layer(
                &LayerFiles::new().file("b", "b").zstd(),
                "COPY b / # buildkit",
            )
            .env("A=1")
            .label("title", "A")
            .port("80/tcp")
            .build()
    }

    fn parsed(content: &Content) -> Value {
        serde_json::from_slice(&content.bytes).unwrap()
    }

    #[test]
    fn config_tells_of_every_step_and_every_layer() {
        let config = parsed(image(Flavour::Oci).blobs.last().unwrap());
        assert_eq!(config["created"], "2026-03-02T10:00:00Z");
        assert_eq!(config["variant"], "v8");
        assert_eq!(config["rootfs"]["type"], "layers");
        assert_eq!(config["rootfs"]["diff_ids"].as_array().unwrap().len(), 2);
        assert_eq!(config["config"]["ExposedPorts"], json!({ "80/tcp": {} }));
        assert_eq!(
            config["history"],
            json!([
                { "created": "2026-03-01T10:00:00Z", "created_by": "ADD a /" },
                { "created": "2026-03-02T10:00:00Z", "created_by": "ENV A=1", "empty_layer": true },
                { "created": "2026-03-02T10:00:00Z", "created_by": "COPY b / # buildkit",
                  "comment": "buildkit.dockerfile.v0" },
            ])
        );
    }

    #[test]
    fn manifest_describes_exactly_its_blobs() {
        for flavour in [Flavour::Docker, Flavour::Oci] {
            let image = image(flavour);
            let manifest = parsed(&image.content);
            assert_eq!(manifest["mediaType"], image.content.media_type);
            let (config, layers) = image.blobs.split_last().unwrap();
            assert_eq!(manifest["config"]["digest"], config.digest);
            assert_eq!(manifest["config"]["size"], config.size());
            for (described, layer) in manifest["layers"].as_array().unwrap().iter().zip(layers) {
                assert_eq!(described["digest"], layer.digest);
                assert_eq!(described["mediaType"], layer.media_type);
            }
        }
    }

    #[test]
    fn flavours_differ_in_their_media_types() {
        let types = |flavour| {
            let image = image(flavour);
            let blobs = image.blobs.into_iter().map(|blob| blob.media_type);
            blobs.collect::<Vec<_>>()
        };
        assert_eq!(
            types(Flavour::Docker),
            [
                "application/vnd.docker.image.rootfs.diff.tar.gzip",
                "application/vnd.docker.image.rootfs.diff.tar.zstd",
                "application/vnd.docker.container.image.v1+json",
            ]
        );
        assert_eq!(
            types(Flavour::Oci),
            [
                "application/vnd.oci.image.layer.v1.tar+gzip",
                "application/vnd.oci.image.layer.v1.tar+zstd",
                "application/vnd.oci.image.config.v1+json",
            ]
        );
    }
}
