//! Adding a tag, and moving one.

use porthole_core::{
    deletion::{
        run::{
            outcome::{LeftOut, Outcome},
            state::End,
        },
        tagging::{NotTaggable, Tagging},
    },
    registry::error::ErrorKind,
};

use super::{
    registry::{Fault, When, digest},
    *,
};

async fn tagging(registry: &Registry, name: &str, to: &Manifest) -> Result<Tagging, NotTaggable> {
    let to = digest(to.digest());
    Tagging::read(&open(registry), &repository(NAME), (&tag(name), &to)).await
}

/// A run that makes a tag lead to an image.
async fn run(registry: &Registry, name: &str, to: &Manifest) -> (Run<Registry>, Rc<Journals>) {
    let client = open(registry);
    let tagging = tagging(registry, name, to).await.unwrap();
    let journals = Journals::new();
    let confirmed = tagging.confirm(&client, &mut unique).unwrap();
    (run_of(&client, confirmed, &journals), journals)
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_is_added_or_moved_and_taken_back() {
    for (name, to, was) in [
        ("new", image("8"), None),
        ("new", multi(), None),
        ("8", image("1"), Some(image("8"))),
        ("8", multi(), Some(image("8"))),
    ] {
        let world = World::new();
        let shown = tagging(&world.registry, name, &to).await.unwrap();
        let was = was.map(|was| digest(was.digest()));
        assert_eq!(shown.was, was);
        assert_eq!(world.registry.writes(), Vec::<String>::new());
        let (run, journals) = run(&world.registry, name, &to).await;
        run.go().await;
        run.look(|state| {
            assert!(state.is_whole(), "{state:#?}");
            let after = state.after.as_ref().unwrap().as_ref().unwrap();
            assert_eq!(after.unchanged, 1);
        });
        let mut tags = world.before.clone();
        tags.insert(name.to_owned(), to.digest().to_owned());
        assert_eq!(world.registry.tags(), tags);
        assert_eq!(world.registry.writes(), [format!("PUT manifests/{name}")]);
        let undone = undo(&world.registry, &journals.only()).await;
        assert!(undone.is_whole(), "{undone:?}");
        assert_eq!(undone.removed.len(), usize::from(was.is_none()));
        world.is_back();
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_cannot_be_tagged_is_told() {
    let world = World::new();
    let registry = &world.registry;
    let already = tagging(registry, "8", &image("8")).await;
    assert_eq!(already, Err(NotTaggable::Already));
    let missing = tagging(registry, "8", &image("never pushed")).await;
    let Err(NotTaggable::Registry(error)) = missing else {
        panic!("{missing:?}");
    };
    assert_eq!(error.kind, ErrorKind::ManifestUnknown);
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_that_somebody_moves_meanwhile_is_left_alone() {
    let world = World::new();
    let (run, _) = run(&world.registry, "8", &image("1")).await;
    world.registry.change().push("8", &image("somebody's"));
    run.go().await;
    run.look(|state| {
        assert_eq!(state.end(), Some(&End::Whole));
        let Outcome::LeftOut(LeftOut::TagMoved { to, .. }) = &state.outcomes[0] else {
            panic!("{state:?}");
        };
        assert_eq!(to.as_ref(), Some(&digest(image("somebody's").digest())));
    });
    assert_eq!(world.registry.writes(), Vec::<String>::new());
}

#[tokio::test(flavor = "current_thread")]
async fn a_tagging_that_failed_anywhere_is_finished_or_taken_back() {
    let ways = [Fault::Error, Fault::Silence, Fault::Hang, Fault::Kill];
    let mut count = 0;
    for (name, to) in [("new", multi()), ("8", image("1"))] {
        for number in 0.. {
            let mut has_failed = false;
            for fault in ways {
                for (when, is_finished) in [
                    (When::Before, true),
                    (When::After, true),
                    (When::Before, false),
                    (When::After, false),
                ] {
                    let world = World::new();
                    let (run, journals) = run(&world.registry, name, &to).await;
                    let at = world.registry.requests() + number;
                    world.registry.change().faults.insert(at, (fault, when));
                    drive(&world.registry, &run).await;
                    has_failed |= world.registry.held().faults.is_empty();
                    world.registry.change().faults.clear();
                    count += 1;
                    let journal = journals.only();
                    if !is_finished {
                        assert!(undo(&world.registry, &journal).await.is_whole());
                        world.is_back();
                        continue;
                    }
                    if journal.left() > 0 {
                        finish(&world.registry, &journals, &journal).await;
                    }
                    assert_eq!(
                        world.registry.tags()[name],
                        to.digest(),
                        "{number} {fault:?}"
                    );
                }
            }
            if !has_failed {
                break;
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[tokio::test(flavor = "current_thread")]
async fn an_undo_that_failed_anywhere_is_finished() {
    let ways = [Fault::Error, Fault::Silence, Fault::Hang, Fault::Kill];
    for number in 0.. {
        let mut has_failed = false;
        for fault in ways {
            for when in [When::Before, When::After] {
                let world = World::new();
                let journals = Journals::new();
                let run = world.run(&journals).await;
                run.go().await;
                let client = open(&world.registry);
                let journal = journals.only();
                let undoing = UndoPlan::read(&client, &journal, TagRemoval::Tombstone).await;
                let confirmed = undoing.unwrap().confirm(&client, &mut unique).unwrap();
                let journals = Journals::new();
                let run = run_of(&client, confirmed, &journals);
                let at = world.registry.requests() + number;
                world.registry.change().faults.insert(at, (fault, when));
                drive(&world.registry, &run).await;
                has_failed |= world.registry.held().faults.is_empty();
                world.registry.change().faults.clear();
                let journal = journals.only();
                assert!(!journal.may_undo());
                if journal.left() > 0 {
                    finish(&world.registry, &journals, &journal).await;
                }
                world.is_back();
            }
        }
        if !has_failed {
            break;
        }
    }
}
