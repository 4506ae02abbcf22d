use crate::integrity::{
    blob::{
        expectation::{BlobExpectation, Depth},
        tests::{begin, check, content, digest, mismatch},
        verdict::{BlobVerdict, Reason},
    },
    samples::gzip,
};
use crate::oci::media_type::MediaType;

/// Of no bytes at all.
pub(super) const EMPTY: &str =
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// Of an empty tar: 1024 zeros.
const EMPTY_TAR: &str = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";
/// Of the empty tar as Docker packs it, which is in many an image.
const PACKED_EMPTY_TAR: &str =
    "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4";
const PACKED_EMPTY_TAR_BYTES: [u8; 32] = [
    31, 139, 8, 0, 0, 9, 110, 136, 0, 255, 98, 24, 5, 163, 96, 20, 140, 88, 0, 8, 0, 0, 255, 255,
    46, 175, 181, 239, 0, 4, 0, 0,
];
/// Of `{}`, which artifacts have for a config.
const EMPTY_JSON: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn expectation(of: &str, size: u64, diff_id: &str) -> BlobExpectation {
    BlobExpectation {
        digest: digest(of),
        size,
        media_type: MediaType::default(),
        diff_id: Some(digest(diff_id)),
    }
}

#[test]
fn an_empty_layer_is_empty() {
    let nothing = expectation(EMPTY, 0, EMPTY);
    let content = content(begin(&nothing, Depth::Content).finish());
    assert_eq!((content.size(), content.bytes().size()), (0, 0));
    let all = check(&nothing, Depth::AllBytes, b"");
    assert!(matches!(all, BlobVerdict::AllBytes(_)));
    let longer = mismatch(check(&nothing, Depth::Content, b"x"));
    let begins_as_promised = true;
    assert_eq!(longer.reason, Reason::Longer { begins_as_promised });
    let differs = mismatch(check(
        &expectation(EMPTY, 0, EMPTY_TAR),
        Depth::Content,
        b"",
    ));
    assert!(matches!(
        differs.reason,
        Reason::ContentDiffers { size: 0, .. }
    ));
}

#[test]
fn an_empty_tar_is_well_known() {
    let plain = expectation(EMPTY_TAR, 1024, EMPTY_TAR);
    assert_eq!(
        content(check(&plain, Depth::Content, &[0; 1024])).size(),
        1024
    );
    let packed = expectation(PACKED_EMPTY_TAR, 32, EMPTY_TAR);
    let content = content(check(&packed, Depth::Content, &PACKED_EMPTY_TAR_BYTES));
    assert_eq!(content.size(), 1024);
    let differs = expectation(EMPTY_TAR, 1024, EMPTY);
    let differs = mismatch(check(&differs, Depth::Content, &[0; 1024]));
    assert!(matches!(differs.reason, Reason::ContentDiffers { .. }));
}

#[test]
fn the_gzip_of_nothing_is_content() {
    let blob = gzip(b"");
    let expectation = super::promise(&blob, b"");
    assert_eq!(
        content(check(&expectation, Depth::Content, &blob)).size(),
        0
    );
}

#[test]
fn the_empty_json_is_well_known() {
    let config = expectation(EMPTY_JSON, 2, EMPTY);
    assert!(matches!(
        check(&config, Depth::AllBytes, b"{}"),
        BlobVerdict::AllBytes(_)
    ));
}

#[test]
fn sizes_beyond_what_a_browser_counts_are_sizes() {
    for size in [(1 << 53) + 1, u64::MAX] {
        let huge = expectation(EMPTY, size, EMPTY);
        let mut check = begin(&huge, Depth::Content);
        check.push(b"some").unwrap();
        assert_eq!(check.taken(), 4);
        let cut = mismatch(check.finish());
        assert_eq!(cut.expected.size, size);
        assert_eq!(cut.reason, Reason::Cut);
    }
}
