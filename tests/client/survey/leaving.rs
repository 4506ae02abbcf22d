//! Who drops a reading leaves nothing behind, and takes nothing from others.

use std::pin::Pin;

use futures_util::FutureExt as _;
use porthole_core::{inventory::repository::RepositoryInventory, registry::queue::Limits};
use porthole_test_support::fake::FakeRegistry;
use tokio::task::yield_now;

use crate::survey::{Surveying, detour::HEALTHY, letters, surveying_with};

/// In the addresses of what is asked for by digest.
const BY_DIGEST: &str = "sha256:";

fn gallery(fake: &FakeRegistry, requests: usize) -> Surveying {
    let limits = Limits {
        requests,
        streams: 1,
    };
    let surveying = surveying_with(&fake.world(HEALTHY), "gallery/ui", limits);
    surveying.sign.hold(BY_DIGEST);
    surveying
}

/// Drives what must not end, until something happened.
async fn until(mut work: Pin<&mut impl Future>, happened: impl Fn() -> bool) {
    while !happened() {
        assert!(work.as_mut().now_or_never().is_none());
        yield_now().await;
    }
}

/// The last reading comes to its end, and nothing was asked twice.
async fn assert_served(surveying: &Surveying, latest: impl Future<Output = ()>) {
    surveying.sign.take_down();
    latest.await;
    assert_eq!(letters(&surveying.summary("latest")), "ss");
    // Two tags, two platforms, a config.
    assert_eq!(surveying.done.requests().len(), 5);
    assert_eq!(surveying.queue.running(), 0);
    assert_eq!(surveying.survey.look(RepositoryInventory::count), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_dropped_reading_gives_its_place_to_the_next_reader_of_the_digest() {
    let fake = FakeRegistry::start();
    let surveying = gallery(&fake, 1);
    let mut first = Box::pin(surveying.reading("1.1"));
    until(first.as_mut(), || surveying.sign.held() == 1).await;
    assert_eq!(surveying.queue.running(), 1);
    drop(first);
    assert_eq!(surveying.queue.running(), 0);
    assert_served(&surveying, surveying.reading("latest")).await;
}

#[tokio::test(flavor = "current_thread")]
async fn who_waits_for_the_same_is_served_though_the_first_leaves() {
    let fake = FakeRegistry::start();
    let surveying = gallery(&fake, 12);
    let mut first = Box::pin(surveying.reading("1.1"));
    until(first.as_mut(), || surveying.sign.held() == 2).await;
    let mut latest = Box::pin(surveying.reading("latest"));
    let (done, queue) = (&surveying.done, &surveying.queue);
    let came = || done.requests().len() == 2 && queue.running() != 3;
    until(latest.as_mut(), came).await;
    // It waits for the platforms that the first asked for.
    assert_eq!(queue.running(), 2);
    drop(first);
    assert_eq!(surveying.queue.running(), 2);
    assert_served(&surveying, latest).await;
}
