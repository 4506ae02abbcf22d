//! How much a deletion can bring back.

use std::collections::BTreeMap;

use crate::{deletion::{reach::Reach, snapshot::Known}, oci::digest::Digest};

/// How much can come free, in bytes. Registries share blobs among all their repositories, of which
/// the plan knows one: so it is at most this, and only after the registry collected its garbage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Space {
    /// What nothing else in this repository uses, as far as that was read.
    pub at_most: u64,
    /// What the manifests that go use, and others in this repository too.
    pub shared: u64,
    /// How many manifests that stay were not read: they may share more.
    pub unread: usize,
}

impl Reach<'_> {
    pub(super) fn space(&self) -> Space {
        let mut goes = BTreeMap::<&Digest, u64>::new();
        let mut manifests = 0_u64;
        for digest in &self.gone {
            if let Some(manifest) = self.snapshot.manifest(digest) {
                manifests = manifests.saturating_add(manifest.size());
                goes.extend(manifest.blobs.iter().map(|(digest, size)| (digest, *size)));
            }
        }
        let mut shared = 0_u64;
        let mut unread = self.snapshot.tags.keys().filter_map(|tag| {
            let digest = self.snapshot.digest_of(tag)?;
            (!self.snapshot.manifests.contains_key(digest)).then_some(digest)
        }).collect::<Vec<_>>();
        unread.sort_unstable();
        unread.dedup();
        let mut unread = unread.len();
        for (digest, known) in &self.snapshot.manifests {
            match known {
                _ if self.gone.contains(digest) => {}
                Known::Read(manifest) => {
                    let used = manifest.blobs.keys();
                    let used = used.filter_map(|blob| goes.remove(blob));
                    shared = used.fold(shared, u64::saturating_add);
                }
                Known::Unread(_) => unread += 1,
                Known::Missing => {}
            }
        }
        Space {
            at_most: goes.values().copied().fold(manifests, u64::saturating_add),
            shared,
            unread,
        }
    }
}
