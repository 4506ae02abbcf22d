//! What is kept in registries beside images.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Content, Descriptor, LayerFiles, Manifest, manifest::Written, media_type};

/// An OCI artifact being built.
#[derive(Clone, Debug)]
pub struct Artifact {
    kind: Option<String>,
    config: Content,
    layers: Vec<(Content, Descriptor)>,
    subject: Option<Descriptor>,
    annotations: BTreeMap<String, String>,
}

impl Artifact {
    /// An artifact that its config's media type tells.
    pub fn new(config: Content) -> Self {
        Self {
            kind: None,
            config,
            layers: Vec::new(),
            subject: None,
            annotations: BTreeMap::new(),
        }
    }

    /// An artifact with an empty config, told by its artifact type.
    pub fn of_type(artifact_type: &str) -> Self {
        Self {
            kind: Some(artifact_type.to_owned()),
            ..Self::new(Content::new(media_type::OCI_EMPTY, "{}"))
        }
    }

    /// A layer with annotations.
    #[must_use]
    pub fn layer(mut self, content: Content, annotations: &[(&str, &str)]) -> Self {
        let descriptor = Descriptor {
            annotations: owned(annotations),
            ..content.descriptor()
        };
        self.layers.push((content, descriptor));
        self
    }

    /// The manifest that the artifact says something about.
    #[must_use]
    pub fn subject(mut self, of: &Manifest) -> Self {
        self.subject = Some(of.content.descriptor());
        self
    }

    /// The annotations of the manifest.
    #[must_use]
    pub fn annotations(mut self, annotations: &[(&str, &str)]) -> Self {
        self.annotations = owned(annotations);
        self
    }

    /// The manifest, its config and its layers.
    pub fn build(self) -> Manifest {
        let (mut blobs, layers): (Vec<_>, _) = self.layers.into_iter().unzip();
        let written = Written {
            schema_version: 2,
            media_type: media_type::OCI_MANIFEST,
            artifact_type: self.kind,
            config: self.config.descriptor(),
            layers,
            subject: self.subject,
            annotations: self.annotations,
        };
        blobs.push(self.config);
        Manifest {
            content: Content::json(media_type::OCI_MANIFEST, &written),
            platform: None,
            blobs,
            children: Vec::new(),
        }
    }
}

fn owned(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|&(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A Helm chart, as `helm push` stores it.
pub fn helm_chart(name: &str, version: &str, created: &str, files: LayerFiles) -> Manifest {
    let config = json!({
        "name": name,
        "version": version,
        "description": format!("Runs {name}"),
        "apiVersion": "v2",
        "appVersion": version,
        "type": "application",
    });
    let files = Content::new(media_type::HELM_CHART, files.gzip().bytes);
    Artifact::new(Content::json(media_type::HELM_CONFIG, &config))
        .layer(files, &[])
        .annotations(&[
            ("org.opencontainers.image.created", created),
            ("org.opencontainers.image.title", name),
            ("org.opencontainers.image.version", version),
        ])
        .build()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::image::Image;

    fn written(manifest: &Manifest) -> Value {
        serde_json::from_slice(&manifest.content.bytes).unwrap()
    }

    #[test]
    fn helm_chart_is_told_by_its_config() {
        let files = LayerFiles::new().file("shop/Chart.yaml", "name: shop\n");
        let chart = written(&helm_chart("shop", "1.2.3", "2026-03-01T10:00:00Z", files));
        assert_eq!(chart["config"]["mediaType"], media_type::HELM_CONFIG);
        assert_eq!(chart["layers"][0]["mediaType"], media_type::HELM_CHART);
        assert_eq!(
            chart["annotations"]["org.opencontainers.image.version"],
            "1.2.3"
        );
        assert!(chart.get("artifactType").is_none());
    }

    #[test]
    fn artifact_names_its_subject() {
        let image = Image::oci().build();
        let artifact = written(&Artifact::of_type("application/x").subject(&image).build());
        assert_eq!(artifact["subject"]["digest"], image.digest());
        assert_eq!(artifact["subject"]["size"], image.content.size());
    }

    #[test]
    fn artifact_of_a_type_has_the_empty_config() {
        let artifact = written(&Artifact::of_type("application/x").build());
        assert_eq!(artifact["artifactType"], "application/x");
        assert_eq!(artifact["config"]["mediaType"], media_type::OCI_EMPTY);
        assert_eq!(artifact["config"]["size"], 2);
    }
}
