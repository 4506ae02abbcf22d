//! A repository in memory, as it is after what was written to it.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    oci::{digest::Digest, media_type::MediaType, tag::Tag},
    registry::{manifest::ManifestAddress, request::ManifestBody},
    simulation::asked::Asked,
};

/// A repository that was written to.
#[derive(Debug, Default)]
pub(super) struct Repository {
    /// Where each tag leads; nowhere where its manifest was missing from the beginning.
    tags: BTreeMap<Tag, Option<Digest>>,
    manifests: BTreeMap<Digest, Stored>,
    /// What was there and is not any more.
    removed: BTreeSet<Digest>,
}

/// A manifest in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) media_type: MediaType,
    pub(super) bytes: Rc<[u8]>,
}

/// What memory knows of a manifest.
pub(super) enum Found<'a> {
    Here(&'a Digest, &'a Stored),
    Missing,
    /// It was not read yet: what lies below knows.
    Below,
}

impl Repository {
    /// Takes a tag as it was read.
    pub(super) fn know(&mut self, tag: Tag, manifest: Option<(Digest, Stored)>) {
        let digest = manifest.as_ref().map(|(digest, _)| digest.clone());
        self.tags.insert(tag, digest);
        self.manifests.extend(manifest);
    }

    pub(super) fn find<'a>(&'a self, address: &'a ManifestAddress) -> Found<'a> {
        let digest = match address {
            ManifestAddress::Digest(digest) => digest,
            ManifestAddress::Tag(tag) => match self.tags.get(tag) {
                Some(Some(digest)) => digest,
                _ => return Found::Missing,
            },
        };
        match self.manifests.get(digest) {
            Some(stored) => Found::Here(digest, stored),
            None if self.removed.contains(digest) => Found::Missing,
            None => Found::Below,
        }
    }

    /// The body of its list.
    pub(super) fn list(&self, asked: &Asked<'_>) -> String {
        let tags: Vec<String> = self.tags.keys().map(|tag| format!("\"{tag}\"")).collect();
        let tags = if tags.is_empty() {
            "null".to_owned()
        } else {
            format!("[{}]", tags.join(","))
        };
        format!("{{\"name\":\"{}\",\"tags\":{tags}}}\n", asked.repository)
    }

    /// Removes a manifest with all its tags.
    pub(super) fn remove(&mut self, digest: &Digest) {
        self.tags.retain(|_, other| other.as_ref() != Some(digest));
        self.manifests.remove(digest);
        self.removed.insert(digest.clone());
    }

    /// Removes a tag alone. Whether it was there.
    pub(super) fn untag(&mut self, tag: &Tag) -> bool {
        self.tags.remove(tag).is_some()
    }

    /// Stores a manifest, under a tag too if one is named.
    pub(super) fn put(&mut self, body: &ManifestBody, tag: Option<Tag>) {
        let digest = body.digest().clone();
        self.removed.remove(&digest);
        if let Some(tag) = tag {
            self.tags.insert(tag, Some(digest.clone()));
        }
        let stored = Stored {
            media_type: body.media_type().clone(),
            bytes: Rc::clone(body.bytes()),
        };
        self.manifests.insert(digest, stored);
    }
}
