//! One blob to be read whole.
#![expect(
    async_fn_in_trait,
    reason = "a page runs on one thread: no future here needs Send"
)]

use crate::{
    integrity::blob::{
        expectation::{BlobExpectation, Depth},
        measured::Measured,
        verdict::BlobVerdict,
    },
    oci::{descriptor::Descriptor, digest::Digest, name::RepositoryName, timestamp::Timestamp},
    registry::error::RegistryError,
};

/// A blob to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobJob {
    /// Where it is.
    pub repository: RepositoryName,
    /// What it is expected to be.
    pub expectation: BlobExpectation,
    /// How deep it is looked into.
    pub depth: Depth,
}

/// How far the reading of a blob is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlobProgress {
    /// How many of its bytes were read.
    pub taken: u64,
    /// How many bytes of content came of them, where they are unpacked.
    pub unpacked: Option<u64>,
}

/// Why a blob could not be read. It says nothing about its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobFault {
    /// The registry did not give it.
    Registry(RegistryError),
    /// What reads it failed; how, in words. The next blob gets a new one.
    Worker(String),
}

/// Reads blobs: in this thread, or in others.
pub trait BlobReader {
    /// Reads the blob to its end, or to where it breaks off, and says now and then how far it is.
    /// Dropping it ends the request.
    async fn measure(
        &self,
        job: &BlobJob,
        progress: &dyn Fn(BlobProgress),
    ) -> Result<Measured, BlobFault>;
}

/// Where the bytes of a blob are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// In the registry.
    Registry,
    /// In its descriptor.
    Descriptor,
    /// Somewhere else.
    Elsewhere,
}

/// A blob, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Its descriptor.
    pub descriptor: Descriptor,
    /// The digest of its content, where a config names it.
    pub diff_id: Option<Digest>,
    /// How deep it is looked into.
    pub depth: Depth,
    /// Where its bytes are.
    pub origin: Origin,
    /// How far it is.
    pub state: BlobState,
}

/// How far a blob is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobState {
    /// It was not begun.
    Waiting,
    /// It is being read.
    Reading(BlobProgress),
    /// It was read, and when that ended.
    Judged(BlobVerdict, Timestamp),
    /// It could not be read, and when that was known.
    Failed(BlobFault, Timestamp),
}

impl Blob {
    /// What it is expected to be.
    pub fn expectation(&self) -> BlobExpectation {
        BlobExpectation::of(&self.descriptor, self.diff_id.clone())
    }

    /// How many of its bytes are behind: all of them where nothing more comes.
    pub fn read(&self) -> u64 {
        match &self.state {
            BlobState::Waiting => 0,
            BlobState::Reading(progress) => progress.taken.min(self.descriptor.size),
            BlobState::Judged(..) | BlobState::Failed(..) => self.descriptor.size,
        }
    }

    /// Whether it has to be read from the registry. What cannot be compared is not.
    pub fn is_stored(&self) -> bool {
        let is_decided_before = matches!(
            self.state,
            BlobState::Judged(BlobVerdict::Unverifiable { bytes: None, .. }, _)
        );
        self.origin == Origin::Registry && !is_decided_before
    }

    /// Whether nothing more comes.
    pub fn has_ended(&self) -> bool {
        matches!(self.state, BlobState::Judged(..) | BlobState::Failed(..))
    }
}
