//! Each oddity is really there, and says what is odd about it.

use std::io::Read;

use porthole_test_support::image::sha256;
use serde_json::{Value, json};

use super::kept::Kept;

const LAB: &str = "lab/oddities";

fn last_layer(manifest: &Value) -> &Value {
    manifest["layers"].as_array().unwrap().last().unwrap()
}

#[test]
fn every_oddity_says_what_is_odd() {
    let kept = Kept::unpacked();
    let tags = kept.tags(LAB);
    let expected = [
        "born-1970",
        "changed-layer",
        "every-field",
        "gone",
        "missing-platform",
        "zstd",
    ];
    assert_eq!(tags, expected);
    for tag in tags.iter().filter(|tag| *tag != "gone") {
        let annotations = &kept.manifest(LAB, tag)["annotations"];
        for name in ["title", "description"] {
            let said = annotations[format!("org.opencontainers.image.{name}")].as_str();
            assert!(said.is_some_and(|said| !said.is_empty()), "{tag}: {name}");
        }
    }
}

#[test]
fn the_changed_layer_is_as_long_as_before_and_still_an_archive() {
    let kept = Kept::unpacked();
    let manifest = kept.manifest(LAB, "changed-layer");
    let layer = last_layer(&manifest);
    let bytes = kept.blob(LAB, layer);
    assert_eq!(layer["size"], bytes.len());
    assert_ne!(layer["digest"], sha256(bytes));

    let mut archive = tar::Archive::new(bytes);
    let mut prices = String::new();
    let mut entry = archive.entries().unwrap().next().unwrap().unwrap();
    entry.read_to_string(&mut prices).unwrap();
    assert!(prices.contains("920.00"));

    // What was pushed differs in nothing else.
    let before = String::from_utf8(bytes.to_vec()).unwrap();
    let before = before.replacen("920.00", "120.00", 1);
    assert_eq!(layer["digest"], sha256(before.as_bytes()));
}

#[test]
fn the_missing_platform_is_listed_beside_one_that_is_there() {
    let kept = Kept::unpacked();
    let index = kept.manifest(LAB, "missing-platform");
    let listed = index["manifests"].as_array().unwrap();
    let there = |child: &Value| {
        let digest = child["digest"].as_str().unwrap();
        kept.files
            .contains_key(&format!("v2/{LAB}/manifests/{digest}"))
    };
    let seen: Vec<_> = listed
        .iter()
        .map(|child| {
            (
                child["platform"]["architecture"].as_str().unwrap(),
                there(child),
            )
        })
        .collect();
    assert_eq!(seen, [("amd64", true), ("arm64", false)]);
}

#[test]
fn the_emptied_repository_is_listed_without_tags() {
    let kept = Kept::unpacked();
    assert!(
        kept.repositories()
            .contains(&"gallery/prototype".to_owned())
    );
    assert_eq!(
        kept.json("v2/gallery/prototype/tags/list"),
        json!({ "name": "gallery/prototype", "tags": null })
    );
    let files = kept.files.keys();
    let files = files.filter(|path| path.starts_with("v2/gallery/prototype/"));
    assert_eq!(files.count(), 1);
}

#[test]
fn the_image_without_a_date_has_it_nowhere() {
    let kept = Kept::unpacked();
    let config = kept.config(LAB, &kept.manifest(LAB, "born-1970"));
    let history = config["history"].as_array().unwrap();
    let dates = history.iter().map(|step| &step["created"]);
    let dates: Vec<_> = dates.chain([&config["created"]]).collect();
    assert_eq!(dates, ["1970-01-01T00:00:00Z"; 2]);
}

#[test]
fn the_last_layer_of_one_image_is_zstd() {
    let kept = Kept::unpacked();
    let manifest = kept.manifest(LAB, "zstd");
    let types = manifest["layers"].as_array().unwrap().iter();
    let types: Vec<_> = types.map(|layer| &layer["mediaType"]).collect();
    let archive = "application/vnd.oci.image.layer.v1.tar";
    assert_eq!(
        types,
        [&format!("{archive}+gzip"), &format!("{archive}+zstd")]
    );
    let bytes = kept.blob(LAB, last_layer(&manifest));
    let mut archive = Vec::new();
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(bytes).unwrap();
    decoder.read_to_end(&mut archive).unwrap();
    let config = kept.config(LAB, &manifest);
    assert_eq!(config["rootfs"]["diff_ids"][1], sha256(&archive));
}

#[test]
fn every_field_is_there() {
    let kept = Kept::unpacked();
    let config = kept.config(LAB, &kept.manifest(LAB, "every-field"));
    assert!(config["author"].is_string());
    let keys: Vec<_> = config["config"].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "Cmd",
            "Entrypoint",
            "Env",
            "ExposedPorts",
            "Healthcheck",
            "Labels",
            "OnBuild",
            "Shell",
            "StopSignal",
            "User",
            "Volumes",
            "WorkingDir",
        ]
    );
}
