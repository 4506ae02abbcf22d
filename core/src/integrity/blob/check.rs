//! The check of one blob, chunk by chunk.

use crate::{
    integrity::{
        blob::{
            content::Content,
            expectation::{BlobExpectation, Depth},
            measured::{self, End, Measured},
            verdict::BlobVerdict,
        },
        finding::Unverifiable,
        hasher::Hasher,
        limits::Limits,
        obstacle::Obstacle,
    },
    oci::digest::Digest,
};

/// A check that is under way: bytes in, a verdict out.
///
/// Each chunk goes through a hash and, at depth [`Depth::Content`], through a decoder into a
/// second hash. Nothing is kept of it but a decoder's window. How the bytes are cut into chunks
/// makes no difference to the verdict.
pub struct BlobCheck {
    expectation: BlobExpectation,
    limits: Limits,
    hasher: Hasher,
    taken: u64,
    beginning: Option<Digest>,
    content: Content,
}

/// Why no further bytes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// So many more came than were promised that none of them could explain anything.
    TooMany,
}

impl BlobCheck {
    /// A check that waits for the first bytes.
    ///
    /// # Errors
    /// When nothing can be compared with the digest, so that there is no use in reading bytes.
    pub fn new(
        expectation: BlobExpectation,
        depth: Depth,
        limits: Limits,
    ) -> Result<Self, Obstacle> {
        let algorithm = expectation.digest.algorithm();
        let hasher = Hasher::of(algorithm)
            .ok_or_else(|| Unverifiable::Algorithm(algorithm.as_str().to_owned()))?;
        let content = match depth {
            Depth::AllBytes => Content::not_read(),
            Depth::Content => Content::new(&expectation, limits),
        };
        Ok(Self {
            expectation,
            limits,
            hasher,
            taken: 0,
            beginning: None,
            content,
        })
    }

    /// How many bytes were taken.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// How many bytes of content came of them, where they are unpacked.
    pub fn unpacked(&self) -> Option<u64> {
        self.content.unpacked()
    }

    /// Takes the next bytes, for as long as it takes to hash what they unpack to: 16 KiB may be
    /// 512 MiB of zeros, which is a second. Smaller chunks leave time in between.
    ///
    /// # Errors
    /// When no more are wanted; [`finish`](Self::finish) has the verdict then.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Stop> {
        // One more than there may be tells as much as all of them, however they are cut.
        let room = self.most().saturating_add(1).saturating_sub(self.taken);
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        let chunk = &chunk[..room.min(chunk.len())];
        self.hash(chunk);
        self.content.push(chunk);
        if self.has_too_many() {
            Err(Stop::TooMany)
        } else {
            Ok(())
        }
    }

    /// The verdict, where these were all bytes.
    pub fn finish(self) -> BlobVerdict {
        let expectation = self.expectation.clone();
        expectation.judge(self.measured(End::Whole))
    }

    /// The verdict, where the stream broke off before its end.
    pub fn broken_off(self) -> BlobVerdict {
        let expectation = self.expectation.clone();
        expectation.judge(self.measured(End::BrokenOff))
    }

    /// What was found in the bytes, which ended so: for whoever compares it elsewhere.
    pub fn measured(self, end: End) -> Measured {
        if self.has_too_many() {
            return Measured {
                digest: None,
                size: self.taken,
                end: End::Stopped,
                beginning: self.beginning,
                content: measured::Content::NotRead,
            };
        }
        let digest = self.hasher.finish();
        Measured {
            content: self.content.finish(&digest, self.taken),
            digest: Some(digest),
            size: self.taken,
            end,
            beginning: self.beginning,
        }
    }

    fn hash(&mut self, chunk: &[u8]) {
        let missing = self.expectation.size.saturating_sub(self.taken);
        let missing = usize::try_from(missing).unwrap_or(usize::MAX);
        let (promised, more) = chunk.split_at(missing.min(chunk.len()));
        self.hasher.update(promised);
        if !more.is_empty() && self.beginning.is_none() {
            self.beginning = Some(self.hasher.clone().finish());
        }
        self.hasher.update(more);
        self.taken = self.taken.saturating_add(chunk.len() as u64);
    }

    fn most(&self) -> u64 {
        self.limits.taken.most(self.expectation.size)
    }

    fn has_too_many(&self) -> bool {
        self.taken > self.most()
    }
}
