//! What a world's repositories hold. Nothing checks that it fits together.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::image::{Content, Manifest, sha256};

#[derive(Debug, Default)]
pub(super) struct Store {
    repositories: BTreeMap<String, Repository>,
}

#[derive(Debug, Default)]
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
