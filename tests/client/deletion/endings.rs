//! Runs that end before all is done, and go on.

use porthole_core::{
    deletion::{
        confirm::NotConfirmed,
        run::{
            outcome::{LeftOut, Outcome},
            state::{End, State},
        },
    },
    registry::error::ErrorKind,
};

use super::*;

/// How many requests come before a run, and with it.
pub(super) async fn extent() -> (usize, usize) {
    let world = World::watched();
    let run = world.run(&Journals::new()).await;
    let begun = world.registry.requests();
    run.go().await;
    (begun, world.registry.requests())
}

pub(super) fn given_up(state: &State) -> Option<&ErrorKind> {
    match state.end() {
        Some(End::GivenUp(error)) => Some(&error.kind),
        _ => None,
    }
}

fn no_tombstone_is_left(world: &World) {
    for (tag, digest) in world.registry.tags() {
        let before = world.before.get(&tag);
        assert_eq!(before, Some(&digest), "{tag}");
    }
}

pub(super) async fn goes_on(world: &World, run: &Run<Registry>) {
    run.again().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    world.is_at_its_end();
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_that_ends_ends_the_run_and_another_goes_on() {
    let (begun, ended) = extent().await;
    for number in begun..ended {
        let world = World::watched();
        let run = world.run(&Journals::new()).await;
        world.registry.change().signed_until = Some(number);
        run.go().await;
        let state = run.look(Clone::clone);
        let asked = world.registry.requests() - number;
        // The tags are read twelve at a time, the tags afterwards twenty-four.
        assert!(asked <= 40, "{asked} requests after nobody was known");
        match given_up(&state) {
            Some(kind) => {
                assert!(matches!(kind, ErrorKind::Unauthorized(_)), "{kind:?}");
                let is_waiting = |outcome: &Outcome| *outcome == Outcome::Waiting;
                assert!(!state.outcomes.iter().any(is_waiting));
            }
            None => assert!(matches!(state.after, Some(Err(_)))),
        }
        world.registry.change().signed_until = None;
        goes_on(&world, &run).await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_written_after_the_switch_was_turned_off() {
    let (begun, ended) = extent().await;
    for number in begun..ended {
        let world = World::watched();
        let client = open(&world.registry);
        let planned = world.planned(&client).await;
        let run = run_of(&client, planned.confirm(&client, NAME), &Journals::new());
        let switch = client.switch().clone();
        let act = Box::new(move |_: &mut Held| switch.turn(false));
        world.registry.change().acts.insert(number, act);
        run.go().await;
        let log = world.registry.held().log.clone();
        let later = &log[number + 1..];
        assert!(
            later
                .iter()
                .all(|line| line.starts_with("GET") || line.starts_with("HEAD"))
        );
        let state = run.look(Clone::clone);
        if !state.is_whole() {
            assert_eq!(given_up(&state), Some(&ErrorKind::ReadOnly));
        }
        client.switch().turn(true);
        goes_on(&world, &run).await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_that_is_stopped_ends_after_its_task_and_goes_on() {
    let (begun, ended) = extent().await;
    for number in begun..ended {
        let world = World::watched();
        let run = Rc::new(world.run(&Journals::new()).await);
        let stopping = Rc::clone(&run);
        let act = Box::new(move |_: &mut Held| stopping.stop());
        world.registry.change().acts.insert(number, act);
        run.go().await;
        let state = run.look(Clone::clone);
        assert!(
            matches!(state.end(), Some(End::Stopped | End::Whole)),
            "{state:?}"
        );
        no_tombstone_is_left(&world);
        let done = |outcome: &&Outcome| **outcome == Outcome::Done;
        let count = state.outcomes.iter().filter(done).count();
        let untried = state
            .outcomes
            .iter()
            .filter(|outcome| **outcome == Outcome::NotTried);
        assert_eq!(count + untried.count(), 12);
        goes_on(&world, &run).await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_sent_that_is_not_in_the_journal() {
    let mut last = 0;
    for room in 0.. {
        let world = World::watched();
        let journals = Journals::new();
        journals.room.set(Some(room));
        let run = world.run(&journals).await;
        let before = world.registry.requests();
        run.go().await;
        let state = run.look(Clone::clone);
        if matches!(state.end(), Some(End::Whole)) {
            last = room;
            break;
        }
        assert!(matches!(state.end(), Some(End::NotKept(_))), "{state:?}");
        let sent = world.registry.writes().len();
        match room {
            // Not even the tags are read.
            0 => assert_eq!((sent, world.registry.requests()), (0, before)),
            1 => assert_eq!(sent, 0),
            _ => assert!(sent < room + 2, "{sent} of {room}"),
        }
        no_tombstone_is_left(&world);
        journals.room.set(None);
        if room > 0 {
            assert!(undo(&world.registry, &journals.only()).await.is_whole());
            world.is_back();
        }
    }
    assert!(last > 12, "{last}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_tombstone_that_is_not_deleted_is_taken_back_at_once() {
    for refusal in [
        (405, "UNSUPPORTED"),
        (403, "DENIED"),
        (412, "PRECONDITION"),
        (500, "UNKNOWN"),
    ] {
        let world = World::watched();
        let run = world.run(&Journals::new()).await;
        world.registry.change().deletes_with = Some(refusal);
        run.go().await;
        assert_eq!(world.registry.tags(), world.before, "{refusal:?}");
        let state = run.look(Clone::clone);
        assert!(matches!(state.outcomes[0], Outcome::Failed(_)), "{state:?}");
        if refusal.0 < 500 {
            assert!(given_up(&state).is_some());
            assert_eq!(state.outcomes[1], Outcome::NotTried);
            assert_eq!(state.writes, 3, "tombstone, its deletion, and back");
        }
        world.registry.change().deletes_with = None;
        goes_on(&world, &run).await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_removes_tags_needs_no_tombstone() {
    for hides_digests in [false, true] {
        let world = World::watched();
        world.registry.change().removes_tags = true;
        world.registry.change().hides_digests = hides_digests;
        let client = open(&world.registry);
        let how = (Mode::Tags, TagRemoval::Request);
        let planned = planned(&client, NAME, &world.selection, how).await;
        let journals = Journals::new();
        let run = run_of(&client, planned.confirm(&client, NAME), &journals);
        run.go().await;
        run.look(|state| assert!(state.is_whole(), "{state:#?}"));
        world.is_at_its_end();
        assert!(
            world
                .registry
                .writes()
                .iter()
                .all(|line| line.starts_with("DELETE"))
        );
        assert!(undo(&world.registry, &journals.only()).await.is_whole());
        world.is_back();
    }
}

#[tokio::test(flavor = "current_thread")]
async fn manifests_that_are_refused_fail_and_what_needs_them_is_left_out() {
    let world = World::watched();
    let client = open(&world.registry);
    let chosen = selection(&["2.0", "5.0"]);
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let planned = planned(&client, NAME, &chosen, how).await;
    let run = run_of(&client, planned.confirm(&client, NAME), &Journals::new());
    world.registry.change().deletes_with = Some((405, "DENIED"));
    run.go().await;
    run.look(|state| {
        assert_eq!(state.end(), Some(&End::Whole));
        let failed = |outcome: &&Outcome| matches!(outcome, Outcome::Failed(_));
        assert_eq!(state.outcomes.iter().filter(failed).count(), 2);
        let needs = |outcome: &&Outcome| matches!(outcome, Outcome::LeftOut(LeftOut::Needs(_)));
        assert_eq!(state.outcomes.iter().filter(needs).count(), 4);
    });
    assert_eq!(world.registry.tags(), world.before);
    world.registry.change().deletes_with = None;
    run.again().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
}

#[tokio::test(flavor = "current_thread")]
async fn only_what_was_typed_is_confirmed_and_only_where_it_may() {
    let world = World::new();
    let client = open(&world.registry);
    let planned = world.planned(&client).await;
    let count = planned.plan.to_type().unwrap();
    assert_eq!(count, planned.plan.images.len());
    let confirm = |client: &RegistryClient<Registry>, typed: &str| {
        let name = repository(NAME);
        let confirmed = planned
            .plan
            .confirm(&planned.snapshot, typed, client, &name, &mut unique);
        confirmed.map(drop)
    };
    for typed in ["", "1", "yes", &(count + 1).to_string()] {
        assert_eq!(confirm(&client, typed), Err(NotConfirmed::Count), "{typed}");
    }
    let typed = format!(" {count} ");
    assert_eq!(confirm(&client, &typed), Ok(()));
    client.switch().turn(false);
    assert_eq!(confirm(&client, &typed), Err(NotConfirmed::ReadOnly));
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let one = super::planned(&client, NAME, &selection(&["5.0"]), how).await;
    assert_eq!(one.plan.to_type(), None);
    let nothing = super::planned(&client, NAME, &selection(&[]), how).await;
    let Planned { snapshot, plan } = nothing;
    client.switch().turn(true);
    let confirmed = plan.confirm(&snapshot, "", &client, &repository(NAME), &mut unique);
    assert_eq!(confirmed.map(drop), Err(NotConfirmed::Nothing));
    assert_eq!(world.registry.writes(), Vec::<String>::new());
}
