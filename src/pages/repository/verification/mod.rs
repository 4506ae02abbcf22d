//! Verifying the tags that are selected: every image that each leads to, every blob once.

mod bar;
mod mark;
mod reasons;
mod results;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use leptos::prelude::*;
use porthole_core::{
    integrity::blob::expectation::Depth,
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::manifest::ManifestAddress,
    verification::{
        ledger::{Ledger, Scope, Subject},
        standing::Proof,
    },
};

use crate::{
    connection::verifying::Verifying,
    pages::repository::{selection::Selection, tags::TagList},
    reactive::{Derived, effect},
};

pub(crate) use mark::RowMark;

/// How many tags are how far, by the number of the step.
type Tally = [usize; 6];

/// What is verified of the tags of a repository. A copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct TagVerification {
    repository: StoredValue<RepositoryName>,
    /// The only tags that the table has, and whether its rows must stay where they are.
    shown: RwSignal<Option<Arc<HashSet<Tag>>>>,
    is_pointed_at: RwSignal<bool>,
    verifying: Verifying,
    /// Where each tag stands among the subjects.
    places: RwSignal<HashMap<Tag, usize>>,
    depth: RwSignal<Depth>,
    tally: Derived<Tally>,
    /// The only result whose tags are shown.
    only: RwSignal<Option<Proof>>,
}

impl TagVerification {
    /// Nothing is verified yet; it lives as long as the current owner.
    pub(crate) fn new(list: &TagList) -> Self {
        let verifying = Verifying::new();
        let tally = Derived::new(move || verifying.look(tally).unwrap_or_default());
        let verification = Self {
            repository: list.repository,
            shown: list.only,
            is_pointed_at: list.is_pointed_at,
            verifying,
            places: RwSignal::new(HashMap::new()),
            depth: RwSignal::new(Depth::Content),
            tally,
            only: RwSignal::new(None),
        };
        effect(move || verification.show_only());
        verification
    }

    /// The bar of what is selected, with what else can be done with that.
    pub(crate) fn bar(self, selection: Selection, beside: AnyView) -> AnyView {
        bar::bar(self, selection, beside)
    }

    /// What is read and what came of it.
    pub(crate) fn results(self) -> AnyView {
        results::results(self)
    }

    /// What is known of a tag's bytes, of which the row shows this digest.
    pub(crate) fn proof_of(
        self,
        tag: &Tag,
        shown: impl Fn() -> Option<Digest> + Send + Sync + 'static,
    ) -> Derived<Option<mark::TagProof>> {
        let tag = tag.clone();
        Derived::new(move || {
            let place = self.places.with(|places| places.get(&tag).copied())?;
            let is_running = self.verifying.is_running();
            let proof = self.verifying.look(|ledger| {
                let subject = ledger.subjects().get(place)?;
                mark::TagProof::of(ledger, subject, is_running, shown().as_ref())
            });
            proof.flatten()
        })
    }

    /// How many tags are to be verified; tracked.
    fn number(self) -> usize {
        self.tally.with(|tally| tally.iter().sum())
    }

    /// How many tags are that far; tracked.
    fn count(self, proof: Proof) -> usize {
        self.tally.with(|tally| tally[proof as usize])
    }

    /// How many of the selected tags would be new to what is verified; tracked.
    fn new_ones(self, selection: Selection) -> usize {
        self.places
            .with(|places| selection.count(|tag| !places.contains_key(tag)))
    }

    /// Whether what is verified is as deep as is wanted; tracked.
    fn is_as_wanted(self) -> bool {
        self.verifying.depth() == Some(self.depth.get())
    }

    /// Verifies what is selected. What is being verified goes on where only new tags are; where
    /// none is new all begins anew.
    fn verify(self, selection: Selection) {
        let tags = selection.in_order();
        let (is_as_wanted, new) = untrack(|| (self.is_as_wanted(), self.new_ones(selection)));
        if is_as_wanted && new > 0 {
            let known = self.places.get_untracked();
            let new = tags.into_iter().filter(|tag| !known.contains_key(tag));
            let subjects = self.placed(known.len(), new.collect());
            self.verifying.add(subjects);
            return;
        }
        self.only.set(None);
        self.places.set(HashMap::new());
        let subjects = self.placed(0, tags);
        let repository = self.repository.get_value();
        let depth = self.depth.get_untracked();
        self.verifying.begin(repository, subjects, depth);
    }

    /// These tags as subjects that follow so many others.
    fn placed(self, before: usize, tags: Vec<Tag>) -> Vec<(ManifestAddress, Scope)> {
        self.places.update(|places| {
            let numbered = tags.iter().cloned().zip(before..);
            places.extend(numbered);
        });
        let subject = |tag| (ManifestAddress::Tag(tag), Scope::All);
        tags.into_iter().map(subject).collect()
    }

    /// Leaves only the tags in the table that have the result that somebody asked for. Rows stay
    /// where they are while somebody points at them.
    fn show_only(self) {
        let Some(proof) = self.only.get() else {
            self.shown.set(None);
            return;
        };
        if self.count(proof) == 0 {
            self.only.set(None);
            return;
        }
        if self.is_pointed_at.get() {
            return;
        }
        let tags = self.verifying.look(|ledger| tags_of(ledger, proof));
        let tags = tags.unwrap_or_default();
        let is_same = self
            .shown
            .with_untracked(|only| only.as_deref() == Some(&tags));
        if !is_same {
            self.shown.set(Some(Arc::new(tags)));
        }
    }
}

fn tally(ledger: &Ledger) -> Tally {
    let mut tally = Tally::default();
    for subject in ledger.subjects() {
        tally[ledger.standing(subject).proof() as usize] += 1;
    }
    tally
}

fn tags_of(ledger: &Ledger, proof: Proof) -> HashSet<Tag> {
    let subjects = ledger.subjects().iter();
    let such = subjects.filter(|subject| ledger.standing(subject).proof() == proof);
    such.filter_map(tag_of).cloned().collect()
}

fn tag_of(subject: &Subject) -> Option<&Tag> {
    match &subject.address {
        ManifestAddress::Tag(tag) => Some(tag),
        ManifestAddress::Digest(_) => None,
    }
}
