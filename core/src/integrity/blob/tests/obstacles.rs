use crate::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
            tests::{check, digest, promise},
            verdict::BlobVerdict,
        },
        finding::Unverifiable,
        limits::{Bound, Limits},
        obstacle::Obstacle,
        samples::{LARGE_WINDOW, WITH_DICTIONARY, gzip, tar},
    },
    oci::{descriptor::Descriptor, digest::Digest, tolerant::Tolerant},
};

/// The bytes are proved all the same.
#[track_caller]
fn assert_unverifiable(expectation: &BlobExpectation, blob: &[u8], expected: &Obstacle) {
    match check(expectation, Depth::Content, blob) {
        BlobVerdict::Unverifiable {
            obstacle,
            bytes: Some(bytes),
        } => {
            assert_eq!(&obstacle, expected);
            assert_eq!(bytes.digest(), &expectation.digest);
        }
        verdict => panic!("{verdict:?}"),
    }
}

fn foreign() -> Descriptor {
    let elsewhere = vec!["https://example.com/layer".to_owned()];
    Descriptor {
        urls: Tolerant(Ok(Some(elsewhere))),
        ..Descriptor::of(digest(super::sizes::EMPTY), 0)
    }
}

#[test]
fn a_digest_of_an_unknown_algorithm_needs_no_bytes() {
    let mut expectation = promise(b"", b"");
    expectation.digest = digest("blake3:abc");
    let refused = BlobCheck::new(expectation, Depth::AllBytes, Limits::default());
    let unknown = Unverifiable::Algorithm("blake3".to_owned());
    assert_eq!(refused.err(), Some(Obstacle::Digest(unknown)));
}

#[test]
fn a_schema_1_manifest_is_an_obstacle_too() {
    let obstacle = Obstacle::from(Unverifiable::Schema1);
    assert_eq!(obstacle, Obstacle::Digest(Unverifiable::Schema1));
}

#[test]
fn a_blob_that_is_kept_elsewhere_is_not_asked_for() {
    let refused = BlobExpectation::of_stored(&foreign(), None);
    assert_eq!(refused, Err(Obstacle::Foreign));
    let here = Descriptor {
        urls: Tolerant(Ok(Some(Vec::new()))),
        ..foreign()
    };
    assert!(BlobExpectation::of_stored(&here, None).is_ok());
}

#[test]
fn without_a_digest_of_the_content_only_the_bytes_are_compared() {
    let blob = gzip(b"content");
    let mut expectation = promise(&blob, b"content");
    expectation.diff_id = None;
    assert_unverifiable(&expectation, &blob, &Obstacle::NoDiffId);
    expectation.diff_id = Some(digest("blake3:abc"));
    let unknown = Obstacle::DiffId("blake3".to_owned());
    assert_unverifiable(&expectation, &blob, &unknown);
}

#[test]
fn unknown_packings_are_no_mismatch() {
    for (blob, name) in [
        (&b"\xfd7zXZ\0 and more"[..], Some("xz")),
        (b"BZh91AY&SY and more", Some("bzip2")),
        (b"\x04\x22\x4d\x18 and more", Some("lz4")),
        (b"encrypted, or who knows", None),
    ] {
        let unknown = Obstacle::Compression(name);
        assert_unverifiable(&promise(blob, b"content"), blob, &unknown);
    }
}

#[test]
fn large_windows_and_dictionaries_are_no_mismatch() {
    let window = Obstacle::Window(256 << 20);
    assert_unverifiable(&promise(LARGE_WINDOW, b"content"), LARGE_WINDOW, &window);
    match check(
        &promise(WITH_DICTIONARY, b""),
        Depth::Content,
        WITH_DICTIONARY,
    ) {
        BlobVerdict::Unverifiable {
            obstacle: Obstacle::Dictionary(_),
            bytes: Some(_),
        } => {}
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn content_without_end_stops_at_the_limit_and_the_bytes_are_compared() {
    let layer = tar(&vec![0; 4 << 20]);
    let blob = gzip(&layer);
    let limits = Limits {
        content: [Bound {
            free: 1 << 20,
            ratio: 100,
        }; 2],
        ..Limits::default()
    };
    let mut check = BlobCheck::new(promise(&blob, &layer), Depth::Content, limits).unwrap();
    check.push(&blob).unwrap();
    assert_eq!(check.taken(), blob.len() as u64);
    match check.finish() {
        BlobVerdict::Unverifiable {
            obstacle: Obstacle::StoppedAtLimit { content, .. },
            bytes: Some(bytes),
        } => {
            assert!((1 << 20..2 << 20).contains(&content), "{content}");
            assert_eq!(bytes.size(), blob.len() as u64);
        }
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn bytes_that_differ_are_a_mismatch_whatever_keeps_the_content() {
    let mut expectation = promise(LARGE_WINDOW, b"content");
    let zeros = format!("sha256:{}", "0".repeat(64));
    expectation.digest = Digest::parse(&zeros).unwrap();
    super::mismatch(check(&expectation, Depth::Content, LARGE_WINDOW));
}
