//! Blobs that come into the ledger. What need not be read has its verdict at once.

use crate::{
    integrity::{
        blob::{embedded::check_embedded, expectation::Depth, verdict::BlobVerdict},
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

/// Content that a descriptor carries is unpacked in the page's own thread: not for long.
const OF_EMBEDDED: Bound = Bound {
    free: 8 << 20,
    ratio: 0,
};

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
            let (origin, verdict) = at_once(descriptor, diff_id.clone(), depth);
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
) -> (Origin, Option<BlobVerdict>) {
    let unverifiable = |obstacle| BlobVerdict::Unverifiable {
        obstacle,
        bytes: None,
    };
    let algorithm = descriptor.digest.algorithm();
    let limits = Limits {
        content: [OF_EMBEDDED; 2],
        ..Limits::default()
    };
    let origin = origin_of(descriptor);
    let verdict = match origin {
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

/// What it carries is not needed any more, and may be much.
fn without_data(descriptor: &Descriptor) -> Descriptor {
    Descriptor {
        data: Tolerant(Ok(None)),
        ..descriptor.clone()
    }
}
