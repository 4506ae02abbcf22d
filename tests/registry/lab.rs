//! The lab is what it says, and the fake registry changes it as a real one does.

use std::collections::BTreeSet;

use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    fake::FakeRegistry,
    image::{Content, Manifest, media_type, signature_tag},
    seed::{Seed, lab, seed},
};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::read::{read, read_json};

async fn registry() -> DockerRegistry {
    let registry = DockerRegistry::start(Cors::All);
    seed(registry.pusher(), Seed::Lab).await.unwrap();
    registry
}

fn tagged(tag: &str) -> Manifest {
    let mut tagged = lab::tagged().into_iter();
    tagged.find(|(name, _)| name == tag).unwrap().1
}

#[tokio::test(flavor = "current_thread")]
async fn the_lab_has_four_images_under_nine_tags() {
    let registry = registry().await;
    let listed = tags(&Client::new(), registry.origin()).await;
    assert_eq!(listed.len(), 9);
    let at = |reference: &str| format!("gallery/ui/manifests/{reference}");
    let aliased = read(&registry, &at("2.1.106")).await;
    for tag in lab::ALIASES {
        assert_eq!(read(&registry, &at(tag)).await, aliased, "{tag}");
    }

    let attested = read_json(&registry, &at(lab::ATTESTED)).await;
    let platforms = attested["manifests"].as_array().unwrap().iter();
    let platforms: Vec<_> = platforms
        .map(|child| child["platform"]["architecture"].as_str().unwrap())
        .collect();
    assert_eq!(platforms, ["amd64", "arm64", "unknown", "unknown"]);
    let shared = read_json(&registry, &at(lab::SHARED)).await;
    let alone = tagged(lab::SHARED_PLATFORM);
    assert_eq!(shared["manifests"][0]["digest"], alone.digest());
    assert_eq!(
        read(&registry, &at(lab::SHARED_PLATFORM)).await,
        alone.content.bytes
    );

    let signature = signature_tag(tagged(lab::SIGNED).digest());
    assert!(listed.contains(&signature));
    let layer = &tagged(&signature).blobs[0];
    let payload: Value = serde_json::from_slice(&layer.bytes).unwrap();
    assert_eq!(
        payload["critical"]["image"]["docker-manifest-digest"],
        tagged(lab::SIGNED).digest()
    );
}

/// A request that may change something.
struct Change {
    method: Method,
    path: String,
    content: Option<Content>,
}

/// What matters of an answer.
#[derive(Debug, PartialEq)]
struct Told {
    status: u16,
    codes: Vec<String>,
    digest: Option<String>,
    location: Option<String>,
    length: Option<String>,
    tags: BTreeSet<String>,
}

async fn told(client: &Client, address: &str, change: &Change) -> Told {
    let url = format!("{address}/v2/gallery/ui/{}", change.path);
    let mut request = client.request(change.method.clone(), url);
    if let Some(content) = &change.content {
        request = request
            .header("content-type", &content.media_type)
            .body(content.bytes.clone());
    }
    let answer = request.send().await.unwrap();
    let header = |name: &str| {
        let value = answer.headers().get(name);
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    let location = header("location");
    let told = Told {
        status: answer.status().as_u16(),
        digest: header("docker-content-digest"),
        location: location.map(|text| text.split_once("/v2/").unwrap().1.to_owned()),
        length: answer
            .status()
            .is_success()
            .then(|| header("content-length"))
            .flatten(),
        codes: Vec::new(),
        tags: tags(client, address).await,
    };
    Told {
        codes: codes(answer).await,
        ..told
    }
}

/// The codes of an error, with their details where these are digests.
async fn codes(answer: Response) -> Vec<String> {
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default();
    let errors = body["errors"].as_array().into_iter().flatten();
    let mut codes: Vec<_> = errors
        .map(|error| {
            let detail = error["detail"].as_str().unwrap_or_default();
            format!("{} {detail}", error["code"].as_str().unwrap())
        })
        .collect();
    codes.sort();
    codes
}

async fn tags(client: &Client, address: &str) -> BTreeSet<String> {
    let listed = client.get(format!("{address}/v2/gallery/ui/tags/list"));
    let listed = listed.send().await.unwrap().bytes().await.unwrap();
    let listed: Value = serde_json::from_slice(&listed).unwrap();
    let tags = listed["tags"].as_array().into_iter().flatten();
    tags.map(|tag| tag.as_str().unwrap().to_owned()).collect()
}

fn delete(path: &str) -> Change {
    Change {
        method: Method::DELETE,
        path: path.to_owned(),
        content: None,
    }
}

fn delete_manifest(digest: &str) -> Change {
    delete(&format!("manifests/{digest}"))
}

fn put(reference: &str, content: &Content) -> Change {
    Change {
        method: Method::PUT,
        path: format!("manifests/{reference}"),
        content: Some(content.clone()),
    }
}

fn index_of_nothing(media_type: &str) -> Content {
    let index = json!({ "schemaVersion": 2, "mediaType": media_type, "manifests": [] });
    Content::new(media_type, index.to_string())
}

/// A tag goes by way of a tombstone, after all that does not work.
fn tombstones() -> Vec<Change> {
    let tombstone = index_of_nothing(media_type::OCI_INDEX);
    let named = |media_type: &str| Content::new(media_type, tombstone.bytes.clone());
    let with_parameter = format!("{}; charset=utf-8", media_type::OCI_INDEX);
    vec![
        delete_manifest(&format!("sha256:{}", "0".repeat(64))),
        delete_manifest("2"),
        delete_manifest("none"),
        put("2", &named(media_type::OCI_MANIFEST)),
        put("2", &named("application/json")),
        put("2", &Content::new(media_type::OCI_INDEX, "no JSON")),
        put(tagged(lab::ATTESTED).digest(), &tombstone),
        put("2", &tombstone),
        put("new", &named(&with_parameter)),
        put("docker", &index_of_nothing(media_type::DOCKER_LIST)),
        delete_manifest(&tombstone.digest),
        delete_manifest(&tombstone.digest),
    ]
}

/// An index loses its children, goes, and comes back once they are there.
fn index_and_children() -> Vec<Change> {
    let index = tagged(lab::ATTESTED);
    let [child, other] = [0, 3].map(|place| &index.children[place]);
    vec![
        delete_manifest(child.digest()),
        delete_manifest(other.digest()),
        put("again", &index.content),
        delete_manifest(index.digest()),
        put(lab::ATTESTED, &index.content),
        put(child.digest(), &child.content),
        put(other.digest(), &other.content),
        put(lab::ATTESTED, &index.content),
    ]
}

/// An image comes back for as long as its layers are there.
fn image_and_layers() -> Vec<Change> {
    let (signed, newest) = (tagged(lab::SIGNED), tagged("latest"));
    let layer = format!("blobs/{}", signed.blobs[1].digest);
    vec![
        put(lab::SIGNED, &signed.content),
        delete(&layer),
        delete(&layer),
        put(lab::SIGNED, &signed.content),
        delete_manifest(newest.digest()),
        put("2.1.106", &newest.content),
    ]
}

#[tokio::test(flavor = "current_thread")]
async fn the_fake_is_changed_as_a_real_registry_is() {
    let (real, fake) = (registry().await, FakeRegistry::start());
    let client = Client::builder().no_proxy().build().unwrap();
    let changes = [tombstones(), index_and_children(), image_and_layers()];
    for (place, change) in changes.into_iter().flatten().enumerate() {
        let expected = told(&client, real.origin(), &change).await;
        let faked = told(&client, &fake.world("writable"), &change).await;
        let Change { method, path, .. } = change;
        assert_eq!(faked, expected, "{place}: {method} {path}");
    }
}
