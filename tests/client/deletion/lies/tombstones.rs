//! Tombstones that stay where they were put, or that are stored as something else.

use porthole_core::deletion::run::state::End;

use super::{super::registry::digest, *};

const OTHER: &str = "stored something else";

#[tokio::test(flavor = "current_thread")]
async fn a_tombstone_that_was_put_is_told_as_half_done_whatever_comes_then() {
    for is_signed_out in [true, false] {
        let world = World::new();
        let begun = world.registry.requests();
        world.run(&Journals::new()).await.go().await;
        let put = place(&world, begun, "PUT manifests/1");
        let world = World::new();
        let run = world.run(&Journals::new()).await;
        {
            let mut held = world.registry.change();
            held.signed_until = is_signed_out.then_some(put + 1);
            held.dead_from = (!is_signed_out).then_some(put + 1);
        }
        for again in [false, true] {
            if again {
                run.again().await;
            } else {
                run.go().await;
            }
            assert_ne!(world.registry.tags()["1"], world.before["1"]);
            assert_eq!(
                marks(&run)[0],
                Mark::Half,
                "{again}: {:?}",
                run.journal().noted
            );
            assert_eq!(headline(&run), "Not all was done: 1 tag half removed");
            assert!(words(&run, 0).ends_with("; it leads to an empty manifest now"));
            assert!(!run.journal().has_ended);
        }
        {
            let mut held = world.registry.change();
            (held.signed_until, held.dead_from) = (None, None);
        }
        run.again().await;
        run.look(|state| assert!(state.is_whole(), "{state:#?}"));
        world.is_at_its_end();
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_tombstone_that_is_deleted_in_words_only_is_taken_back() {
    let world = World::new();
    let run = lied_to(&world, &["1", "4"], TAGS, &[Lie::KeepsManifests]).await;
    nothing_was_changed(&world, &run);
    run.look(|state| assert!(!state.is_whole(), "{state:#?}"));

    // One that cannot be put back either.
    let back = world
        .registry
        .held()
        .log
        .iter()
        .rposition(|line| line.starts_with("PUT"));
    let again = World::new();
    again.registry.change().signed_until = back;
    let run = lied_to(&again, &["1", "4"], TAGS, &[Lie::KeepsManifests]).await;
    assert_eq!(marks(&run), [Mark::Failed, Mark::Half]);
    assert_eq!(headline(&run), "Not all was done: 1 tag half removed");
    let told = words(&run, 1);
    assert!(
        told.ends_with("still there; it leads to an empty manifest now"),
        "{told}"
    );
    assert!(!run.journal().has_ended);
    {
        let mut held = again.registry.change();
        held.signed_until = None;
        held.lies.clear();
    }
    run.again().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    assert_eq!(headline(&run), "Done: 2 tags removed");
}

/// Two tags are removed by tombstones, at a registry that stores something else.
async fn stored_otherwise(lies: &[Lie], first: Mark) -> (World, Run<Registry>) {
    let world = World::new();
    let run = lied_to(&world, &["1", "4"], TAGS, lies).await;
    assert_eq!(marks(&run), [first, Mark::NotTried], "{lies:?}");
    assert!(words(&run, 0).contains(OTHER), "{}", words(&run, 0));
    let state = run.look(Clone::clone);
    assert!(matches!(state.end(), Some(End::GivenUp(_))), "{lies:?}");
    assert_eq!(after(&state).words(), Vec::<String>::new());
    (world, run)
}

#[tokio::test(flavor = "current_thread")]
async fn a_tombstone_that_is_stored_otherwise_is_taken_back() {
    for lies in [
        &[Lie::RewritesTombstones][..],
        &[Lie::RewritesTombstones, Lie::NamesWhatWasSent],
        &[Lie::EmptiesTombstones],
    ] {
        let (world, run) = stored_otherwise(lies, Mark::Failed).await;
        assert_eq!(world.registry.tags(), world.before, "{lies:?}");
        assert_eq!(headline(&run), "Not all was done: nothing was changed");
        let puts = world.registry.writes();
        let puts = puts.iter().filter(|line| *line == "PUT manifests/1");
        assert_eq!(puts.count(), 2);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_tombstone_that_cannot_be_taken_back_is_told_with_where_its_tag_leads() {
    for lies in [
        &[Lie::RewritesAll][..],
        &[Lie::RewritesAll, Lie::NamesWhatWasSent],
        &[Lie::EmptiesTombstones, Lie::NamesWhatWasSent],
    ] {
        let (world, run) = stored_otherwise(lies, Mark::Half).await;
        let now = digest(&world.registry.tags()["1"]);
        assert_ne!(now.to_string(), world.before["1"]);
        let told = words(&run, 0);
        let leads = format!("1 leads to {} now", now.short());
        assert!(told.ends_with(&leads), "{told}");
        assert_eq!(headline(&run), "Not all was done: 1 tag half removed");
    }
}
