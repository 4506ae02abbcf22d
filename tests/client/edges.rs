//! Where two rules meet: a fallback and a retry, a link and its absence, a promise and its breach.

use futures_util::FutureExt as _;
use porthole_core::{
    integrity::finding::Finding,
    oci::{descriptor::Descriptor, digest::Digest, media_type::MediaType},
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    fake::{FakeRegistry, worlds::distribution_2::STORED},
    image::{Content as Stored, media_type},
};
use serde_json::json;

use crate::{
    open::{kind, open},
    page::Origin,
    read::{child, index, manifest},
};

#[tokio::test(flavor = "current_thread")]
async fn a_fallback_that_was_given_up_is_asked_for_again() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("small-pages"), Origin::Same);
    let mut pages = open.client.catalog();
    let mut given_up = Box::pin(pages.next());
    while open.done.requests().len() < 2 {
        assert!((&mut given_up).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    drop(given_up);
    let page = kind(pages.next().await).unwrap().unwrap();
    assert_eq!(page.names.len(), 100);
}

#[tokio::test(flavor = "current_thread")]
async fn a_list_whose_links_can_be_read_ends_with_them() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("many"), Origin::Other);
    let mut pages = open.client.catalog();
    while pages.next().await.unwrap().is_some() {}
    assert_eq!(open.done.requests().len(), 10);
}

#[tokio::test(flavor = "current_thread")]
async fn a_hidden_link_is_learned() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("without-expose"), Origin::Other);
    let mut pages = open.client.catalog();
    while pages.next().await.unwrap().is_some() {}
    assert!(open.client.capabilities().link_hidden);
}

#[tokio::test(flavor = "current_thread")]
async fn schema_1_in_place_of_a_promised_manifest_is_a_mismatch() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("hostile"), Origin::Same);
    let schema_1 = manifest(&open, "hostile/images", "schema-1").await.unwrap();
    let bytes = &schema_1.content().unwrap().bytes;
    // The registry answers to the digest that schema 1 goes by; the parent says: an OCI manifest.
    let url = fake.world("hostile") + "/v2/hostile/images/manifests/schema-1";
    let answer = reqwest::get(url).await.unwrap();
    let digest = answer.headers()["docker-content-digest"]
        .to_str()
        .unwrap()
        .to_owned();
    let promised = Descriptor {
        media_type: MediaType::of(media_type::OCI_MANIFEST),
        ..Descriptor::of(Digest::parse(&digest).unwrap(), bytes.len() as u64)
    };
    let parent = promised.digest.clone();
    let found = child(&open, "hostile/images", &promised, &parent)
        .await
        .unwrap();
    assert!(
        matches!(found, Finding::Mismatch(_)),
        "{:?}",
        found.digest()
    );
}

#[tokio::test(flavor = "current_thread")]
async fn an_index_with_layers_is_ambiguous() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("hostile"), Origin::Same);
    let found = manifest(&open, "hostile/images", "media-type-disagrees")
        .await
        .unwrap();
    assert!(found.content().unwrap().document.is_err());
}

#[tokio::test(flavor = "current_thread")]
async fn a_child_of_another_type_than_its_parent_says_is_found() {
    let registry = DockerRegistry::start(Cors::WithoutAllowHeaders);
    let stored = &STORED["stored/oci"];
    registry.push("mixed/index", "child", stored).await.unwrap();
    let list = json!({
        "schemaVersion": 2,
        "mediaType": media_type::DOCKER_LIST,
        "manifests": [{
            "mediaType": media_type::DOCKER_MANIFEST,
            "digest": stored.digest(),
            "size": stored.content.bytes.len(),
            "platform": { "os": "linux", "architecture": "amd64" },
        }],
    });
    let list = Stored::json(media_type::DOCKER_LIST, &list);
    registry
        .pusher()
        .put_manifest("mixed/index", "latest", &list)
        .await
        .unwrap();
    for origin in [Origin::Same, Origin::Other] {
        let open = open(registry.origin(), origin);
        let parent = manifest(&open, "mixed/index", "latest").await.unwrap();
        let entry = index(&parent).images().next().unwrap().clone();
        let found = child(&open, "mixed/index", &entry, parent.digest().unwrap()).await;
        assert!(found.is_ok(), "{origin:?} {:?}", found.err());
    }
}
