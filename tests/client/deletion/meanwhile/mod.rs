//! Somebody else, who does something right before each single request.

mod deed;

use porthole_core::deletion::run::{
    outcome::{LeftOut, Outcome},
    state::{After, End, NotPutBack, State},
};

use self::deed::{DEEDS, Deed, listing};
use super::{endings::extent, *};

fn after(state: &State) -> &After {
    state.after.as_ref().unwrap().as_ref().unwrap()
}

/// Each tag that is there leads to a manifest that is there, with all that it lists.
fn is_complete(registry: &Registry) -> Result<(), String> {
    let held = registry.held();
    for (tag, digest) in &held.tags {
        let children = held.children(digest);
        for digest in [digest].into_iter().chain(&children) {
            if !held.manifests.contains_key(digest) {
                return Err(format!("{tag} lacks {digest}"));
            }
        }
    }
    Ok(())
}

/// Whether it happened between the last look and the deletion that could not know of it. An index
/// that is put back is looked for first, new tags after that.
fn was_too_late(world: &World, number: usize) -> bool {
    let held = world.registry.held();
    let next = held.log[number..].iter().take(2);
    let mut next = next.map(String::as_str);
    next.any(|line| line.starts_with("DELETE manifests/sha256:"))
}

async fn disturbed(deed: Deed, number: usize) -> (World, Rc<Journals>, State) {
    let world = World::new();
    let journals = Journals::new();
    let run = world.run(&journals).await;
    let before = world.before.clone();
    let act = Box::new(move |held: &mut Held| deed.do_it(held, &before));
    world.registry.change().acts.insert(number, act);
    run.go().await;
    let state = run.look(Clone::clone);
    assert_eq!(
        state.end(),
        Some(&End::Whole),
        "{deed:?} {number}: {state:#?}"
    );
    (world, journals, state)
}

/// What became of somebody's tag is what they made of it, or was told.
fn check(world: &World, deed: Deed, number: usize, state: &State) {
    let tags = world.registry.tags();
    for (tag, digest) in world.kept() {
        if tag != deed.tag() {
            assert_eq!(tags.get(&tag), Some(&digest), "{deed:?} {number} {tag}");
        }
    }
    let now = tags.get(deed.tag());
    let led = deed.led();
    if now == led.as_ref() {
        return;
    }
    let is_back = |tag: &str| {
        after(state)
            .put_back
            .iter()
            .any(|(back, _)| back.as_str() == tag)
    };
    let is_told = match deed {
        // It vanished, and is where it was before the run.
        Deed::Remove(_) | Deed::Onto("8", _) => {
            now == world.before.get(deed.tag()) && is_back(deed.tag())
        }
        // The window that no registry closes.
        Deed::Onto("new", _) => now.is_none() && was_too_late(world, number),
        // Somebody's tag was overwritten by a tombstone right after it was asked where it leads.
        Deed::Push(tag) => SELECTED.contains(&tag) && now.is_none() && is_write(world, number),
        Deed::List | Deed::Delete(_) | Deed::Onto(..) => false,
    };
    assert!(is_told, "{deed:?} before {number}: {now:?}, {state:#?}");
}

fn is_write(world: &World, number: usize) -> bool {
    let line = world.registry.held().log[number].clone();
    line.starts_with("PUT") || line.starts_with("DELETE")
}

#[tokio::test(flavor = "current_thread")]
async fn what_somebody_does_meanwhile_is_left_alone_or_told() {
    let (begun, ended) = extent().await;
    let mut too_late = 0;
    for deed in DEEDS {
        // From right before the run on: what was planned is old.
        for number in begun..ended {
            let (world, _, state) = disturbed(deed, number).await;
            check(&world, deed, number, &state);
            if let Err(lacks) = is_complete(&world.registry) {
                assert!(
                    was_too_late(&world, number),
                    "{deed:?} {number}: {lacks}, {state:#?}"
                );
                too_late += 1;
            }
        }
    }
    // An index that is pushed in the moment before one of its images is deleted: the one image of
    // one index, and the three of the other under a new tag and, twice, under one that was there.
    assert_eq!(too_late, 10);
}

#[tokio::test(flavor = "current_thread")]
async fn undo_leaves_alone_what_somebody_did() {
    let (begun, ended) = extent().await;
    for deed in DEEDS {
        for number in (begun..ended).step_by(5) {
            let (world, journals, _) = disturbed(deed, number).await;
            let tags = world.registry.tags();
            let theirs = tags.get(deed.tag()).cloned();
            let undone = undo(&world.registry, &journals.only()).await;
            let now = world.registry.tags();
            for (tag, digest) in &world.before {
                if tag != deed.tag() {
                    // What was left out because of them never went.
                    assert_eq!(now.get(tag), Some(digest), "{deed:?} {number} {tag}");
                }
            }
            if theirs.is_some() && theirs != world.before.get(deed.tag()).cloned() {
                assert_eq!(now.get(deed.tag()), theirs.as_ref(), "{deed:?} {undone:#?}");
            }
        }
    }
}

/// What came of a run before which somebody did something after the plan.
async fn after_plan(deed: Deed) -> (World, State, Vec<Outcome>) {
    let world = World::new();
    let run = world.run(&Journals::new()).await;
    deed.do_it(&mut world.registry.change(), &world.before);
    run.go().await;
    let state = run.look(Clone::clone);
    let left = state
        .outcomes
        .iter()
        .filter(|outcome| !outcome.mark().is_done());
    let left = left.cloned().collect();
    (world, state, left)
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_left_out_is_told_with_its_reason() {
    let somebodys = registry::digest(image("somebody's").digest());
    let old = |name: &str| registry::digest(image(name).digest());
    let moved = |name: &str, from: &str| {
        Outcome::LeftOut(LeftOut::TagMoved {
            tag: tag(name),
            from: Some(old(from)),
            to: Some(somebodys.clone()),
        })
    };
    for (deed, expected) in [
        (Deed::Push("1"), vec![moved("1", "1")]),
        (Deed::Push("5.0"), vec![moved("5.0", "5.0")]),
        (Deed::Push("5.1"), vec![moved("5.1", "5.1")]),
        (
            Deed::Onto("new", "5.0"),
            vec![Outcome::LeftOut(LeftOut::NewTag(tag("new")))],
        ),
        (
            Deed::List,
            vec![Outcome::LeftOut(LeftOut::NewIndex(registry::digest(
                listing().digest(),
            )))],
        ),
        (Deed::Remove("1"), vec![]),
        (Deed::Remove("5.1"), vec![]),
        (Deed::Delete("5.0"), vec![]),
        (Deed::Push("8"), vec![]),
        (Deed::Remove("8"), vec![]),
    ] {
        let (world, state, left) = after_plan(deed).await;
        assert_eq!(left, expected, "{deed:?}");
        // Before the run it is no change of a tag that was to stay.
        assert!(after(&state).is_as_planned(), "{deed:?}: {state:#?}");
        is_complete(&world.registry).unwrap();
        assert_eq!(world.registry.tags().get(deed.tag()).cloned(), deed.led());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_kept_tag_that_vanishes_is_put_back_unless_its_image_was_deleted_too() {
    let (begun, ended) = extent().await;
    let (mut put_back, mut deleted) = (0, 0);
    for number in begun..ended {
        let (world, _, state) = disturbed(Deed::Remove("8"), number).await;
        if let [(back, digest)] = &*after(&state).put_back {
            put_back += 1;
            assert_eq!(back, &tag("8"));
            assert_eq!(digest.to_string(), world.before["8"]);
            assert_eq!(world.registry.tags()["8"], world.before["8"]);
        }
        let (world, _, state) = disturbed(Deed::Delete("8"), number).await;
        assert_eq!(after(&state).put_back, []);
        assert!(!world.registry.tags().contains_key("8"));
        if let [vanished] = &*after(&state).vanished {
            deleted += 1;
            assert_eq!(vanished.why, NotPutBack::Deleted);
        }
    }
    // Some did so before the repository was read again, and some after the last look.
    let run = ended - begun;
    assert!(
        put_back > run / 2 && deleted > run / 2,
        "{put_back} {deleted} of {run}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn an_index_that_somebody_confirmed_to_break_may_break_and_no_other() {
    let how = (Mode::Images, TagRemoval::Tombstone);
    for is_new in [false, true] {
        let world = World::new();
        // The image of an index that stays has a tag of its own.
        let shared = shared();
        world.registry.change().push("shared", &shared);
        let client = open(&world.registry);
        let planned = planned(&client, NAME, &selection(&["shared"]), how).await;
        let broken: BTreeSet<&Tag> = planned
            .plan
            .broken
            .iter()
            .flat_map(|broken| &broken.tags)
            .collect();
        assert_eq!(broken, [&tag("3.0"), &tag("3.1")].into());
        let run = run_of(&client, planned.confirm(&client, NAME), &Journals::new());
        let new = Index::oci()
            .image(&shared)
            .image(&image("one more"))
            .build();
        if is_new {
            world.registry.change().push("3.2", &new);
        }
        run.go().await;
        let outcome = run.look(|state| state.outcomes[0].clone());
        let expected = if is_new {
            Outcome::LeftOut(LeftOut::NewIndex(registry::digest(new.digest())))
        } else {
            Outcome::Done
        };
        assert_eq!(outcome, expected);
    }
}
