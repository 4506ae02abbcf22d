//! Blobs that come into the ledger. What need not be read has its verdict at once.

use crate::{
    integrity::{
        blob::{
            embedded::check_embedded, expectation::Depth, measured::Content, verdict::BlobVerdict,
        },
        finding::Unverifiable,
        hasher::Hasher,
        limits::{Bound, Limits},
        obstacle::Obstacle,
    },
    oci::{
        descriptor::Descriptor,
        digest::Digest,
        tolerant::{Malformed, Tolerant},
    },
    registry::transport::Transport,
    verification::{
        Verification,
        blob::{Blob, BlobReader, BlobState, Origin},
    },
};

/// Content that descriptors carry is unpacked in the page's own thread, and not for long: so many
/// bytes of one of them,
const OF_EMBEDDED: u64 = 8 << 20;
/// and so many of all together. What is beyond is compared in its bytes alone.
pub(super) const OF_ALL_EMBEDDED: u64 = 16 << 20;

impl<T: Transport, R: BlobReader> Verification<T, R> {
    /// Where a blob stands in the ledger. One that need not be read has its verdict at once.
    pub(super) fn place(
        &self,
        descriptor: Result<&Descriptor, &Malformed>,
        diff_id: Option<Digest>,
        depth: Depth,
    ) -> Result<usize, Malformed> {
        let descriptor = descriptor.map_err(Clone::clone)?;
        let new = || {
            let left = self.embedded_left.get();
            let (origin, verdict) = at_once(descriptor, diff_id.clone(), depth, left);
            let unpacked = verdict.as_ref().map_or(0, unpacked);
            self.embedded_left.set(left.saturating_sub(unpacked));
            Blob {
                descriptor: without_data(descriptor),
                diff_id: diff_id.clone(),
                depth,
                origin,
                state: verdict.map_or(BlobState::Waiting, |verdict| {
                    BlobState::Judged(verdict, self.now())
                }),
            }
        };
        let origin = origin_of(descriptor);
        let mut ledger = self.ledger.borrow_mut();
        Ok(ledger.place((descriptor, diff_id.clone(), depth, origin), new))
    }
}

/// Where the bytes of a blob are. The same blob may be in several places.
fn origin_of(descriptor: &Descriptor) -> Origin {
    if matches!(descriptor.data.value(), Some(Some(_))) {
        Origin::Descriptor
    } else if descriptor.is_foreign() {
        Origin::Elsewhere
    } else {
        Origin::Registry
    }
}

/// Where the bytes of a blob are, and the verdict where they need not be asked for.
fn at_once(
    descriptor: &Descriptor,
    diff_id: Option<Digest>,
    depth: Depth,
    left: u64,
) -> (Origin, Option<BlobVerdict>) {
    let unverifiable = |obstacle| BlobVerdict::Unverifiable {
        obstacle,
        bytes: None,
    };
    let algorithm = descriptor.digest.algorithm();
    let most = Bound {
        free: OF_EMBEDDED.min(left),
        ratio: 0,
    };
    let limits = Limits {
        content: [most; 2],
        ..Limits::default()
    };
    let origin = origin_of(descriptor);
    let verdict = match origin {
        Origin::Descriptor if left == 0 => {
            check_embedded(descriptor, None, Depth::AllBytes, limits)
        }
        Origin::Descriptor => check_embedded(descriptor, diff_id, depth, limits),
        Origin::Elsewhere => Some(unverifiable(Obstacle::Foreign)),
        Origin::Registry => {
            let is_unknown = Hasher::of(algorithm).is_none();
            let unknown = || Unverifiable::Algorithm(algorithm.as_str().to_owned()).into();
            is_unknown.then(|| unverifiable(unknown()))
        }
    };
    (origin, verdict)
}

/// How much came of content that was unpacked.
fn unpacked(verdict: &BlobVerdict) -> u64 {
    match verdict {
        BlobVerdict::Content(content) => content.size(),
        BlobVerdict::Mismatch(mismatch) => match mismatch.found.content() {
            Content::Read(read) => read.size,
            _ => OF_EMBEDDED,
        },
        BlobVerdict::Unverifiable {
            obstacle: Obstacle::StoppedAtLimit { content, .. },
            ..
        } => *content,
        BlobVerdict::Unverifiable { .. } | BlobVerdict::AllBytes(_) => 0,
    }
}

/// What it carries is not needed any more, and may be much.
fn without_data(descriptor: &Descriptor) -> Descriptor {
    Descriptor {
        data: Tolerant(Ok(None)),
        ..descriptor.clone()
    }
}
