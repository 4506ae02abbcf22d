use std::time::Duration;

use serde_json::Value;

use super::{Ground, header};
use crate::image::{media_type, sha256};

#[tokio::test(flavor = "current_thread")]
async fn truncated_breaks_off_after_a_part() {
    let ground = Ground::new();
    let mut answer = ground.get("truncated/v2/gallery/ui/manifests/1.0").await;
    let announced = answer.content_length().unwrap();
    let mut came = 0;
    let broken = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => came += chunk.len() as u64,
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken);
    assert!(0 < came && came < announced, "{came} of {announced}");
    let tags = ground.get("truncated/v2/gallery/ui/tags/list").await;
    assert!(tags.bytes().await.is_ok());
}

#[tokio::test(flavor = "current_thread")]
async fn stalled_begins_and_does_not_go_on() {
    let ground = Ground::new();
    let mut answer = ground.get("stalled/v2/_catalog").await;
    assert_eq!(answer.status(), 200);
    assert!(answer.chunk().await.unwrap().is_some());
    let more = tokio::time::timeout(Duration::from_millis(50), answer.chunk()).await;
    assert!(more.is_err());
}

#[tokio::test(flavor = "current_thread")]
async fn slow_comes_in_pieces_and_whole() {
    let ground = Ground::new();
    let mut answer = ground.get("slow/v2/gallery/ui/manifests/1.0").await;
    let digest = header(&answer, "docker-content-digest").unwrap().to_owned();
    let mut chunks = Vec::new();
    while let Some(chunk) = answer.chunk().await.unwrap() {
        chunks.push(chunk);
    }
    assert!(chunks.len() > 1);
    assert_eq!(sha256(&chunks.concat()), digest);
}

const DAMAGED: &str = "wrong-digest/v2/damaged/image";

/// A manifest, and whether the digest in its header is its own.
async fn manifest(ground: &Ground, reference: &str) -> (bool, Value) {
    let answer = ground
        .get(&format!("{DAMAGED}/manifests/{reference}"))
        .await;
    let said = header(&answer, "docker-content-digest").unwrap().to_owned();
    let bytes = answer.bytes().await.unwrap();
    (
        said == sha256(&bytes),
        serde_json::from_slice(&bytes).unwrap(),
    )
}

/// Whether the config has the digest and the size that the manifest tells.
async fn config(ground: &Ground, manifest: &Value) -> (bool, bool) {
    let digest = manifest["config"]["digest"].as_str().unwrap();
    let answer = ground.get(&format!("{DAMAGED}/blobs/{digest}")).await;
    let bytes = answer.bytes().await.unwrap();
    (
        sha256(&bytes) == digest,
        manifest["config"]["size"] == bytes.len(),
    )
}

#[tokio::test(flavor = "current_thread")]
async fn each_wrong_digest_is_wrong_in_its_own_way() {
    let ground = Ground::new();
    for (tag, header_fits, config_fits) in [
        ("good", true, (true, true)),
        ("header", false, (true, true)),
        ("config", true, (false, true)),
        ("size", true, (true, false)),
    ] {
        let (fits, manifest) = manifest(&ground, tag).await;
        assert_eq!(fits, header_fits, "{tag}");
        assert_eq!(config(&ground, &manifest).await, config_fits, "{tag}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_child_may_not_be_the_one_that_its_index_names() {
    let ground = Ground::new();
    let (fits, index) = manifest(&ground, "child").await;
    assert!(fits);
    assert_eq!(index["mediaType"], media_type::OCI_INDEX);
    let child = index["manifests"][0]["digest"].as_str().unwrap();
    let (fits, _) = manifest(&ground, child).await;
    assert!(!fits);
}
