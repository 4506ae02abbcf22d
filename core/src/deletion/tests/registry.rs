//! A registry of a few lines.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use crate::{
    deletion::{
        plan::TagRemoval,
        steps::{Action, Step},
    },
    oci::{digest::Digest, tag::Tag},
};

/// What a registry has: distribution, as far as deleting goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Registry {
    pub(super) tags: BTreeMap<Tag, Digest>,
    pub(super) manifests: BTreeSet<Digest>,
}

impl Registry {
    /// Removes a manifest, and every tag that leads to it. What is not there is not found.
    fn delete(&mut self, digest: &Digest) {
        if self.manifests.remove(digest) {
            self.tags.retain(|_, target| target != digest);
        }
    }

    fn put(&mut self, tag: &Tag, digest: &Digest) {
        self.manifests.insert(digest.clone());
        self.tags.insert(tag.clone(), digest.clone());
    }

    fn act(&mut self, action: &Action) {
        match action {
            Action::DeleteManifest { digest, .. } => self.delete(digest),
            Action::RemoveTag { tag, by, .. } => match by {
                TagRemoval::Request => drop(self.tags.remove(tag)),
                TagRemoval::Tombstone => {
                    self.put(tag, &tombstone());
                    self.delete(&tombstone());
                }
            },
        }
    }

    /// Begins with it and does not come to its end.
    fn act_half(&mut self, action: &Action) {
        if let Action::RemoveTag {
            tag,
            by: TagRemoval::Tombstone,
            ..
        } = action
        {
            self.put(tag, &tombstone());
        }
    }
}

/// What a tag leads to while it is removed.
pub(super) fn tombstone() -> Digest {
    Digest::parse(&format!("sha256:dead{}", "0".repeat(60))).unwrap()
}

/// How a step can fail.
#[derive(Clone, Copy)]
enum Failure {
    Undone,
    Half,
    /// It was done, and nobody knows.
    Done,
}

impl Case {
    pub(super) fn before(&self) -> Registry {
        Registry {
            tags: self.tags.clone(),
            manifests: self.there.clone(),
        }
    }

    /// After all steps.
    pub(super) fn done(&self) -> Registry {
        let mut registry = self.before();
        for step in &self.plan.steps {
            registry.act(&step.action);
        }
        registry
    }

    /// After every number of steps, and after all that are left where any one fails.
    pub(super) fn all_that_can_come(&self) -> Vec<Registry> {
        let mut registry = self.before();
        let mut registries = vec![registry.clone()];
        for step in &self.plan.steps {
            registry.act(&step.action);
            registries.push(registry.clone());
        }
        for failing in 0..self.plan.steps.len() {
            for failure in [Failure::Undone, Failure::Half, Failure::Done] {
                registries.push(self.failing(failing, failure));
            }
        }
        registries
    }

    fn failing(&self, failing: usize, failure: Failure) -> Registry {
        let mut registry = self.before();
        let mut not_done = BTreeSet::new();
        for (place, Step { action, needs }) in self.plan.steps.iter().enumerate() {
            if place == failing {
                match failure {
                    Failure::Undone => {}
                    Failure::Half => registry.act_half(action),
                    Failure::Done => registry.act(action),
                }
                not_done.insert(place);
            } else if needs.iter().any(|need| not_done.contains(need)) {
                not_done.insert(place);
            } else {
                registry.act(action);
            }
        }
        registry
    }
}
