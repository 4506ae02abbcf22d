//! The mark of a finding: a word, a shape and a colour, and what exactly was compared.

use leptos::prelude::*;
use porthole_core::integrity::finding::{Finding, Source, Unverifiable};

use crate::components::element::element;

/// What a mark says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MarkWords {
    class: &'static str,
    shape: &'static str,
    word: &'static str,
    meaning: String,
}

/// The words for a finding.
pub(crate) fn words<T>(finding: &Finding<T>) -> MarkWords {
    let (class, shape, word, meaning) = match finding {
        Finding::Verified(verified) => {
            let sources: Vec<String> = verified.sources().iter().map(source).collect();
            let meaning = format!("The bytes were hashed here, and the digest is that of {}.", sources.join(" and "));
            ("consistent", "✓", "consistent", meaning)
        }
        Finding::Computed { .. } => (
            "computed",
            "○",
            "computed",
            "The digest was computed here; the registry named none that this page may read to compare it with.".to_owned(),
        ),
        Finding::Mismatch(mismatch) => (
            "mismatch",
            "✕",
            "mismatch",
            format!("The bytes are not those of {}.", source(&mismatch.expected.source)),
        ),
        Finding::Unverifiable { reason, .. } => ("unverifiable", "!", "unverifiable", why(reason)),
    };
    MarkWords {
        class,
        shape,
        word,
        meaning,
    }
}

/// Who promised a digest, in words.
pub(crate) fn source(source: &Source) -> String {
    match source {
        Source::Address => "the address".to_owned(),
        Source::Parent(parent) => format!("the descriptor in {}", parent.short()),
        Source::Header => "the registry's Docker-Content-Digest header".to_owned(),
    }
}

/// Why nothing can be compared, in words.
pub(crate) fn why(reason: &Unverifiable) -> String {
    match reason {
        Unverifiable::Schema1 => {
            "Docker's schema 1: its digest is that of a payload without signatures, never of the bytes that are served.".to_owned()
        }
        Unverifiable::Algorithm(name) => format!("The digest is of the algorithm {name}, which cannot be computed here."),
    }
}

/// The mark of a finding.
pub(crate) fn mark(words: MarkWords) -> AnyView {
    let shape = element("span").set("aria-hidden", "true").text(words.shape);
    element("span")
        .set("class", format!("mark mark-{}", words.class))
        .set("title", words.meaning)
        .child(shape)
        .text(format!(" {}", words.word))
        .view()
}
