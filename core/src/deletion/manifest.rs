//! A manifest, as far as deleting cares: its bytes to put it back, and what it names.

use std::collections::BTreeMap;

use crate::{
    oci::{
        descriptor::Descriptor,
        digest::Digest,
        document::{Content, Document},
        index::Index,
        manifest::ImageManifest,
        platform::Platform,
        tolerant::Tolerant,
    },
    registry::{manifest::ReadManifest, request::ManifestBody},
};

/// A manifest that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// What puts it back.
    pub body: ManifestBody,
    /// The manifests that it lists.
    pub children: Vec<Child>,
    /// Whether it lists more than could be read.
    pub lists_more: bool,
    /// Its config and layers, each once, with their sizes in bytes. Foreign layers are not stored.
    pub blobs: BTreeMap<Digest, u64>,
}

/// A manifest that another one lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Its digest.
    pub digest: Digest,
    /// What it runs on, if that is said.
    pub platform: Option<Platform>,
    /// Whether it describes another child rather than being an image.
    pub is_attestation: bool,
}

impl Manifest {
    /// Takes what was read; nothing where the bytes are no manifest.
    pub fn of(read: &ReadManifest) -> Option<Self> {
        let document = read.document.as_ref().ok()?;
        let body = ManifestBody::new(document.media_type.clone(), read.bytes.as_slice().into());
        let manifest = Self {
            body,
            children: Vec::new(),
            lists_more: false,
            blobs: BTreeMap::new(),
        };
        Some(manifest.naming(document))
    }

    fn naming(mut self, document: &Document) -> Self {
        match &document.content {
            Content::Image(image) => self.blobs = blobs(image),
            Content::Index(index) => {
                self.lists_more = index.manifests_left_out > 0 || index.malformed().next().is_some();
                self.children = children(index);
            }
            Content::Schema1(_) | Content::Unknown => {}
        }
        self
    }

    /// How many bytes it takes, without what it names.
    pub fn size(&self) -> u64 {
        self.body.bytes().len() as u64
    }
}

fn children(index: &Index) -> Vec<Child> {
    let entries = index.manifests.iter().filter_map(Tolerant::value);
    let children = entries.map(|entry| Child {
        digest: entry.digest.clone(),
        platform: entry.platform().cloned(),
        is_attestation: entry.is_attestation(),
    });
    children.collect()
}

fn blobs(image: &ImageManifest) -> BTreeMap<Digest, u64> {
    let config = image.config.as_ref().ok().and_then(Option::as_ref);
    let layers = image.layers.iter().filter_map(Tolerant::value);
    let stored = layers.chain(config).filter(|blob| !blob.is_foreign());
    let sized = |blob: &Descriptor| (blob.digest.clone(), blob.size);
    stored.map(sized).collect()
}
