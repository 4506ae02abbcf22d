//! How far a deletion reaches: which manifests and tags go when some are meant to.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    deletion::{
        manifest::Child,
        plan::{Mode, Reason, Selection},
        snapshot::{Known, Snapshot, Target},
    },
    oci::{digest::Digest, tag::Tag},
    versions::helper::Helper,
};

/// What goes.
pub(super) struct Reach<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) tags_of: BTreeMap<&'a Digest, Vec<&'a Tag>>,
    pub(super) parents: BTreeMap<&'a Digest, BTreeSet<&'a Digest>>,
    /// Each helper tag, with where it leads and what it is about.
    helpers: Rc<[(&'a Tag, &'a Digest, Helper)]>,
    /// The manifests that were meant, and go.
    pub(super) meant: BTreeSet<&'a Digest>,
    /// All manifests that go.
    pub(super) gone: BTreeSet<&'a Digest>,
    /// The tags that were meant.
    pub(super) tags: BTreeSet<&'a Tag>,
    /// The helper tags that go along.
    pub(super) helper_tags: BTreeSet<&'a Tag>,
    /// Manifests that would have gone, and stay.
    pub(super) stays: BTreeMap<&'a Digest, Reason>,
    /// Manifests whose lists could not be read whole.
    unread_lists: Vec<&'a Digest>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, selection: &Selection, mode: Mode) -> Self {
        let mut reach = Self::nothing(snapshot);
        let selected = |tag: &Tag| selection.tags.contains(tag);
        reach.tags = snapshot.tags.keys().filter(|tag| selected(tag)).collect();
        reach.meant = match mode {
            Mode::TagsOnly => BTreeSet::new(),
            Mode::Tags => reach.wholly_selected(),
            Mode::Images => {
                let of_tags = reach.tags.iter();
                let of_tags = of_tags.filter_map(|tag| snapshot.digest_of(tag));
                let named = snapshot.manifests.keys();
                let named = named.filter(|digest| selection.digests.contains(digest));
                of_tags.chain(named).collect()
            }
        };
        reach.keep_what_is_unsure(mode);
        reach.spread();
        if mode == Mode::Tags {
            // What an index lists that stays is not taken by removing tags.
            while reach.keep_what_is_listed() {
                reach.spread();
            }
        }
        for digest in reach.meant.clone() {
            reach.tags.extend(reach.tags_of.get(digest).into_iter().flatten());
        }
        reach
    }

    fn nothing(snapshot: &'a Snapshot) -> Self {
        let helpers = snapshot.tags.iter().filter_map(|(tag, target)| match target {
            Target::Manifest(digest) => Some((tag, digest, Helper::of(tag)?)),
            _ => None,
        });
        Self {
            snapshot,
            tags_of: snapshot.by_digest(),
            parents: snapshot.parents(),
            helpers: helpers.collect(),
            meant: BTreeSet::new(),
            gone: BTreeSet::new(),
            tags: BTreeSet::new(),
            helper_tags: BTreeSet::new(),
            stays: BTreeMap::new(),
            unread_lists: snapshot.unread_lists().collect(),
        }
    }

    /// The manifests of which every tag is selected.
    fn wholly_selected(&self) -> BTreeSet<&'a Digest> {
        let digests = self.tags_of.iter();
        let whole = digests.filter(|(_, tags)| tags.iter().all(|tag| self.tags.contains(tag)));
        whole.map(|(digest, _)| *digest).collect()
    }

    /// A tag that could not be read may lead to anything, so nothing goes by its digest. A list
    /// that could not be read may name anything: what goes only because its tags do stays.
    fn keep_what_is_unsure(&mut self, mode: Mode) {
        let tags_unsure = self.snapshot.unread_tags().next().is_some();
        let mut lists = self.unread_lists.iter();
        let lists_unsure = mode == Mode::Tags && lists.any(|list| !self.meant.contains(list));
        if tags_unsure || lists_unsure {
            for digest in std::mem::take(&mut self.meant) {
                self.stays.insert(digest, Reason::Unread);
            }
        }
    }

    fn keep_what_is_listed(&mut self) -> bool {
        let meant: Vec<&Digest> = self.meant.iter().copied().collect();
        let mut has_kept = false;
        for digest in meant {
            if let Some(index) = self.parent_that_stays(digest) {
                self.meant.remove(digest);
                self.stays.insert(digest, Reason::Listed(index.clone()));
                has_kept = true;
            }
        }
        has_kept
    }

    fn parent_that_stays(&self, digest: &Digest) -> Option<&'a Digest> {
        let mut parents = self.parents.get(digest)?.iter().copied();
        parents.find(|parent| !self.gone.contains(parent))
    }

    /// Takes along what only serves what goes.
    fn spread(&mut self) {
        self.helper_tags.clear();
        self.gone = self.meant.clone();
        while self.take_children() | self.take_helpers() {}
    }

    fn take_children(&mut self) -> bool {
        let snapshot = self.snapshot;
        let before = self.gone.len();
        let manifests = self.gone.iter().filter_map(|digest| snapshot.manifest(digest));
        let children: BTreeSet<&Digest> = manifests
            .flat_map(|manifest| &manifest.children)
            .map(|child| &child.digest)
            .collect();
        for child in children {
            if self.gone.contains(child) {
                continue;
            }
            match self.why_it_stays(child) {
                Some(reason) => drop(self.stays.insert(child, reason)),
                None if self.is_there(child) => {
                    self.stays.remove(child);
                    self.gone.insert(child);
                }
                None => {}
            }
        }
        self.gone.len() > before
    }

    fn is_there(&self, digest: &Digest) -> bool {
        !matches!(
            self.snapshot.manifests.get(digest),
            Some(Known::Missing)
        )
    }

    fn why_it_stays(&self, digest: &Digest) -> Option<Reason> {
        let tags = self.tags_of.get(digest).into_iter().flatten();
        let tags: Vec<Tag> = tags
            .filter(|tag| !self.tags.contains(*tag) && !self.helper_tags.contains(*tag))
            .map(|tag| (*tag).clone())
            .collect();
        if !tags.is_empty() {
            return Some(Reason::Tagged(tags));
        }
        if let Some(index) = self.parent_that_stays(digest) {
            return Some(Reason::Listed(index.clone()));
        }
        let mut unread = self.unread_lists.iter();
        unread
            .any(|list| *list != digest && !self.gone.contains(list))
            .then_some(Reason::Unread)
    }

    fn take_helpers(&mut self) -> bool {
        let before = (self.helper_tags.len(), self.gone.len());
        for (tag, digest, helper) in Rc::clone(&self.helpers).iter() {
            if !self.tags.contains(tag) && self.gone_subject(helper).is_some() {
                self.helper_tags.insert(tag);
            }
            let goes = self.helper_tags.contains(tag) && !self.gone.contains(digest);
            if goes {
                match self.why_it_stays(digest) {
                    Some(reason) => drop(self.stays.insert(digest, reason)),
                    None => {
                        self.stays.remove(digest);
                        self.gone.insert(digest);
                    }
                }
            }
        }
        (self.helper_tags.len(), self.gone.len()) > before
    }

    /// What goes, no child before a parent: while an index is there, what it lists is there. What
    /// is about another comes as late as it can.
    pub(super) fn parents_first(&self) -> Vec<&'a Digest> {
        let mut waiting: BTreeMap<&Digest, usize> = self
            .gone
            .iter()
            .map(|digest| (*digest, self.gone_parents(digest).count()))
            .collect();
        let mut ready = BTreeSet::new();
        for digest in self.gone.iter().filter(|digest| waiting[*digest] == 0) {
            ready.insert((self.serves(digest), *digest));
        }
        let mut ordered = Vec::with_capacity(waiting.len());
        while let Some((_, digest)) = ready.pop_first() {
            ordered.push(digest);
            let children = self.children(digest).iter().map(|child| &child.digest);
            for child in children.collect::<BTreeSet<_>>() {
                let Some(left) = waiting.get_mut(child) else {
                    continue;
                };
                *left -= 1;
                if *left == 0 {
                    ready.insert((self.serves(child), child));
                }
            }
        }
        ordered
    }

    pub(super) fn gone_parents(&self, digest: &Digest) -> impl Iterator<Item = &'a Digest> {
        let parents = self.parents.get(digest).into_iter().flatten().copied();
        parents.filter(|parent| self.gone.contains(parent))
    }

    pub(super) fn children(&self, digest: &Digest) -> &'a [Child] {
        let manifest = self.snapshot.manifest(digest);
        manifest.map_or(&[], |manifest| &manifest.children)
    }

    /// Whether it goes because it is about another that goes, by way of a helper tag.
    fn serves(&self, digest: &Digest) -> bool {
        let mut tags = self.tags_of.get(digest).into_iter().flatten();
        tags.any(|tag| self.helper_tags.contains(tag))
    }

    /// The manifest that goes and that a helper is about.
    pub(super) fn gone_subject(&self, helper: &Helper) -> Option<&'a Digest> {
        match helper.subject.digest() {
            Some(digest) => self.gone.get(&digest).copied(),
            None => {
                let mut gone = self.gone.iter().copied();
                gone.find(|digest| helper.subject.is(digest))
            }
        }
    }
}
