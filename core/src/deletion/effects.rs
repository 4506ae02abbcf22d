//! What a deletion means, as the plan tells it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deletion::{
        manifest::Child,
        plan::{Along, Break, Kept, Removal},
        reach::Reach,
    },
    oci::{digest::Digest, tag::Tag},
};

impl Reach<'_> {
    fn removal(&self, tag: &Tag) -> Removal {
        match self.graph.snapshot.digest_of(tag) {
            Some(digest) if self.gone.contains(digest) => Removal::WithManifest(digest.clone()),
            digest => Removal::TagOnly(digest.cloned()),
        }
    }

    fn removals(&self, tags: &BTreeSet<&Tag>) -> BTreeMap<Tag, Removal> {
        let tags = tags.iter();
        tags.map(|tag| ((*tag).clone(), self.removal(tag)))
            .collect()
    }

    pub(super) fn removed(&self) -> BTreeMap<Tag, Removal> {
        self.removals(&self.tags)
    }

    pub(super) fn images(&self) -> BTreeSet<Digest> {
        let gone = self.gone.iter();
        let meant = gone.filter(|digest| self.meant.contains(*digest));
        meant.map(|digest| (*digest).clone()).collect()
    }

    pub(super) fn along(&self) -> Along {
        let mut along = Along {
            helpers: self.removals(&self.helper_tags),
            ..Along::default()
        };
        // What a helper index lists may be listed as what it is too.
        let (helpers, others): (Vec<_>, Vec<_>) =
            self.going.iter().partition(|digest| self.is_helper(digest));
        for parent in others {
            for child in self.taken(parent) {
                along.add(parent, child, self.is_index(&child.digest));
            }
        }
        for parent in helpers {
            for child in self.taken(parent) {
                along.add_artifact(parent, &child.digest);
            }
        }
        along
    }

    /// What goes because this does.
    fn taken(&self, parent: &Digest) -> impl Iterator<Item = &Child> {
        let entries = self.graph.entries(parent).iter();
        entries.filter(|child| {
            self.gone.contains(&child.digest) && !self.meant.contains(&child.digest)
        })
    }

    fn is_index(&self, digest: &Digest) -> bool {
        let manifest = self.graph.snapshot.manifest(digest);
        manifest.is_some_and(|manifest| manifest.is_index())
    }

    pub(super) fn kept(&self) -> Kept {
        let going = self.tags.len() + self.helper_tags.len();
        let mut aliases = BTreeMap::new();
        for (digest, tags) in self.graph.tagged() {
            let (goes, stays): (Vec<&Tag>, Vec<&Tag>) = tags.iter().partition(|tag| self.goes(tag));
            if !goes.is_empty() && !stays.is_empty() {
                let stays = stays.into_iter().cloned();
                aliases.insert((*digest).clone(), stays.collect());
            }
        }
        let stays = self.stays.iter();
        let stays = stays.map(|(digest, reason)| ((*digest).clone(), reason.clone()));
        Kept {
            tags: self.graph.snapshot.tags.len() - going,
            aliases,
            manifests: stays.collect(),
        }
    }

    pub(super) fn broken(&self) -> Vec<Break> {
        let known = self.graph.snapshot.manifests.keys();
        let stay = known.filter(|digest| !self.gone.contains(*digest));
        stay.flat_map(|index| self.breaks(index)).collect()
    }

    fn breaks(&self, index: &Digest) -> Vec<Break> {
        let entries = self.graph.entries(index).iter();
        let lost = entries.filter(|child| self.gone.contains(&child.digest));
        let mut breaks = BTreeMap::new();
        for child in lost {
            let tags = self.graph.tags_of(index).iter();
            let stays = tags.filter(|tag| !self.goes(tag));
            let lost = || Break {
                index: index.clone(),
                tags: stays.map(|tag| (*tag).clone()).collect(),
                child: child.digest.clone(),
                platform: child.platform.clone(),
            };
            breaks.entry(&child.digest).or_insert_with(lost);
        }
        breaks.into_values().collect()
    }

    pub(super) fn irretrievable(&self) -> BTreeSet<Digest> {
        let snapshot = self.graph.snapshot;
        let gone = self.gone.iter();
        let unknown = gone.filter(|digest| snapshot.manifest(digest).is_none());
        unknown.map(|digest| (*digest).clone()).collect()
    }

    /// What an index lists comes first, since what that lacks the index lacks too.
    pub(super) fn lacking(&self) -> BTreeMap<Digest, Digest> {
        let irretrievable = self.irretrievable();
        let mut lacking = BTreeMap::new();
        for digest in self.going.iter().rev() {
            let children = self.graph.entries(digest).iter();
            let mut children = children.map(|child| &child.digest);
            let lost = children.find(|child| {
                let comes_back = !irretrievable.contains(child) && !lacking.contains_key(*child);
                !comes_back || !self.graph.is_there(child)
            });
            if let Some(child) = lost {
                lacking.insert((*digest).clone(), child.clone());
            }
        }
        lacking
    }
}

impl Along {
    fn add(&mut self, parent: &Digest, child: &Child, is_index: bool) {
        let digest = child.digest.clone();
        if child.is_attestation {
            self.attestations.insert(digest);
        } else if is_index {
            self.indexes.insert(digest);
        } else {
            let platform = self.platforms.entry(digest).or_default();
            *platform = platform.take().or_else(|| child.platform.clone());
        }
        self.belongs(parent, &child.digest);
    }

    fn add_artifact(&mut self, parent: &Digest, digest: &Digest) {
        let is_known = self.platforms.contains_key(digest)
            || self.attestations.contains(digest)
            || self.indexes.contains(digest);
        if !is_known {
            self.artifacts.insert(digest.clone());
        }
        self.belongs(parent, digest);
    }

    fn belongs(&mut self, parent: &Digest, digest: &Digest) {
        let parents = self.listed_by.entry(digest.clone()).or_default();
        parents.insert(parent.clone());
    }
}
