//! What earlier verifications came to, as this browser remembers it. It stands in for none.

use leptos::prelude::*;
use porthole_core::{
    oci::{digest::Digest, timestamp::Timestamp},
    verification::{ledger::Scope, standing::Proof},
};

use crate::{
    connection::{Connection, task::spawn},
    pages::image::verification::ImageVerification,
    reactive::{Derived, effect},
};

/// What may be remembered: what came to an end.
const PROOFS: [Proof; 4] = [
    Proof::Content,
    Proof::AllBytes,
    Proof::Unverifiable,
    Proof::Mismatch,
];

/// What was proved of what is meant, and when, before the page was opened; nothing where that is
/// not known, and once it is verified anew. `root` is the manifest of the page. Keeps what comes
/// of that.
pub(super) fn remembered(
    verification: ImageVerification,
    root: Option<Digest>,
) -> RwSignal<Option<(Proof, Timestamp)>> {
    let known = RwSignal::new(None);
    let meant = Derived::new(move || match verification.scope() {
        Scope::Image(digest) => Some(digest),
        Scope::All => root.clone(),
    });
    effect(move || {
        known.set(None);
        if let Some(digest) = meant.get() {
            recall(verification, digest, known);
        }
    });
    effect(move || {
        let has_ended = verification.verifying.ended().is_some();
        if has_ended && !verification.verifying.is_running() {
            keep(verification);
        }
    });
    known
}

fn recall(
    verification: ImageVerification,
    digest: Digest,
    known: RwSignal<Option<(Proof, Timestamp)>>,
) {
    let connection = Connection::in_use();
    let (repository, _) = verification.subject.get_value();
    spawn(async move {
        let Some(verdict) = connection.memory.verdict(&repository, &digest).await else {
            return;
        };
        let proof = PROOFS.iter().find(|proof| proof.word() == verdict.text);
        // The page may have gone meanwhile.
        let _ = known.try_set(proof.map(|proof| (*proof, verdict.date)));
    });
}

/// Keeps what came of the verification, under the digest that was read.
fn keep(verification: ImageVerification) {
    let connection = Connection::in_use();
    let (repository, _) = verification.subject.get_value();
    let found = untrack(|| {
        verification.look(|ledger, subject| {
            let proof = ledger.standing(subject).proof();
            let digest = match &subject.scope {
                Scope::Image(digest) => Some(digest.clone()),
                Scope::All => subject.contents()?.root.digest.clone(),
            };
            Some((digest?, proof))
        })
    });
    if let Some((digest, proof)) = found.flatten()
        && PROOFS.contains(&proof)
    {
        let word = proof.word().to_owned();
        connection.memory.keep_verdict(&repository, &digest, word);
    }
}
