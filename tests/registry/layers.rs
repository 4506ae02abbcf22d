//! The images whose layers are to be verified: what is said of them is so.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use porthole_core::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
            verdict::{BlobVerdict, Reason},
        },
        limits::Limits,
    },
    oci::{descriptor::Descriptor, digest::Digest, media_type::MediaType},
    registry::transport::Response,
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    seed::{
        Seed,
        layers::{REPOSITORY, SPEED},
        seed,
    },
};
use serde_json::Value;

use crate::read::{ask, read, read_json};

async fn seeded() -> DockerRegistry {
    let registry = DockerRegistry::start(Cors::All);
    let wanted = Seed::Layers { large: 3_000_000 };
    seed(registry.pusher(), wanted).await.unwrap();
    registry
}

/// The layers of an image, as its manifest describes them, each with its `diff_id`.
async fn layers(registry: &DockerRegistry, repository: &str, tag: &str) -> Vec<(Value, String)> {
    let manifest = read_json(registry, &format!("{repository}/manifests/{tag}")).await;
    let config = manifest["config"]["digest"].as_str().unwrap();
    let config = read_json(registry, &format!("{repository}/blobs/{config}")).await;
    let layers = manifest["layers"].as_array().unwrap().iter().cloned();
    let diff_ids = config["rootfs"]["diff_ids"].as_array().unwrap().iter();
    let diff_ids = diff_ids.map(|id| id.as_str().unwrap().to_owned());
    let layers: Vec<_> = layers.zip(diff_ids).collect();
    let history = config["history"].as_array().unwrap().iter();
    let made = history.filter(|step| step["empty_layer"] != true);
    assert_eq!(made.count(), layers.len(), "{tag}");
    layers
}

async fn blob(registry: &DockerRegistry, layer: &Value) -> Vec<u8> {
    let digest = layer["digest"].as_str().unwrap();
    read(registry, &format!("{REPOSITORY}/blobs/{digest}")).await
}

/// The verdict over bytes that came for a layer, in a word.
fn verdict(layer: &Value, diff_id: &str, bytes: &[u8]) -> &'static str {
    let mut descriptor = Descriptor::of(
        Digest::parse(layer["digest"].as_str().unwrap()).unwrap(),
        layer["size"].as_u64().unwrap(),
    );
    descriptor.media_type = MediaType::of(layer["mediaType"].as_str().unwrap());
    let diff_id = Digest::parse(diff_id).unwrap();
    let expectation = BlobExpectation::of(&descriptor, Some(diff_id));
    let mut check = BlobCheck::new(expectation, Depth::Content, Limits::default()).unwrap();
    check.push(bytes).unwrap();
    match check.finish() {
        BlobVerdict::Content(_) => "content",
        BlobVerdict::AllBytes(_) => "all bytes",
        BlobVerdict::Unverifiable { .. } => "unverifiable",
        BlobVerdict::Mismatch(mismatch) => match mismatch.reason {
            Reason::ContentDiffers { .. } => "content differs",
            Reason::NotDecodable(_) => "not decodable",
            _ => "mismatch",
        },
    }
}

#[tokio::test(flavor = "current_thread")]
async fn each_layer_is_what_its_tag_says() {
    let registry = seeded().await;
    for (tag, expected) in [
        ("good", &["content"; 5][..]),
        ("empty-layer", &["content"; 3]),
        ("embedded", &["content"; 3]),
        ("xz", &["content", "content", "unverifiable"]),
        ("wrong-diff-id", &["content", "content differs"]),
        ("trailing-garbage", &["content", "not decodable"]),
        ("truncated-gzip", &["content", "not decodable"]),
    ] {
        let mut found = Vec::new();
        for (layer, diff_id) in layers(&registry, REPOSITORY, tag).await {
            let bytes = blob(&registry, &layer).await;
            found.push(verdict(&layer, &diff_id, &bytes));
        }
        assert_eq!(found, expected, "{tag}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_good_one_has_every_way_to_store_a_layer() {
    let registry = seeded().await;
    let mut found = Vec::new();
    for (layer, diff_id) in layers(&registry, REPOSITORY, "good").await {
        let bytes = blob(&registry, &layer).await;
        let members = bytes
            .windows(10)
            .filter(|ten| ten == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff");
        let media_type = layer["mediaType"].as_str().unwrap();
        let stored = media_type.rsplit('.').next().unwrap().to_owned();
        let is_plain = layer["digest"] == diff_id;
        found.push((stored, members.count(), is_plain, bytes.len() > 3_000_000));
    }
    let expected = [
        ("tar+gzip", 1, false, false),
        ("tar+zstd", 0, false, false),
        ("tar", 0, true, false),
        ("tar+gzip", 3, false, false),
        ("tar+gzip", 0, false, true),
    ];
    let expected = expected.map(|(stored, members, is_plain, is_large)| {
        (stored.to_owned(), members, is_plain, is_large)
    });
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_elsewhere_or_in_the_descriptor_is_said_there() {
    let registry = seeded().await;
    let foreign = &layers(&registry, REPOSITORY, "foreign").await[2].0;
    assert_eq!(foreign["urls"][0], "https://elsewhere.example/layer.tar.gz");
    let address = format!(
        "{}/v2/{REPOSITORY}/blobs/{}",
        registry.origin(),
        foreign["digest"].as_str().unwrap()
    );
    assert_eq!(ask(address, None).await.0.status(), 404);

    let embedded = &layers(&registry, REPOSITORY, "embedded").await[2].0;
    let data = STANDARD.decode(embedded["data"].as_str().unwrap()).unwrap();
    assert_eq!(data, blob(&registry, embedded).await);
}

#[tokio::test(flavor = "current_thread")]
async fn bombs_are_small_and_one_layer_has_no_byte() {
    let registry = seeded().await;
    for (tag, size) in [("bomb", 137_606), ("bomb-above-limit", 8_421_382)] {
        let bomb = &layers(&registry, REPOSITORY, tag).await[1].0;
        assert_eq!(bomb["size"], size, "{tag}");
        assert_eq!(blob(&registry, bomb).await.len(), size, "{tag}");
    }
    let empty = &layers(&registry, REPOSITORY, "empty-layer").await[1].0;
    assert_eq!(empty["size"], 0);
}

#[tokio::test(flavor = "current_thread")]
async fn platforms_share_their_first_layer() {
    let registry = seeded().await;
    let index = read_json(&registry, &format!("{REPOSITORY}/manifests/index")).await;
    let mut digests = Vec::new();
    for child in index["manifests"].as_array().unwrap() {
        let child = child["digest"].as_str().unwrap();
        let layers = layers(&registry, REPOSITORY, child).await;
        digests.push([0, 1].map(|number| layers[number].0["digest"].clone()));
    }
    assert_eq!(digests[0][0], digests[1][0]);
    assert_ne!(digests[0][1], digests[1][1]);
}

#[tokio::test(flavor = "current_thread")]
async fn the_image_for_speed_has_as_many_layers_as_it_is_told() {
    let registry = DockerRegistry::start(Cors::All);
    let wanted = Seed::Speed {
        large: 4_000_000,
        layers: 4,
    };
    seed(registry.pusher(), wanted).await.unwrap();
    let layers = layers(&registry, SPEED, "latest").await;
    let sizes = layers
        .iter()
        .map(|(layer, _)| layer["size"].as_u64().unwrap());
    assert!(
        sizes
            .clone()
            .all(|size| (1_000_000..1_003_000).contains(&size))
    );
    let digests: BTreeSet<_> = layers
        .iter()
        .map(|(layer, _)| layer["digest"].as_str())
        .collect();
    assert_eq!(digests.len(), 4);
}
