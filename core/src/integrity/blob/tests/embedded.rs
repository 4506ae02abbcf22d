use crate::{
    integrity::{
        blob::{
            embedded::check_embedded,
            expectation::Depth,
            tests::{digest, mismatch},
            verdict::{BlobVerdict, Reason},
        },
        limits::Limits,
        obstacle::Obstacle,
        samples::{gzip, sha256},
    },
    oci::{
        descriptor::Descriptor,
        digest::Digest,
        tolerant::{Malformed, Tolerant},
    },
};

fn carrying(promised: &[u8], data: &[u8]) -> Descriptor {
    Descriptor {
        data: Tolerant(Ok(Some(data.to_vec()))),
        ..Descriptor::of(sha256(promised), promised.len() as u64)
    }
}

fn checked(descriptor: &Descriptor, diff_id: Option<Digest>, depth: Depth) -> Option<BlobVerdict> {
    check_embedded(descriptor, diff_id, depth, Limits::default())
}

#[test]
fn what_a_descriptor_carries_is_compared_like_what_is_fetched() {
    let right = checked(&carrying(b"{}", b"{}"), None, Depth::AllBytes);
    assert!(matches!(right, Some(BlobVerdict::AllBytes(_))));
    let layer = gzip(b"content");
    let diff_id = Some(sha256(b"content"));
    let content = checked(&carrying(&layer, &layer), diff_id, Depth::Content);
    assert!(matches!(content, Some(BlobVerdict::Content(_))));
    for data in [&b"[]"[..], b"", b"{", b"{}}"] {
        let wrong = checked(&carrying(b"{}", data), None, Depth::AllBytes);
        assert_eq!(mismatch(wrong.unwrap()).reason, Reason::Embedded);
    }
    let other = checked(
        &carrying(&layer, &layer),
        Some(sha256(b"other")),
        Depth::Content,
    );
    let reason = mismatch(other.unwrap()).reason;
    assert!(matches!(reason, Reason::ContentDiffers { .. }));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let mut unknown = carrying(b"{}", b"{}");
    unknown.digest = digest("blake3:abc");
    let verdict = checked(&unknown, None, Depth::AllBytes);
    assert!(matches!(
        verdict,
        Some(BlobVerdict::Unverifiable {
            obstacle: Obstacle::Digest(_),
            bytes: None
        })
    ));
}

#[test]
fn a_descriptor_that_carries_nothing_readable_is_to_be_fetched() {
    let nothing = Descriptor::of(sha256(b"{}"), 2);
    assert_eq!(checked(&nothing, None, Depth::AllBytes), None);
    let malformed = Malformed {
        reason: "it is no base64".to_owned(),
        found: "\"?\"".to_owned(),
    };
    let malformed = Descriptor {
        data: Tolerant(Err(malformed)),
        ..nothing
    };
    assert_eq!(checked(&malformed, None, Depth::AllBytes), None);
}
