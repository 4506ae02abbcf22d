//! A repository of a real `docker-registry`, and what is asked for it.

use std::{collections::BTreeSet, fs};

use porthole_core::{
    deletion::snapshot::{Known, Snapshot, Target},
    registry::request::Method,
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    image::{
        Artifact, Flavour, Image, Index, Manifest, referrers, referrers_tag, signature,
        signature_tag,
    },
};

use super::{digest, known, snapshot, target, wanted};
use crate::wire::{Wired, as_it_comes, wired, wired_to};

const NAME: &str = "gallery/ui";

fn image(what: &str) -> Manifest {
    let flavour = if what.contains("docker") {
        Flavour::Docker
    } else {
        Flavour::Oci
    };
    Image::new(flavour)
        .platform("linux/amd64")
        .author(what)
        .build()
}

fn multi(what: &str) -> Manifest {
    let (amd64, arm64) = (image(&format!("{what} a")), image(&format!("{what} b")));
    let index = Index::oci().image(&amd64).image(&arm64);
    index.attestation(&amd64).build()
}

struct Lab {
    registry: DockerRegistry,
    /// Tags, and what they lead to.
    pushed: Vec<(String, Manifest)>,
}

impl Lab {
    async fn new() -> Self {
        let (two, three) = (multi("two"), multi("three"));
        let nested = Index::oci().image(&three).image(&image("nested")).build();
        let artifact = Artifact::of_type("application/x").subject(&two).build();
        let listed = Index::docker().image(&image("docker a")).build();
        let pushed = vec![
            ("1".to_owned(), image("one")),
            ("1.0".to_owned(), image("one")),
            ("2".to_owned(), two.clone()),
            (signature_tag(two.digest()), signature(NAME, &two)),
            (
                signature_tag(two.children[0].digest()),
                signature(NAME, &two.children[0]),
            ),
            (
                referrers_tag(two.digest()),
                referrers(&[(&artifact, "application/x")]),
            ),
            ("3".to_owned(), nested),
            ("docker".to_owned(), image("docker")),
            ("list".to_owned(), listed),
        ];
        let registry = DockerRegistry::start(Cors::All);
        for (tag, manifest) in &pushed {
            registry.push(NAME, tag, manifest).await.unwrap();
        }
        Self { registry, pushed }
    }

    fn pushed(&self, tag: &str) -> &Manifest {
        let mut pushed = self.pushed.iter();
        let (_, manifest) = pushed.find(|(name, _)| name == tag).unwrap();
        manifest
    }
}

fn all<'a>(manifest: &'a Manifest, all: &mut Vec<&'a Manifest>) {
    all.push(manifest);
    for child in &manifest.children {
        self::all(child, all);
    }
}

/// Whether a snapshot says of a manifest what was pushed.
fn assert_known(snapshot: &Snapshot, pushed: &Manifest) {
    let Some(Known::Read(manifest)) = snapshot.manifests.get(&digest(pushed.digest())) else {
        panic!("{} was not read", pushed.digest());
    };
    assert!(manifest.body.bytes()[..] == pushed.content.bytes);
    assert_eq!(
        manifest.body.media_type().as_str(),
        pushed.content.media_type
    );
    assert_eq!(manifest.body.digest().to_string(), pushed.digest());
    let children = manifest
        .children
        .iter()
        .map(|child| child.digest.to_string());
    assert!(
        children.eq(pushed
            .children
            .iter()
            .map(|child| child.digest().to_owned()))
    );
    let blobs = manifest.blobs.iter();
    let blobs: BTreeSet<_> = blobs
        .map(|(blob, size)| (blob.to_string(), *size))
        .collect();
    let expected = pushed.blobs.iter();
    let expected = expected.map(|blob| (blob.digest.clone(), blob.bytes.len() as u64));
    assert_eq!(blobs, expected.collect());
    assert!(!manifest.lists_more && !manifest.uses_more);
}

fn assert_nothing_twice(wired: &Wired, cross_origin: bool) {
    let mut asked: Vec<_> = wired
        .seen
        .sent()
        .into_iter()
        .map(|request| (request.method.as_str(), request.url, request.accept))
        .collect();
    asked.sort();
    let count = asked.len();
    asked.dedup();
    assert_eq!(asked.len(), count);
    if !cross_origin {
        let mut references = wired.seen.references(Method::Get);
        references.retain(|reference| !reference.starts_with("list"));
        assert!(
            references.iter().all(|reference| reference.contains(':')),
            "{references:?}"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn everything_is_read_and_nothing_twice() {
    let lab = Lab::new().await;
    for cross_origin in [false, true] {
        let wired = wired_to(lab.registry.origin(), cross_origin, as_it_comes);
        let snapshot = snapshot(&wired.client, NAME, &wanted(&["2"]))
            .await
            .unwrap();
        let mut manifests = Vec::new();
        for (tag, manifest) in &lab.pushed {
            let leads = Target::Manifest(digest(manifest.digest()));
            assert_eq!(target(&snapshot, tag), &leads, "{tag}");
            all(manifest, &mut manifests);
        }
        assert_eq!(snapshot.tags.len(), lab.pushed.len());
        for manifest in &manifests {
            assert_known(&snapshot, manifest);
        }
        let distinct: BTreeSet<_> = manifests.iter().map(|manifest| manifest.digest()).collect();
        assert_eq!(snapshot.manifests.len(), distinct.len());
        assert_eq!(
            snapshot.unread_lists().count() + snapshot.unread_tags().count(),
            0
        );
        assert_nothing_twice(&wired, cross_origin);
        assert!(wired.seen.most_under_way() <= 12);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_missing_child_is_missing() {
    let lab = Lab::new().await;
    let child = lab.pushed("3").children[0].children[1].digest();
    let hex = child.trim_start_matches("sha256:");
    let revision = format!("repositories/{NAME}/_manifests/revisions/sha256/{hex}");
    fs::remove_dir_all(lab.registry.storage().join(revision)).unwrap();
    let wired = wired(lab.registry.origin(), as_it_comes);
    for tags in [&["3"][..], &[]] {
        let snapshot = snapshot(&wired.client, NAME, &wanted(tags)).await.unwrap();
        assert_eq!(snapshot.manifests[&digest(child)], Known::Missing);
        assert_known(&snapshot, lab.pushed("3"));
        assert_eq!(snapshot.unread_lists().count(), 0);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_without_a_manifest_is_missing() {
    let lab = Lab::new().await;
    let hex = lab.pushed("1").digest().trim_start_matches("sha256:");
    let revision = format!("repositories/{NAME}/_manifests/revisions/sha256/{hex}");
    fs::remove_dir_all(lab.registry.storage().join(revision)).unwrap();
    let wired = wired(lab.registry.origin(), as_it_comes);
    let snapshot = snapshot(&wired.client, NAME, &wanted(&[])).await.unwrap();
    for tag in ["1", "1.0"] {
        assert_eq!(target(&snapshot, tag), &Target::Missing);
        assert_eq!(known(&snapshot, tag), None);
    }
    assert_known(&snapshot, lab.pushed("2"));
}

#[tokio::test(flavor = "current_thread")]
async fn an_empty_repository_has_no_tags_and_what_is_wanted() {
    let lab = Lab::new().await;
    let tags = format!("repositories/{NAME}/_manifests/tags");
    fs::remove_dir_all(lab.registry.storage().join(tags)).unwrap();
    let wired = wired(lab.registry.origin(), as_it_comes);
    let mut selection = wanted(&["1"]);
    selection.digests.insert(digest(lab.pushed("2").digest()));
    let snapshot = snapshot(&wired.client, NAME, &selection).await.unwrap();
    assert!(snapshot.tags.is_empty());
    assert_known(&snapshot, lab.pushed("2"));
    for child in &lab.pushed("2").children {
        assert_known(&snapshot, child);
    }
    assert_eq!(snapshot.manifests.len(), 4);
}
