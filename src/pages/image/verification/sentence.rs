//! The sentence of truth while something is verified and afterwards, and the mark beside the
//! digest.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    oci::digest::Digest,
    registry::manifest::ReadManifest,
    verification::{
        sentence::{Sentence, Tone, outcome, under_way},
        standing::Proof,
    },
};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{element, link_button, nothing, of_class, parts},
        mark::{MarkWords, mark, of_proof, of_remembered_proof},
        truth::{over_http, truth},
    },
    connection::Connection,
    pages::image::verification::{ImageVerification, is_other, remembered::remembered},
    reactive::Derived,
};

/// What is known, in one sentence: of the manifest, or of all that was read.
pub(crate) fn sentence(
    verification: ImageVerification,
    finding: &Rc<Finding<ReadManifest>>,
) -> AnyView {
    let has_begun = Derived::new(move || verification.look(|_, _| ()).is_some());
    let finding = StoredValue::new_local(Rc::clone(finding));
    let root = finding.with_value(|finding| finding.digest().cloned());
    let moved = Derived::new(move || verification.moved(root.as_ref()));
    let shown = dynamic(move || {
        if let Some(now) = moved.get() {
            moved_to(&now)
        } else if has_begun.get() {
            untrack(|| of_verification(verification))
        } else {
            finding.with_value(|finding| truth(finding))
        }
    });
    let is_other = Derived::new(move || {
        let platform = verification.platform.get().map(|(_, digest)| digest);
        finding.with_value(|finding| is_other(finding, platform))
    });
    let other = dynamic(move || {
        if !is_other.get() {
            return nothing();
        }
        let words = "This is not the image that you expect: its digest is another. What follows is true of what is here.";
        of_class("p", "truth truth-bad").text(words).view()
    });
    let told = dynamic_text(move || announced(verification));
    let status = of_class("span", "offscreen")
        .set("role", "status")
        .child(told);
    parts([other, shown, status.view()])
}

/// What was verified is not what the page shows.
fn moved_to(now: &Digest) -> AnyView {
    let reload = link_button("Reload the page", || {
        // A browser that does not reload shows what it shows.
        let _ = location().reload();
    });
    of_class("p", "truth truth-amber")
        .child(element("b").text("The tag was moved while this page was open. "))
        .text(format!(
            "It leads to {} now, and that was read instead of what is shown here. ",
            now.short()
        ))
        .child(reload)
        .view()
}

/// It is told once when it ends: who does not see it wants no news ten times a second.
fn announced(verification: ImageVerification) -> String {
    if verification.verifying.is_running() {
        return "Verifying.".to_owned();
    }
    match verification.proof() {
        Some(proof) => format!("Verification ended: {}.", proof.word()),
        None => String::new(),
    }
}

fn of_verification(verification: ImageVerification) -> AnyView {
    let sentence = Derived::new(move || current(verification));
    let class = move || {
        sentence.with(|sentence| {
            let tone = sentence
                .as_ref()
                .map_or(Tone::Plain, |sentence| sentence.tone);
            let tone = match tone {
                Tone::Plain => "plain",
                Tone::Good => "good",
                Tone::Amber => "amber",
                Tone::Bad => "bad-lead",
            };
            Some(format!("truth truth-{tone}"))
        })
    };
    let text = move |text: fn(&Sentence) -> &String| {
        dynamic_text(move || {
            sentence.with(|sentence| sentence.as_ref().map(text).cloned().unwrap_or_default())
        })
    };
    let progress = dynamic(move || {
        if verification.verifying.is_running() {
            progress(verification)
        } else {
            nothing()
        }
    });
    element("p")
        .follow("class", class)
        .child(element("b").child(text(|sentence| &sentence.lead)))
        .child(text(|sentence| &sentence.rest))
        .maybe(over_http())
        .child(progress)
        .view()
}

fn current(verification: ImageVerification) -> Option<Sentence> {
    let registry = Connection::in_use().target.title.clone();
    let is_running = verification.verifying.is_running();
    let ended = verification.verifying.ended();
    verification.look(|ledger, subject| {
        if is_running {
            under_way(ledger, &registry, &verification.verifying.pace())
        } else {
            let when = ended.map_or_else(
                || "just now".to_owned(),
                |ended| format!("at {}", clock(ended)),
            );
            outcome(ledger, subject, &registry, &when)
        }
    })
}

/// The time of day, as the browser's user writes it.
fn clock(moment: porthole_core::oci::timestamp::Timestamp) -> String {
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are few")]
    let milliseconds = moment.unix_seconds() as f64 * 1000.0;
    let date = js_sys::Date::new(&milliseconds.into());
    String::from(date.to_locale_time_string("default"))
}

fn progress(verification: ImageVerification) -> AnyView {
    let part = move || {
        let sum = verification
            .verifying
            .look(porthole_core::verification::ledger::Ledger::sum);
        let sum = sum.unwrap_or_default();
        let percent = u128::from(sum.read) * 100 / u128::from(sum.bytes.max(1));
        Some(percent.to_string())
    };
    element("progress")
        .set("max", "100")
        .set("aria-label", "Bytes of all layers read")
        .follow("value", part)
        .view()
}

/// The mark of what was verified, beside the digest; before that what is remembered of an earlier
/// time, hollow. `root` is the digest of the page's manifest.
pub(crate) fn proof_mark(verification: ImageVerification, root: Option<Digest>) -> AnyView {
    let proof = Derived::new(move || {
        verification
            .proof()
            .filter(|proof| *proof != Proof::Unfinished)
    });
    let remembered = remembered(verification, root.clone());
    let is_moved = Derived::new(move || verification.moved(root.as_ref()).is_some());
    dynamic(move || match (proof.get(), remembered.get()) {
        (Some(_), _) if is_moved.get() => mark(MarkWords::moved(
            "What was verified is not what is shown: the tag was moved.".to_owned(),
        )),
        (Some(proof), _) => mark(of_proof(proof)),
        (None, Some((proof, since))) => mark(of_remembered_proof(proof, since)),
        (None, None) => nothing(),
    })
}
