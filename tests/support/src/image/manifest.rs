//! Manifests and what they refer to.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Content, Descriptor, Platform};

/// A manifest with all that it refers to: what a push needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The manifest itself.
    pub content: Content,
    /// What the image runs on, for the index that lists it.
    pub platform: Option<Platform>,
    /// The config and the layers.
    pub blobs: Vec<Content>,
    /// The manifests of an index.
    pub children: Vec<Manifest>,
}

impl Manifest {
    /// The digest of the manifest.
    pub fn digest(&self) -> &str {
        &self.content.digest
    }
}

/// The JSON of a manifest, in the order in which builders write its keys.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Written {
    pub(super) schema_version: u8,
    pub(super) media_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) artifact_type: Option<String>,
    pub(super) config: Descriptor,
    pub(super) layers: Vec<Descriptor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subject: Option<Descriptor>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) annotations: BTreeMap<String, String>,
}
