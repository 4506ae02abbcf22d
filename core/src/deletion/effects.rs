//! What a deletion means, as the plan tells it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deletion::{
        plan::{Along, Break, Kept, Removal},
        reach::Reach,
    },
    oci::{digest::Digest, tag::Tag},
};

impl Reach<'_> {
    fn removal(&self, tag: &Tag) -> Removal {
        match self.snapshot.digest_of(tag) {
            Some(digest) if self.gone.contains(digest) => Removal::WithManifest(digest.clone()),
            digest => Removal::TagOnly(digest.cloned()),
        }
    }

    pub(super) fn removed(&self) -> BTreeMap<Tag, Removal> {
        let tags = self.tags.iter();
        tags.map(|tag| ((*tag).clone(), self.removal(tag))).collect()
    }

    pub(super) fn along(&self) -> Along {
        let mut along = Along::default();
        for tag in &self.helper_tags {
            along.helpers.insert((*tag).clone(), self.removal(tag));
        }
        for parent in &self.gone {
            for child in self.children(parent) {
                let digest = &child.digest;
                if !self.gone.contains(digest) || self.meant.contains(digest) {
                    continue;
                }
                if child.is_attestation {
                    along.attestations.insert(digest.clone());
                } else {
                    along.platforms.insert(digest.clone(), child.platform.clone());
                }
            }
        }
        along
    }

    fn goes(&self, tag: &Tag) -> bool {
        self.tags.contains(tag) || self.helper_tags.contains(tag)
    }

    pub(super) fn kept(&self) -> Kept {
        let going = self.tags.len() + self.helper_tags.len();
        let mut aliases = BTreeMap::<_, Vec<_>>::new();
        for (digest, tags) in &self.tags_of {
            let (goes, stays): (Vec<_>, Vec<_>) = tags.iter().partition(|tag| self.goes(tag));
            if !goes.is_empty() && !stays.is_empty() {
                aliases.insert((*digest).clone(), stays.into_iter().cloned().cloned().collect());
            }
        }
        let stays = self.stays.iter();
        let stays = stays.filter(|(digest, _)| !self.gone.contains(*digest));
        Kept {
            tags: self.snapshot.tags.len() - going,
            aliases,
            manifests: stays.map(|(digest, why)| ((*digest).clone(), why.clone())).collect(),
        }
    }

    pub(super) fn broken(&self) -> Vec<Break> {
        let mut broken = Vec::new();
        let mut told = BTreeSet::new();
        for digest in &self.gone {
            let parents = self.parents.get(digest).into_iter().flatten();
            for index in parents.filter(|parent| !self.gone.contains(*parent)) {
                if !told.insert((index, digest)) {
                    continue;
                }
                let children = self.children(index).iter();
                let child = children.filter(|child| child.digest == **digest).next();
                let tags = self.tags_of.get(index).into_iter().flatten();
                broken.push(Break {
                    index: (*index).clone(),
                    tags: tags.filter(|tag| !self.goes(tag)).map(|tag| (*tag).clone()).collect(),
                    child: (*digest).clone(),
                    platform: child.and_then(|child| child.platform.clone()),
                });
            }
        }
        broken
    }
}
