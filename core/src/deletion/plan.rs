//! The plan: everything that a deletion will do, and what it means, before anything is sent.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deletion::{graph::Graph, reach::Reach, snapshot::Snapshot, space::Space, steps::Step},
    oci::{digest::Digest, platform::Platform, tag::Tag},
};

/// What somebody selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Tags.
    pub tags: BTreeSet<Tag>,
    /// Manifests by their digests, with all tags that they have.
    pub digests: BTreeSet<Digest>,
}

/// What is to become of what is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// The selected tags go; a manifest goes where all its tags do and no index that stays lists
    /// it.
    Tags,
    /// The selected manifests go, with all their tags.
    Images,
    /// The selected tags go, and no manifest does.
    TagsOnly,
}

/// How a registry removes one tag of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TagRemoval {
    /// It has a request for that.
    Request,
    /// By way of a tombstone, which is a push and a deletion.
    Tombstone,
}

/// All that a deletion will do, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What was chosen.
    pub mode: Mode,
    /// What was selected.
    pub selection: Selection,
    /// What will be done, in this order.
    pub steps: Vec<Step>,
    /// What becomes of each selected tag, and of tags of selected manifests.
    pub removed: BTreeMap<Tag, Removal>,
    /// The manifests that were meant and go, those without a tag too.
    pub images: BTreeSet<Digest>,
    /// What goes along with them.
    pub along: Along,
    /// What stays although it is near.
    pub kept: Kept,
    /// Indexes that stay and lose a child.
    pub broken: Vec<Break>,
    /// How much can come free.
    pub space: Space,
    /// The manifests that go and whose bytes are not known, so that nothing can put them back.
    pub irretrievable: BTreeSet<Digest>,
    /// The indexes that go and list what the registry does not have, or may not have again, with
    /// that: most registries take no such index back.
    pub lacking: BTreeMap<Digest, Digest>,
    /// What keeps manifests from being deleted.
    pub obstacles: Vec<Obstacle>,
}

/// What becomes of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Its manifest goes, and with it this tag.
    WithManifest(Digest),
    /// Only the tag goes. Where it led, if anywhere.
    TagOnly(Option<Digest>),
}

/// What goes although nobody named it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Along {
    /// Manifests of platforms that nothing else uses.
    pub platforms: BTreeMap<Digest, Option<Platform>>,
    /// Attestations that nothing else uses.
    pub attestations: BTreeSet<Digest>,
    /// Indexes within indexes that nothing else uses.
    pub indexes: BTreeSet<Digest>,
    /// What only helper indexes list: what refers to a manifest that goes.
    pub artifacts: BTreeSet<Digest>,
    /// All of these, each with the indexes that go and list it.
    pub listed_by: BTreeMap<Digest, BTreeSet<Digest>>,
    /// Signatures, attestations and referrers under tags of their own, with what they lead to.
    pub helpers: BTreeMap<Tag, Removal>,
}

/// What stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// How many tags stay.
    pub tags: usize,
    /// Those of them that lead to the same manifests as tags that go.
    pub aliases: BTreeMap<Digest, Vec<Tag>>,
    /// Manifests that would have gone, and why they stay.
    pub manifests: BTreeMap<Digest, Reason>,
}

/// Why a manifest stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// These tags lead to it.
    Tagged(Vec<Tag>),
    /// An index that stays lists it.
    Listed(Digest),
    /// What could not be read may need it; or it could not be read itself, so that nothing could
    /// put it back.
    Unread,
}

/// An index that stays and loses a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The index.
    pub index: Digest,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// What it loses.
    pub child: Digest,
    /// What that runs on, if the index says it.
    pub platform: Option<Platform>,
}

/// What keeps manifests from being deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// These tags could not be read: each may lead to a manifest that would go.
    UnreadTags(Vec<Tag>),
    /// So many entries of the list of tags are no names: each may lead to one that would go.
    IllegibleTags(usize),
    /// What these manifests list could not be read: each may list one that would go, unless it
    /// goes too.
    UnreadLists(Vec<Digest>),
}

/// What a repository holds, seen from all sides: the plans of several modes are made of one.
pub struct Outlook<'a>(Graph<'a>);

impl<'a> Outlook<'a> {
    /// Of what was read.
    pub fn of(snapshot: &'a Snapshot) -> Self {
        Self(Graph::of(snapshot))
    }

    /// What a deletion will do. It is the same for the same snapshot, selection, mode and way.
    pub fn plan(&self, selection: &Selection, mode: Mode, removal: TagRemoval) -> Plan {
        let reach = Reach::of(&self.0, selection, mode);
        Plan {
            mode,
            selection: selection.clone(),
            steps: reach.steps(removal),
            removed: reach.removed(),
            images: reach.images(),
            along: reach.along(),
            kept: reach.kept(),
            broken: reach.broken(),
            space: reach.space(),
            irretrievable: reach.irretrievable(),
            lacking: reach.lacking(),
            obstacles: obstacles(self.0.snapshot),
        }
    }
}

impl Plan {
    /// What a deletion will do, of what was read.
    pub fn of(snapshot: &Snapshot, selection: &Selection, mode: Mode, removal: TagRemoval) -> Self {
        Outlook::of(snapshot).plan(selection, mode, removal)
    }

    /// Whether anything would be done.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether tombstones are pushed.
    pub fn pushes(&self) -> bool {
        self.steps.iter().any(|step| step.action.pushes())
    }
}

fn obstacles(snapshot: &Snapshot) -> Vec<Obstacle> {
    let tags: Vec<Tag> = snapshot.unread_tags().cloned().collect();
    let lists: Vec<Digest> = snapshot.unread_lists().cloned().collect();
    let illegible = snapshot.illegible_tags;
    let obstacles = [
        (!tags.is_empty()).then_some(Obstacle::UnreadTags(tags)),
        (illegible > 0).then_some(Obstacle::IllegibleTags(illegible)),
        (!lists.is_empty()).then_some(Obstacle::UnreadLists(lists)),
    ];
    obstacles.into_iter().flatten().collect()
}

impl Snapshot {
    /// Everything in the repository.
    pub fn everything(&self) -> Selection {
        Selection {
            tags: self.tags.keys().cloned().collect(),
            digests: BTreeSet::new(),
        }
    }
}
