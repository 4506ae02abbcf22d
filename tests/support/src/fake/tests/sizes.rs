use serde_json::Value;

use super::Ground;

const MEBIBYTE: usize = 1 << 20;

#[tokio::test(flavor = "current_thread")]
async fn four_is_a_manifest_just_below_the_limit() {
    let ground = Ground::new();
    let four = ground
        .get("large/v2/large/image/manifests/four")
        .await
        .bytes()
        .await
        .unwrap();
    assert!((4 * MEBIBYTE - 1024..4 * MEBIBYTE).contains(&four.len()));
    let manifest: Value = serde_json::from_slice(&four).unwrap();
    assert_eq!(manifest["layers"].as_array().unwrap().len(), 2);
    assert!(manifest["annotations"].as_object().unwrap().len() > 50_000);
}

#[tokio::test(flavor = "current_thread")]
async fn forty_is_as_large_as_it_says() {
    let ground = Ground::new();
    let mut forty = ground.get("large/v2/large/image/manifests/forty").await;
    let announced = forty.content_length().unwrap();
    let mut came = 0;
    while let Some(chunk) = forty.chunk().await.unwrap() {
        came += chunk.len();
    }
    assert!(came > 40 * MEBIBYTE);
    assert_eq!(came as u64, announced);
}

#[tokio::test(flavor = "current_thread")]
async fn the_large_catalog_goes_on_and_on() {
    let ground = Ground::new();
    let mut catalog = ground.get("large-catalog/v2/_catalog").await;
    assert_eq!(catalog.content_length(), None);
    let mut came = 0;
    while came < 110 * MEBIBYTE {
        came += catalog.chunk().await.unwrap().unwrap().len();
    }
}
