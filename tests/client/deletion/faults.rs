//! A run of twelve steps that fails at each single request in turn, in every way.

use super::{
    endings::extent,
    registry::{Fault, When},
    *,
};

const WAYS: [(Fault, When); 9] = [
    (Fault::Error, When::Before),
    (Fault::Error, When::After),
    (Fault::Silence, When::Before),
    (Fault::Silence, When::After),
    (Fault::Hang, When::Before),
    (Fault::Hang, When::After),
    (Fault::Kill, When::Before),
    (Fault::Kill, When::After),
    (Fault::Cut, When::After),
];

/// A world whose run failed at a request.
struct Failed {
    world: World,
    journals: Rc<Journals>,
    run: Run<Registry>,
    was_killed: bool,
}

async fn failed(number: usize, way: (Fault, When)) -> Failed {
    let world = World::watched();
    let journals = Journals::new();
    let run = world.run(&journals).await;
    world.registry.change().faults.insert(number, way);
    let was_killed = !drive(&world.registry, &run).await;
    assert_eq!(was_killed, way.0 == Fault::Kill);
    assert!(world.registry.held().faults.is_empty(), "it never failed");
    Failed {
        world,
        journals,
        run,
        was_killed,
    }
}

impl Failed {
    /// What the journal tells is what the run knows, where it still runs.
    fn journal(&self) -> Journal {
        let journal = self.journals.only();
        if !self.was_killed {
            assert_eq!(journal, self.run.journal());
        }
        journal
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_that_failed_anywhere_is_finished_from_its_journal() {
    let (begun, ended) = extent().await;
    for number in begun..ended {
        for way in WAYS {
            let failed = failed(number, way).await;
            let journal = failed.journal();
            if journal.left() > 0 {
                let run = finish(&failed.world.registry, &failed.journals, &journal).await;
                run.look(|state| assert!(state.is_whole(), "{number} {way:?}: {state:#?}"));
            }
            failed.world.is_at_its_end();
            let journal = failed.journals.only();
            assert_eq!(journal.left(), 0, "{number} {way:?}");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_took_effect_without_an_answer_counts_as_done() {
    let (begun, ended) = extent().await;
    let mut writes = 0;
    for number in begun..ended {
        for fault in [Fault::Error, Fault::Silence, Fault::Hang] {
            let failed = failed(number, (fault, When::After)).await;
            let line = failed.world.registry.held().log[number].clone();
            if line.starts_with("PUT") || line.starts_with("DELETE") {
                let state = failed.run.look(Clone::clone);
                assert!(state.is_whole(), "{number} {fault:?}: {state:#?}");
                failed.world.is_at_its_end();
                writes += 1;
            }
        }
    }
    // Nine manifests are deleted, and three tags are removed by two requests each.
    assert_eq!(writes, 3 * (9 + 3 * 2));
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_that_failed_anywhere_is_tried_again_by_itself() {
    let (begun, ended) = extent().await;
    for number in begun..ended {
        for way in WAYS.into_iter().filter(|(fault, _)| *fault != Fault::Kill) {
            let failed = failed(number, way).await;
            failed.run.again().await;
            let state = failed.run.look(Clone::clone);
            assert!(state.is_whole(), "{number} {way:?}: {state:#?}");
            failed.world.is_at_its_end();
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_that_failed_anywhere_is_taken_back_from_its_journal() {
    let (begun, ended) = extent().await;
    for number in begun..ended {
        for way in WAYS {
            let failed = failed(number, way).await;
            let undone = undo(&failed.world.registry, &failed.journal()).await;
            assert!(undone.is_whole(), "{number} {way:?}: {undone:#?}");
            failed.world.is_back();
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_that_loses_the_network_anywhere_is_finished_or_taken_back_later() {
    let (begun, ended) = extent().await;
    for number in begun..ended {
        for is_finished in [true, false] {
            let world = World::watched();
            let journals = Journals::new();
            let run = world.run(&journals).await;
            world.registry.change().dead_from = Some(number);
            run.go().await;
            let after = world.registry.requests() - number;
            assert!(after <= 40, "{after} requests after nothing answered");
            world.registry.change().dead_from = None;
            let journal = journals.only();
            if !is_finished {
                assert!(undo(&world.registry, &journal).await.is_whole());
                world.is_back();
            } else if journal.left() > 0 {
                let run = finish(&world.registry, &journals, &journal).await;
                run.look(|state| assert!(state.is_whole(), "{number}: {state:#?}"));
                world.is_at_its_end();
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_run_killed_again_and_again_comes_to_its_end() {
    for every in [1, 4, 7] {
        let world = World::watched();
        let journals = Journals::new();
        let run = world.run(&journals).await;
        let kill = |world: &World| {
            let number = world.registry.requests() + 60 + every;
            let way = (Fault::Kill, When::After);
            world.registry.change().faults.insert(number, way);
        };
        kill(&world);
        let mut has_ended = drive(&world.registry, &run).await;
        let mut visits = 1;
        while !has_ended {
            let journal = journals.only();
            if journal.left() == 0 {
                break;
            }
            let client = open(&world.registry);
            let run = run_of(&client, journal.finish(&client).unwrap(), &journals);
            kill(&world);
            has_ended = drive(&world.registry, &run).await;
            visits += 1;
        }
        assert!(visits > 1);
        world.is_at_its_end();
    }
}
