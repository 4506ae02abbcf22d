//! What was found in the bytes of a blob, before it is held against anything.

use crate::{
    integrity::{
        decoding::{compression::Compression, fault::Fault},
        obstacle::Obstacle,
    },
    oci::digest::Digest,
};

/// What was found in the bytes that came.
///
/// A verdict rests on it, so it is made by reading bytes and in no other way:
/// ```compile_fail
/// use porthole_core::integrity::blob::measured::Measured;
/// let told: Measured = serde_json::from_str("{}").unwrap();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub(super) digest: Option<Digest>,
    pub(super) size: u64,
    pub(super) end: End,
    /// The digest of as many bytes as were promised, where more came.
    pub(super) beginning: Option<Digest>,
    pub(super) content: Content,
}

/// How the bytes ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Whoever sent them said that there are no more.
    Whole,
    /// The stream broke off.
    BrokenOff,
    /// So many came that nobody read on.
    Stopped,
}

/// What was found of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// It was not read: nobody asked for it, or the bytes had no end.
    NotRead,
    /// It could not be.
    Obstacle(Obstacle),
    /// It could not be unpacked to its end.
    Undecodable {
        /// How it is packed, by its own bytes.
        compression: Compression,
        /// What is wrong, and where.
        fault: Fault,
    },
    /// It was read to its end.
    Read(ReadContent),
}

/// Content that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadContent {
    /// How it is packed, by its own bytes.
    pub compression: Compression,
    /// Its digest, of the algorithm of the expected one.
    pub digest: Digest,
    /// How many bytes it has.
    pub size: u64,
    /// Whether it may be packed in a way that nobody knows here: it is no tar, nor empty.
    pub is_doubtful: bool,
}

impl Measured {
    /// The digest of all bytes, of the algorithm of the expected one; none where they were not
    /// read to their end.
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// How many bytes came.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How they ended.
    pub fn end(&self) -> End {
        self.end
    }

    /// What was found of the content.
    pub fn content(&self) -> &Content {
        &self.content
    }
}
