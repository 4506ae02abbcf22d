//! What a run is about: written down before its first request, and never changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deletion::{
        plan::{Mode, Selection, TagRemoval},
        steps::{Action, Step},
    },
    oci::{digest::Digest, name::RepositoryName, tag::Tag, timestamp::Timestamp},
    registry::{address::RegistryAddress, request::ManifestBody},
};

/// What is to be written in one repository, and what puts it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its name, which no other has.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// The registry.
    pub registry: RegistryAddress,
    /// The repository.
    pub repository: RepositoryName,
    /// When it was begun.
    pub begun: Option<Timestamp>,
    /// What is to be done, in this order.
    pub tasks: Vec<Task>,
    /// The repository's tags before, and where each led, if anywhere that has a name. Of what only
    /// puts tags, those tags.
    pub before: BTreeMap<Tag, Option<Digest>>,
    /// Manifests that go although these indexes list them and stay.
    pub breaks: BTreeMap<Digest, BTreeSet<Digest>>,
    /// Manifests that are put, or put back.
    pub bodies: BTreeMap<Digest, ManifestBody>,
    /// The tombstones of tags that go by one.
    pub tombstones: BTreeMap<Tag, Digest>,
}

/// What a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A deletion.
    Deletion {
        /// What was selected.
        selection: Selection,
        /// What is to become of it.
        mode: Mode,
        /// How the registry removes one tag of several.
        removal: TagRemoval,
    },
    /// Taking back another run.
    Undo {
        /// The other's name.
        of: String,
        /// What of it is not taken back.
        but: Remainder,
    },
    /// A tag that is added or moved.
    Tagging,
}

/// What an undo leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remainder {
    /// The tags that somebody made lead elsewhere.
    pub elsewhere: BTreeSet<Tag>,
    /// The tags that cannot be put back.
    pub lost: BTreeSet<Tag>,
    /// The manifests that cannot be put back.
    pub beyond: BTreeSet<Digest>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub work: Work,
    /// The tasks, by their places, without which it is not done.
    pub needs: Vec<usize>,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Something is removed.
    Remove(Action),
    /// A manifest is put under its own digest.
    PutManifest(Digest),
    /// A tag is made to lead to a manifest.
    PutTag {
        /// The tag.
        tag: Tag,
        /// Where it is to lead.
        digest: Digest,
        /// Where it led before, if anywhere.
        was: Option<Digest>,
    },
}

impl Work {
    /// The tags that it changes.
    pub fn tags(&self) -> &[Tag] {
        match self {
            Self::Remove(Action::DeleteManifest { tags, .. }) => tags,
            Self::Remove(Action::RemoveTag { tag, .. }) | Self::PutTag { tag, .. } => {
                std::slice::from_ref(tag)
            }
            Self::PutManifest(_) => &[],
        }
    }

    /// The manifest that it deletes.
    pub fn deleted(&self) -> Option<&Digest> {
        match self {
            Self::Remove(Action::DeleteManifest { digest, .. }) => Some(digest),
            _ => None,
        }
    }
}

impl Task {
    pub(crate) fn of_step(step: &Step) -> Self {
        Self {
            work: Work::Remove(step.action.clone()),
            needs: step.needs.clone(),
        }
    }
}

impl Record {
    /// The tombstone of a tag, if it goes by one.
    pub fn tombstone(&self, tag: &Tag) -> Option<&ManifestBody> {
        self.bodies.get(self.tombstones.get(tag)?)
    }

    /// Whether a tag that leads there is on its way out.
    pub(crate) fn is_tombstone(&self, tag: &Tag, digest: &Digest) -> bool {
        self.tombstones.get(tag) == Some(digest)
    }

    /// Where a tag led before; nothing where it did not exist or led to nothing with a name.
    pub(crate) fn led(&self, tag: &Tag) -> Option<&Digest> {
        self.before.get(tag)?.as_ref()
    }

    /// Manifests that it deletes and whose bytes are not kept: nothing brings them back.
    pub fn beyond_undo(&self) -> impl Iterator<Item = &Digest> {
        let deleted = self.tasks.iter().filter_map(|task| task.work.deleted());
        deleted.filter(|digest| !self.bodies.contains_key(digest))
    }
}
