//! What came of a comparison.

use crate::{
    integrity::verified::{Provenance, Verified},
    oci::{digest::Digest, timestamp::Timestamp},
};

/// Who said, independently of the bytes, what their digest is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The address that was asked for.
    Address,
    /// A descriptor in the parent with this digest, which was verified itself.
    Parent(Digest),
    /// The registry's `Docker-Content-Digest` header.
    Header,
}

/// What bytes are expected to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Who expects it.
    pub source: Source,
    /// Their digest.
    pub digest: Digest,
    /// Their number, where the source names it.
    pub size: Option<u64>,
}

/// What a view gets: content with what is known of it, never a bare yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding<T> {
    /// The bytes hash to an independent statement.
    Verified(Verified<T>),
    /// There was nothing to compare with.
    Computed {
        /// The content.
        content: T,
        /// Its digest, computed here.
        digest: Digest,
    },
    /// The bytes are not what was promised. Their content is not handed on.
    Mismatch(Mismatch),
    /// No comparison can decide.
    Unverifiable {
        /// The content.
        content: T,
        /// Why.
        reason: Unverifiable,
    },
}

/// How bytes differ from what was promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What was promised, and by whom.
    pub expected: Expectation,
    /// The digest of the bytes that came, of the expected algorithm.
    pub found: Digest,
    /// How many bytes came.
    pub found_size: u64,
}

/// Why no comparison can decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unverifiable {
    /// A manifest of Docker's schema 1: its digest is that of other bytes than are served.
    Schema1,
    /// The expected digest is of an algorithm that is unknown here; its name.
    Algorithm(String),
}

impl Mismatch {
    /// Whether the digest is right, and only the size is not.
    pub fn is_size_only(&self) -> bool {
        self.found == self.expected.digest
    }
}

impl<T> Finding<T> {
    /// The content, unless it is not what was promised.
    pub fn content(&self) -> Option<&T> {
        match self {
            Self::Verified(verified) => Some(verified.value()),
            Self::Computed { content, .. } | Self::Unverifiable { content, .. } => Some(content),
            Self::Mismatch(_) => None,
        }
    }

    /// The digest that the bytes themselves have, where it names them.
    pub fn digest(&self) -> Option<&Digest> {
        match self {
            Self::Verified(verified) => Some(verified.digest()),
            Self::Computed { digest, .. } => Some(digest),
            Self::Mismatch(mismatch) => Some(&mismatch.found),
            Self::Unverifiable { .. } => None,
        }
    }

    /// Since when the bytes were remembered, where they were not read from the registry now.
    pub fn remembered_since(&self) -> Option<Timestamp> {
        match self {
            Self::Verified(verified) => match verified.provenance() {
                Provenance::Registry => None,
                Provenance::Memory { since } => Some(since),
            },
            _ => None,
        }
    }

    /// The same finding of the same bytes, read as something else.
    pub(crate) fn map<U>(self, read: impl FnOnce(T) -> U) -> Finding<U> {
        match self {
            Self::Verified(verified) => Finding::Verified(verified.map(read)),
            Self::Computed { content, digest } => Finding::Computed {
                content: read(content),
                digest,
            },
            Self::Mismatch(mismatch) => Finding::Mismatch(mismatch),
            Self::Unverifiable { content, reason } => Finding::Unverifiable {
                content: read(content),
                reason,
            },
        }
    }
}
