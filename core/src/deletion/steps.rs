//! What is done, in which order.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deletion::{plan::TagRemoval, reach::Reach},
    oci::{digest::Digest, tag::Tag},
};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub action: Action,
    /// The steps, by their places, without which it is not done: what an index lists, or may list,
    /// stays for as long as the index does, and what signs a manifest for as long as that is there.
    pub needs: Vec<usize>,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A manifest is deleted, and these tags with it: all that lead to it.
    DeleteManifest {
        /// Its digest.
        digest: Digest,
        /// Its tags.
        tags: Vec<Tag>,
    },
    /// One tag is removed; its manifest stays.
    RemoveTag {
        /// The tag.
        tag: Tag,
        /// Where it led, if anywhere that has a name.
        digest: Option<Digest>,
        /// How.
        by: TagRemoval,
    },
}

impl Action {
    /// Whether it begins with a push.
    pub fn pushes(&self) -> bool {
        matches!(
            self,
            Self::RemoveTag {
                by: TagRemoval::Tombstone,
                ..
            }
        )
    }
}

/// Where the steps stand on which others depend.
#[derive(Default)]
struct Places<'a> {
    /// Those that delete manifests.
    manifests: BTreeMap<&'a Digest, usize>,
    /// Those that delete what a helper tag is about.
    subjects: BTreeMap<&'a Tag, Vec<usize>>,
    /// The last one that deletes what may list anything.
    unread_list: Option<usize>,
}

impl<'a> Reach<'a> {
    /// Tags that go alone first: nothing depends on them.
    pub(super) fn steps(&self, by: TagRemoval) -> Vec<Step> {
        let tags = self.tags.iter();
        let alone = tags.filter_map(|tag| self.removed_alone(tag, by));
        let mut steps: Vec<Step> = alone
            .map(|action| Step {
                action,
                needs: Vec::new(),
            })
            .collect();
        let mut places = Places::default();
        for digest in &self.going {
            let needs = self.needs(digest, &places);
            self.note(digest, steps.len(), &mut places);
            let action = self.deleted(digest);
            steps.push(Step { action, needs });
        }
        for tag in &self.helper_tags {
            if let Some(action) = self.removed_alone(tag, by) {
                let needs = places.subjects.get(tag).cloned().unwrap_or_default();
                steps.push(Step { action, needs });
            }
        }
        steps
    }

    fn deleted(&self, digest: &Digest) -> Action {
        let tags = self.graph.tags_of(digest).iter();
        Action::DeleteManifest {
            digest: digest.clone(),
            tags: tags.map(|tag| (*tag).clone()).collect(),
        }
    }

    /// What removes a tag alone; nothing where its manifest goes.
    fn removed_alone(&self, tag: &Tag, by: TagRemoval) -> Option<Action> {
        let digest = self.graph.snapshot.digest_of(tag);
        let stays = digest.is_none_or(|digest| !self.gone.contains(digest));
        stays.then(|| Action::RemoveTag {
            tag: tag.clone(),
            digest: digest.cloned(),
            by,
        })
    }

    fn note(&self, digest: &'a Digest, place: usize, places: &mut Places<'a>) {
        places.manifests.insert(digest, place);
        for (tag, _) in self.graph.helpers.about(digest) {
            places.subjects.entry(tag).or_default().push(place);
        }
        if self.unread_lists.contains(digest) {
            places.unread_list = Some(place);
        }
    }

    fn needs(&self, digest: &Digest, places: &Places<'_>) -> Vec<usize> {
        let parents = self.graph.parents(digest);
        let parents = parents.filter_map(|parent| places.manifests.get(parent));
        let tags = self.graph.tags_of(digest).iter();
        let helpers = tags.filter(|tag| self.helper_tags.contains(*tag));
        let subjects = helpers.filter_map(|tag| places.subjects.get(tag));
        let needs = parents.chain(subjects.flatten());
        let needs: BTreeSet<usize> = needs.chain(&places.unread_list).copied().collect();
        needs.into_iter().collect()
    }
}
