mod embedded;
mod obstacles;
mod properties;
mod reasons;
mod sizes;
mod verdicts;

use crate::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
            verdict::{BlobMismatch, BlobVerdict, ComparedContent},
        },
        limits::Limits,
        samples::sha256,
    },
    oci::{digest::Digest, media_type::MediaType},
};

/// What is promised of a layer with these bytes and this content.
fn promise(blob: &[u8], content: &[u8]) -> BlobExpectation {
    BlobExpectation {
        digest: sha256(blob),
        size: blob.len() as u64,
        media_type: MediaType::default(),
        diff_id: Some(sha256(content)),
    }
}

fn begin(expectation: &BlobExpectation, depth: Depth) -> BlobCheck {
    BlobCheck::new(expectation.clone(), depth, Limits::default()).unwrap()
}

fn check(expectation: &BlobExpectation, depth: Depth, bytes: &[u8]) -> BlobVerdict {
    let mut check = begin(expectation, depth);
    check.push(bytes).unwrap();
    check.finish()
}

#[track_caller]
fn mismatch(verdict: BlobVerdict) -> BlobMismatch {
    match verdict {
        BlobVerdict::Mismatch(mismatch) => *mismatch,
        verdict => panic!("{verdict:?}"),
    }
}

#[track_caller]
fn content(verdict: BlobVerdict) -> ComparedContent {
    match verdict {
        BlobVerdict::Content(content) => content,
        verdict => panic!("{verdict:?}"),
    }
}

fn digest(text: &str) -> Digest {
    Digest::parse(text).unwrap()
}
