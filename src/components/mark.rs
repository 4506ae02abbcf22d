//! The mark of a finding: a word, a shape and a colour, and what exactly was compared.

use std::borrow::Cow;

use leptos::prelude::*;
use porthole_core::{
    format::{ago, visible_start},
    integrity::finding::{Finding, Source, Unverifiable},
    inventory::summary::{ImageContent, ImageSummary, Summary},
    oci::timestamp::Timestamp,
    verification::standing::Proof,
};

use crate::components::{
    built::now,
    element::{element, of_class},
};

/// What was not asked for now is hollow.
const REMEMBERED: &str = "◌";
/// More parts that differ are told by their number.
const PARTS: usize = 4;
/// Longer names of platforms are cut.
const NAME_LENGTH: usize = 60;

/// What a mark says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MarkWords {
    class: &'static str,
    shape: &'static str,
    word: Cow<'static, str>,
    meaning: String,
}

impl MarkWords {
    /// The words for what is not known yet.
    pub(crate) fn unknown(word: String, meaning: String) -> Self {
        Self {
            class: "computed",
            shape: "○",
            word: word.into(),
            meaning,
        }
    }

    /// The words for a tag that leads elsewhere by now.
    pub(crate) fn moved(meaning: String) -> Self {
        Self {
            class: "unverifiable",
            shape: "!",
            word: "moved".into(),
            meaning,
        }
    }

    /// The same mark, which means this.
    pub(crate) fn meaning(self, meaning: String) -> Self {
        Self { meaning, ..self }
    }
}

/// The words for a finding.
pub(crate) fn words<T>(finding: &Finding<T>) -> MarkWords {
    if let Some(since) = finding.remembered_since() {
        return remembered(finding, since);
    }
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
        word: Cow::Borrowed(word),
        meaning,
    }
}

/// The words for what was not asked for now.
fn remembered<T>(finding: &Finding<T>, since: Timestamp) -> MarkWords {
    let sources = match finding {
        Finding::Verified(verified) => verified.sources(),
        _ => &[],
    };
    let sources: Vec<String> = sources.iter().map(source).collect();
    MarkWords {
        class: "remembered",
        shape: REMEMBERED,
        word: format!("remembered, {}", ago(since, now())).into(),
        meaning: format!(
            "The bytes were read from the registry at {since} and kept in this browser. They were hashed again now, and the digest is that of {}. The registry was not asked for them.",
            sources.join(" and ")
        ),
    }
}

impl MarkWords {
    /// The same, hollow where parts of what the manifest names were remembered.
    pub(crate) fn with_remembered(mut self, since: Option<Timestamp>) -> Self {
        if let Some(since) = since {
            self.meaning = format!(
                "{} What the manifest names (platforms, sizes, dates) is partly remembered in this browser: read {} ({since}), hashed again now, and not asked of the registry.",
                self.meaning,
                ago(since, now())
            );
            if self.class == "consistent" {
                self.class = "consistent mark-partly";
                self.shape = REMEMBERED;
            }
        }
        self
    }
}

/// The words for what was verified.
pub(crate) fn of_proof(proof: Proof) -> MarkWords {
    let (class, shape, meaning) = match proof {
        Proof::Content => (
            "proved",
            "✓",
            "Every byte was read from the registry and matches, and so does what the layers unpack to.",
        ),
        Proof::AllBytes => (
            "proved",
            "✓",
            "Every byte was read from the registry and matches. What layers unpack to was not compared.",
        ),
        Proof::Unverifiable => (
            "unverifiable",
            "!",
            "Something of it cannot be decided. The reason stands with it.",
        ),
        Proof::Unfinished => ("computed", "○", "Not all of it was read."),
        Proof::Failed => (
            "unverifiable",
            "!",
            "Something of it could not be read. The reason stands with it.",
        ),
        Proof::Mismatch => (
            "mismatch",
            "✕",
            "Something of it is not what was promised. What it is stands with it.",
        ),
    };
    MarkWords {
        class,
        shape,
        word: proof.word().into(),
        meaning: meaning.to_owned(),
    }
}

/// The words for what was verified at an earlier time.
pub(crate) fn of_remembered_proof(proof: Proof, since: Timestamp) -> MarkWords {
    MarkWords {
        class: "remembered",
        shape: REMEMBERED,
        word: format!("{}, {}", proof.word(), ago(since, now())).into(),
        meaning: format!(
            "It was verified in this browser at {since} and came to this. The registry was not asked for it now: Verify reads it anew."
        ),
    }
}

/// The words for what a manifest names, where that was read and is not what was promised.
pub(crate) fn words_of_parts(summary: &Summary) -> Option<MarkWords> {
    let mut parts = summary.mismatches().map(part);
    let shown: Vec<String> = parts.by_ref().take(PARTS).collect();
    let more = match parts.count() {
        0 => String::new(),
        more => format!(" And {more} more."),
    };
    (!shown.is_empty()).then(|| MarkWords {
        class: "mismatch",
        shape: "✕",
        word: "mismatch".into(),
        meaning: format!("{}{more}", shown.join(" ")),
    })
}

fn part(image: &ImageSummary) -> String {
    let platform = image.platform.as_ref();
    let of = platform.map_or_else(String::new, |platform| {
        format!(" of {}", visible_start(&platform.to_string(), NAME_LENGTH))
    });
    match image.content {
        ImageContent::ConfigMismatch(_) => {
            format!("The config{of} is not what its manifest promises.")
        }
        _ => format!("The manifest{of} is not what the index promises."),
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

/// The mark of a finding. What differs is also said to those who see no tooltip.
pub(crate) fn mark(words: MarkWords) -> AnyView {
    let said = (words.class == "mismatch")
        .then(|| of_class("span", "offscreen").text(format!(": {}", words.meaning)));
    let shape = element("span").set("aria-hidden", "true").text(words.shape);
    element("span")
        .set("class", format!("mark mark-{}", words.class))
        .set("title", words.meaning)
        .child(shape)
        .text(format!(" {}", words.word))
        .maybe(said)
        .view()
}
