//! The sentence of truth: what was read, from where, when, and what that proves.

use crate::{
    format::{counted, size, visible_start},
    integrity::finding::Finding,
    verification::{
        blob::{Blob, BlobState, Origin},
        ledger::{Contents, Image, Ledger, Subject},
        pace::Pace,
        standing::{Proof, Standing},
    },
};

/// More images than these are not named.
const NAMES: usize = 4;
/// Longer names of platforms are cut.
const NAME_LENGTH: usize = 60;

/// How a sentence is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing is proved or disproved yet.
    Plain,
    /// It is proved.
    Good,
    /// Something cannot be decided, or could not be read.
    Amber,
    /// Something differs.
    Bad,
}

/// A sentence, and how it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// How it is meant.
    pub tone: Tone,
    /// What counts, first.
    pub lead: String,
    /// The rest.
    pub rest: String,
}

/// How it goes on: `Reading layers from registry.local … 35.6 of 38.2 MB`.
pub fn under_way(ledger: &Ledger, registry: &str, pace: &Pace) -> Sentence {
    let sum = ledger.sum();
    let so_far = if sum.is_open { " so far" } else { "" };
    let speed = pace.speed().filter(|speed| *speed > 0);
    let left = pace.left(sum.bytes.saturating_sub(sum.read));
    let left = left.filter(|left| left.as_secs() > 1 && !sum.is_open);
    let parts = [
        Some(format!("{} of {}{so_far}", size(sum.read), size(sum.bytes))),
        speed.map(|speed| format!("{}/s", size(speed))),
        left.map(|left| format!("{} left", duration(left.as_secs()))),
        Some(format!(
            "{} of {}{so_far} read",
            sum.ended,
            counted(sum.blobs, "blob", "blobs")
        )),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let rest = format!("Reading layers from {registry} … {}.", parts.join(", "));
    Sentence {
        tone: Tone::Plain,
        lead: String::new(),
        rest,
    }
}

/// What came of one subject. `when` is such as `just now` or `3 minutes ago`.
pub fn outcome(ledger: &Ledger, subject: &Subject, registry: &str, when: &str) -> Sentence {
    let standing = ledger.standing(subject);
    let Some(contents) = subject.contents() else {
        return stopped(ledger);
    };
    let layers = layers_of(ledger, contents);
    let digest = contents
        .root
        .digest
        .as_ref()
        .map_or("", |digest| digest.short());
    match standing.proof() {
        proof @ (Proof::Content | Proof::AllBytes) => {
            let what = what(contents, layers);
            let rest = match proof {
                Proof::Content => format!(
                    "read from {registry} {when}; every byte matches {digest}, and so does what the layers unpack to."
                ),
                _ => format!("read from {registry} {when}; every byte matches {digest}."),
            };
            Sentence {
                tone: Tone::Good,
                lead: String::new(),
                rest: format!(
                    "{what} {rest}{}{}",
                    carried(ledger, contents),
                    computed(contents)
                ),
            }
        }
        Proof::Mismatch => differs(&standing, layers, &where_it_differs(ledger, contents)),
        Proof::Failed => Sentence {
            tone: Tone::Amber,
            lead: format!(
                "{} could not be read. ",
                counted(standing.failed, "part", "parts")
            ),
            rest: format!(
                "Nothing is proved of {}; {} matched.",
                if standing.failed == 1 { "it" } else { "them" },
                agree(&standing)
            ),
        },
        Proof::Unfinished => stopped(ledger),
        Proof::Unverifiable => Sentence {
            tone: Tone::Amber,
            lead: format!(
                "{} cannot be decided; why stands below. ",
                counted(standing.unverifiable, "part", "parts")
            ),
            rest: match contents.root.proof() {
                Proof::AllBytes => format!(
                    "All that can be compared was read from {registry} {when} and matches {digest}.{}",
                    computed(contents)
                ),
                _ => format!(
                    "{} matched, as read from {registry} {when}.",
                    agree(&standing)
                ),
            },
        },
    }
}

fn stopped(ledger: &Ledger) -> Sentence {
    let sum = ledger.sum();
    // What could not be read is behind, but was not read.
    let is_read = |blob: &&Blob| blob.is_stored() && matches!(blob.state, BlobState::Judged(..));
    let read = ledger.named().filter(is_read).count();
    Sentence {
        tone: Tone::Plain,
        lead: "Stopped. ".to_owned(),
        rest: format!(
            "{read} of {} read to the end; of the rest nothing is known. What was under way is read from its beginning again.",
            counted(sum.blobs, "blob was", "blobs were")
        ),
    }
}

/// Of which images it is that something differs, where there are several.
fn where_it_differs(ledger: &Ledger, contents: &Contents) -> String {
    if contents.images.len() < 2 {
        return String::new();
    }
    let differs = |image: &&Image| ledger.standing_of(image).proof() == Proof::Mismatch;
    let images = contents.images.iter().filter(differs);
    let names = images.take(NAMES).map(|image| match &image.platform {
        Some(platform) => visible_start(&platform.to_string(), NAME_LENGTH),
        None => {
            let digest = image.manifest.digest.as_ref();
            digest.map_or_else(String::new, |digest| digest.short().to_owned())
        }
    });
    let names: Vec<String> = names.collect();
    format!(" It concerns {}.", names.join(", "))
}

fn differs(standing: &Standing, layers: Standing, whose: &str) -> Sentence {
    let all_of_layers = layers.mismatch == standing.mismatch;
    let (bad, number, what) = if all_of_layers {
        (layers.mismatch, layers.number(), "layer")
    } else {
        (standing.mismatch, standing.number(), "part")
    };
    let whats = format!("{what}s");
    let is = if bad == 1 { "is" } else { "are" };
    let other = number - bad;
    let undecided = if all_of_layers {
        layers.unverifiable + layers.failed + layers.unfinished
    } else {
        standing.unverifiable + standing.failed + standing.unfinished
    };
    let rest = match (other, undecided) {
        (0, _) => String::new(),
        (1, 0) => " The other one matches.".to_owned(),
        (other, 0) => format!(" The other {other} match."),
        (other, undecided) => format!(" Of the other {other}, {} match.", other - undecided),
    };
    Sentence {
        tone: Tone::Bad,
        lead: format!(
            "{bad} of {} {is} not what the image promises.",
            counted(number, what, &whats)
        ),
        rest: format!(" Do not deploy this image from here.{whose}{rest}"),
    }
}

/// How far the layers of all images are, each blob as often as it is named.
fn layers_of(ledger: &Ledger, contents: &Contents) -> Standing {
    let images = contents.images.iter();
    let layers = images.map(|image: &Image| ledger.standing_of_layers(image));
    layers.fold(Standing::default(), |sum, layers| sum + layers)
}

fn what(contents: &Contents, layers: Standing) -> String {
    let number = layers.number();
    let of_images = match &contents.images[..] {
        [] => String::new(),
        [image] => image
            .platform
            .as_ref()
            .map_or_else(String::new, |platform| {
                format!(" of {}", visible_start(&platform.to_string(), NAME_LENGTH))
            }),
        images => format!(" of {} images", images.len()),
    };
    match number {
        0 => "The manifest, which names no layers, was".to_owned(),
        1 => format!("The only layer{of_images} was"),
        2 => format!("Both layers{of_images} were"),
        number => format!("All {number} layers{of_images} were"),
    }
}

/// What was not read from the registry, since the manifest carries it itself.
fn carried(ledger: &Ledger, contents: &Contents) -> String {
    let places = contents.images.iter().flat_map(|image| &image.blobs);
    let blobs = places.filter_map(|place| ledger.blobs().get(*place.as_ref().ok()?));
    let carried = blobs
        .filter(|blob| blob.origin == Origin::Descriptor)
        .count();
    match carried {
        0 => String::new(),
        carried => format!(
            " Of {} the manifest itself carries the content.",
            counted(carried, "blob", "blobs")
        ),
    }
}

fn computed(contents: &Contents) -> &'static str {
    match &contents.root.outcome {
        Ok(Finding::Computed { .. }) => {
            " That digest was computed here: the registry shows none to compare it with."
        }
        _ => "",
    }
}

fn agree(standing: &Standing) -> String {
    let (agree, number) = (standing.agreeing(), standing.number());
    format!("{agree} of {}", counted(number, "part", "parts"))
}

/// Seconds as people say them.
fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}
