//! What a registry is said to hold is what it holds.

use std::collections::BTreeSet;

use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    image::media_type,
    seed::{DOCKER_IMAGE, DOCKER_LIST, MANY_TAGS, OCI_IMAGE, Seed, seed},
};
use serde_json::Value;

use crate::read::{read, read_json};

fn strings(value: &Value) -> BTreeSet<String> {
    let values = value.as_array().unwrap().iter();
    values
        .map(|value| value.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "current_thread")]
async fn the_walk_has_1500_repositories_and_one_of_300_tags() {
    let registry = DockerRegistry::start(Cors::All);
    let seeded = seed(registry.pusher(), Seed::Walk).await.unwrap();
    assert_eq!(seeded.repositories, 1500);

    let first = read_json(&registry, "_catalog?n=1000").await;
    let last = first["repositories"][999].as_str().unwrap();
    let second = read_json(&registry, &format!("_catalog?n=1000&last={last}")).await;
    let (first, second) = (
        strings(&first["repositories"]),
        strings(&second["repositories"]),
    );
    assert_eq!((first.len(), second.len()), (1000, 500));
    assert!(first.is_disjoint(&second));

    let tags = read_json(&registry, &format!("{MANY_TAGS}/tags/list")).await;
    assert_eq!(tags["tags"].as_array().unwrap().len(), 300);
    assert_eq!(
        strings(&tags["tags"]),
        seeded.tags[MANY_TAGS].iter().cloned().collect()
    );

    for (repository, tag, expected) in [
        (MANY_TAGS, "1.0.0", media_type::OCI_INDEX),
        (MANY_TAGS, "1.0.1", media_type::OCI_MANIFEST),
        (DOCKER_IMAGE, "1.0", media_type::DOCKER_MANIFEST),
        (DOCKER_LIST, "1.0", media_type::DOCKER_LIST),
        (OCI_IMAGE, "1.0", media_type::OCI_MANIFEST),
        ("service-0000", "1.0", media_type::OCI_MANIFEST),
    ] {
        let manifest = read_json(&registry, &format!("{repository}/manifests/{tag}")).await;
        assert_eq!(manifest["mediaType"], expected, "{repository}:{tag}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_small_seed_is_the_demo() {
    let registry = DockerRegistry::start(Cors::All);
    let seeded = seed(registry.pusher(), Seed::Small).await.unwrap();
    let catalog = read_json(&registry, "_catalog").await;
    assert_eq!(
        strings(&catalog["repositories"]),
        seeded.tags.keys().cloned().collect()
    );
    assert_eq!(seeded.repositories, 10);

    // Moving tags lead to what their versions lead to.
    let latest = read(&registry, "gallery/ui/manifests/latest").await;
    for tag in ["3", "3.0.42"] {
        assert_eq!(
            read(&registry, &format!("gallery/ui/manifests/{tag}")).await,
            latest
        );
    }
    assert_ne!(read(&registry, "gallery/ui/manifests/2.1").await, latest);
}
