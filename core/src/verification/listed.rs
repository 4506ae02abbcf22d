//! The images that an index lists, and those that indexes in it list.

use std::collections::{HashSet, VecDeque};

use futures_util::future::join_all;

use crate::{
    oci::{
        descriptor::Descriptor,
        digest::Digest,
        document::Content,
        index::Index,
        media_type::{ManifestKind, MediaType},
    },
    registry::{manifest::Promise, memory::Freshness, queue::Priority, transport::Transport},
    verification::{
        Verification,
        blob::BlobReader,
        ledger::{Contents, Image, Part, Scope},
    },
};

/// More manifests than an honest index lists, with those of the indexes that it lists.
const MANIFESTS: usize = 2_000;
/// Manifests of an index that are asked for at a time.
const AT_A_TIME: usize = 6;

/// What a listed manifest turned out to be.
enum Read {
    Image(Box<Image>),
    Index(Box<Part>, Box<Index>),
}

/// A manifest that is still to be read.
struct Listed {
    descriptor: Descriptor,
    parent: Digest,
}

impl<T: Transport, R: BlobReader> Verification<T, R> {
    /// Reads the images that an index lists, and those that indexes in it list.
    pub(super) async fn listed(
        &self,
        index: &Index,
        root: Digest,
        scope: &Scope,
        contents: &mut Contents,
    ) {
        let mut waiting: VecDeque<Listed> = VecDeque::new();
        list(index, &root, scope, &mut waiting, contents);
        let mut seen = HashSet::from([root]);
        while !waiting.is_empty() {
            let batch = waiting.drain(..waiting.len().min(AT_A_TIME));
            let batch: Vec<Listed> = batch
                .filter(|next| seen.insert(next.descriptor.digest.clone()))
                .collect();
            if seen.len() > MANIFESTS {
                let words = format!("manifests after the first {MANIFESTS}");
                contents.left_out.push(words);
                return;
            }
            if self.is_given_up() {
                return;
            }
            let read = join_all(batch.iter().map(|next| self.listed_manifest(next)));
            for (next, read) in batch.iter().zip(read.await) {
                match read {
                    Read::Image(image) => contents.images.push(*image),
                    Read::Index(part, index) => {
                        let parent = &next.descriptor.digest;
                        list(&index, parent, &Scope::All, &mut waiting, contents);
                        contents.indexes.push(*part);
                    }
                }
            }
        }
    }

    async fn listed_manifest(&self, listed: &Listed) -> Read {
        let Listed { descriptor, parent } = listed;
        let promise = Promise { descriptor, parent };
        let priority = Priority::Background;
        let read = self
            .client
            .promised_manifest(&self.repository, promise, priority, Freshness::Registry)
            .await;
        let (part, document) = self.part(read, Some(descriptor.digest.clone()));
        let platform = descriptor.platform().cloned();
        let is_read = document.is_some();
        let content = document.and_then(|document| Some(document.ok()?.content));
        Read::Image(Box::new(match content {
            Some(Content::Image(image)) => self.image(part, platform, &image).await,
            Some(Content::Index(index)) => return Read::Index(Box::new(part), index),
            _ => Image {
                manifest: part,
                platform,
                config: None,
                blobs: Vec::new(),
                has_other_config: false,
                // Whatever it consists of.
                left_out: usize::from(is_read),
            },
        }))
    }
}

fn list(
    index: &Index,
    parent: &Digest,
    scope: &Scope,
    waiting: &mut VecDeque<Listed>,
    contents: &mut Contents,
) {
    let is_meant = |descriptor: &Descriptor| match scope {
        Scope::All => true,
        Scope::Image(digest) => descriptor.digest == *digest,
    };
    let entries = index.manifests.iter().filter_map(|entry| entry.value());
    let meant: Vec<&Descriptor> = entries.filter(|entry| is_meant(entry)).collect();
    if let (Scope::Image(digest), true) = (scope, meant.is_empty()) {
        let words = format!("{digest}, which the index does not list");
        contents.left_out.push(words);
    }
    for descriptor in meant {
        if is_manifest(&descriptor.media_type) {
            waiting.push_back(Listed {
                descriptor: descriptor.clone(),
                parent: parent.clone(),
            });
        } else {
            let words = format!("{}, which is no manifest by its type", descriptor.digest);
            contents.left_out.push(words);
        }
    }
    if *scope != Scope::All {
        return;
    }
    let malformed = index.malformed().count();
    if malformed > 0 {
        let words = format!("{malformed} entries of the index that cannot be read");
        contents.left_out.push(words);
    }
    if index.manifests_left_out > 0 {
        let words = format!("{} entries after the first", index.manifests_left_out);
        contents.left_out.push(words);
    }
}

/// Old indexes do not say what they list.
fn is_manifest(media_type: &MediaType) -> bool {
    let kind = media_type.manifest_kind();
    matches!(kind, Some(ManifestKind::Image | ManifestKind::Index))
        || media_type.as_str().is_empty()
}
