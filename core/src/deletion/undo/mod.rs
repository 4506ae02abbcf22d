//! Taking back a run: what its journal keeps is put where it was, as far as nobody did something
//! else since.

mod asker;
mod kept;
mod lacking;
mod record;

use std::collections::{BTreeMap, BTreeSet};

use self::{asker::Asker, kept::Kept};
use crate::{
    deletion::{
        journal::{
            Journal,
            record::{Record, Work},
        },
        plan::TagRemoval,
        snapshot::Target,
        steps::Action,
    },
    oci::{digest::Digest, tag::Tag},
    registry::{client::RegistryClient, error::RegistryError, transport::Transport},
};

/// All that taking back will do, and what it cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoPlan {
    journal: Record,
    removal: TagRemoval,
    /// The manifests that are put back, each after what it lists.
    pub manifests: Vec<Digest>,
    /// Those of them that list what the registry does not have, or may not have then, with that:
    /// most registries take no such index.
    pub lacking: BTreeMap<Digest, Digest>,
    /// The tags that are made to lead where they led, and where they lead now, if anywhere.
    pub tags: BTreeMap<Tag, (Digest, Option<Digest>)>,
    /// The tags that did not exist before and are removed, with where they lead.
    pub removed: BTreeMap<Tag, Digest>,
    /// The tags that somebody made lead elsewhere since: they are left alone.
    pub conflicts: Vec<Conflict>,
    /// The tags that cannot be put back, and where they led, if that had a name.
    pub lost: BTreeMap<Tag, Option<Digest>>,
    /// The manifests that cannot be put back, and why.
    pub beyond: BTreeMap<Digest, Beyond>,
    /// The blobs that the registry does not have any more.
    pub gone_blobs: BTreeSet<Digest>,
}

/// A tag that leads elsewhere now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The tag.
    pub tag: Tag,
    /// Where it led.
    pub was: Option<Digest>,
    /// Where it leads now.
    pub now: Target,
}

/// Why a manifest cannot be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// Its bytes are not kept.
    NotKept,
    /// The registry has lost these blobs of it.
    Blobs(Vec<Digest>),
    /// It lists this one, which cannot be put back.
    Child(Digest),
}

/// What is to become of a tag.
enum Wanted<'a> {
    /// It led there.
    At(Digest),
    /// It led to nothing with a name.
    Unnamed,
    /// It was not there, and was put to this one.
    Absent(&'a Digest),
}

impl UndoPlan {
    /// What can be taken back, asked of the registry now. `removal` tells how it removes one tag
    /// of several.
    ///
    /// # Errors
    /// When the registry does not tell.
    pub async fn read<T: Transport>(
        client: &RegistryClient<T>,
        journal: &Journal,
        removal: TagRemoval,
    ) -> Result<Self, RegistryError> {
        let mut undo = Self::of_nothing(journal, removal);
        let wanted = wanted(journal);
        let asker = Asker {
            client,
            record: &journal.record,
        };
        let targets = asker.targets(wanted.keys().copied()).await?;
        for (tag, now) in targets {
            if let Some(wanted) = wanted.get(tag) {
                undo.take_tag(tag, wanted, now);
            }
        }
        let kept = Kept::of(&journal.record);
        let known = undo.to_be_there(journal, &kept);
        let missing = asker.missing(known.clone()).await?;
        undo.gone_blobs = asker.gone(&missing, &kept).await?;
        undo.take_manifests(missing, &kept);
        let others = undo.listed_beside(&known, &kept);
        let others = asker.missing(others).await?;
        undo.take_lacking(&others, &kept);
        Ok(undo)
    }

    fn of_nothing(journal: &Journal, removal: TagRemoval) -> Self {
        Self {
            journal: journal.record.clone(),
            removal,
            manifests: Vec::new(),
            lacking: BTreeMap::new(),
            tags: BTreeMap::new(),
            removed: BTreeMap::new(),
            conflicts: Vec::new(),
            lost: BTreeMap::new(),
            beyond: BTreeMap::new(),
            gone_blobs: BTreeSet::new(),
        }
    }

    fn take_tag(&mut self, tag: &Tag, wanted: &Wanted<'_>, now: Target) {
        let is_ours = |now: &Digest| self.journal.is_ours(tag, now);
        match (wanted, &now) {
            (Wanted::At(digest), Target::Manifest(now)) if now == digest => {}
            (Wanted::At(digest), Target::Missing) => {
                self.tags.insert(tag.clone(), (digest.clone(), None));
            }
            (Wanted::At(digest), Target::Manifest(now)) if is_ours(now) => {
                let led = (digest.clone(), Some(now.clone()));
                self.tags.insert(tag.clone(), led);
            }
            (Wanted::Absent(_), Target::Missing) => {}
            (Wanted::Absent(put), Target::Manifest(now)) if now == *put => {
                self.removed.insert(tag.clone(), now.clone());
            }
            (Wanted::Unnamed, Target::Missing) => drop(self.lost.insert(tag.clone(), None)),
            (Wanted::Unnamed, Target::Manifest(now)) if is_ours(now) => {
                self.lost.insert(tag.clone(), None);
            }
            (wanted, _) => self.conflicts.push(Conflict {
                tag: tag.clone(),
                was: match wanted {
                    Wanted::At(digest) => Some(digest.clone()),
                    Wanted::Unnamed | Wanted::Absent(_) => None,
                },
                now,
            }),
        }
    }

    /// The manifests that should be there, none after what it lists: where tags will lead, and
    /// what was deleted with that.
    fn to_be_there(&self, journal: &Journal, kept: &Kept) -> Vec<Digest> {
        let mut needed: BTreeSet<Digest> = self.led().cloned().collect();
        let mut order = Vec::new();
        for work in journal.touched() {
            let Work::Remove(Action::DeleteManifest { digest, tags }) = work else {
                continue;
            };
            let is_alone = tags.is_empty() && !kept.listed.contains(digest);
            if is_alone || needed.contains(digest) {
                needed.extend(kept.children(digest).cloned());
                order.push(digest.clone());
            }
        }
        let known: BTreeSet<Digest> = order.iter().cloned().collect();
        let led: BTreeSet<&Digest> = self.led().collect();
        order.extend(
            led.into_iter()
                .filter(|digest| !known.contains(digest))
                .cloned(),
        );
        order
    }

    /// Where tags will lead.
    fn led(&self) -> impl Iterator<Item = &Digest> {
        self.tags.values().map(|(digest, _)| digest)
    }

    /// Takes what is missing, children first; what cannot be put back takes along what lists it.
    fn take_manifests(&mut self, missing: Vec<Digest>, kept: &Kept) {
        for digest in missing.into_iter().rev() {
            match self.why_beyond(&digest, kept) {
                Some(why) => drop(self.beyond.insert(digest, why)),
                None => self.manifests.push(digest),
            }
        }
        let beyond = &self.beyond;
        let (lost, tags) = std::mem::take(&mut self.tags)
            .into_iter()
            .partition(|(_, (digest, _))| beyond.contains_key(digest));
        self.tags = tags;
        let lost: BTreeMap<Tag, (Digest, Option<Digest>)> = lost;
        let lost = lost
            .into_iter()
            .map(|(tag, (digest, _))| (tag, Some(digest)));
        self.lost.extend(lost);
    }

    fn why_beyond(&self, digest: &Digest, kept: &Kept) -> Option<Beyond> {
        let Some(manifest) = kept.manifests.get(digest) else {
            return Some(Beyond::NotKept);
        };
        let blobs = manifest.blobs.keys();
        let gone: Vec<Digest> = blobs
            .filter(|blob| self.gone_blobs.contains(*blob))
            .cloned()
            .collect();
        if !gone.is_empty() {
            return Some(Beyond::Blobs(gone));
        }
        let mut children = kept.children(digest);
        let child = children.find(|child| self.beyond.contains_key(*child));
        child.cloned().map(Beyond::Child)
    }

    /// Whether there is nothing to take back.
    pub fn is_empty(&self) -> bool {
        self.manifests.is_empty() && self.tags.is_empty() && self.removed.is_empty()
    }

    /// Whether all is put back that was there.
    pub fn is_whole(&self) -> bool {
        let is_sure = self.beyond.is_empty() && self.lacking.is_empty();
        is_sure && self.conflicts.is_empty() && self.lost.is_empty()
    }
}

/// What each changed tag was before.
fn wanted(journal: &Journal) -> BTreeMap<&Tag, Wanted<'_>> {
    let mut wanted = BTreeMap::new();
    for work in journal.touched() {
        match work {
            Work::Remove(Action::DeleteManifest { digest, tags }) => {
                let at = |tag| journal.record.wanted_at(tag, digest);
                wanted.extend(tags.iter().map(|tag| (tag, at(tag))));
            }
            Work::Remove(Action::RemoveTag { tag, digest, .. }) => {
                let digest = digest.as_ref();
                let led = digest.map_or(Wanted::Unnamed, |digest| {
                    journal.record.wanted_at(tag, digest)
                });
                wanted.insert(tag, led);
            }
            Work::PutTag { tag, digest, was } => {
                let was = was.clone();
                let led = was.map_or(Wanted::Absent(digest), Wanted::At);
                wanted.insert(tag, led);
            }
            Work::PutManifest(_) => {}
        }
    }
    wanted
}

impl Record {
    /// Where a tag is wanted that led to a manifest. One whose removal was interrupted before is
    /// wanted where it led before that.
    fn wanted_at(&self, tag: &Tag, digest: &Digest) -> Wanted<'_> {
        match self.stood_in(tag, digest) {
            None => Wanted::At(digest.clone()),
            Some(tombstone) => tombstone.digest.map_or(Wanted::Unnamed, Wanted::At),
        }
    }

    /// Whether a tag leads to what this run put under it.
    fn is_ours(&self, tag: &Tag, now: &Digest) -> bool {
        let put = |work: &Work| matches!(work, Work::PutTag { tag: other, digest, .. } if other == tag && digest == now);
        self.is_tombstone(tag, now) || self.tasks.iter().any(|task| put(&task.work))
    }
}
