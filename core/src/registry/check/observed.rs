//! What was seen so far. Nothing stands where nothing was asked.

use std::time::Duration;

use crate::registry::{check::probe::Seen, error::ErrorKind};

/// What the steps of the check saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Whether anything answered.
    pub reached: Option<Seen>,
    /// How long that took.
    pub took: Option<Duration>,
    /// Whether the answer could be read.
    pub read: Option<Seen>,
    /// The same, not following where it leads.
    pub unfollowed: Option<Seen>,
    /// The same, with what the browser holds for the origin.
    pub with_credentials: Option<Seen>,
    /// With an `Authorization` that is nobody's.
    pub authorization: Option<Seen>,
    /// With a long `Accept`.
    pub accept: Option<Seen>,
    /// With a `Content-Type`.
    pub content_type: Option<Seen>,
    /// The DELETE of nothing.
    pub deletion: Option<Seen>,
    /// What the registry answered, signed as the page signs.
    pub registry: Option<Result<(), ErrorKind>>,
    /// What came of the list of repositories.
    pub catalog: Option<Result<(), ErrorKind>>,
    /// Whether `Link` can be read.
    pub link: Option<Exposed>,
    /// Whether `Docker-Content-Digest` can be read.
    pub digest: Option<Exposed>,
    /// What came of a blob.
    pub blob: Option<Blob>,
    /// Whether the check has ended.
    pub is_done: bool,
}

/// Whether a header of answers can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposed {
    /// It was read.
    There,
    /// It must have been there, and was not to be read.
    Missing,
    /// Nothing came that must have it.
    Unseen,
}

/// What came of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blob {
    /// It was read.
    Read,
    /// There is none to try, or something else was wrong with it.
    Unknown,
    /// It could not be read.
    Unreadable {
        /// Where it is, under the registry's address.
        path: String,
        /// What was seen there without following where it leads.
        unfollowed: Seen,
    },
}

impl Observed {
    /// The status of the first answer that could be read.
    pub(crate) fn status(&self) -> Option<u16> {
        self.read.as_ref().and_then(Seen::status)
    }

    /// Whether the registry was seen to ask who that is.
    pub(crate) fn asks_who(&self) -> bool {
        self.status() == Some(401)
    }
}
