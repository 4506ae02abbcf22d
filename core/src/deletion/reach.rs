//! How far a deletion reaches: which manifests and tags go when some are meant to.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deletion::{
        graph::Graph,
        plan::{Mode, Reason, Selection},
        snapshot::{Known, Target},
    },
    oci::{digest::Digest, tag::Tag},
};

/// What goes.
pub(super) struct Reach<'a> {
    pub(super) graph: &'a Graph<'a>,
    mode: Mode,
    /// Manifests whose lists could not be read whole.
    pub(super) unread_lists: BTreeSet<&'a Digest>,
    /// Whether tags lead to manifests of schema 1 whose digests nothing tells.
    has_unnamed: bool,
    /// The manifests that were meant, whether they go or not.
    pub(super) meant: BTreeSet<&'a Digest>,
    /// All manifests that go.
    pub(super) gone: BTreeSet<&'a Digest>,
    /// The same, none before what lists it.
    pub(super) going: Vec<&'a Digest>,
    /// The tags that were meant. They all go.
    pub(super) tags: BTreeSet<&'a Tag>,
    /// The helper tags that go along.
    pub(super) helper_tags: BTreeSet<&'a Tag>,
    /// Manifests that would have gone, and stay.
    pub(super) stays: BTreeMap<&'a Digest, Reason>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(graph: &'a Graph<'a>, selection: &Selection, mode: Mode) -> Self {
        let snapshot = graph.snapshot;
        let tags = selected_tags(graph, selection);
        let mut reach = Self {
            meant: meant(graph, selection, mode, &tags),
            graph,
            mode,
            unread_lists: snapshot.unread_lists().collect(),
            has_unnamed: snapshot.tags.values().any(|to| *to == Target::Unnamed),
            gone: BTreeSet::new(),
            going: Vec::new(),
            tags: tags.clone(),
            helper_tags: BTreeSet::new(),
            stays: BTreeMap::new(),
        };
        reach.keep_what_may_be_unnamed();
        if mode == Mode::Images {
            reach.take_what_is_meant();
        }
        let is_unsure = snapshot.illegible_tags > 0 || snapshot.unread_tags().next().is_some();
        if !is_unsure {
            reach.decide();
        }
        if is_unsure || !reach.unread_lists.is_subset(&reach.gone) {
            reach.keep_all(tags);
        }
        reach
    }

    fn keep_what_may_be_unnamed(&mut self) {
        for digest in self.meant.clone() {
            if self.may_be_unnamed(digest) {
                self.meant.remove(digest);
                self.stays.insert(digest, Reason::Unread);
            }
        }
    }

    /// Whether a tag may lead to it whose digest nothing tells.
    fn may_be_unnamed(&self, digest: &Digest) -> bool {
        let snapshot = self.graph.snapshot;
        let is_schema_1 = matches!(snapshot.manifests.get(digest), Some(Known::Schema1));
        is_schema_1 && self.has_unnamed
    }

    /// Whoever means an image means all its tags, and what is about it.
    fn take_what_is_meant(&mut self) {
        for digest in &self.meant {
            self.tags.extend(self.graph.tags_of(digest));
        }
        for digest in self.meant.clone() {
            self.take_helpers(digest, &BTreeSet::new());
        }
    }

    /// Not those of what was decided to stay before.
    fn take_helpers(&mut self, digest: &Digest, decided: &BTreeSet<&Digest>) {
        for (tag, target) in self.graph.helpers.about(digest) {
            let stays = decided.contains(target) && !self.gone.contains(target);
            if !stays && !self.tags.contains(tag) {
                self.helper_tags.insert(tag);
            }
        }
    }

    /// A tag that could not be read may lead to anything, and a list that could not be read may
    /// name anything, unless it goes itself. So no manifest goes.
    fn keep_all(&mut self, selected: BTreeSet<&'a Tag>) {
        self.gone.clear();
        self.going.clear();
        self.helper_tags.clear();
        self.tags = selected;
        let meant = self.meant.iter();
        let stays = meant.map(|digest| (*digest, Reason::Unread));
        self.stays.retain(|_, reason| *reason == Reason::Unread);
        self.stays.extend(stays);
    }

    /// Parents come first, so that it is known whether they go, and what it is about mostly too.
    fn decide(&mut self) {
        let mut decided = BTreeSet::new();
        for &digest in self.graph.parents_first() {
            decided.insert(digest);
            let is_concerned = self.meant.contains(digest) || self.serves_what_goes(digest);
            if !is_concerned || !self.graph.is_there(digest) {
                continue;
            }
            if let Some(reason) = self.why_it_stays(digest) {
                self.stays.insert(digest, reason);
                continue;
            }
            self.gone.insert(digest);
            self.going.push(digest);
            self.take_helpers(digest, &decided);
        }
    }

    /// Whether something that goes lists it, or it is about something that goes.
    fn serves_what_goes(&self, digest: &Digest) -> bool {
        let mut parents = self.graph.parents(digest);
        parents.any(|parent| self.gone.contains(parent)) || self.is_helper(digest)
    }

    /// Whether a helper tag that goes along leads to it.
    pub(super) fn is_helper(&self, digest: &Digest) -> bool {
        let mut tags = self.graph.tags_of(digest).iter();
        tags.any(|tag| self.helper_tags.contains(tag))
    }

    /// Whether a tag goes.
    pub(super) fn goes(&self, tag: &Tag) -> bool {
        self.tags.contains(tag) || self.helper_tags.contains(tag)
    }

    fn why_it_stays(&self, digest: &Digest) -> Option<Reason> {
        if self.may_be_unnamed(digest) {
            return Some(Reason::Unread);
        }
        if self.mode == Mode::Images && self.meant.contains(digest) {
            return None;
        }
        let tags = self.graph.tags_of(digest).iter();
        let tags: Vec<Tag> = tags
            .filter(|tag| !self.goes(tag))
            .map(|tag| (*tag).clone())
            .collect();
        if !tags.is_empty() {
            return Some(Reason::Tagged(tags));
        }
        let mut parents = self.graph.parents(digest);
        if let Some(index) = parents.find(|parent| !self.gone.contains(parent)) {
            return Some(Reason::Listed(index.clone()));
        }
        // Nothing could put it back.
        let known = self.graph.snapshot.manifests.get(digest);
        let is_unread = self.mode == Mode::Tags && matches!(known, Some(Known::Unread(_)));
        is_unread.then_some(Reason::Unread)
    }
}

/// The selected tags, and those of the selected manifests.
fn selected_tags<'a>(graph: &Graph<'a>, selection: &Selection) -> BTreeSet<&'a Tag> {
    let tags = graph.snapshot.tags.keys();
    let tags = tags.filter(|tag| selection.tags.contains(*tag));
    let digests = selection.digests.iter();
    tags.chain(digests.flat_map(|digest| graph.tags_of(digest).iter().copied()))
        .collect()
}

fn meant<'a>(
    graph: &Graph<'a>,
    selection: &Selection,
    mode: Mode,
    tags: &BTreeSet<&'a Tag>,
) -> BTreeSet<&'a Digest> {
    let is_selected = |tag: &&'a Tag| tags.contains(tag);
    let tagged = graph.tagged().iter();
    let of_tags: Vec<&'a Digest> = match mode {
        Mode::TagsOnly => return BTreeSet::new(),
        Mode::Tags => tagged
            .filter(|(_, tags)| tags.iter().all(is_selected))
            .map(|(digest, _)| *digest)
            .collect(),
        Mode::Images => tagged
            .filter(|(_, tags)| tags.iter().any(is_selected))
            .map(|(digest, _)| *digest)
            .collect(),
    };
    let known = graph.snapshot.manifests.keys();
    let named = known.filter(|digest| selection.digests.contains(*digest));
    let meant = of_tags.into_iter().chain(named);
    meant.filter(|digest| graph.is_there(digest)).collect()
}
