//! What is done, in which order.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deletion::{plan::TagRemoval, reach::Reach},
    oci::{digest::Digest, tag::Tag},
    versions::helper::Helper,
};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub action: Action,
    /// The steps, by their places, without which it is not done: what an index lists stays for as
    /// long as the index does, and what signs a manifest for as long as that is there.
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

/// The steps that delete manifests, by those.
type Places<'a> = BTreeMap<&'a Digest, usize>;

impl Reach<'_> {
    pub(super) fn steps(&self, by: TagRemoval) -> Vec<Step> {
        let mut steps = Vec::new();
        for tag in &self.tags {
            steps.extend(self.tag_step(tag, by, Vec::new()));
        }
        let mut places = Places::new();
        for digest in self.parents_first() {
            let step = Step {
                needs: self.needs(digest, &places),
                action: Action::DeleteManifest {
                    digest: digest.clone(),
                    tags: self.tags_of.get(digest).into_iter().flatten().map(|tag| (*tag).clone()).collect(),
                },
            };
            places.insert(digest, steps.len());
            steps.push(step);
        }
        for tag in &self.helper_tags {
            let needs = self.subject_place(tag, &places);
            steps.extend(self.tag_step(tag, by, needs.into_iter().collect()));
        }
        steps
    }

    /// The step that removes a tag alone; none where its manifest goes.
    fn tag_step(&self, tag: &Tag, by: TagRemoval, needs: Vec<usize>) -> Option<Step> {
        let digest = self.snapshot.digest_of(tag);
        if digest.is_some_and(|digest| self.gone.contains(digest)) {
            return None;
        }
        let action = Action::RemoveTag {
            tag: tag.clone(),
            digest: digest.cloned(),
            by,
        };
        Some(Step { action, needs })
    }

    fn needs(&self, digest: &Digest, places: &Places<'_>) -> Vec<usize> {
        let parents = self.gone_parents(digest);
        let parents = parents.filter_map(|parent| places.get(parent).copied());
        let tags = self.tags_of.get(digest).into_iter().flatten();
        let helpers = tags.filter(|tag| self.helper_tags.contains(*tag));
        let subjects = helpers.filter_map(|tag| self.subject_place(tag, places));
        let needs: BTreeSet<usize> = parents.chain(subjects).collect();
        needs.into_iter().collect()
    }

    fn subject_place(&self, tag: &Tag, places: &Places<'_>) -> Option<usize> {
        let subject = self.gone_subject(&Helper::of(tag)?)?;
        places.get(subject).copied()
    }
}
