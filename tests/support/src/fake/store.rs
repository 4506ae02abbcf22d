//! What a world's repositories hold. Nothing checks that it fits together.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use serde_json::Value;

use crate::image::{Content, Manifest, sha256};

#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    repositories: BTreeMap<String, Repository>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Repository {
    pub(super) tags: Vec<(String, String)>,
    manifests: BTreeMap<String, Content>,
    blobs: BTreeMap<String, Bytes>,
}

impl Store {
    /// The repository, made if it is not there.
    pub(super) fn repository(&mut self, name: &str) -> &mut Repository {
        self.repositories.entry(name.to_owned()).or_default()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Repository> {
        self.repositories.get(name)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Repository> {
        self.repositories.get_mut(name)
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.repositories.keys().map(String::as_str).collect()
    }
}

impl Repository {
    /// Holds a manifest with all that it refers to, under a tag.
    pub(super) fn push(&mut self, tag: &str, manifest: &Manifest) -> &mut Self {
        self.hold(manifest);
        self.tag(tag, manifest.digest())
    }

    /// Holds a manifest with all that it refers to, without a tag.
    pub(super) fn hold(&mut self, manifest: &Manifest) {
        for child in &manifest.children {
            self.hold(child);
        }
        for blob in &manifest.blobs {
            self.blobs.insert(blob.digest.clone(), blob.bytes.clone());
        }
        let content = manifest.content.clone();
        self.manifests.insert(content.digest.clone(), content);
    }

    /// Holds bytes as a manifest, under a tag, whatever they are.
    pub(super) fn raw(&mut self, tag: &str, media_type: &str, bytes: impl Into<Bytes>) {
        self.content(tag, Content::new(media_type, bytes));
    }

    /// Holds a manifest under a tag and under the digest that it claims.
    pub(super) fn content(&mut self, tag: &str, content: Content) {
        self.tag(tag, &content.digest);
        self.manifests.insert(content.digest.clone(), content);
    }

    /// Holds a blob and returns its digest.
    pub(super) fn blob(&mut self, bytes: impl Into<Bytes>) -> String {
        let bytes = bytes.into();
        let digest = sha256(&bytes);
        self.blob_named(&digest, bytes);
        digest
    }

    /// Holds a blob under the digest that it claims.
    pub(super) fn blob_named(&mut self, digest: &str, bytes: impl Into<Bytes>) {
        self.blobs.insert(digest.to_owned(), bytes.into());
    }

    /// Lists a tag, whether there is a manifest or not.
    pub(super) fn tag(&mut self, tag: &str, digest: &str) -> &mut Self {
        self.tags.push((tag.to_owned(), digest.to_owned()));
        self
    }

    /// Lets go of a manifest or a blob. Tags and manifests go on naming it.
    pub(super) fn lose(&mut self, digest: &str) {
        self.manifests.remove(digest);
        self.blobs.remove(digest);
    }

    /// Answers to a digest with bytes that do not have it.
    pub(super) fn forge(&mut self, digest: &str, forged: impl Into<Bytes>) {
        let forged = forged.into();
        if let Some(manifest) = self.manifests.get_mut(digest) {
            manifest.bytes = forged;
        } else if let Some(blob) = self.blobs.get_mut(digest) {
            *blob = forged;
        }
    }

    /// Holds a manifest without a tag, and nothing that it refers to.
    pub(super) fn keep(&mut self, content: Content) {
        self.manifests.insert(content.digest.clone(), content);
    }

    /// Lets a tag lead to a digest, wherever it led before.
    pub(super) fn move_tag(&mut self, tag: &str, digest: &str) {
        let mut tags = self.tags.iter_mut();
        match tags.find(|(present, _)| present == tag) {
            Some((_, target)) => digest.clone_into(target),
            None => {
                self.tag(tag, digest);
            }
        }
    }

    /// Removes a tag, and nothing else; whether there was one.
    pub(super) fn untag(&mut self, tag: &str) -> bool {
        let before = self.tags.len();
        self.tags.retain(|(present, _)| present != tag);
        self.tags.len() < before
    }

    /// Removes a manifest and all tags that lead to it; whether there was one.
    pub(super) fn remove(&mut self, digest: &str) -> bool {
        let removed = self.manifests.remove(digest);
        if removed.is_some() {
            self.tags.retain(|(_, target)| target != digest);
        }
        removed.is_some()
    }

    pub(super) fn remove_blob(&mut self, digest: &str) -> bool {
        self.blobs.remove(digest).is_some()
    }

    /// Whether a manifest can refer to it: a blob, or another manifest.
    pub(super) fn holds(&self, digest: &str) -> bool {
        self.manifests.contains_key(digest) || self.blobs.contains_key(digest)
    }

    pub(super) fn is_tagged(&self, digest: &str) -> bool {
        self.tags.iter().any(|(_, target)| target == digest)
    }

    /// Whether an index lists it.
    pub(super) fn is_listed(&self, digest: &str) -> bool {
        self.manifests.values().any(|manifest| {
            let written: Value = serde_json::from_slice(&manifest.bytes).unwrap_or_default();
            let listed = written["manifests"].as_array();
            let mut listed = listed.into_iter().flatten();
            listed.any(|descriptor| descriptor["digest"] == digest)
        })
    }

    /// A manifest by tag or by digest.
    pub(super) fn manifest(&self, reference: &str) -> Option<&Content> {
        let mut tags = self.tags.iter();
        let tagged = tags.find(|(tag, _)| tag == reference);
        let digest = tagged.map_or(reference, |(_, digest)| digest);
        self.manifests.get(digest)
    }

    pub(super) fn get_blob(&self, digest: &str) -> Option<&Bytes> {
        self.blobs.get(digest)
    }
}

/// What the worlds that can be changed hold now, each by the first folder of its path.
#[derive(Debug, Default)]
pub(super) struct Stores {
    held: Mutex<BTreeMap<String, Store>>,
}

impl Stores {
    /// Looks at what a world holds, or changes it; asked for the first time it holds the beginning.
    pub(super) fn with<V>(
        &self,
        prefix: &str,
        beginning: fn() -> Store,
        change: impl FnOnce(&mut Store) -> V,
    ) -> V {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        change(held.entry(prefix.to_owned()).or_insert_with(beginning))
    }
}
