//! The recorded demo is what the demo is.

use std::{collections::BTreeMap, io::Read, path::PathBuf};

use flate2::read::GzDecoder;
use porthole_test_support::{demo, image::sha256};
use serde_json::Value;

fn unpacked(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(GzDecoder::new(archive));
    let mut files = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        assert_eq!(entry.header().mtime().unwrap(), 0);
        let path = entry.path().unwrap().display().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(path, bytes);
    }
    files
}

fn json(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_slice(&files[path]).unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn recording_twice_gives_the_bytes_that_are_kept() {
    let archive = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../demo/registry.tar.gz");
    let kept = std::fs::read(archive).unwrap();
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

#[tokio::test(flavor = "current_thread")]
async fn every_file_is_what_its_name_says_and_leads_to_files() {
    let files = unpacked(&demo::recorded().await.unwrap());
    assert_eq!(files["v2/index.html"], b"{}");
    let catalog = json(&files, "v2/_catalog");
    assert_eq!(catalog["repositories"].as_array().unwrap().len(), 8);
    for repository in catalog["repositories"].as_array().unwrap() {
        let repository = repository.as_str().unwrap();
        let tags = json(&files, &format!("v2/{repository}/tags/list"));
        assert_eq!(tags["name"], repository);
        for tag in tags["tags"].as_array().unwrap() {
            let path = format!("v2/{repository}/manifests/{}", tag.as_str().unwrap());
            leads_to_files(&files, repository, &path);
        }
    }
    for (path, bytes) in &files {
        if let Some((_, hex)) = path.split_once("/sha256:") {
            assert_eq!(sha256(bytes), format!("sha256:{hex}"));
        }
    }
}

fn leads_to_files(files: &BTreeMap<String, Vec<u8>>, repository: &str, path: &str) {
    let manifest = json(files, path);
    let digest = sha256(&files[path]);
    assert_eq!(
        files[&format!("v2/{repository}/manifests/{digest}")],
        files[path]
    );
    for child in manifest["manifests"].as_array().into_iter().flatten() {
        let child = child["digest"].as_str().unwrap();
        leads_to_files(
            files,
            repository,
            &format!("v2/{repository}/manifests/{child}"),
        );
    }
    let layers = manifest["layers"].as_array().into_iter().flatten();
    for blob in layers.chain(manifest.get("config")) {
        let path = format!("v2/{repository}/blobs/{}", blob["digest"].as_str().unwrap());
        assert_eq!(blob["size"], files[&path].len());
    }
}
