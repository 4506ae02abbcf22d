use serde_json::{Value, json};

use super::{Ground, code, header, parsed};
use crate::image::{media_type, sha256};

#[tokio::test(flavor = "current_thread")]
async fn plain_leads_from_the_catalog_to_every_blob() {
    let ground = Ground::new();
    let catalog = ground.json("plain/v2/_catalog").await;
    assert_eq!(
        catalog["repositories"],
        json!([
            "charts/gallery",
            "gallery",
            "gallery/api",
            "gallery/ui",
            "tools/list"
        ])
    );
    let tags = ground.json("plain/v2/gallery/ui/tags/list").await;
    let tags = tags["tags"].as_array().unwrap();
    assert!(
        ["1.0", "1.1", "latest"]
            .iter()
            .all(|&tag| tags.contains(&tag.into()))
    );

    let index = ground.get("plain/v2/gallery/ui/manifests/latest").await;
    assert_eq!(header(&index, "content-type"), Some(media_type::OCI_INDEX));
    let digest = header(&index, "docker-content-digest").unwrap().to_owned();
    let bytes = index.bytes().await.unwrap();
    assert_eq!(sha256(&bytes), digest);
    let index: Value = serde_json::from_slice(&bytes).unwrap();
    for child in index["manifests"].as_array().unwrap() {
        leads_to_its_blobs(&ground, child["digest"].as_str().unwrap()).await;
    }
}

async fn leads_to_its_blobs(ground: &Ground, digest: &str) {
    let manifest = ground
        .get(&format!("plain/v2/gallery/ui/manifests/{digest}"))
        .await;
    let bytes = manifest.bytes().await.unwrap();
    assert_eq!(sha256(&bytes), digest);
    let manifest: Value = serde_json::from_slice(&bytes).unwrap();
    for blob in manifest["layers"]
        .as_array()
        .unwrap()
        .iter()
        .chain([&manifest["config"]])
    {
        let digest = blob["digest"].as_str().unwrap();
        let blob = ground
            .get(&format!("plain/v2/gallery/ui/blobs/{digest}"))
            .await;
        assert_eq!(sha256(&blob.bytes().await.unwrap()), digest);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn latest_is_an_alias() {
    let ground = Ground::new();
    let mut digests = Vec::new();
    for tag in ["latest", "1.1", "1.0"] {
        let manifest = ground
            .get(&format!("plain/v2/gallery/ui/manifests/{tag}"))
            .await;
        digests.push(
            header(&manifest, "docker-content-digest")
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(digests[0], digests[1]);
    assert_ne!(digests[0], digests[2]);
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_not_held_is_unknown() {
    let ground = Ground::new();
    let cases = [
        ("plain/v2/no/tags/list", "NAME_UNKNOWN"),
        ("plain/v2/gallery/ui/manifests/9", "MANIFEST_UNKNOWN"),
        ("plain/v2/gallery/ui/blobs/sha256:00", "BLOB_UNKNOWN"),
    ];
    for (path, expected) in cases {
        let answer = ground.get(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(code(answer).await, expected);
    }
    let nowhere = ground.get("plain/v2/gallery/ui/referrers/sha256:00").await;
    assert_eq!(nowhere.status(), 404);
    assert_eq!(header(&nowhere, "access-control-allow-origin"), None);
}

#[tokio::test(flavor = "current_thread")]
async fn a_static_host_gives_bytes_and_nothing_else() {
    let ground = Ground::new();
    let ping = ground.get("static/v2/").await;
    assert_eq!(header(&ping, "content-type"), Some("text/html"));
    assert_eq!(ping.text().await.unwrap(), "{}");
    let manifest = ground.get("static/v2/gallery/ui/manifests/1.0").await;
    assert_eq!(
        header(&manifest, "content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(header(&manifest, "docker-content-digest"), None);
    let whole = ground.json("static/v2/_catalog?n=2&last=gallery").await;
    assert_eq!(whole["repositories"].as_array().unwrap().len(), 5);
    let missing = ground.get("static/v2/gallery/ui/manifests/9").await;
    assert_eq!(missing.status(), 404);
    assert_eq!(
        header(&missing, "content-type"),
        Some("text/html; charset=utf-8")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn distribution_2_rewrites_what_is_not_accepted() {
    let ground = Ground::new();
    let path = |name: &str| format!("accept-like-distribution-2/v2/stored/{name}/manifests/latest");
    let got = |answer: &reqwest::Response| header(answer, "content-type").unwrap().to_owned();

    let rewritten = ground
        .accepting(&path("schema2"), media_type::OCI_MANIFEST)
        .await;
    assert_eq!(got(&rewritten), media_type::DOCKER_SCHEMA_1);
    let child = ground
        .accepting(&path("list"), media_type::DOCKER_MANIFEST)
        .await;
    assert_eq!(got(&child), media_type::DOCKER_MANIFEST);
    let list = ground
        .accepting(&path("list"), media_type::DOCKER_LIST)
        .await;
    assert_eq!(got(&list), media_type::DOCKER_LIST);

    for (name, kinds) in [("oci", "manifests"), ("index", "indexes")] {
        let refused = parsed(ground.accepting(&path(name), "*/*").await).await;
        let message = refused["errors"][0]["message"].as_str().unwrap();
        assert!(message.ends_with(&format!("accept header does not support OCI {kinds}")));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_digest_of_schema_1_is_that_of_its_payload() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

    let ground = Ground::new();
    let path = "accept-like-distribution-2/v2/stored/schema2/manifests/latest";
    let answer = ground.get(path).await;
    let digest = header(&answer, "docker-content-digest").unwrap().to_owned();
    let bytes = answer.bytes().await.unwrap();
    assert_ne!(sha256(&bytes), digest);

    let manifest: Value = serde_json::from_slice(&bytes).unwrap();
    let protected = manifest["signatures"][0]["protected"].as_str().unwrap();
    let protected = URL_SAFE_NO_PAD.decode(protected).unwrap();
    let protected: Value = serde_json::from_slice(&protected).unwrap();
    let length = usize::try_from(protected["formatLength"].as_u64().unwrap()).unwrap();
    let tail = URL_SAFE_NO_PAD
        .decode(protected["formatTail"].as_str().unwrap())
        .unwrap();
    assert_eq!(sha256(&[&bytes[..length], &tail].concat()), digest);
}

#[tokio::test(flavor = "current_thread")]
async fn a_head_is_an_answer_without_its_body() {
    let ground = Ground::new();
    let address = ground.registry.world("plain") + "/v2/gallery/ui/manifests/1.0";
    let whole = ground.client.get(&address).send().await.unwrap();
    let head = ground.client.head(&address).send().await.unwrap();
    for name in ["content-length", "content-type", "docker-content-digest"] {
        assert!(header(&head, name).is_some(), "{name}");
        assert_eq!(header(&head, name), header(&whole, name));
    }
    assert!(head.bytes().await.unwrap().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn digests_are_of_the_algorithm_that_the_tag_says() {
    let ground = Ground::new();
    for (tag, algorithm, length) in [
        ("sha512", "sha512:", 7 + 128),
        ("sha512-forged", "sha512:", 7 + 128),
        ("blake3", "blake3:", 7 + 64),
    ] {
        let manifests = "digests/v2/digests/image/manifests";
        let by_tag = ground.get(&format!("{manifests}/{tag}")).await;
        let digest = header(&by_tag, "docker-content-digest").unwrap().to_owned();
        assert!(digest.starts_with(algorithm));
        assert_eq!(digest.len(), length);
        let by_digest = ground.get(&format!("{manifests}/{digest}")).await;
        let bytes = by_digest.bytes().await.unwrap();
        assert_eq!(bytes, by_tag.bytes().await.unwrap());
    }
}
