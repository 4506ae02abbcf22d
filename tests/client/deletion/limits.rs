//! Registries that want to be asked less.

use porthole_core::registry::error::ErrorKind;

use super::{
    endings::{extent, given_up, goes_on},
    *,
};

/// A run whose registry wants it to wait at a request.
async fn limited(number: usize, limits: &[Option<&'static str>]) -> (World, Run<Registry>) {
    let world = World::watched();
    let run = world.run(&Journals::new()).await;
    let limits = limits.to_vec();
    let act = Box::new(move |held: &mut Held| held.limits = limits);
    world.registry.change().acts.insert(number, act);
    run.go().await;
    (world, run)
}

#[tokio::test(flavor = "current_thread")]
async fn who_is_asked_to_wait_waits_and_goes_on() {
    let (begun, ended) = extent().await;
    for number in begun..ended {
        for (limit, seconds) in [(Some("7"), 7), (None, 5), (Some("60"), 60)] {
            let (world, run) = limited(number, &[limit, limit]).await;
            run.look(|state| assert!(state.is_whole(), "{number}: {state:#?}"));
            world.is_at_its_end();
            let rests = world.registry.held().rests.clone();
            assert!(!rests.is_empty());
            assert!(
                rests.iter().all(|rest| rest.as_secs() == seconds),
                "{rests:?}"
            );
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn who_is_asked_to_wait_too_long_or_too_often_gives_up() {
    let (begun, ended) = extent().await;
    for number in begun..ended {
        for limits in [vec![Some("61")], vec![None; 200]] {
            let (world, run) = limited(number, &limits).await;
            let state = run.look(Clone::clone);
            match given_up(&state) {
                Some(kind) => assert!(matches!(kind, ErrorKind::RateLimited(_)), "{kind:?}"),
                None => assert!(state.after.is_some_and(|after| {
                    after.is_err() || after.is_ok_and(|after| !after.unread.is_empty())
                })),
            }
            world.registry.change().limits.clear();
            goes_on(&world, &run).await;
        }
    }
}
