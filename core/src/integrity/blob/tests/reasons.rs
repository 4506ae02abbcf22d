use crate::{
    integrity::{
        blob::{
            check::Stop,
            expectation::{BlobExpectation, Depth},
            measured::{Content, End},
            tests::{begin, check, mismatch, promise},
            verdict::Reason,
        },
        decoding::{
            compression::Compression,
            fault::{Fault, Undecodable},
        },
        hasher::Hasher,
        samples::{gzip, gzip_member, sha256, skippable, tar, zstd},
    },
    oci::{digest::Algorithm, media_type::MediaType},
};

const DEPTHS: [Depth; 2] = [Depth::AllBytes, Depth::Content];

#[track_caller]
fn assert_reason(expectation: &BlobExpectation, depth: Depth, bytes: &[u8], reason: &Reason) {
    let mismatch = mismatch(check(expectation, depth, bytes));
    assert_eq!(&mismatch.reason, reason);
    assert_eq!(&mismatch.expected, expectation);
    assert_eq!(mismatch.found.digest(), Some(&sha256(bytes)));
    assert_eq!(mismatch.found.size(), bytes.len() as u64);
}

#[test]
fn a_right_digest_with_a_wrong_size_is_the_descriptors_fault() {
    let blob = gzip(b"content");
    let mut promise = promise(&blob, b"content");
    for size in [0, promise.size - 1, promise.size + 1, u64::MAX] {
        promise.size = size;
        for depth in DEPTHS {
            assert_reason(&promise, depth, &blob, &Reason::Size);
        }
    }
}

#[test]
fn the_content_itself_was_unpacked_on_the_way() {
    let layer = tar(b"content");
    for depth in DEPTHS {
        let promise = promise(&gzip(&layer), &layer);
        assert_reason(&promise, depth, &layer, &Reason::Unpacked);
    }
    let mut promise = promise(&gzip(&layer), b"");
    promise.diff_id = Hasher::digest(&Algorithm::Sha512, &layer);
    assert_reason(&promise, Depth::Content, &layer, &Reason::Unpacked);
}

#[test]
fn the_right_content_in_other_bytes_was_packed_anew() {
    let layer = tar(b"content");
    let mut expected = promise(&gzip(&layer), &layer);
    let longer = gzip_member(&layer, 8, b"name\0");
    let reason = Reason::Repacked(Compression::Gzip);
    assert_reason(&expected, Depth::Content, &longer, &reason);
    expected.media_type = MediaType::of("application/vnd.oci.image.layer.v1.tar+gzip");
    let other = zstd(&layer);
    let reason = Reason::Repacked(Compression::Zstd);
    assert_reason(&expected, Depth::Content, &other, &reason);
}

#[test]
fn nothing_at_all_is_a_ghost() {
    let promise = promise(&gzip(b"content"), b"content");
    for depth in DEPTHS {
        assert_reason(&promise, depth, b"", &Reason::Ghost);
        let broken_off = mismatch(begin(&promise, depth).broken_off());
        assert_eq!(broken_off.reason, Reason::Ghost);
        assert_eq!(broken_off.found.end(), End::BrokenOff);
    }
}

#[test]
fn a_cut_blob_says_where_it_ended_and_how() {
    let blob = gzip(&tar(b"content"));
    let promise = promise(&blob, &tar(b"content"));
    for depth in DEPTHS {
        for length in 1..blob.len() {
            let mut check = begin(&promise, depth);
            check.push(&blob[..length]).unwrap();
            let cut = mismatch(check.broken_off());
            assert_eq!(cut.reason, Reason::Cut);
            assert_eq!(cut.found.size(), length as u64);
            assert_eq!(cut.found.end(), End::BrokenOff);
        }
        assert_reason(&promise, depth, &blob[..10], &Reason::Cut);
    }
}

#[test]
fn a_cut_that_leaves_the_content_whole_is_a_cut() {
    let layer = tar(b"content");
    let blob = [zstd(&layer), skippable(b"table of contents")].concat();
    let mut promise = promise(&blob, &layer);
    promise.media_type = MediaType::of("application/vnd.oci.image.layer.v1.tar+zstd");
    assert_reason(&promise, Depth::Content, &zstd(&layer), &Reason::Cut);
}

#[test]
fn a_stream_that_broke_off_behind_its_last_byte_is_whole() {
    let blob = gzip(b"content");
    let mut check = begin(&promise(&blob, b"content"), Depth::Content);
    check.push(&blob).unwrap();
    super::content(check.broken_off());
}

#[test]
fn a_longer_blob_may_begin_as_promised() {
    let blob = gzip(b"content");
    let promise = promise(&blob, b"content");
    let changed = [&blob[1..], b"more"].concat();
    for depth in DEPTHS {
        for (bytes, begins_as_promised) in [
            ([&blob[..], b"more"].concat(), true),
            (changed.clone(), false),
        ] {
            let reason = Reason::Longer { begins_as_promised };
            assert_reason(&promise, depth, &bytes, &reason);
        }
    }
    // Wherever the chunks are cut.
    let mut check = begin(&promise, Depth::AllBytes);
    for byte in [&blob[..], b"more"].concat() {
        check.push(&[byte]).unwrap();
    }
    let longer = mismatch(check.finish());
    let begins_as_promised = true;
    assert_eq!(longer.reason, Reason::Longer { begins_as_promised });
}

#[test]
fn a_blob_without_end_is_not_read_on() {
    let promise = promise(&[7; 1000], b"content");
    for depth in DEPTHS {
        let mut check = begin(&promise, depth);
        let chunk = vec![7; 1 << 20];
        let taken = (0..100).take_while(|_| check.push(&chunk).is_ok()).count();
        assert_eq!(taken, 64);
        assert_eq!(check.push(&chunk), Err(Stop::TooMany));
        let stopped = mismatch(check.finish());
        assert_eq!(stopped.found.end(), End::Stopped);
        assert_eq!(stopped.found.digest(), None);
        assert_eq!(stopped.found.size(), (64 << 20) + 1);
        assert_eq!(stopped.found.content(), &Content::NotRead);
        let begins_as_promised = true;
        assert_eq!(stopped.reason, Reason::Longer { begins_as_promised });
    }
}

#[test]
fn other_bytes_of_the_same_length_were_changed() {
    let layer = tar(b"content");
    let blob = gzip(&layer);
    let promise = promise(&blob, &layer);
    let mut changed = blob;
    // The time in the header, which changes no content.
    changed[4] ^= 1;
    for depth in DEPTHS {
        assert_reason(&promise, depth, &changed, &Reason::Changed);
    }
}

#[test]
fn content_that_differs_is_no_fault_of_the_registry() {
    let (layer, other) = (tar(b"content"), tar(b"other"));
    for blob in [other.clone(), gzip(&other), zstd(&other)] {
        let reason = Reason::ContentDiffers {
            found: sha256(&other),
            size: other.len() as u64,
        };
        assert_reason(&promise(&blob, &layer), Depth::Content, &blob, &reason);
    }
}

#[test]
fn pushed_bytes_that_cannot_be_unpacked_are_told_with_the_place() {
    let whole = gzip(b"content");
    let blob = [&whole[..], b"garbage"].concat();
    let reason = Reason::NotDecodable(Fault {
        at: whole.len() as u64,
        why: Undecodable::Garbage,
    });
    assert_reason(&promise(&blob, b"content"), Depth::Content, &blob, &reason);
}
