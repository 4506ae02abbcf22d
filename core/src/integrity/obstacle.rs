//! What keeps a blob from being compared.

use crate::integrity::finding::Unverifiable;

/// Why no comparison can decide about a blob, or about its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Nothing can be compared with the blob's digest.
    Digest(Unverifiable),
    /// The blob is kept elsewhere: its descriptor has `urls`.
    Foreign,
    /// No config names the digest of its content.
    NoDiffId,
    /// The digest of its content is of an algorithm that is unknown here; its name.
    DiffId(String),
    /// Its content is packed in a way that is unknown here; the name, where the bytes tell it.
    Compression(Option<&'static str>),
    /// It needs a larger window than is allowed; of how many bytes.
    Window(u64),
    /// It was packed with a dictionary, which nobody has; its number.
    Dictionary(u32),
    /// Its content was longer than is unpacked of a blob of its size.
    StoppedAtLimit {
        /// How many bytes of the blob had been read.
        read: u64,
        /// How many bytes of content had come of them.
        content: u64,
    },
}

impl From<Unverifiable> for Obstacle {
    fn from(reason: Unverifiable) -> Self {
        Self::Digest(reason)
    }
}
