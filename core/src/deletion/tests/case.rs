//! A repository, what was read of it, and what is planned.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    deletion::{
        plan::{Plan, Removal, Selection, TagRemoval},
        snapshot::{Known, Snapshot, Target},
        steps::Action,
    },
    oci::{digest::Digest, tag::Tag},
    versions::helper::Helper,
};

/// What a manifest is in truth.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) children: Vec<Digest>,
    pub(super) blobs: BTreeMap<Digest, u64>,
    pub(super) size: u64,
}

/// A repository in truth, what was read of it, and what is planned.
pub(super) struct Case {
    /// What each digest means, whether the registry has it or not.
    pub(super) contents: BTreeMap<Digest, Content>,
    /// What the registry has.
    pub(super) there: BTreeSet<Digest>,
    /// Where every tag leads in truth.
    pub(super) tags: BTreeMap<Tag, Digest>,
    pub(super) snapshot: Snapshot,
    pub(super) selection: Selection,
    pub(super) removal: TagRemoval,
    pub(super) plan: Plan,
}

/// Whether a tag is named as that of something about a manifest.
pub(super) fn is_about(tag: &Tag, digest: &Digest) -> bool {
    Helper::of(tag).is_some_and(|helper| helper.subject.is(digest))
}

impl Case {
    /// Whether all was read that can be, and nothing is there that no tag leads to.
    pub(super) fn is_all_known(&self) -> bool {
        let is_read = |digest: &Digest| self.snapshot.manifest(digest).is_some();
        self.can_read_all() && self.there.iter().all(is_read)
    }

    /// Whether nothing is unread but what nothing leads to, and images that stay.
    pub(super) fn can_read_all(&self) -> bool {
        let snapshot = &self.snapshot;
        snapshot.illegible_tags == 0
            && snapshot.unread_tags().next().is_none()
            && snapshot.unread_lists().next().is_none()
    }

    /// Whether a tag may lead to it that nothing tells.
    pub(super) fn may_be_unnamed(&self, digest: &Digest) -> bool {
        let snapshot = &self.snapshot;
        let is_schema_1 = snapshot.manifests.get(digest) == Some(&Known::Schema1);
        is_schema_1
            && snapshot
                .tags
                .values()
                .any(|target| *target == Target::Unnamed)
    }

    /// The manifests that the plan says will go.
    pub(super) fn named(&self) -> BTreeSet<&Digest> {
        let plan = &self.plan;
        let along = &plan.along;
        let tags = plan.removed.values().chain(along.helpers.values());
        let with_tags = tags.filter_map(|removal| match removal {
            Removal::WithManifest(digest) => Some(digest),
            Removal::TagOnly(_) => None,
        });
        let others = plan.images.iter().chain(along.platforms.keys());
        let others = others.chain(&along.attestations).chain(&along.indexes);
        others.chain(&along.artifacts).chain(with_tags).collect()
    }

    /// Whether the plan says that a tag goes.
    pub(super) fn goes(&self, tag: &Tag) -> bool {
        self.plan.removed.contains_key(tag) || self.plan.along.helpers.contains_key(tag)
    }

    /// Whether the plan says that an index loses a child.
    pub(super) fn is_told_broken(&self, index: &Digest, child: &Digest) -> bool {
        let mut broken = self.plan.broken.iter();
        broken.any(|it| it.index == *index && it.child == *child)
    }
}

/// Digests in short, and what is behind them.
impl fmt::Debug for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |digest: &Digest| digest.encoded()[..4].to_owned();
        for (digest, content) in &self.contents {
            let known = match self.snapshot.manifests.get(digest) {
                Some(Known::Read(manifest)) if manifest.lists_more => "read in part",
                Some(Known::Read(_)) => "read",
                Some(Known::Schema1) => "schema 1",
                Some(Known::Missing) => "missing",
                Some(Known::Unread(_)) => "unread",
                None => "not in the snapshot",
            };
            let children: Vec<_> = content.children.iter().map(short).collect();
            let blobs = content.blobs.keys().map(|blob| &blob.encoded()[4..6]);
            let blobs: Vec<_> = blobs.collect();
            writeln!(
                formatter,
                "{}: {children:?} {blobs:?} {known}",
                short(digest)
            )?;
        }
        for (tag, digest) in &self.tags {
            let known = match &self.snapshot.tags[tag] {
                Target::Manifest(_) => "",
                Target::Unread(_) => " unread",
                Target::Missing => " missing",
                Target::Unnamed => " unnamed",
            };
            writeln!(formatter, "{tag} -> {}{known}", short(digest))?;
        }
        let tags: Vec<_> = self.selection.tags.iter().map(Tag::as_str).collect();
        let digests: Vec<_> = self.selection.digests.iter().map(short).collect();
        writeln!(formatter, "{:?} of {tags:?} {digests:?}", self.plan.mode)?;
        for step in &self.plan.steps {
            match &step.action {
                Action::DeleteManifest { digest, .. } => {
                    write!(formatter, "delete {}", short(digest))?;
                }
                Action::RemoveTag { tag, .. } => write!(formatter, "remove {tag}")?,
            }
            writeln!(formatter, " needs {:?}", step.needs)?;
        }
        let plan = &self.plan;
        writeln!(
            formatter,
            "{:?}\n{:?}\n{:?}",
            plan.kept, plan.broken, plan.space
        )
    }
}
