//! What is read, and what came of it: how many tags have which result.

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted, size},
    integrity::blob::verdict::BlobVerdict,
    verification::{blob::BlobState, ledger::Ledger, sentence::under_way, standing::Proof},
};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, link_button, nothing, of_class, parts},
        truth::over_http,
    },
    connection::Connection,
    pages::repository::verification::{TagVerification, bar::hidden},
    reactive::Derived,
};

/// The results, the good ones first.
const RESULTS: [Proof; 6] = [
    Proof::Content,
    Proof::AllBytes,
    Proof::Mismatch,
    Proof::Failed,
    Proof::Unverifiable,
    Proof::Unfinished,
];

/// The lines beneath the bar. They stay from the first verification on.
pub(super) fn results(verification: TagVerification) -> AnyView {
    let has_begun = Derived::new(move || verification.number() > 0);
    let told = of_class("span", "offscreen")
        .set("role", "status")
        .child(dynamic_text(move || announced(verification)));
    let lines = of_class("section", "results")
        .set("aria-label", "Verification")
        .follow("hidden", hidden(move || !has_begun.get()))
        .child(progress(verification))
        .child(choices(verification))
        .child(dynamic(move || given_up(verification)));
    parts([told.view(), lines.view()])
}

/// It is told when it begins and when it ends: who does not see it wants no news ten times a
/// second.
fn announced(verification: TagVerification) -> String {
    let number = counted(verification.number(), "tag", "tags");
    if verification.verifying.is_running() {
        return format!("Verifying {number}.");
    }
    if verification.verifying.ended().is_none() {
        return String::new();
    }
    let such = RESULTS.map(|proof| (proof, verification.count(proof)));
    let such = such.into_iter().filter(|(_, number)| *number > 0);
    let such: Vec<String> = such.map(|(proof, number)| words(proof, number)).collect();
    let how = if verification.count(Proof::Unfinished) > 0 {
        "Stopped"
    } else {
        "Verified"
    };
    format!("{how}: {}.", such.join(", "))
}

/// So many tags with that result, in words.
fn words(proof: Proof, number: usize) -> String {
    let what = match proof {
        Proof::Failed => "could not be read",
        Proof::Unfinished => "not read to the end",
        proof => proof.word(),
    };
    format!("{} {what}", count(number as u64))
}

fn progress(verification: TagVerification) -> Element {
    let verifying = verification.verifying;
    let percent = move || {
        let sum = verifying.look(Ledger::sum).unwrap_or_default();
        let percent = u128::from(sum.read) * 100 / u128::from(sum.bytes.max(1));
        Some(percent.to_string())
    };
    let bar = element("progress")
        .set("max", "100")
        .set("aria-label", "Bytes read")
        .follow("value", percent)
        .follow("hidden", hidden(move || !verifying.is_running()));
    of_class("p", "results-line")
        .child(bar)
        .child(element("span").child(dynamic_text(move || sentence(verification))))
        .maybe(over_http())
}

/// How it goes on, or how it ended.
fn sentence(verification: TagVerification) -> String {
    let verifying = verification.verifying;
    let registry = Connection::in_use().target.title.clone();
    let is_running = verifying.is_running();
    let words = verifying.look(|ledger| {
        if is_running {
            return under_way(ledger, &registry, &verifying.pace()).rest;
        }
        if ledger.has_ended() {
            return read(ledger, &registry);
        }
        let sum = ledger.sum();
        let (read, all) = (size(sum.read), size(sum.bytes));
        let so_far = if sum.is_open { " so far" } else { "" };
        format!("Stopped: {read} of {all}{so_far} were read. Go on reads the rest.")
    });
    words.unwrap_or_default()
}

/// How many layers were read from the registry, and how many of them it did not give.
fn read(ledger: &Ledger, registry: &str) -> String {
    let mut numbers = (0, 0);
    for blob in ledger.blobs().iter().filter(|blob| blob.is_stored()) {
        match &blob.state {
            BlobState::Failed(..) => numbers.1 += 1,
            // It was not asked for.
            BlobState::Judged(BlobVerdict::Unverifiable { bytes: None, .. }, _) => {}
            _ => numbers.0 += 1,
        }
    }
    let (read, failed) = numbers;
    let failed = match failed {
        0 => String::new(),
        failed => format!(" {} could not be read.", count(failed)),
    };
    let layers = counted(read, "layer", "layers");
    format!("{layers} read from {registry}, each once.{failed}")
}

/// How many tags have which result; each shows only those.
fn choices(verification: TagVerification) -> Element {
    let all = choice(
        move || format!("All {}", count(verification.number() as u64)),
        move || false,
        move || verification.only.set(None),
    );
    let all = all.follow("hidden", hidden(move || verification.only.get().is_none()));
    let results = RESULTS.map(|proof| {
        let is_chosen = move || verification.only.get() == Some(proof);
        let choose = move || {
            let chosen = verification.only.get_untracked();
            let next = Some(proof).filter(|_| chosen != Some(proof));
            verification.only.set(next);
        };
        choice(
            move || words(proof, verification.count(proof)),
            is_chosen,
            choose,
        )
        .set("data-result", proof.word())
        .follow("hidden", hidden(move || verification.count(proof) == 0))
        .view()
    });
    let failed = move || verification.count(Proof::Failed) == 0;
    let again = link_button("Try again", move || verification.verifying.go_on()).follow(
        "hidden",
        hidden(move || failed() || verification.verifying.is_running()),
    );
    of_class("div", "results-choices")
        .set("role", "group")
        .set("aria-label", "Show only")
        .children(results)
        .child(all)
        .child(again)
}

fn choice(
    words: impl Fn() -> String + Send + 'static,
    is_chosen: impl Fn() -> bool + Send + 'static,
    choose: impl Fn() + 'static,
) -> Element {
    of_class("button", "result")
        .set("type", "button")
        .follow("aria-pressed", move || Some(is_chosen().to_string()))
        .on("click", move |_| choose())
        .child(dynamic_text(words))
}

/// Why nothing more was asked, where the registry wanted that.
fn given_up(verification: TagVerification) -> AnyView {
    let error = verification
        .verifying
        .look(|ledger| ledger.given_up().cloned());
    match error.flatten() {
        Some(error) => {
            let explanation = Connection::in_use().explain(&error);
            of_class("p", "fault")
                .text(format!("{}. {}", explanation.title, explanation.cure))
                .view()
        }
        None => nothing(),
    }
}
