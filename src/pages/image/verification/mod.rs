//! Verifying what an image page shows: the button, the sentence of truth, the marks, the cards of
//! what differs, and the digest that somebody expects.

mod bar;
mod cards;
mod expected;
mod integrity;
mod remembered;
mod report;
mod sentence;

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    health::{Ailment, of_verified},
    integrity::{blob::expectation::Depth, finding::Finding},
    oci::{digest::Digest, document::Content, name::RepositoryName},
    registry::manifest::{ManifestAddress, ReadManifest},
    verification::{
        ledger::{Ledger, Scope, Subject},
        standing::Proof,
    },
};

use crate::connection::verifying::Verifying;

pub(super) use bar::bar;
pub(super) use cards::cards;
pub(super) use expected::{expected_panel, is_other};
pub(super) use integrity::integrity;
pub(super) use report::report;
pub(super) use sentence::{proof_mark, sentence};

/// What is verified on an image page. A copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct ImageVerification {
    /// What runs.
    verifying: Verifying,
    /// What the page is about.
    subject: StoredValue<(RepositoryName, ManifestAddress)>,
    /// The platform that is shown, where there are several: its name and its manifest.
    platform: RwSignal<Option<(String, Digest)>>,
    /// How many images the index lists; none where it is one image.
    images: RwSignal<usize>,
    /// Whether all of them are meant.
    means_all: RwSignal<bool>,
    /// How deep layers are looked into.
    depth: RwSignal<Depth>,
}

impl ImageVerification {
    /// Nothing is verified yet. It is there for all below the current owner.
    pub(super) fn provide(repository: RepositoryName, address: ManifestAddress) -> Self {
        let verification = Self {
            verifying: Verifying::new(),
            subject: StoredValue::new((repository, address)),
            platform: RwSignal::new(None),
            images: RwSignal::new(0),
            means_all: RwSignal::new(false),
            depth: RwSignal::new(Depth::Content),
        };
        provide_context(verification);
        verification
    }

    /// The one of the page.
    pub(super) fn in_use() -> Self {
        expect_context()
    }

    /// Says which platform of how many is shown.
    pub(super) fn shows(self, platform: (String, Digest), images: usize) {
        self.platform.set(Some(platform));
        self.images.set(images);
    }

    /// What is meant by the page as it is set; tracked.
    fn scope(self) -> Scope {
        match self.platform.get() {
            Some((_, digest)) if !self.means_all.get() => Scope::Image(digest),
            _ => Scope::All,
        }
    }

    /// Looks at what is known of what is meant, if it was begun, else of what else was begun of
    /// what is shown; tracked.
    fn look<V>(self, look: impl FnOnce(&Ledger, &Subject) -> V) -> Option<V> {
        let shown = self.platform.get().map(|(_, digest)| Scope::Image(digest));
        let scopes = [Some(self.scope()), shown, Some(Scope::All)];
        let found = self.verifying.look(|ledger| {
            let of = |scope: &Scope| {
                let mut subjects = ledger.subjects().iter();
                subjects.find(|subject| subject.scope == *scope)
            };
            let subject = scopes.iter().flatten().find_map(of)?;
            Some(look(ledger, subject))
        });
        found.flatten()
    }

    /// How far that is proved, if it was begun; tracked.
    fn proof(self) -> Option<Proof> {
        self.look(|ledger, subject| ledger.standing(subject).proof())
    }

    /// How far what is meant is proved, if it was begun; tracked.
    fn proof_of_meant(self) -> Option<Proof> {
        let scope = self.scope();
        let proof = self.look(|ledger, subject| {
            (subject.scope == scope).then(|| ledger.standing(subject).proof())
        });
        proof.flatten()
    }

    /// The digest that was verified, where it is another than the page shows: the tag was moved
    /// since; tracked.
    fn moved(self, shown: Option<&Digest>) -> Option<Digest> {
        let verified = self.look(|_, subject| subject.contents()?.root.digest.clone());
        verified
            .flatten()
            .filter(|verified| Some(verified) != shown)
    }

    /// What was found in the bytes of the image with this manifest, if it was verified; tracked.
    pub(super) fn findings(self, manifest: &Digest) -> Option<Vec<Ailment>> {
        let found = self.verifying.look(|ledger| of_verified(ledger, manifest));
        found.flatten()
    }

    /// Verifies what is meant: what was read of it for another platform is not read again.
    fn verify(self) {
        let scope = untrack(|| self.scope());
        let depth = self.depth.get_untracked();
        let (repository, address) = self.subject.get_value();
        let is_new = untrack(|| {
            let is_there = self.proof_of_meant().is_some();
            !is_there && self.verifying.depth() == Some(depth)
        });
        if is_new {
            self.verifying.add(vec![(address, scope)]);
        } else {
            self.verifying
                .begin(repository, vec![(address, scope)], depth);
        }
    }
}

/// Whether there is anything to verify of what was found.
pub(super) fn is_verifiable(finding: &Rc<Finding<ReadManifest>>) -> bool {
    let document = finding
        .content()
        .and_then(|manifest| manifest.document.as_ref().ok());
    document
        .is_some_and(|document| matches!(document.content, Content::Image(_) | Content::Index(_)))
}
