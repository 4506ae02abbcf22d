use porthole_core::{
    integrity::{
        blob::{measured::End as Ended, verdict::Reason},
        decoding::{compression::Compression, fault::Undecodable},
        obstacle::Obstacle,
    },
    verification::blob::Origin,
};
use porthole_test_support::image::{Content, Descriptor, Flavour, sha256};

use super::{
    shelf::{Answer, End},
    *,
};

fn layer() -> Layer {
    files("b").gzip()
}

fn layer_digest() -> String {
    sha256(&layer().bytes)
}

/// An image whose second layer of three is answered so.
fn answering(answers: Vec<Answer>) -> Shelf {
    let layers = [files("a").gzip(), layer(), files("c").plain()];
    let shelf = Shelf::of("1.0", &image_of(&layers).build());
    shelf.blob(&layer_digest(), answers);
    shelf
}

/// An image whose second layer of three is described so.
fn described(descriptor: Descriptor, diff_id: &str) -> Shelf {
    let image = image_of(&[files("a").gzip()])
        .described_layer(descriptor, diff_id, "COPY what /srv")
        .layer(&files("c").plain(), "COPY c /srv");
    Shelf::of("1.0", &image.build())
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_right_reaches_the_depth_that_was_asked_for() {
    let shelf = Shelf::of("1.0", &usual());
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "ccc");
    assert_eq!(proof(&verification), Proof::Content);
    let short = usual().digest()[7..19].to_owned();
    let words = format!(
        "All 3 layers were read from registry.example just now; every byte matches {short}, and so does what the layers unpack to."
    );
    says(&verification, Tone::Good, &words);
    assert!(verification.look(Ledger::has_ended));

    let verification = of_shelf(&shelf, Depth::AllBytes, &[("1.0", Scope::All)]);
    verification.run().await;
    assert_eq!(all(&verification), "bbb");
    assert_eq!(proof(&verification), Proof::AllBytes);
    assert!(!sentence(&verification).rest.contains("unpack"));
}

/// The reason of a mismatch of the second layer, where the others agree.
async fn reason(bytes: &[u8], end: End) -> Reason {
    let shelf = answering(vec![Answer::of(bytes).ending(end)]);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "c!c");
    assert_eq!(proof(&verification), Proof::Mismatch);
    says(
        &verification,
        Tone::Bad,
        "1 of 3 layers is not what the image promises. Do not deploy this image from here. The other 2 match.",
    );
    let mismatch = mismatch(&verification, 1);
    assert_eq!(mismatch.expected.digest.to_string(), layer_digest());
    mismatch.reason
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_likely_behind_a_mismatch_is_said() {
    let packed = layer().bytes.to_vec();
    let plain = files("b").plain().bytes.to_vec();
    let again = files("b").zstd().bytes.to_vec();
    let mut changed = packed.clone();
    changed[100] ^= 1;
    let longer = [&packed[..], b"more"].concat();
    let half = &packed[..packed.len() / 2];
    for (bytes, end, expected) in [
        (&changed[..], End::Whole, Reason::Changed),
        (half, End::Whole, Reason::Cut),
        (half, End::BrokenOff, Reason::Cut),
        (&[], End::Whole, Reason::Ghost),
        (&[], End::BrokenOff, Reason::Ghost),
        (&plain, End::Whole, Reason::Unpacked),
        (&again, End::Whole, Reason::Repacked(Compression::Zstd)),
        (
            &longer,
            End::Whole,
            Reason::Longer {
                begins_as_promised: true,
            },
        ),
    ] {
        assert_eq!(reason(bytes, end).await, expected, "{end:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_that_breaks_off_is_read_twice() {
    let bytes = layer().bytes.to_vec();
    let until = |end: usize| Answer::of(&bytes[..end]).ending(End::BrokenOff);
    let whole = Answer::of(&bytes);
    for (answers, letter) in [
        (vec![until(100), until(100)], '!'),
        (vec![until(100), until(101)], '!'),
        (vec![until(100), whole.clone()], 'c'),
        (vec![until(0), whole.clone()], 'c'),
        (vec![until(100), Answer::of(&bytes[..99])], '!'),
        (vec![until(100), Answer::status(500)], 'f'),
    ] {
        let shelf = answering(answers.clone());
        let verification = verified(&shelf, "1.0").await;
        assert_eq!(all(&verification), format!("c{letter}c"), "{answers:?}");
        assert_eq!(shelf.times_blob(&layer_digest()), 2);
    }
    let shelf = answering(vec![until(99), until(100)]);
    let mismatch = mismatch(&verified(&shelf, "1.0").await, 1);
    assert_eq!(mismatch.found.end(), Ended::BrokenOff);
    assert_eq!(mismatch.found.size(), 100);
    assert!(mismatch.explain().likely.contains("broke off there twice"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_that_breaks_off_after_all_of_it_is_whole() {
    let bytes = layer().bytes.to_vec();
    let shelf = answering(vec![Answer::of(&bytes).ending(End::BrokenOff)]);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "ccc");
    assert_eq!(shelf.times_blob(&layer_digest()), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_layer_that_is_gone_is_no_mismatch() {
    for (answer, kind) in [
        (Answer::status(404), ErrorKind::BlobUnknown),
        (Answer::status(0), ErrorKind::NoAnswer),
    ] {
        let verification = verified(&answering(vec![answer]), "1.0").await;
        assert_eq!(all(&verification), "cfc");
        assert_eq!(failure(&verification, 1), kind);
        assert_eq!(proof(&verification), Proof::Failed);
        says(&verification, Tone::Amber, "1 part could not be read. ");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_foreign_layer_is_not_asked_for() {
    let descriptor = Descriptor {
        urls: vec!["https://elsewhere.example/layer".to_owned()],
        ..layer().content(Flavour::Oci).descriptor()
    };
    let shelf = described(descriptor, &layer().diff_id);
    shelf.blob(&layer_digest(), vec![Answer::of(&layer().bytes)]);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "cuc");
    assert_eq!(shelf.times_blob(&layer_digest()), 0);
    says(
        &verification,
        Tone::Amber,
        "1 part cannot be decided; why stands below. ",
    );
    assert_eq!(verification.look(|ledger| ledger.sum().blobs), 2);
}

fn embedding(data: &[u8]) -> Descriptor {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    Descriptor {
        data: Some(STANDARD.encode(data)),
        ..layer().content(Flavour::Oci).descriptor()
    }
}

#[tokio::test(flavor = "current_thread")]
async fn content_in_a_descriptor_is_compared_and_not_fetched() {
    let bytes = layer().bytes;
    for (data, letters) in [(&bytes[..], "ccc"), (&bytes[1..], "c!c")] {
        let shelf = described(embedding(data), &layer().diff_id);
        let verification = verified(&shelf, "1.0").await;
        assert_eq!(all(&verification), letters);
        assert_eq!(shelf.times_blob(&layer_digest()), 0);
        let origin = verification.look(|ledger| ledger.blobs()[1].origin);
        assert_eq!(origin, Origin::Descriptor);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn content_in_one_descriptor_proves_nothing_of_what_the_registry_holds() {
    let image = image_of(&[]).described_layer(embedding(&layer().bytes), &layer().diff_id, "A");
    let image = image.layer(&layer(), "B").build();
    let shelf = Shelf::of("1.0", &image);
    shelf.blob(&layer_digest(), vec![Answer::of(b"others")]);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "c!");
    assert_eq!(shelf.times_blob(&layer_digest()), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn other_content_than_the_config_names_is_found() {
    let descriptor = layer().content(Flavour::Oci).descriptor();
    let shelf = described(descriptor, &files("other").plain().diff_id);
    shelf.blob(&layer_digest(), vec![Answer::of(&layer().bytes)]);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "c!c");
    let reason = mismatch(&verification, 1).reason;
    assert!(
        matches!(reason, Reason::ContentDiffers { .. }),
        "{reason:?}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn what_does_not_unpack_is_found_and_what_is_unknown_accused_of_nothing() {
    let whole = layer().bytes;
    let ends_early = whole.slice(..whole.len() / 2);
    let xz = b"\xfd7zXZ\0\0\x04 and so on".to_vec();
    for (bytes, letters) in [(ends_early.to_vec(), "c!c"), (xz, "cuc")] {
        let content = Content::new("application/vnd.oci.image.layer.v1.tar", bytes.clone());
        let shelf = described(content.descriptor(), &layer().diff_id);
        shelf.blob(&content.digest, vec![Answer::of(&bytes)]);
        let verification = verified(&shelf, "1.0").await;
        assert_eq!(all(&verification), letters);
        match verdict(&verification, 1) {
            BlobVerdict::Mismatch(mismatch) => match mismatch.reason {
                Reason::NotDecodable(fault) => assert_eq!(fault.why, Undecodable::EndsEarly),
                reason => panic!("{reason:?}"),
            },
            BlobVerdict::Unverifiable { obstacle, bytes } => {
                assert_eq!(obstacle, Obstacle::Compression(Some("xz")));
                assert!(bytes.is_some());
            }
            verdict => panic!("{verdict:?}"),
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_cannot_be_compared_is_not_asked_for_and_not_counted() {
    let descriptor = Descriptor {
        digest: "blake3:abcdef".to_owned(),
        ..layer().content(Flavour::Oci).descriptor()
    };
    let shelf = described(descriptor, &layer().diff_id);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "cuc");
    assert_eq!(shelf.times_blob("blake3:abcdef"), 0);
    let sum = verification.look(Ledger::sum);
    let others = files("a").gzip().bytes.len() + files("c").plain().bytes.len();
    assert_eq!((sum.blobs, sum.ended), (2, 2));
    assert_eq!((sum.bytes, sum.read), (others as u64, others as u64));
}

#[tokio::test(flavor = "current_thread")]
async fn sizes_may_be_nothing_and_more_than_numbers_are_exact() {
    let empty = Content::new("application/vnd.oci.image.layer.v1.tar", Vec::new());
    let shelf = described(empty.descriptor(), &sha256(b""));
    shelf.blob(&empty.digest, vec![Answer::of(b"")]);
    assert_eq!(all(&verified(&shelf, "1.0").await), "ccc");

    let huge = Descriptor {
        size: (1 << 53) + 1,
        ..layer().content(Flavour::Oci).descriptor()
    };
    let shelf = described(huge.clone(), &layer().diff_id);
    shelf.blob(&layer_digest(), vec![Answer::of(&layer().bytes)]);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "c!c");
    assert_eq!(mismatch(&verification, 1).reason, Reason::Size);
    let sum = verification.look(Ledger::sum);
    assert!(sum.bytes > huge.size && sum.read == sum.bytes);

    let most = Descriptor {
        size: u64::MAX,
        ..huge
    };
    let shelf = described(most, &layer().diff_id);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(verification.look(|ledger| ledger.sum().bytes), u64::MAX);
}
