//! The stored manifest is read, and no other that a registry makes of it, in few requests.

use porthole_core::{
    oci::document::Content,
    registry::accept::{LONGEST_WITHOUT_PREFLIGHT, Pair},
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    fake::{FakeRegistry, worlds::distribution_2::STORED},
    image::{Manifest, media_type},
};

use crate::{
    open::{Open, open, repository},
    page::Origin,
    read::{child, content, index, manifest},
};

const FAKE: &str = "accept-like-distribution-2";

/// Sorted.
const ALL_TYPES: [&str; 4] = [
    media_type::DOCKER_LIST,
    media_type::DOCKER_MANIFEST,
    media_type::OCI_INDEX,
    media_type::OCI_MANIFEST,
];

/// A registry that allows no preflight and holds what the fake one does.
async fn real() -> DockerRegistry {
    let registry = DockerRegistry::start(Cors::WithoutAllowHeaders);
    for (name, manifest) in &*STORED {
        registry.push(name, "latest", manifest).await.unwrap();
    }
    registry
}

/// Reads a manifest, which must be the stored one, and counts the requests.
async fn requests(open: &Open, name: &str, reference: &str, stored: &Manifest) -> usize {
    let before = open.done.requests().len();
    let found = manifest(open, name, reference).await.unwrap();
    let found = found.content().unwrap();
    assert!(found.bytes == stored.content.bytes, "{name}:{reference}");
    open.done.requests().len() - before
}

fn accepts(open: &Open) -> Vec<String> {
    let requests = open.done.requests();
    let accepts = requests.into_iter().map(|request| request.accept);
    accepts.map(Option::unwrap).collect()
}

fn assert_no_preflight(open: &Open) {
    for accept in accepts(open) {
        assert!(accept.len() <= LONGEST_WITHOUT_PREFLIGHT, "{accept}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn from_the_same_origin_one_request_asks_for_all_types() {
    let (fake, real) = (FakeRegistry::start(), real().await);
    for address in [fake.world(FAKE), real.origin().to_owned()] {
        let open = open(&address, Origin::Same);
        for (name, stored) in &*STORED {
            for reference in ["latest", stored.digest()] {
                assert_eq!(requests(&open, name, reference, stored).await, 1);
            }
        }
        for accept in accepts(&open) {
            let mut accepted: Vec<_> = accept.split(',').collect();
            accepted.sort_unstable();
            assert_eq!(accepted, ALL_TYPES);
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn from_another_origin_the_docker_pair_is_asked_for_first() {
    let (fake, real) = (FakeRegistry::start(), real().await);
    for registry in [fake.world(FAKE), real.origin().to_owned()] {
        for first in ["tag", "digest"] {
            let open = open(&registry, Origin::Other);
            for (name, stored) in &*STORED {
                let references = match first {
                    "tag" => ["latest", stored.digest()],
                    _ => [stored.digest(), "latest"],
                };
                let is_oci = stored.content.media_type.contains("oci");
                let expected = if is_oci { [2, 1] } else { [1, 1] };
                for (reference, expected) in references.into_iter().zip(expected) {
                    let count = requests(&open, name, reference, stored).await;
                    assert_eq!(count, expected, "{registry} {name} by {reference}");
                }
                let pair = if is_oci { Pair::Oci } else { Pair::Docker };
                assert_eq!(
                    open.client.capabilities().pair(&repository(name)),
                    Some(pair)
                );
            }
            assert_no_preflight(&open);
        }
    }
    for request in fake.requests(FAKE) {
        assert_ne!(request.method, "OPTIONS");
        assert!(request.header("accept").unwrap().len() <= LONGEST_WITHOUT_PREFLIGHT);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_repository_of_both_kinds_is_read_right_in_any_order() {
    let registry = DockerRegistry::start(Cors::WithoutAllowHeaders);
    for (tag, manifest) in &*STORED {
        let tag = tag.trim_start_matches("stored/");
        registry.push("mixed/image", tag, manifest).await.unwrap();
    }
    let open = open(registry.origin(), Origin::Other);
    // Twice whatever was not remembered.
    for (tag, expected) in [
        ("oci", 2),
        ("oci", 1),
        ("schema2", 2),
        ("list", 1),
        ("index", 2),
        ("list", 2),
        ("oci", 2),
        ("list-without-amd64", 2),
        ("schema2", 1),
    ] {
        let stored = &STORED[&*format!("stored/{tag}")];
        let count = requests(&open, "mixed/image", tag, stored).await;
        assert_eq!(count, expected, "{tag}");
    }
    assert_no_preflight(&open);
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_sends_what_it_stores_is_asked_once() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("short-accept"), Origin::Other);
    for (name, tag) in [
        ("gallery/ui", "1.0"),
        ("gallery", "1.0"),
        ("gallery/api", "2.0.0"),
        ("tools/list", "7"),
        ("charts/gallery", "0.3.0"),
    ] {
        let before = fake.requests("short-accept").len();
        let found = manifest(&open, name, tag).await.unwrap();
        assert_eq!(fake.requests("short-accept").len() - before, 1, "{name}");
        let content = content(&found);
        assert!(matches!(content, Content::Image(_) | Content::Index(_)));
    }
    assert_no_preflight(&open);
}

#[tokio::test(flavor = "current_thread")]
async fn a_child_is_asked_for_by_the_type_that_its_parent_names() {
    let (fake, real) = (FakeRegistry::start(), real().await);
    for registry in [fake.world(FAKE), real.origin().to_owned()] {
        let open = open(&registry, Origin::Other);
        for name in ["stored/list", "stored/index"] {
            assert_children(&open, name).await;
        }
    }
}

async fn assert_children(open: &Open, name: &str) {
    let parent = manifest(open, name, "latest").await.unwrap();
    let entries = index(&parent);
    let stored = &STORED[name].children;
    assert_eq!(entries.images().count(), stored.len());
    for (descriptor, stored) in entries.images().zip(stored) {
        let before = open.done.requests().len();
        let found = child(open, name, descriptor, parent.digest().unwrap()).await;
        assert!(found.unwrap().content().unwrap().bytes == stored.content.bytes);
        let accepts = &accepts(open)[before..];
        assert_eq!(accepts, [stored.content.media_type.as_str()]);
    }
}
