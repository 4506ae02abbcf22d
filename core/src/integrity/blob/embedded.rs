//! Content that a descriptor carries itself, in its field `data`.

use crate::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
            verdict::{BlobVerdict, Reason},
        },
        limits::Limits,
    },
    oci::{descriptor::Descriptor, digest::Digest},
};

/// Checks what the descriptor carries, as if it had been fetched; nothing where it carries none.
pub fn check_embedded(
    descriptor: &Descriptor,
    diff_id: Option<Digest>,
    depth: Depth,
    limits: Limits,
) -> Option<BlobVerdict> {
    let data = descriptor.data.value()?.as_ref()?;
    let expectation = BlobExpectation::of(descriptor, diff_id);
    Some(match BlobCheck::new(expectation, depth, limits) {
        Ok(mut check) => match check.push(data) {
            Ok(()) | Err(_) => embedded(check.finish()),
        },
        Err(obstacle) => BlobVerdict::Unverifiable {
            obstacle,
            bytes: None,
        },
    })
}

/// Nobody sent these bytes: what explains others does not explain them.
fn embedded(verdict: BlobVerdict) -> BlobVerdict {
    match verdict {
        BlobVerdict::Mismatch(mut mismatch) if !mismatch.has_pushed_bytes() => {
            mismatch.reason = Reason::Embedded;
            BlobVerdict::Mismatch(mismatch)
        }
        verdict => verdict,
    }
}
