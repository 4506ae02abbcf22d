//! Journals as the next visit finds them, whatever was done to them.

use porthole_core::deletion::{
    journal::{
        Journal, Mark,
        standing::{Standing, standings},
    },
    run::state::Phase,
};
use proptest::prelude::*;

use super::{
    endings::extent,
    registry::{Fault, When},
    *,
};

/// The records of a run that was killed in its middle.
async fn killed() -> (World, Rc<Journals>) {
    let world = World::new();
    let journals = Journals::new();
    let run = world.run(&journals).await;
    let number = world.registry.requests() + 55;
    let fault = (Fault::Kill, When::After);
    world.registry.change().faults.insert(number, fault);
    assert!(!drive(&world.registry, &run).await);
    (world, journals)
}

fn of_killed() -> (World, (String, String)) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let (world, journals) = runtime.block_on(killed());
    let texts = journals.texts();
    (world, texts)
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_read_is_what_was_written() {
    let (world, journals) = killed().await;
    let (plan, states) = journals.texts();
    let journal = Journal::read(&plan, Some(&states)).unwrap();
    assert!(!journal.has_ended && journal.may_undo() && journal.left() > 0);
    assert_eq!(journal.record.tasks.len(), 12);
    assert_eq!(journal.record.before.len(), world.before.len());
    assert_eq!(journal.record.begun, Some(now()));
    let again = Journals::new();
    let client = open(&world.registry);
    let run = run_of(&client, journal.finish(&client).unwrap(), &again);
    assert_eq!(run.journal().record, journal.record);
    run.go().await;
    assert_eq!(again.texts().0, plan, "a record that goes on is the same");
}

#[test]
fn without_the_second_record_nothing_was_sent() {
    let (_, (plan, _)) = of_killed();
    let journal = Journal::read(&plan, None).unwrap();
    assert!(
        journal
            .noted
            .iter()
            .all(|noted| noted.mark == Mark::Waiting)
    );
    assert!(!journal.may_undo());
}

#[test]
fn a_second_record_that_is_broken_tells_nothing() {
    let (_, (plan, states)) = of_killed();
    for broken in [
        "",
        "{}",
        "[]",
        &states[..states.len() / 2],
        &states.replace("ddd", "dd"),
    ] {
        let journal = Journal::read(&plan, Some(broken)).unwrap();
        let is_unknown = journal
            .noted
            .iter()
            .all(|noted| noted.mark == Mark::Unknown);
        assert!(is_unknown && !journal.has_ended, "{broken}");
    }
}

#[test]
fn a_plan_that_was_changed_is_not_believed() {
    let (_, (plan, states)) = of_killed();
    let other = plan.replace("\"5.0\"", "\"8\"");
    assert_ne!(plan, other);
    let refused = Journal::read(&other, Some(&states)).unwrap_err();
    assert_eq!(refused.0, "the plan is not what it was");
    for broken in [
        "",
        "{}",
        "[]",
        &plan[..plan.len() / 2],
        &plan.replace("journal/1", "journal/2"),
    ] {
        assert!(Journal::read(broken, None).is_err(), "{broken}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn bytes_that_were_changed_are_never_put() {
    let (world, journals) = killed().await;
    let (plan, _) = journals.texts();
    // The first character of each manifest: what tags would go by is no tombstone.
    let other = plan.replace("\"bytes\":\"ey", "\"bytes\":\"fy");
    assert_ne!(plan, other);
    let refused = Journal::read(&other, None).unwrap_err();
    assert!(
        refused.0.ends_with("its tombstone is not kept"),
        "{refused:?}"
    );
    let chosen = selection(&["5.0"]);
    let client = open(&world.registry);
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let planned = planned(&client, NAME, &chosen, how).await;
    let journals = Journals::new();
    let run = run_of(&client, planned.confirm(&client, NAME), &journals);
    run.go().await;
    let (plan, _) = journals.texts();
    let other = plan.replace("\"bytes\":\"ew", "\"bytes\":\"fw");
    let broken = "{}";
    let journal = Journal::read(&other, Some(broken)).unwrap();
    assert!(journal.record.bodies.is_empty());
    let undone = undo(&world.registry, &journal).await;
    assert!(undone.is_empty());
    let lost: Vec<&Tag> = undone.lost.keys().collect();
    assert_eq!(lost, [&tag("5.0")]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_journal_that_asks_for_more_than_its_selection_gets_no_more() {
    let (world, journals) = killed().await;
    let (plan, _) = journals.texts();
    // Somebody made it delete what nobody selected.
    let gone = &world.before["5.0"];
    let other = &world.before["8"];
    let changed = plan.replace(
        &format!("\"digest\":\"{gone}\",\"tags\":[\"5.0\"]"),
        &format!("\"digest\":\"{other}\",\"tags\":[\"8\"]"),
    );
    assert_ne!(plan, changed);
    let journal = Journal::read(&changed, Some("{}")).unwrap();
    let run = finish(&world.registry, &Journals::new(), &journal).await;
    assert_eq!(world.registry.tags()["8"], *other);
    run.look(|state| assert!(!state.is_whole()));
}

#[test]
fn a_journal_is_kept_for_thirty_days() {
    let (_, (plan, _)) = of_killed();
    let journal = Journal::read(&plan, None).unwrap();
    let after = |days: i64| Timestamp::of_unix_seconds(now().unix_seconds() + days * 86_400);
    assert!(!journal.is_expired(after(30)));
    assert!(journal.is_expired(after(31)));
}

/// A run whose page is killed at a request.
async fn killed_at(world: &World, run: &Run<Registry>, number: usize) {
    let fault = (Fault::Kill, When::After);
    world.registry.change().faults.insert(number, fault);
    assert!(!drive(&world.registry, run).await, "{number}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_that_is_killed_while_it_looks_afterwards_is_done() {
    let (begun, ended) = extent().await;
    let mut looked = 0;
    for number in begun..ended {
        let world = World::new();
        let journals = Journals::new();
        let run = world.run(&journals).await;
        killed_at(&world, &run, number).await;
        let journal = journals.only();
        let is_behind = run.look(|state| state.phase == Phase::Checking);
        looked += usize::from(is_behind);
        let words = is_behind.then_some("what stays was not compared afterwards");
        assert_eq!(journal.unlooked(), words, "{number}: {journal:?}");
        assert_eq!(journal.is_broken_off(), !is_behind, "{number}");
        assert!(!journal.has_ended);
    }
    assert!(looked >= World::new().before.len(), "{looked}");
}

/// What takes back a run that was done, and nothing was sent of.
async fn undoing(world: &World) -> ([Rc<Journals>; 2], Run<Registry>) {
    let journals = [Journals::new(), Journals::new()];
    world.run(&journals[0]).await.go().await;
    let client = open(&world.registry);
    let undo = UndoPlan::read(&client, &journals[0].only(), TagRemoval::Tombstone).await;
    let confirmed = undo.unwrap().confirm(&client, &mut unique).unwrap();
    let run = run_of(&client, confirmed, &journals[1]);
    (journals, run)
}

#[tokio::test(flavor = "current_thread")]
async fn an_undo_that_is_killed_while_it_looks_afterwards_is_done() {
    let world = World::new();
    undoing(&world).await.1.go().await;
    let last = world.registry.requests() - 1;
    let world = World::new();
    let ([_, journals], run) = undoing(&world).await;
    killed_at(&world, &run, last).await;
    let words = "what was put was not read again afterwards";
    assert_eq!(journals.only().unlooked(), Some(words));
}

/// A run, and one that takes it back and comes as far as nothing of it fails.
async fn run_and_undo(fails: bool) -> [Journal; 2] {
    let world = World::new();
    let (journals, undo) = undoing(&world).await;
    if fails {
        let last = world.registry.requests() + 4;
        world.registry.change().dead_from = Some(last);
    }
    undo.go().await;
    journals.map(|journals| journals.only())
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_that_was_taken_back_says_so_and_needs_nothing_more() {
    let [mut run, undo] = run_and_undo(false).await;
    let other = run_and_undo(false).await;
    run.has_ended = false;
    let all = [&undo, &other[0], &run];
    let told = standings(&all);
    assert_eq!(
        told,
        [Standing::Undoing(2), Standing::Alone, Standing::Undone(0)]
    );
    let needed: Vec<bool> = all
        .iter()
        .zip(told)
        .map(|(journal, standing)| journal.is_needed(standing))
        .collect();
    assert_eq!(needed, [false, true, false]);
    let names = [&run.record.id, &other[0].record.id];
    assert_eq!(names.map(|name| undo.takes_back(name)), [true, false]);
    assert_eq!(names.map(|name| run.takes_back(name)), [false, false]);
    assert_eq!(standings(&[&undo]), [Standing::Alone]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_that_was_taken_back_in_part_can_still_be() {
    let [run, undo] = run_and_undo(true).await;
    assert!(
        undo.left() > 0 && undo.left() < undo.noted.len(),
        "{undo:?}"
    );
    let told = standings(&[&undo, &run]);
    assert_eq!(told, [Standing::Alone; 2]);
    // What is left is taken back by the run's own journal, so that of the undo is not missed.
    assert!(undo.has_ended && !undo.is_needed(told[0]) && run.is_needed(told[1]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_record_makes_reading_fail(
        plan in ".{0,200}",
        place in any::<prop::sample::Index>(),
        other in "[\"{}\\[\\],:a-z0-9]{0,3}",
        states in ".{0,100}",
    ) {
        thread_local! {
            static TEXTS: (String, String) = of_killed().1;
        }
        let _ = Journal::read(&plan, Some(&states));
        TEXTS.with(|(text, states)| {
            let at = place.index(text.len());
            let mut changed = text.clone();
            changed.replace_range(at..=at, &other);
            if let Ok(journal) = Journal::read(&changed, None) {
                for (digest, body) in &journal.record.bodies {
                    assert_eq!(digest, body.digest());
                }
            }
            let at = place.index(states.len());
            let mut changed = states.clone();
            changed.replace_range(at..=at, &other);
            if let Ok(journal) = Journal::read(text, Some(&changed)) {
                assert_eq!(journal.noted.len(), journal.record.tasks.len());
            }
        });
    }
}
