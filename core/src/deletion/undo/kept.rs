//! The manifests that a journal keeps.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deletion::{journal::record::Record, manifest::Manifest, run::of_body},
    oci::digest::Digest,
};

/// The manifests that are kept.
pub(super) struct Kept {
    pub(super) manifests: BTreeMap<Digest, Manifest>,
    /// What the deleted ones among them list.
    pub(super) listed: BTreeSet<Digest>,
}

impl Kept {
    pub(super) fn of(record: &Record) -> Self {
        let bodies = record.bodies.iter();
        let read = bodies.filter_map(|(digest, body)| Some((digest.clone(), of_body(body)?)));
        let mut kept = Self {
            manifests: read.collect(),
            listed: BTreeSet::new(),
        };
        let deleted = record.tasks.iter().filter_map(|task| task.work.deleted());
        let listed = deleted.flat_map(|digest| kept.children(digest));
        kept.listed = listed.cloned().collect();
        kept
    }

    pub(super) fn children<'a>(
        &'a self,
        digest: &Digest,
    ) -> impl Iterator<Item = &'a Digest> + use<'a> {
        let manifest = self.manifests.get(digest).into_iter();
        let children = manifest.flat_map(|manifest| &manifest.children);
        children.map(|child| &child.digest)
    }
}
