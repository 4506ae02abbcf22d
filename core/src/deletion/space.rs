//! How much a deletion can bring back.

use std::collections::BTreeMap;

use crate::{
    deletion::{
        manifest::Manifest,
        reach::Reach,
        snapshot::{Known, Snapshot},
    },
    oci::digest::Digest,
};

/// How much can come free, in bytes. Registries share blobs among all their repositories, of which
/// the plan knows one: so it is at most this, and only after the registry collected its garbage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Space {
    /// What nothing else in this repository uses, as far as that was read.
    pub at_most: u64,
    /// What the manifests that go use, and others in this repository too.
    pub shared: u64,
    /// How many manifests that stay were not read whole: they may share more.
    pub unread: usize,
    /// How many manifests that go were not read whole: they may bring more.
    pub unmeasured: usize,
}

impl Reach<'_> {
    pub(super) fn space(&self) -> Space {
        let snapshot = self.graph.snapshot;
        let gone = self.gone.iter().copied();
        let (read, not_read): (Vec<&Digest>, Vec<&Digest>) =
            gone.partition(|digest| snapshot.manifest(digest).is_some());
        let mut used = BTreeMap::new();
        let mut unmeasured = not_read.len();
        for digest in read {
            if let Some(manifest) = snapshot.manifest(digest) {
                add_use(&mut used, digest, manifest);
                unmeasured += usize::from(manifest.uses_more);
            }
        }
        Space {
            shared: self.take_what_stays(&mut used),
            at_most: used.into_values().fold(0, u64::saturating_add),
            unread: self.unread(),
            unmeasured,
        }
    }

    /// Takes out what something that stays uses, and tells how many bytes that was. What an index
    /// lists is not collected for as long as the index is there, even if it was deleted.
    fn take_what_stays(&self, used: &mut BTreeMap<&Digest, u64>) -> u64 {
        let mut shared = 0_u64;
        for (digest, manifest) in read(self.graph.snapshot) {
            if self.gone.contains(digest) {
                continue;
            }
            let children = manifest.children.iter().map(|child| &child.digest);
            let kept = manifest.blobs.keys().chain(children).chain([digest]);
            let kept = kept.filter_map(|digest| used.remove(digest));
            shared = kept.fold(shared, u64::saturating_add);
        }
        shared
    }

    fn unread(&self) -> usize {
        let snapshot = self.graph.snapshot;
        let stays = self.graph.digests().into_iter();
        let stays = stays.filter(|digest| !self.gone.contains(*digest));
        stays.filter(|digest| is_unread(snapshot, digest)).count()
    }
}

fn read(snapshot: &Snapshot) -> impl Iterator<Item = (&Digest, &Manifest)> {
    let manifests = snapshot.manifests.iter();
    manifests.filter_map(|(digest, known)| match known {
        Known::Read(manifest) => Some((digest, &**manifest)),
        _ => None,
    })
}

fn is_unread(snapshot: &Snapshot, digest: &Digest) -> bool {
    match snapshot.manifests.get(digest) {
        Some(Known::Read(manifest)) => manifest.uses_more || manifest.lists_more,
        Some(Known::Missing) => false,
        Some(Known::Schema1 | Known::Unread(_)) | None => true,
    }
}

/// Where two manifests give one blob different sizes, the larger counts.
fn add_use<'a>(used: &mut BTreeMap<&'a Digest, u64>, digest: &'a Digest, manifest: &'a Manifest) {
    let blobs = manifest.blobs.iter().map(|(blob, size)| (blob, *size));
    for (digest, size) in blobs.chain([(digest, manifest.size())]) {
        let known = used.entry(digest).or_default();
        *known = size.max(*known);
    }
}
