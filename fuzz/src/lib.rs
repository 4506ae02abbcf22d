//! What every decoder must hold, whatever the bytes.

use porthole_core::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
            measured::{Content, ReadContent},
            verdict::BlobVerdict,
        },
        limits::{Bound, Limits},
    },
    oci::{digest::Digest, media_type::MediaType},
};

/// Small enough that no input takes long.
const LIMITS: Limits = Limits {
    taken: Bound {
        free: 64 << 20,
        ratio: 16,
    },
    content: [Bound {
        free: 1 << 20,
        ratio: 100,
    }; 2],
    window: 8 << 20,
};

/// Reads the blob as a whole and in chunks, whose sizes its own bytes give: both must come to
/// the same. What is left is the content that was found, if it could be read to its end.
pub fn content(blob: &[u8]) -> Option<ReadContent> {
    let whole = verdict([blob].into_iter());
    let sizes = blob
        .iter()
        .rev()
        .map(|byte| 1 + usize::from(*byte) * usize::from(*byte));
    assert_eq!(whole, verdict(chunks(blob, sizes)));
    assert_eq!(whole, verdict(blob.chunks(1 + blob.len() / 3)));
    let BlobVerdict::Mismatch(mismatch) = whole else {
        panic!("{whole:?}");
    };
    assert_eq!(mismatch.found.size(), blob.len() as u64);
    match mismatch.found.content() {
        Content::Read(content) => Some(content.clone()),
        _ => None,
    }
}

/// Bytes that are taken for what begins like this.
pub fn beginning_with(magic: &[u8], bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(magic) {
        return bytes.to_vec();
    }
    [magic, bytes].concat()
}

/// Nothing has this digest, so what was found is part of the verdict.
fn verdict<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> BlobVerdict {
    let zeros = Digest::parse(&format!("sha256:{}", "0".repeat(64))).unwrap();
    let expectation = BlobExpectation {
        digest: zeros.clone(),
        size: 1 << 20,
        media_type: MediaType::default(),
        diff_id: Some(zeros),
    };
    let mut check = BlobCheck::new(expectation, Depth::Content, LIMITS).unwrap();
    for chunk in chunks {
        check.push(chunk).unwrap();
    }
    check.finish()
}

fn chunks<'a>(
    mut blob: &'a [u8],
    mut sizes: impl Iterator<Item = usize>,
) -> impl Iterator<Item = &'a [u8]> {
    std::iter::from_fn(move || {
        let (chunk, rest) = blob.split_at(sizes.next()?.min(blob.len()));
        blob = rest;
        Some(chunk)
    })
}
