//! A real `docker-registry`: what is done to it and taken back, as somebody else sees it.

mod random;
mod witness;

use std::fs;

use porthole_core::deletion::{journal::Mark, undo::Beyond};
use porthole_test_support::{
    docker_registry::{Configuration, DockerRegistry},
    image::{Layer, LayerFiles},
    native_transport::NativeTransport,
};

use self::witness::Witness;
use super::{registry::digest, *};

/// A repository whose images have a layer each.
async fn of_two(registry: &DockerRegistry, name: &str) -> Vec<Manifest> {
    let image = |what: &str| {
        let layer = LayerFiles::new().file("srv/what", what).gzip();
        Image::oci().layer(&layer, "COPY what /srv").build()
    };
    let images = vec![image("one"), image("other"), image("third")];
    let index = Index::oci().image(&images[0]).image(&images[1]).build();
    registry.push(name, "both", &index).await.unwrap();
    registry.push(name, "third", &images[2]).await.unwrap();
    [index].into_iter().chain(images).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn undo_says_which_blobs_are_gone_and_brings_back_the_rest() {
    let registry = DockerRegistry::start(Configuration::default());
    let manifests = of_two(&registry, "lost/blob").await;
    let client = client_of(NativeTransport::new(), registry.origin());
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let chosen = selection(&["both", "third"]);
    let planned = planned(&client, "lost/blob", &chosen, how).await;
    let journals = Journals::new();
    let run = run_of(&client, planned.confirm(&client, "lost/blob"), &journals);
    run.go().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    // As a garbage collection leaves it.
    let blob = &manifests[2].blobs[0].digest;
    let hex = blob.trim_start_matches("sha256:");
    let links = registry
        .storage()
        .join("repositories/lost/blob/_layers/sha256");
    fs::remove_dir_all(links.join(hex)).unwrap();

    let journal = journals.only();
    let undone = UndoPlan::read(&client, &journal, TagRemoval::Tombstone)
        .await
        .unwrap();
    let gone: Vec<String> = undone.gone_blobs.iter().map(ToString::to_string).collect();
    assert_eq!(gone, [blob.as_str()]);
    let beyond: BTreeMap<String, Beyond> = undone
        .beyond
        .iter()
        .map(|(digest, why)| (digest.to_string(), why.clone()))
        .collect();
    let (index, lost) = (manifests[0].digest(), manifests[2].digest());
    assert_eq!(beyond.len(), 2);
    assert_eq!(beyond[lost], Beyond::Blobs(vec![digest(blob)]));
    assert_eq!(beyond[index], Beyond::Child(digest(lost)));
    let tags: Vec<&str> = undone.tags.keys().map(Tag::as_str).collect();
    assert_eq!(tags, ["third"]);
    let lost: Vec<&str> = undone.lost.keys().map(Tag::as_str).collect();
    assert_eq!(lost, ["both"]);

    let confirmed = undone.confirm(&client, &mut unique).unwrap();
    let run = run_of(&client, confirmed, &Journals::new());
    run.go().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    let witness = Witness::of(&registry, "lost/blob");
    let third = ("third".to_owned(), manifests[3].digest().to_owned());
    assert_eq!(witness.tags().await, BTreeMap::from([third]));
}

#[tokio::test(flavor = "current_thread")]
async fn undo_leaves_a_tag_alone_that_leads_elsewhere_now() {
    let registry = DockerRegistry::start(Configuration::default());
    let manifests = of_two(&registry, "con/flict").await;
    let client = client_of(NativeTransport::new(), registry.origin());
    let chosen = selection(&["both", "third"]);
    let how = (Mode::Images, TagRemoval::Tombstone);
    let planned = planned(&client, "con/flict", &chosen, how).await;
    let journals = Journals::new();
    let run = run_of(&client, planned.confirm(&client, "con/flict"), &journals);
    run.go().await;
    let other = image("pushed since");
    registry.push("con/flict", "third", &other).await.unwrap();

    let journal = journals.only();
    let undone = UndoPlan::read(&client, &journal, TagRemoval::Tombstone)
        .await
        .unwrap();
    let conflicts: Vec<&str> = undone
        .conflicts
        .iter()
        .map(|conflict| conflict.tag.as_str())
        .collect();
    assert_eq!(conflicts, ["third"]);
    assert_eq!(undone.conflicts[0].was, Some(digest(manifests[3].digest())));
    assert!(!undone.manifests.contains(&digest(manifests[3].digest())));
    let confirmed = undone.confirm(&client, &mut unique).unwrap();
    let run = run_of(&client, confirmed, &Journals::new());
    run.go().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    let witness = Witness::of(&registry, "con/flict");
    let tags = witness.tags().await;
    assert_eq!(tags["third"], other.digest());
    assert_eq!(tags["both"], manifests[0].digest());
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_deletes_nothing_keeps_all_tags_as_they_were() {
    let mut registry = DockerRegistry::start(Configuration::default());
    of_two(&registry, "read/only").await;
    registry
        .push(
            "read/only",
            "alias",
            &of_two(&registry, "read/only").await[3],
        )
        .await
        .unwrap();
    let configuration = Configuration {
        delete: false,
        ..Configuration::default()
    };
    registry.restart(configuration).unwrap();
    let client = client_of(NativeTransport::new(), registry.origin());
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let witness = Witness::of(&registry, "read/only");
    let before = witness.tags().await;
    let planned = planned(&client, "read/only", &selection(&["alias", "both"]), how).await;
    let run = run_of(
        &client,
        planned.confirm(&client, "read/only"),
        &Journals::new(),
    );
    run.go().await;
    run.look(|state| assert!(!state.is_whole()));
    assert_eq!(witness.tags().await, before);
}

#[tokio::test(flavor = "current_thread")]
async fn an_index_that_lacks_a_platform_may_not_come_back_which_is_told_before() {
    let registry = DockerRegistry::start(Configuration::default());
    let manifests = of_two(&registry, "lost/platform").await;
    let (index, lost) = (digest(manifests[0].digest()), digest(manifests[2].digest()));
    let witness = Witness::of(&registry, "lost/platform");
    witness.delete(manifests[2].digest()).await;
    let client = client_of(NativeTransport::new(), registry.origin());
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let planned = planned(&client, "lost/platform", &selection(&["both"]), how).await;
    let lacking = BTreeMap::from([(index.clone(), lost.clone())]);
    assert_eq!(planned.plan.lacking, lacking);
    let why = "which the registry does not have, and most registries take no such index back";
    let told = format!("lists {}, {why}", lost.short());
    let expected = format!("manifest {} (both): it {told}", index.short());
    assert_eq!(planned.plan.irretrievable_lines(), [expected]);
    let journals = Journals::new();
    let confirmed = planned.confirm(&client, "lost/platform");
    run_of(&client, confirmed, &journals).go().await;

    let journal = journals.only();
    let undo = async || {
        UndoPlan::read(&client, &journal, TagRemoval::Tombstone)
            .await
            .unwrap()
    };
    let undone = undo().await;
    assert_eq!((&undone.lacking, undone.is_whole()), (&lacking, false));
    assert_eq!(
        undone.lacking_lines(),
        [format!("{} {told}", index.short())]
    );
    let confirmed = undone.confirm(&client, &mut unique).unwrap();
    let run = run_of(&client, confirmed, &Journals::new());
    run.go().await;
    let noted = run.journal().noted;
    let refused = noted.iter().find(|noted| noted.mark == Mark::Failed);
    let words = refused.and_then(|noted| noted.words.clone()).unwrap();
    assert!(words.contains("MANIFEST_BLOB_UNKNOWN"), "{words}");
    assert!(!witness.tags().await.contains_key("both"));

    // Somebody pushed what it lacks.
    registry
        .push("lost/platform", "arm", &manifests[2])
        .await
        .unwrap();
    let undone = undo().await;
    assert!(undone.is_whole(), "{undone:?}");
    let confirmed = undone.confirm(&client, &mut unique).unwrap();
    run_of(&client, confirmed, &Journals::new()).go().await;
    assert_eq!(witness.tags().await["both"], index.to_string());
}
