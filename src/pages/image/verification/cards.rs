//! What differs, what cannot be decided and what could not be read, each with its reason.

use leptos::prelude::*;
use porthole_core::{
    format::count,
    integrity::{
        blob::{
            measured::End,
            verdict::{BlobMismatch, BlobVerdict, Reason},
        },
        finding::Finding,
    },
    oci::digest::Digest,
    verification::{
        blob::{Blob, BlobFault, BlobState},
        ledger::{Image, Ledger, Part, Subject},
    },
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, of_class, parts},
    },
    connection::Connection,
    pages::image::verification::ImageVerification,
    reactive::Derived,
};

/// More cards than anyone reads are not drawn; their number is told.
const CARDS: usize = 20;

/// What a card says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Card {
    class: &'static str,
    heading: String,
    facts: Vec<(&'static str, String)>,
    words: Vec<String>,
}

/// The cards of the image with this manifest, beneath its layers.
pub(crate) fn cards(manifest: Digest) -> AnyView {
    let verification = ImageVerification::in_use();
    let found = Derived::new(move || {
        let found = verification.verifying.look(|ledger| {
            let image = ledger.image(&manifest);
            let of_image = image.map(|image| cards_of(ledger, image));
            let above = above(ledger, &manifest);
            let all = above.into_iter().chain(of_image.into_iter().flatten());
            all.collect::<Vec<Card>>()
        });
        found.unwrap_or_default()
    });
    dynamic(move || {
        found.with(|cards| {
            let more = cards.len().saturating_sub(CARDS);
            let more = (more > 0).then(|| {
                let words = format!("And {more} more. The report names all.");
                of_class("p", "note").text(words).view()
            });
            parts(cards.iter().take(CARDS).map(drawn).chain(more))
        })
    })
}

fn drawn(card: &Card) -> AnyView {
    let facts = card.facts.iter().flat_map(|(name, value)| {
        let value = element("dd").child(element("code").text(value.clone()));
        [element("dt").text(*name).view(), value.view()]
    });
    let words = card
        .words
        .iter()
        .map(|words| element("p").text(words.clone()).view());
    of_class("section", card.class)
        .child(element("h3").text(card.heading.clone()))
        .child(of_class("dl", "facts").children(facts))
        .children(words)
        .view()
}

/// What is said of all: why nothing more was asked, and indexes that are not what was promised.
fn above(ledger: &Ledger, manifest: &Digest) -> Vec<Card> {
    let given_up = ledger.given_up().map(|error| {
        let explanation = Connection::in_use().explain(error);
        Card {
            class: "verdict verdict-amber",
            heading: explanation.title,
            facts: Vec::new(),
            words: explanation
                .causes
                .into_iter()
                .chain([explanation.cure])
                .collect(),
        }
    });
    let contents = ledger.subjects().iter().filter_map(Subject::contents);
    let roots = contents.flat_map(|contents| [&contents.root].into_iter().chain(&contents.indexes));
    let others = roots.filter(|part| part.digest.as_ref() != Some(manifest));
    let others = others.filter_map(|part| of_part("What the tag or the digest leads to", part));
    given_up.into_iter().chain(others).collect()
}

fn cards_of(ledger: &Ledger, image: &Image) -> Vec<Card> {
    let parts = [
        ("The manifest", Some(&image.manifest)),
        ("The config", image.config.as_ref()),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(name, part)| of_part(name, part?));
    let mut seen = Vec::new();
    let blobs = image
        .blobs
        .iter()
        .enumerate()
        .filter_map(|(position, place)| {
            let place = *place.as_ref().ok()?;
            if seen.contains(&place) {
                return None;
            }
            seen.push(place);
            of_blob(position, ledger.blobs().get(place)?)
        });
    let blobs: Vec<Card> = blobs.collect();
    parts.chain(blobs).collect()
}

fn of_blob(position: usize, blob: &Blob) -> Option<Card> {
    let digest = blob.descriptor.digest.short();
    let heading = |words: &str| format!("Layer {}, {digest}: {words}", position + 1);
    match &blob.state {
        BlobState::Judged(BlobVerdict::Mismatch(mismatch), _) => {
            Some(of_mismatch(mismatch, &heading))
        }
        BlobState::Judged(BlobVerdict::Unverifiable { obstacle, .. }, _) => Some(Card {
            class: "verdict verdict-amber",
            heading: heading("cannot be decided"),
            facts: Vec::new(),
            words: vec![obstacle.in_words()],
        }),
        BlobState::Failed(fault, _) => Some(Card {
            class: "verdict verdict-amber",
            heading: heading("could not be read"),
            facts: Vec::new(),
            words: of_fault(fault),
        }),
        _ => None,
    }
}

fn of_mismatch(mismatch: &BlobMismatch, heading: &dyn Fn(&str) -> String) -> Card {
    let explained = mismatch.explain();
    let sized = |digest: &Digest, size: u64| format!("{digest}, {} bytes", count(size));
    let (expected, found) = (&mismatch.expected, &mismatch.found);
    let mut facts = match &mismatch.reason {
        Reason::ContentDiffers { found, size } => {
            let expected = expected.diff_id.as_ref().map(Digest::to_string);
            vec![
                ("Expected content", expected.unwrap_or_default()),
                ("Found content", sized(found, *size)),
            ]
        }
        _ => {
            let digest = found.digest().map(Digest::to_string);
            let digest = digest.unwrap_or_else(|| "not computed".to_owned());
            vec![
                ("Expected", sized(&expected.digest, expected.size)),
                ("Found", format!("{digest}, {} bytes", count(found.size()))),
            ]
        }
    };
    if found.end() == End::BrokenOff || matches!(mismatch.reason, Reason::Cut) {
        facts.push(("Ended at byte", count(found.size())));
    }
    Card {
        class: "verdict verdict-bad",
        heading: heading(explained.short),
        facts,
        words: vec![explained.likely, explained.cure.to_owned()],
    }
}

fn of_part(name: &str, part: &Part) -> Option<Card> {
    match &part.outcome {
        Ok(Finding::Mismatch(mismatch)) => Some(Card {
            class: "verdict verdict-bad",
            heading: format!("{name}: mismatch"),
            facts: vec![
                ("Expected", mismatch.expected.digest.to_string()),
                (
                    "Found",
                    format!("{}, {} bytes", mismatch.found, count(mismatch.found_size)),
                ),
            ],
            words: vec![
                "It was read anew, and is not what was promised. Nothing of its content is used."
                    .to_owned(),
            ],
        }),
        Ok(_) => None,
        Err(error) => {
            let explanation = Connection::in_use().explain(error);
            Some(Card {
                class: "verdict verdict-amber",
                heading: format!("{name}: {}", explanation.title),
                facts: Vec::new(),
                words: explanation
                    .causes
                    .into_iter()
                    .chain([explanation.cure])
                    .collect(),
            })
        }
    }
}

fn of_fault(fault: &BlobFault) -> Vec<String> {
    match fault {
        BlobFault::Registry(error) => {
            let explanation = Connection::in_use().explain(error);
            let title = [format!("{}.", explanation.title)].into_iter();
            title
                .chain(explanation.causes)
                .chain([explanation.cure])
                .collect()
        }
        BlobFault::Worker(words) => vec![
            format!("What reads and hashes it failed: {words}"),
            "Go on: the next one gets a new worker.".to_owned(),
        ],
    }
}
