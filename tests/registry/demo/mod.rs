//! The recorded demo is what the demo is.

mod content;
mod kept;
mod oddities;
mod simulated;
mod witness;

use std::collections::BTreeSet;

use porthole_test_support::{demo, image::sha256};
use serde_json::Value;

use kept::Kept;

#[tokio::test(flavor = "current_thread")]
async fn recording_twice_gives_the_bytes_that_are_kept() {
    let kept = kept::archive();
    let (first, second) = (
        demo::recorded().await.unwrap(),
        demo::recorded().await.unwrap(),
    );
    assert!(first == second, "two recordings differ");
    assert!(
        first == kept,
        "demo/registry.tar.gz is not what is recorded now: record it again"
    );
    assert!(kept.len() < 1_000_000);
}

#[test]
fn every_file_is_what_its_name_says_but_the_changed_layer() {
    let kept = Kept::unpacked();
    assert_eq!(kept.files["v2/index.html"], b"{}");
    let named = kept.files.iter().filter_map(|(path, bytes)| {
        let (_, hex) = path.split_once("/sha256:")?;
        Some((path, bytes, format!("sha256:{hex}")))
    });
    let others = named.filter(|(_, bytes, digest)| sha256(bytes) != *digest);
    let others: Vec<_> = others.map(|(path, ..)| path.clone()).collect();

    let changed = kept.manifest("lab/oddities", "changed-layer");
    let layer = changed["layers"].as_array().unwrap().last().unwrap();
    let digest = layer["digest"].as_str().unwrap();
    assert_eq!(others, [format!("v2/lab/oddities/blobs/{digest}")]);
}

#[test]
fn every_tag_leads_to_files_but_where_something_is_gone() {
    let kept = Kept::unpacked();
    let mut missing = BTreeSet::new();
    for repository in kept.repositories() {
        for tag in kept.tags(&repository) {
            follow(&kept, &repository, &tag, &mut missing);
        }
    }
    let index = kept.manifest("lab/oddities", "missing-platform");
    let child = index["manifests"][1]["digest"].as_str().unwrap();
    let expected =
        ["gone", child].map(|reference| format!("v2/lab/oddities/manifests/{reference}"));
    assert_eq!(missing, expected.into());
}

fn follow(kept: &Kept, repository: &str, reference: &str, missing: &mut BTreeSet<String>) {
    let path = format!("v2/{repository}/manifests/{reference}");
    let Some(bytes) = kept.files.get(&path) else {
        missing.insert(path);
        return;
    };
    let by_digest = format!("v2/{repository}/manifests/{}", sha256(bytes));
    assert_eq!(&kept.files[&by_digest], bytes);
    let manifest: Value = serde_json::from_slice(bytes).unwrap();
    for child in manifest["manifests"].as_array().into_iter().flatten() {
        follow(kept, repository, child["digest"].as_str().unwrap(), missing);
    }
    let layers = manifest["layers"].as_array().into_iter().flatten();
    for blob in layers.chain(manifest.get("config")) {
        assert_eq!(blob["size"], kept.blob(repository, blob).len());
    }
}
