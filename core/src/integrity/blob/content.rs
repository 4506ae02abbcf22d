//! The content of a blob while its bytes come.

use std::mem;

use crate::{
    integrity::{
        blob::{
            expectation::BlobExpectation,
            measured::{self, ReadContent},
        },
        decoding::{
            Decoder, Halt, Output,
            compression::{Compression, is_tar},
        },
        hasher::Hasher,
        limits::Limits,
        obstacle::Obstacle,
    },
    oci::digest::Digest,
};

/// How many bytes go through a decoder at once. They are cut at the same places however they
/// came, and few enough that no push takes long, were each of them thousands of content.
pub(super) const BLOCK: usize = 16 << 10;

/// Content that is being read.
pub(super) struct Content {
    held: Vec<u8>,
    reader: Reader,
    /// Whether plain bytes have one digest as a blob and as content.
    has_blob_algorithm: bool,
}

/// What the blocks go to.
enum Reader {
    /// The first block is not there yet.
    Start(Output),
    Plain {
        is_tar: bool,
        /// None where the blob's digest will be that of its content.
        output: Option<Output>,
    },
    Packed {
        compression: Compression,
        decoder: Decoder,
        output: Output,
    },
    Ended(measured::Content),
}

impl Content {
    /// Content that is to be compared with the `diff_id`, if it can be.
    pub(super) fn new(expectation: &BlobExpectation, limits: Limits) -> Self {
        let obstacle = |obstacle| Reader::Ended(measured::Content::Obstacle(obstacle));
        let algorithm = expectation.diff_id.as_ref().map(Digest::algorithm);
        let reader = match algorithm {
            None => obstacle(Obstacle::NoDiffId),
            Some(algorithm) => match Hasher::of(algorithm) {
                Some(hasher) => Reader::Start(Output::new(hasher, limits)),
                None => obstacle(Obstacle::DiffId(algorithm.as_str().to_owned())),
            },
        };
        Self {
            held: Vec::new(),
            has_blob_algorithm: algorithm == Some(expectation.digest.algorithm()),
            reader,
        }
    }

    /// Content that nobody asks for.
    pub(super) fn not_read() -> Self {
        Self {
            held: Vec::new(),
            has_blob_algorithm: false,
            reader: Reader::Ended(measured::Content::NotRead),
        }
    }

    /// How many bytes it was unpacked to so far.
    pub(super) fn unpacked(&self) -> Option<u64> {
        match &self.reader {
            Reader::Packed { output, .. } => Some(output.size()),
            _ => None,
        }
    }

    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !matches!(self.reader, Reader::Ended(_)) {
            let (now, rest) = bytes.split_at(bytes.len().min(BLOCK - self.held.len()));
            bytes = rest;
            if now.len() == BLOCK {
                self.reader.block(now, self.has_blob_algorithm);
                continue;
            }
            self.held.extend_from_slice(now);
            if self.held.len() == BLOCK {
                self.reader.block(&self.held, self.has_blob_algorithm);
                self.held.clear();
            }
        }
    }

    /// What was found, for a blob with this digest and size.
    pub(super) fn finish(mut self, digest: &Digest, size: u64) -> measured::Content {
        if !self.held.is_empty() || matches!(self.reader, Reader::Start(_)) {
            self.reader.block(&self.held, self.has_blob_algorithm);
        }
        match self.reader {
            Reader::Plain { is_tar, output } => measured::Content::Read(ReadContent {
                compression: Compression::Plain,
                digest: output.map_or_else(|| digest.clone(), |output| output.hasher().finish()),
                size,
                is_doubtful: !is_tar && size > 0,
            }),
            Reader::Packed {
                compression,
                decoder,
                output,
            } => match decoder.finish() {
                Ok(()) => measured::Content::Read(ReadContent {
                    compression,
                    size: output.size(),
                    digest: output.hasher().finish(),
                    is_doubtful: false,
                }),
                Err(halt) => halted(compression, halt),
            },
            Reader::Ended(content) => content,
            Reader::Start(_) => measured::Content::NotRead,
        }
    }
}

impl Reader {
    /// Takes the next block. Only the last one is shorter than [`BLOCK`].
    fn block(&mut self, block: &[u8], has_blob_algorithm: bool) {
        if matches!(self, Self::Start(_)) {
            self.begin(block, has_blob_algorithm);
        }
        match self {
            Self::Packed {
                compression,
                decoder,
                output,
            } => {
                if let Err(halt) = decoder.push(block, output) {
                    *self = Self::Ended(halted(*compression, halt));
                }
            }
            Self::Plain {
                output: Some(output),
                ..
            } => output.take(block),
            _ => {}
        }
    }

    /// Finds out by the first block how the content is packed.
    fn begin(&mut self, first: &[u8], has_blob_algorithm: bool) {
        let Self::Start(output) = mem::replace(self, Self::Ended(measured::Content::NotRead))
        else {
            return;
        };
        *self = match Compression::recognise(first) {
            Err(name) => {
                let unknown = Obstacle::Compression(Some(name));
                Self::Ended(measured::Content::Obstacle(unknown))
            }
            Ok(Compression::Plain) => Self::Plain {
                is_tar: is_tar(first),
                output: (!has_blob_algorithm).then_some(output),
            },
            Ok(compression) => Self::Packed {
                compression,
                decoder: Decoder::of(compression),
                output,
            },
        };
    }
}

fn halted(compression: Compression, halt: Halt) -> measured::Content {
    match halt {
        Halt::Fault(fault) => measured::Content::Undecodable { compression, fault },
        Halt::Obstacle(obstacle) => measured::Content::Obstacle(obstacle),
    }
}
