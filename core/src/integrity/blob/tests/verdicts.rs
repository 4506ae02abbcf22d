use crate::{
    integrity::{
        blob::{
            expectation::Depth,
            tests::{check, content, digest, promise},
            verdict::BlobVerdict,
        },
        decoding::compression::Compression,
        hasher::Hasher,
        samples::{CONTENT, CONTENT_SIZE, PACKED, gzip, sha256, tar, zstd},
    },
    oci::{digest::Algorithm, media_type::MediaType},
};

#[test]
fn bytes_that_agree_are_all_bytes_and_no_more() {
    let blob = gzip(b"content");
    // Nobody looks at the content at this depth.
    let verdict = check(&promise(&blob, b"other"), Depth::AllBytes, &blob);
    let BlobVerdict::AllBytes(bytes) = &verdict else {
        panic!("{verdict:?}");
    };
    assert_eq!(bytes.digest(), &sha256(&blob));
    assert_eq!(bytes.size(), blob.len() as u64);
    assert_eq!(verdict.bytes(), Some(bytes));
}

#[test]
fn content_that_agrees_is_content() {
    let layer = tar(b"content");
    for (blob, compression) in [
        (layer.clone(), Compression::Plain),
        (gzip(&layer), Compression::Gzip),
        (zstd(&layer), Compression::Zstd),
    ] {
        let content = content(check(&promise(&blob, &layer), Depth::Content, &blob));
        assert_eq!(content.compression(), compression);
        assert_eq!(content.diff_id(), &sha256(&layer));
        assert_eq!(content.size(), layer.len() as u64);
        assert_eq!(content.bytes().digest(), &sha256(&blob));
        assert_eq!(content.bytes().size(), blob.len() as u64);
    }
}

#[test]
fn what_the_usual_tools_pack_is_content() {
    for (name, blob) in PACKED {
        let mut promise = promise(blob, b"");
        promise.diff_id = Some(digest(CONTENT));
        let content = content(check(&promise, Depth::Content, blob));
        assert_eq!(content.size(), CONTENT_SIZE, "{name}");
    }
}

#[test]
fn a_plain_layer_is_what_its_digest_says_whatever_it_holds() {
    let blob = b"no tar at all";
    let content = content(check(&promise(blob, blob), Depth::Content, blob));
    assert_eq!(content.compression(), Compression::Plain);
    assert_eq!(content.size(), 13);
}

#[test]
fn the_two_digests_may_be_of_different_algorithms() {
    let layer = tar(b"content");
    for blob in [layer.clone(), gzip(&layer)] {
        let mut promise = promise(&blob, &layer);
        promise.diff_id = Hasher::digest(&Algorithm::Sha512, &layer);
        let content = content(check(&promise, Depth::Content, &blob));
        assert_eq!(Some(content.diff_id()), promise.diff_id.as_ref());
        assert_eq!(content.size(), layer.len() as u64);
    }
}

#[test]
fn a_media_type_that_says_otherwise_is_a_fact_and_no_mismatch() {
    let layer = tar(b"content");
    let blob = zstd(&layer);
    for (media_type, disagreeing) in [
        (
            "application/vnd.oci.image.layer.v1.tar+gzip",
            Some(Compression::Gzip),
        ),
        (
            "application/vnd.oci.image.layer.v1.tar",
            Some(Compression::Plain),
        ),
        ("application/vnd.oci.image.layer.v1.tar+zstd", None),
        ("application/octet-stream", None),
    ] {
        let mut promise = promise(&blob, &layer);
        promise.media_type = MediaType::of(media_type);
        let content = content(check(&promise, Depth::Content, &blob));
        assert_eq!(
            content.disagreeing_media_type(),
            disagreeing,
            "{media_type}"
        );
    }
}
