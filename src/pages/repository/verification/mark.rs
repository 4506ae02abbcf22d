//! What is known of a tag's bytes, in its row.

use leptos::prelude::*;
use porthole_core::{
    format::size,
    oci::digest::Digest,
    verification::{
        blob::Blob,
        ledger::{Contents, Ledger, Subject, SubjectState},
        standing::Proof,
    },
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, of_class},
        mark::{MarkWords, mark, of_proof},
    },
    pages::repository::verification::reasons::reasons,
    reactive::Derived,
};

/// How far a tag is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TagProof {
    /// Others are read before it.
    Waiting,
    /// Its manifests are read.
    Manifests,
    /// Its layers are read: how many hundredths of how many bytes, and whether that goes on.
    Layers(u64, u64, bool),
    /// Nothing more comes, or it differs already; and why, where there is something to say.
    Ended(Proof, Option<String>),
    /// It leads to another digest than its row shows.
    Moved(String),
}

impl TagProof {
    /// What is known of a tag whose row shows this digest; nothing where nothing was read of it
    /// and nothing will be.
    pub(super) fn of(
        ledger: &Ledger,
        subject: &Subject,
        is_running: bool,
        shown: Option<&Digest>,
    ) -> Option<Self> {
        let contents = match &subject.state {
            SubjectState::Waiting => return is_running.then_some(Self::Waiting),
            SubjectState::Reading => return Some(Self::Manifests),
            SubjectState::Read(contents) => contents,
        };
        let proof = ledger.standing(subject).proof();
        if proof == Proof::Unfinished {
            return Some(layers(ledger, contents, is_running));
        }
        let read = contents.root.digest.as_ref();
        if let (Some(read), Some(shown)) = (read, shown)
            && read != shown
        {
            return Some(Self::Moved(moved(read, proof)));
        }
        let why = match proof {
            Proof::Content | Proof::AllBytes => None,
            _ => Some(reasons(ledger, contents, proof)),
        };
        Some(Self::Ended(proof, why))
    }

    fn words(&self) -> MarkWords {
        match self {
            Self::Waiting => MarkWords::unknown(
                "waiting".to_owned(),
                "Others are read before it.".to_owned(),
            ),
            Self::Manifests => MarkWords::unknown(
                "reading".to_owned(),
                "Its manifests and configs are read.".to_owned(),
            ),
            Self::Layers(percent, bytes, is_running) => {
                let (taken, all) = (size(bytes / 100 * percent), size(*bytes));
                let meaning = if *is_running {
                    format!("{taken} of {all} of its layers were read so far.")
                } else {
                    format!("Stopped after {taken} of {all} of its layers.")
                };
                MarkWords::unknown(format!("{percent} %"), meaning)
            }
            Self::Ended(proof, None) => of_proof(*proof),
            Self::Ended(proof, Some(why)) => of_proof(*proof).meaning(why.clone()),
            Self::Moved(meaning) => MarkWords::moved(meaning.clone()),
        }
    }

    /// Whether the page of the image says more.
    fn is_link(&self) -> bool {
        matches!(self, Self::Ended(..) | Self::Moved(_))
    }
}

fn moved(read: &Digest, proof: Proof) -> String {
    format!(
        "The tag leads to {} by now, which is: {}. The row shows what it led to before; open the repository anew to see it.",
        read.short(),
        proof.word()
    )
}

/// Each blob counts once, however many images have it.
fn layers(ledger: &Ledger, contents: &Contents, is_running: bool) -> TagProof {
    let images = contents.images.iter();
    let places = images.flat_map(|image| image.blobs.iter().filter_map(|blob| blob.as_ref().ok()));
    let mut places: Vec<usize> = places.copied().collect();
    places.sort_unstable();
    places.dedup();
    let blobs = places.iter().filter_map(|place| ledger.blobs().get(*place));
    let stored = blobs.filter(|blob| blob.is_stored());
    let (taken, bytes) = stored.fold((0_u64, 0_u64), |(taken, bytes), blob: &Blob| {
        let size = blob.descriptor.size;
        (
            taken.saturating_add(blob.read()),
            bytes.saturating_add(size),
        )
    });
    // As fine as it is shown, so that it is drawn anew only where that changes.
    let percent = u128::from(taken) * 100 / u128::from(bytes.max(1));
    let percent = u64::try_from(percent).unwrap_or(100);
    TagProof::Layers(percent, bytes, is_running)
}

/// The mark of a row: of what was verified, and before of what was found.
pub(crate) struct RowMark {
    /// What is known of the tag's bytes.
    pub(crate) proof: Derived<Option<TagProof>>,
    /// Its name.
    pub(crate) tag: String,
    /// Where its image is.
    pub(crate) href: String,
}

impl RowMark {
    /// The mark; this one where nothing was verified.
    pub(crate) fn or(&self, found: MarkWords) -> AnyView {
        let (proof, tag, href) = (self.proof, self.tag.clone(), self.href.clone());
        dynamic(move || {
            proof.with(|proof| match proof {
                Some(proof) if proof.is_link() => element("a")
                    .set("class", "mark-link")
                    .set("href", href.clone())
                    .child(of_class("span", "offscreen").text(format!("{tag}: ")))
                    .child(mark(proof.words()))
                    .view(),
                Some(proof) => mark(proof.words()),
                None => mark(found.clone()),
            })
        })
    }
}
