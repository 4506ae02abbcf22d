//! What is asked for, and what follows from what was told.

use super::*;
use crate::{
    health::stored::{Blobs, Told, of_blobs, summary},
    oci::document::Content,
    registry::{
        error::{Answered, ErrorKind},
        stored::StoredBlob,
    },
};

/// The blobs of an image with these layers: its config has 500 bytes, a layer 32.
fn blobs(layers: &[String]) -> Blobs {
    match &image_with(layers).content {
        Content::Image(manifest) => Blobs::of_image(manifest),
        content => panic!("{content:?}"),
    }
}

fn there(length: u64) -> Told {
    Told::Stored(StoredBlob::There(Some(length)))
}

const MISSING: Option<Told> = Some(Told::Stored(StoredBlob::Missing));
const UNTOLD: Option<Told> = Some(Told::Stored(StoredBlob::There(None)));

#[test]
fn each_blob_is_asked_for_once_and_none_that_is_not_there_to_ask_for() {
    let carried = layer(3, r#","data":"aGk=""#);
    let foreign = layer(4, r#","urls":["https://layers.example/4"]"#);
    let layers = [layer(1, ""), layer(2, ""), layer(1, ""), carried, foreign];
    let blobs = blobs(&layers);
    assert_eq!(blobs.number(), 3);
    assert_eq!(
        words(&of_blobs(&blobs, &[None, None, None])),
        [
            "Note: Not asked for: 1 blob that the manifest carries itself.",
            "Note: Not asked for: 1 blob that may be kept elsewhere, at addresses that the manifest names.",
        ]
    );
}

#[test]
fn what_is_stored_as_promised_is_healthy() {
    let blobs = blobs(&[layer(1, ""), layer(2, "")]);
    let told = [Some(there(500)), Some(there(32)), UNTOLD];
    assert_eq!(of_blobs(&blobs, &told), []);
    assert_eq!(
        summary(&blobs, &told),
        "The registry says that it has all 3 blobs."
    );
    assert_eq!(
        summary(&blobs, &[Some(there(500)), None, None]),
        "The registry says that it has 1 of 3 blobs."
    );
}

#[test]
fn missing_blobs_are_a_fault_with_a_cure() {
    let blobs = blobs(&[layer(1, ""), layer(2, "")]);
    let told = [MISSING, Some(there(32)), MISSING];
    let ailments = of_blobs(&blobs, &told);
    assert_eq!(
        words(&ailments),
        [
            "Fault: The registry says that it does not have 2 of 3 blobs: config (0000000000c0) and \
             layer 2 (000000000002)."
        ]
    );
    assert!(
        ailments[0]
            .cure
            .unwrap()
            .starts_with("Push the image again")
    );
    assert_eq!(
        summary(&blobs, &told),
        "The registry says that it has 1 of 3 blobs."
    );
}

#[test]
fn another_length_is_a_warning() {
    let blobs = blobs(&[layer(1, "")]);
    assert_eq!(
        words(&of_blobs(&blobs, &[Some(there(500)), Some(there(31))])),
        [
            "Warning: The registry says of 1 blob another length than the manifest: layer 1 \
             (000000000001) has 31 B instead of 32 B. Something before it may pack what it gives, \
             or the blob was cut."
        ]
    );
    let large = layer(1, "").replace("32", "5000001");
    let ailments = of_blobs(
        &super::stored::blobs(&[large]),
        &[Some(there(500)), Some(there(5_000_000))],
    );
    assert!(
        ailments[0]
            .what
            .contains("5.0 MB (5,000,000 bytes) instead of 5.0 MB (5,000,001 bytes)"),
        "{ailments:?}"
    );
}

#[test]
fn what_could_not_be_told_is_not_missing() {
    let blobs = blobs(&[layer(1, ""), layer(2, "")]);
    let fault = Answered {
        status: 503,
        faults: Vec::new(),
    };
    let told = [
        Some(there(500)),
        Some(Told::Unreadable),
        Some(Told::Refused(ErrorKind::ServerFault(fault))),
    ];
    assert_eq!(
        words(&of_blobs(&blobs, &told)),
        [
            "Warning: It cannot be told whether the registry has 1 of 3 blobs: layer 1 \
             (000000000001). It answers, but not for them: it may send whoever asks to its storage, \
             where this page may not read.",
            "Warning: The registry refused to say whether it has 1 of 3 blobs (status 503): layer 2 \
             (000000000002)."
        ]
    );
}

#[test]
fn no_more_are_asked_for_than_anybody_waits_for() {
    let layers: Vec<_> = (0..10_000).map(|number| layer(number, "")).collect();
    let blobs = blobs(&layers);
    // One of the layers has the digest of the config.
    assert_eq!(blobs.number(), 10_000);
    let more: Vec<_> = (1_000_000..1_010_000)
        .map(|number| layer(number, ""))
        .collect();
    let blobs = super::stored::blobs(&more);
    assert_eq!(blobs.number(), 10_000);
    assert_eq!(
        words(&of_blobs(&blobs, &[])),
        ["Warning: Not asked for: 1 blob above the first 10,000."]
    );
}
