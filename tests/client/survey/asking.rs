//! Nothing is asked twice.

use std::{collections::BTreeSet, rc::Rc};

use porthole_core::{inventory::repository::RepositoryInventory, registry::queue::Priority};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    image::Image,
};

use crate::{
    open::open,
    page::Origin,
    read::manifest,
    survey::{entries, held, surveying, tag, text},
};

/// What must be asked for a tag: its manifest, those of its platforms, and one config.
async fn needed(registry: &DockerRegistry, name: &str, tag: &str) -> Vec<String> {
    let mut manifest = held(registry, name, tag).await;
    let mut needed = vec![format!("manifests/{tag}")];
    let children: Vec<String> = entries(&manifest)
        .map(|entry| text(&entry["digest"]).to_owned())
        .collect();
    if let Some(first) = children.first() {
        manifest = held(registry, name, first).await;
    }
    let children = children.iter().map(|child| format!("manifests/{child}"));
    needed.extend(children);
    let config = &manifest["config"];
    if text(&config["mediaType"]).contains(".image.") {
        needed.push(format!("blobs/{}", text(&config["digest"])));
    }
    needed
}

/// Reads tags all at once, of which some share a digest, and then again.
pub(super) async fn all_at_once(
    registry: &DockerRegistry,
    name: &str,
    tags: &[&str],
    most_shared: usize,
) {
    let mut needed_once = BTreeSet::new();
    for tag in tags {
        needed_once.extend(needed(registry, name, tag).await);
    }
    let surveying = surveying(registry.origin(), name);
    let asked = surveying.asked_for(tags).await;
    assert_eq!(asked, Vec::from_iter(needed_once), "{name}");
    surveying.survey.look(|read| {
        let digests = read.tags().map(|(_, state)| state.digest().unwrap());
        let shared = digests.map(|digest| read.with_digest(digest).len());
        assert_eq!(shared.max(), Some(most_shared), "{name}");
        assert_eq!(read.count(), tags.len(), "{name}");
    });

    let mut again: Vec<_> = tags.iter().map(|tag| format!("manifests/{tag}")).collect();
    again.sort_unstable();
    assert_eq!(surveying.asked_for(tags).await, again, "{name}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_that_two_read_at_once_is_asked_once() {
    let registry = DockerRegistry::start(Cors::None);
    let image = &Image::oci().build();
    registry.push("shared/image", "1.0", image).await.unwrap();
    let surveying = surveying(registry.origin(), "shared/image");
    let asked = surveying.asked_for(&["1.0", "1.0", "1.0"]).await;
    let config = format!("blobs/{}", image.blobs[0].digest);
    assert_eq!(asked, [config.as_str(), "manifests/1.0"]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_that_moved_is_read_anew() {
    let registry = DockerRegistry::start(Cors::None);
    let image = |date| Image::oci().created(date).build();
    let dates = ["2026-03-01T10:00:00Z", "2026-04-01T10:00:00Z"];
    let surveying = surveying(registry.origin(), "moved/image");
    for image in dates.map(image) {
        registry.push("moved/image", "1", &image).await.unwrap();
        surveying.read(&["1"]).await;
        let state = surveying.state("1");
        assert_eq!(state.digest().unwrap().to_string(), image.digest());
    }
    assert_eq!(surveying.survey.look(RepositoryInventory::digests), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_that_was_read_elsewhere_is_taken_as_it_came() {
    let registry = DockerRegistry::start(Cors::None);
    let image = &Image::oci().build();
    registry.push("taken/image", "1.0", image).await.unwrap();
    let elsewhere = open(registry.origin(), Origin::Same);
    let read = manifest(&elsewhere, "taken/image", "1.0").await.unwrap();
    let surveying = surveying(registry.origin(), "taken/image");
    let survey = Rc::clone(&surveying.survey);
    survey.take(tag("1.0"), read, Priority::OnScreen).await;
    let config = format!("blobs/{}", image.blobs[0].digest);
    assert_eq!(surveying.asked_since(0), [config]);
    let state = surveying.state("1.0");
    assert_eq!(state.digest().unwrap().to_string(), image.digest());
    assert!(state.summary().is_some());
}
