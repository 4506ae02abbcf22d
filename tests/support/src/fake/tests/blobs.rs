use std::{io::Read, time::Duration};

use reqwest::Response;
use serde_json::Value;

use super::{Ground, header};
use crate::{
    fake::worlds::blobs::{IMAGES, tags},
    image::sha256,
};

/// The third layer of an image, as its manifest describes it.
async fn faulty(ground: &Ground, tag: &str) -> Value {
    let path = format!("blobs/v2/{IMAGES}/manifests/{tag}");
    ground.json(&path).await["layers"][2].clone()
}

async fn get(ground: &Ground, layer: &Value) -> Response {
    let digest = layer["digest"].as_str().unwrap();
    ground
        .get(&format!("blobs/v2/{IMAGES}/blobs/{digest}"))
        .await
}

#[tokio::test(flavor = "current_thread")]
async fn only_the_third_layer_is_faulty() {
    let ground = Ground::new();
    for tag in tags() {
        let path = format!("blobs/v2/{IMAGES}/manifests/{tag}");
        let layers = ground.json(&path).await["layers"].clone();
        for (number, layer) in layers.as_array().unwrap().iter().enumerate() {
            if number == 2 && tag != "good" {
                continue;
            }
            let bytes = get(&ground, layer).await.bytes().await.unwrap();
            assert_eq!(layer["digest"], sha256(&bytes), "{tag}");
            assert_eq!(layer["size"], bytes.len(), "{tag}");
        }
        assert_eq!(layers.as_array().unwrap().len(), 5, "{tag}");
    }
}

/// How many bytes came, and whether the connection ended before all that were announced.
async fn came(mut answer: Response) -> (usize, bool) {
    let mut came = 0;
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => came += chunk.len(),
            Ok(None) => return (came, false),
            Err(_) => return (came, true),
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_blob_is_cut_lengthened_or_refused() {
    let ground = Ground::new();
    for (tag, status, more, is_broken) in [
        ("ends-early", 200, None, true),
        ("longer", 200, Some(18), false),
        ("slow", 200, Some(0), false),
    ] {
        let layer = faulty(&ground, tag).await;
        let size = usize::try_from(layer["size"].as_u64().unwrap()).unwrap();
        let answer = get(&ground, &layer).await;
        assert_eq!(answer.status(), status, "{tag}");
        let expected = more.map_or(size / 2, |more| size + more);
        assert_eq!(came(answer).await, (expected, is_broken), "{tag}");
    }
    let layer = faulty(&ground, "server-fault").await;
    assert_eq!(get(&ground, &layer).await.status(), 500);
}

#[tokio::test(flavor = "current_thread")]
async fn a_blob_hangs_in_the_middle() {
    let ground = Ground::new();
    let layer = faulty(&ground, "hangs").await;
    let mut answer = get(&ground, &layer).await;
    let size = layer["size"].as_u64().unwrap();
    assert_eq!(answer.content_length(), Some(size));
    let first = answer.chunk().await.unwrap().unwrap();
    assert!(!first.is_empty() && (first.len() as u64) < size);
    // Longer than the slow world rests between two pieces.
    let more = tokio::time::timeout(Duration::from_millis(300), answer.chunk()).await;
    assert!(more.is_err());
}

#[tokio::test(flavor = "current_thread")]
async fn a_blob_has_no_end() {
    let ground = Ground::new();
    let layer = faulty(&ground, "endless").await;
    let mut answer = get(&ground, &layer).await;
    assert_eq!(answer.content_length(), None);
    let mut came = 0;
    while came < 10 << 20 {
        let chunk = answer.chunk().await.unwrap().unwrap();
        assert!(chunk.iter().all(|byte| *byte == 0));
        came += chunk.len();
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_blob_is_called_packed_on_the_way() {
    let ground = Ground::new();
    let layer = faulty(&ground, "unpacked-on-the-way").await;
    let answer = get(&ground, &layer).await;
    assert_eq!(header(&answer, "content-encoding"), Some("gzip"));
    let bytes = answer.bytes().await.unwrap();
    assert_eq!(layer["digest"], sha256(&bytes));
    let mut archive = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(&bytes[..]);
    decoder.read_to_end(&mut archive).unwrap();
    assert!(archive.starts_with(b"srv/unpacked-on-the-way-2.txt"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_blob_lies_at_another_origin() {
    let ground = Ground::new();
    for (tag, allowed) in [("elsewhere", None), ("elsewhere-with-cors", Some("*"))] {
        let layer = faulty(&ground, tag).await;
        let answer = get(&ground, &layer).await;
        assert_eq!(answer.status(), 307, "{tag}");
        let location = header(&answer, "location").unwrap();
        assert!(location.starts_with("http://localhost:"), "{location}");
        let path = location.splitn(4, '/').last().unwrap();
        let answer = ground.get(path).await;
        assert_eq!(
            header(&answer, "access-control-allow-origin"),
            allowed,
            "{tag}"
        );
        assert_eq!(layer["digest"], sha256(&answer.bytes().await.unwrap()));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_layer_is_said_to_be_larger_than_numbers_are_exact() {
    let ground = Ground::new();
    let layer = faulty(&ground, "size-above-2-to-53").await;
    assert_eq!(layer["size"], 9_007_199_254_740_993_u64);
    let bytes = get(&ground, &layer).await.bytes().await.unwrap();
    assert_eq!(layer["digest"], sha256(&bytes));
}

/// Asks with the token that the world gave, as the `count`th for what it is for.
async fn with_token(ground: &Ground, path: &str, count: u32) -> Response {
    let address = format!("{}/token-ends~{count}/{path}", ground.registry.origin());
    let refused = ground.client.get(&address).send().await.unwrap();
    assert_eq!(refused.status(), 401, "{path}");
    let challenge = header(&refused, "www-authenticate").unwrap().to_owned();
    let part = |name: &str| {
        let (_, after) = challenge.split_once(&format!("{name}=\"")).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let token = format!("{}?scope={}", part("realm"), part("scope"));
    let mut given = String::new();
    for _ in 0..count {
        let answer = ground.client.get(&token).send().await.unwrap();
        given = super::parsed(answer).await["token"]
            .as_str()
            .unwrap()
            .to_owned();
    }
    let request = ground.client.get(&address).bearer_auth(given);
    request.send().await.unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn the_first_token_ends_before_the_later_layers() {
    let path = format!("v2/{IMAGES}/manifests/good");
    for (count, expected) in [(1, [200, 200, 401, 401, 401]), (2, [200; 5])] {
        // Each finds a log of its own, in which no token was given yet.
        let manifest = with_token(&Ground::new(), &path, count).await;
        let manifest = super::parsed(manifest).await;
        let mut found = Vec::new();
        for layer in manifest["layers"].as_array().unwrap() {
            let digest = layer["digest"].as_str().unwrap();
            let path = format!("v2/{IMAGES}/blobs/{digest}");
            let answer = with_token(&Ground::new(), &path, count).await;
            let ended = header(&answer, "www-authenticate").map(|it| it.contains("invalid_token"));
            assert_eq!(ended, (answer.status() == 401).then_some(true));
            found.push(answer.status().as_u16());
        }
        assert_eq!(found, expected);
    }
}
