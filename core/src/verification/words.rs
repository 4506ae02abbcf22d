//! Verdicts in words: what is the matter, what is likely behind it, what to do.

use crate::{
    format::count,
    integrity::{
        blob::{
            measured::End,
            verdict::{BlobMismatch, Reason},
        },
        decoding::{
            compression::Compression,
            fault::{Fault, Undecodable},
        },
        finding::Unverifiable,
        obstacle::Obstacle,
    },
    verification::standing::Proof,
};

/// A mismatch in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// What is the matter, in a few words.
    pub short: &'static str,
    /// The same in a sentence, and what is likely behind it.
    pub likely: String,
    /// What to do.
    pub cure: &'static str,
}

const PUSH_AGAIN: &str = "Do not use this image from here. Push it again, or compare the registry's storage with a copy that is known to be good.";
const PROXY: &str = "Look at what stands between this browser and the registry: a proxy or a storage that sends Content-Encoding unpacks or packs layers on their way. Clients that do not undo it will refuse this image.";
const RESTART: &str = "Restart the registry, which forgets what it no longer has, and push the image again. Collect garbage only while the registry is stopped or read-only.";
const REBUILD: &str =
    "Whoever built or converted the image has to do that again: every copy of it is like this one.";

impl Proof {
    /// The word of the ladder.
    pub fn word(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::AllBytes => "all bytes",
            Self::Unverifiable => "unverifiable",
            Self::Unfinished => "not read",
            Self::Failed => "not readable",
            Self::Mismatch => "mismatch",
        }
    }
}

impl BlobMismatch {
    /// The mismatch in words.
    pub fn explain(&self) -> Explained {
        let (short, likely, cure) = match &self.reason {
            Reason::Size => (
                "wrong size",
                "The bytes are those that were pushed, but the manifest names another size for them.".to_owned(),
                REBUILD,
            ),
            Reason::Unpacked => (
                "unpacked on the way",
                "What came is the content of the layer, not the layer: somebody unpacked it on its way, and nothing is lost.".to_owned(),
                PROXY,
            ),
            Reason::Repacked(compression) => (
                "packed anew",
                format!("What came has the right content, packed differently, as {}: somebody packed it anew.", compression.name()),
                PROXY,
            ),
            Reason::Ghost => (
                "gone",
                self.ghost(),
                RESTART,
            ),
            Reason::Cut => ("cut", self.cut(), PUSH_AGAIN),
            Reason::Longer { begins_as_promised } => (
                "too long",
                longer(*begins_as_promised, self.found.size() - self.expected.size.min(self.found.size())),
                PUSH_AGAIN,
            ),
            Reason::Changed => (
                "changed",
                "As many bytes came as were promised, but they are others: they were changed in the registry's storage, or on their way.".to_owned(),
                PUSH_AGAIN,
            ),
            Reason::Embedded => (
                "wrong data",
                "The manifest carries this content itself, in the descriptor's data, and that is not what the same descriptor promises.".to_owned(),
                REBUILD,
            ),
            Reason::ContentDiffers { .. } => (
                "other content",
                "The bytes are those that were pushed, but they unpack to something else than the image's config names.".to_owned(),
                REBUILD,
            ),
            Reason::NotDecodable(fault) => (
                "cannot be unpacked",
                format!("The bytes are those that were pushed, but {}.", fault.in_words()),
                REBUILD,
            ),
        };
        Explained {
            short,
            likely,
            cure,
        }
    }

    fn ghost(&self) -> String {
        let mut words = "The registry says that it has this blob, and sends nothing of it. That is how a registry answers after garbage was collected while it ran.".to_owned();
        if self.found.end() == End::BrokenOff {
            words.push_str(" A blob that is cut may look the same: the browser throws away what waits to be read when a connection breaks off.");
        }
        words
    }

    fn cut(&self) -> String {
        let came = count(self.found.size());
        let promised = count(self.expected.size);
        let (after, how) = match self.found.end() {
            End::BrokenOff => (
                "at least ",
                "The connection broke off there twice, so it was not the network.",
            ),
            End::Whole | End::Stopped => ("", "The registry sent it as if it were whole."),
        };
        format!(
            "It ends after {after}{came} of {promised} bytes. {how} The file in the registry's storage is cut off, or a proxy has a limit."
        )
    }
}

fn longer(begins_as_promised: bool, more: u64) -> String {
    let more = count(more);
    if begins_as_promised {
        format!("It begins with all that was promised, and {more} bytes follow.")
    } else {
        format!("It is {more} bytes longer than promised, and other from its beginning on.")
    }
}

impl Fault {
    /// What is wrong with the packed bytes, as a part of a sentence.
    pub fn in_words(&self) -> String {
        let at = count(self.at);
        let what = match self.why {
            Undecodable::Header => "a header makes no sense",
            Undecodable::Data => "the packed data makes no sense",
            Undecodable::Checksum => "the content has another checksum than stands beside it",
            Undecodable::Length => "the content has another length than stands beside it",
            Undecodable::Garbage => "something else follows the end of the packed data",
            Undecodable::EndsEarly => "the packed data ends in its middle",
        };
        format!("{what}, at byte {at}")
    }
}

impl Obstacle {
    /// Why nothing can be decided, in a sentence.
    pub fn in_words(&self) -> String {
        match self {
            Self::Digest(Unverifiable::Schema1) => "A manifest of Docker's schema 1 cannot be verified.".to_owned(),
            Self::Digest(Unverifiable::Algorithm(name)) => format!("Its digest is of the algorithm {name}, which cannot be computed here."),
            Self::Foreign => "It is kept elsewhere: its descriptor names other addresses, which are not asked from here.".to_owned(),
            Self::NoDiffId => "Its bytes match. The image's config names no digest for its content, or not one for each layer, so that was not compared.".to_owned(),
            Self::DiffId(name) => format!("Its bytes match. The digest of its content is of the algorithm {name}, which cannot be computed here."),
            Self::Compression(Some(name)) => format!("Its bytes match. Its content is packed with {name}, which is not unpacked here."),
            Self::Compression(None) => "Its bytes match. Its content is packed or encrypted in a way that is not known here, so that was not compared.".to_owned(),
            Self::Window(size) => format!("Its bytes match. To unpack it takes {} bytes of memory at once, which is more than is given here.", count(*size)),
            Self::Dictionary(_) => "Its bytes match. It was packed with a dictionary that nobody has here.".to_owned(),
            Self::StoppedAtLimit { content, .. } => format!("Its bytes match. It was unpacked to {} bytes and then stopped at the limit: more is not unpacked of a layer of its size.", count(*content)),
        }
    }
}

impl Compression {
    /// How a layer is packed, in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Plain => "not packed",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}
