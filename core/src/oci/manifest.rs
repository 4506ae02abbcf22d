//! The manifest of one image or artifact.

use std::collections::BTreeSet;

use crate::oci::{
    descriptor::{Annotations, Descriptor},
    entries::Entries,
    json::{self, Object},
    media_type::MediaType,
    tolerant::{Malformed, Tolerant},
};

/// An image manifest: OCI image specification 1.1, "Image Manifest", or Docker's schema 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageManifest {
    /// The config; `Ok(None)` where there is none.
    pub config: Result<Option<Descriptor>, Malformed>,
    /// The layers, lowest first.
    pub layers: Vec<Tolerant<Descriptor>>,
    /// How many layers follow that are not kept.
    pub layers_left_out: usize,
    /// Why there are no layers to show, where the list itself is malformed.
    pub layers_malformed: Option<Malformed>,
    /// What the manifest is about, where it is an attachment.
    pub subject: Result<Option<Descriptor>, Malformed>,
    /// What an artifact is.
    pub artifact_type: Result<Option<MediaType>, Malformed>,
    /// Free texts.
    pub annotations: Result<Option<Annotations>, Malformed>,
}

/// The bytes that an image has in its registry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoredSize {
    /// Config and layers, compressed, each digest once. In bytes.
    pub bytes: u64,
    /// Of layers that are kept elsewhere. In bytes.
    pub foreign_bytes: u64,
    /// How many layers or configs have no believable size, so that the sum is short of them.
    pub unknown: usize,
}

impl ImageManifest {
    pub(crate) fn read(fields: &Object) -> Self {
        let layers = Entries::read(fields.get("layers"), Descriptor::read);
        Self {
            config: fields.tolerant("config", Descriptor::read).0,
            layers: layers.kept,
            layers_left_out: layers.left_out,
            layers_malformed: layers.malformed,
            subject: fields.tolerant("subject", Descriptor::read).0,
            artifact_type: fields.tolerant("artifactType", MediaType::read).0,
            annotations: fields.tolerant("annotations", json::text_map).0,
        }
    }

    /// The size of the image: its config and its layers, the same digest counted once.
    pub fn stored_size(&self) -> StoredSize {
        let mut size = StoredSize {
            unknown: self.layers_left_out,
            ..StoredSize::default()
        };
        let mut seen = BTreeSet::new();
        let config = match &self.config {
            Ok(config) => config.as_ref(),
            Err(_) => {
                size.unknown += 1;
                None
            }
        };
        for layer in &self.layers {
            match layer.value() {
                Some(layer) if !seen.insert(&layer.digest) => {}
                Some(layer) if layer.is_foreign() => {
                    size.foreign_bytes = size.foreign_bytes.saturating_add(layer.size);
                }
                Some(layer) => size.bytes = size.bytes.saturating_add(layer.size),
                None => size.unknown += 1,
            }
        }
        if let Some(config) = config.filter(|config| seen.insert(&config.digest)) {
            size.bytes = size.bytes.saturating_add(config.size);
        }
        size
    }
}
