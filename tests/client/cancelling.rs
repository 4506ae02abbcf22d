//! Who drops a request gives up its place, and no more run than may.

use std::pin::{Pin, pin};

use futures_util::{FutureExt as _, future::join_all};
use porthole_core::registry::{
    client::Patience,
    memory::Freshness,
    queue::{Limits, Priority, RequestQueue},
};
use porthole_test_support::fake::FakeRegistry;
use tokio::task::yield_now;

use crate::{
    open::{Open, address, open_with, repository},
    page::Origin,
};

fn queue(requests: usize) -> RequestQueue {
    RequestQueue::new(Limits {
        requests,
        streams: 1,
    })
}

fn open(fake: &FakeRegistry, world: &str, queue: &RequestQueue) -> Open {
    open_with(&fake.world(world), Origin::Same, Patience::default(), queue)
}

/// Drives what must not end, until something happened.
async fn until(mut work: Pin<&mut impl Future>, happened: impl Fn() -> bool) {
    while !happened() {
        assert!(work.as_mut().now_or_never().is_none());
        yield_now().await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_dropped_request_gives_its_place_to_the_next() {
    let fake = FakeRegistry::start();
    let queue = queue(1);
    let (silent, plain) = (open(&fake, "silent", &queue), open(&fake, "plain", &queue));
    let mut unanswered = Box::pin(silent.client.ping());
    until(unanswered.as_mut(), || !fake.requests("silent").is_empty()).await;

    let mut next = pin!(plain.client.ping());
    assert!(next.as_mut().now_or_never().is_none());
    assert!(plain.done.requests().is_empty());
    drop(unanswered);
    assert!(next.as_mut().now_or_never().is_none());
    assert_eq!(plain.done.requests().len(), 1);
    assert_eq!(next.await, Ok(()));
    assert_eq!(queue.running(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_that_nobody_wants_any_more_gives_its_place_too() {
    let fake = FakeRegistry::start();
    let queue = queue(1);
    let (stalled, plain) = (open(&fake, "stalled", &queue), open(&fake, "plain", &queue));
    let mut catalog = stalled.client.catalog();
    let mut half = Box::pin(catalog.next());
    until(half.as_mut(), || stalled.done.bytes() > 0).await;
    assert_eq!(queue.running(), 1);
    drop(half);
    assert_eq!(queue.running(), 0);
    assert_eq!(plain.client.ping().await, Ok(()));
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_given_up_in_the_line_is_never_sent() {
    let fake = FakeRegistry::start();
    let queue = queue(1);
    let (silent, plain) = (open(&fake, "silent", &queue), open(&fake, "plain", &queue));
    // Its turn comes before it is given up, or never.
    for its_turn_comes in [true, false] {
        let mut first = Box::pin(silent.client.ping());
        assert!(first.as_mut().now_or_never().is_none());
        let mut waiting = Box::pin(plain.client.ping());
        assert!(waiting.as_mut().now_or_never().is_none());
        if its_turn_comes {
            drop(first);
            drop(waiting);
        } else {
            drop(waiting);
            drop(first);
        }
        assert_eq!(queue.running(), 0);
    }
    let tags = plain.client.tags(&repository("gallery")).next().await;
    assert!(tags.is_ok());
    assert_eq!(plain.done.requests().len(), 1);
    assert_eq!(fake.requests("plain").len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn no_more_are_under_way_than_may() {
    let fake = FakeRegistry::start();
    let plain = open(&fake, "plain", &queue(2));
    let pings = (0..20).map(|_| plain.client.ping());
    assert!(join_all(pings).await.iter().all(Result::is_ok));
    assert_eq!(plain.done.requests().len(), 20);
    assert_eq!(plain.done.most_under_way(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_on_screen_is_sent_before_what_is_read_ahead() {
    let fake = FakeRegistry::start();
    let plain = open(&fake, "plain", &queue(1));
    let (name, client) = (repository("gallery/ui"), &plain.client);
    let addresses = ["1.0", "1.1", "latest"].map(address);
    let read = |place: usize, priority| {
        client.manifest(&name, &addresses[place], priority, Freshness::Registry)
    };
    let reads = [
        read(0, Priority::Background),
        read(1, Priority::Background),
        read(2, Priority::OnScreen),
    ];
    assert!(join_all(reads).await.iter().all(Result::is_ok));
    let paths = fake.requests("plain");
    let sent: Vec<_> = paths
        .iter()
        .map(|sent| sent.path.rsplit('/').next())
        .collect();
    // The first ran before the last was asked for.
    assert_eq!(sent, [Some("1.0"), Some("latest"), Some("1.1")]);
}
