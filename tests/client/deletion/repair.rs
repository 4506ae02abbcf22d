//! Removals that were interrupted, whoever began them.

use porthole_core::{
    deletion::repair::{NoWayBack, Repair},
    inventory::tombstone::Tombstone,
};
use porthole_test_support::image::Content;

use super::{registry::digest, *};

/// Where the tag of these tests led.
const TAG: &str = "5.0";

/// A registry at which the removal of a tag was interrupted.
fn interrupted(of: Option<&str>) -> World {
    let world = World::new();
    let tombstone = Tombstone {
        tag: tag(TAG),
        digest: of.map(digest),
    };
    let body = tombstone.body(7);
    let content = Content::new(body.media_type().as_str(), body.bytes().to_vec());
    let mut held = world.registry.change();
    held.tags.insert(TAG.to_owned(), content.digest.clone());
    held.manifests.insert(content.digest.clone(), content);
    drop(held);
    world
}

async fn repair(world: &World, tags: &[&str]) -> (Planned, Option<Repair>) {
    let client = open(&world.registry);
    let chosen = selection(tags);
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let planned = planned(&client, NAME, &chosen, how).await;
    let found = (&*planned.snapshot, &chosen);
    let repair = Repair::read(&client, &repository(NAME), found).await;
    (planned, repair)
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_is_put_back_where_it_led_and_that_is_not_undone() {
    let led = World::new().before[TAG].clone();
    let world = interrupted(Some(&led));
    let (_, found) = repair(&world, &[TAG]).await;
    let tagging = found.unwrap().back.unwrap();
    assert_eq!(tagging.digest, digest(&led));
    let client = open(&world.registry);
    let journals = Journals::new();
    let confirmed = tagging.confirm(&client, &mut unique).unwrap();
    run_of(&client, confirmed, &journals).go().await;
    assert_eq!(world.registry.tags(), world.before);
    assert!(!journals.only().may_undo());
}

#[tokio::test(flavor = "current_thread")]
async fn a_removal_is_finished_and_taken_back_to_where_the_tag_led_first() {
    let led = World::new().before[TAG].clone();
    let world = interrupted(Some(&led));
    let (planned, _) = repair(&world, &[TAG]).await;
    let client = open(&world.registry);
    let journals = Journals::new();
    let run = run_of(&client, planned.confirm(&client, NAME), &journals);
    run.go().await;
    let headline = run.look(|state| run.record().headline(state));
    assert_eq!(headline, "Done: 1 tag removed");
    let mut tags = world.before.clone();
    tags.remove(TAG);
    assert_eq!(world.registry.tags(), tags);
    let undone = undo(&world.registry, &journals.only()).await;
    assert!(
        undone.is_whole() && undone.manifests.is_empty(),
        "{undone:?}"
    );
    assert_eq!(world.registry.tags(), world.before);
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_gone_or_has_no_name_is_not_promised() {
    let gone = format!("sha256:{}", "0".repeat(64));
    for (of, expected) in [
        (Some(&*gone), NoWayBack::Gone(digest(&gone))),
        (None, NoWayBack::Unnamed),
    ] {
        let world = interrupted(of);
        let (planned, found) = repair(&world, &[TAG]).await;
        assert_eq!(found.unwrap().back.unwrap_err(), expected);
        let client = open(&world.registry);
        let journals = Journals::new();
        let run = run_of(&client, planned.confirm(&client, NAME), &journals);
        run.go().await;
        assert!(!world.registry.tags().contains_key(TAG));
        let undone = undo(&world.registry, &journals.only()).await;
        assert!(undone.lost.contains_key(&tag(TAG)), "{undone:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn only_one_tag_that_leads_to_its_own_is_repaired() {
    let led = World::new().before[TAG].clone();
    let world = interrupted(Some(&led));
    let tombstone = world.registry.tags()[TAG].clone();
    world
        .registry
        .change()
        .tags
        .insert("8".to_owned(), tombstone);
    for tags in [&["8"][..], &[TAG, "8"], &["4"], &[]] {
        assert_eq!(repair(&world, tags).await.1, None, "{tags:?}");
    }
    assert!(repair(&world, &[TAG]).await.1.is_some());
}
