//! One queue for all requests of a connection: on-screen work first, then background work,
//! then long streams. Dropping a place, or the wait for one, frees it.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// How soon a request is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Somebody looks at the place that it fills.
    OnScreen,
    /// It is read ahead.
    Background,
    /// A long body, such as a layer. Few run at a time.
    Stream,
}

/// How many requests may run at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// All together.
    pub requests: usize,
    /// Long streams among them.
    pub streams: usize,
}

/// Twelve keep the six connections that a browser has to an HTTP/1.1 host busy.
impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: 12,
            streams: 2,
        }
    }
}

/// The queue. A clone is the same queue.
#[derive(Clone, Debug)]
pub struct RequestQueue(Rc<RefCell<State>>);

#[derive(Debug)]
struct State {
    limits: Limits,
    running: usize,
    streams: usize,
    tickets: u64,
    waiting: BTreeMap<(Priority, u64), Waiter>,
}

#[derive(Debug)]
enum Waiter {
    Waiting(Option<Waker>),
    Admitted,
}

/// The right to run one request, for as long as it is held.
#[derive(Debug)]
pub struct Place {
    queue: RequestQueue,
    priority: Priority,
}

/// The wait for a [`Place`].
#[derive(Debug)]
pub struct Enter {
    queue: RequestQueue,
    key: Option<(Priority, u64)>,
}

impl RequestQueue {
    /// An empty queue.
    pub fn new(limits: Limits) -> Self {
        Self(Rc::new(RefCell::new(State {
            limits,
            running: 0,
            streams: 0,
            tickets: 0,
            waiting: BTreeMap::new(),
        })))
    }

    /// Waits in line; the place is taken in the order of priority, then of asking.
    pub fn enter(&self, priority: Priority) -> Enter {
        let mut state = self.0.borrow_mut();
        let key = (priority, state.tickets);
        state.tickets += 1;
        state.waiting.insert(key, Waiter::Waiting(None));
        drop(state);
        self.admit();
        Enter {
            queue: self.clone(),
            key: Some(key),
        }
    }

    /// How many requests run now.
    pub fn running(&self) -> usize {
        self.0.borrow().running
    }

    fn admit(&self) {
        loop {
            let mut state = self.0.borrow_mut();
            let Some(key) = state.next() else { return };
            state.count(key.0, 1);
            let waiter = state.waiting.insert(key, Waiter::Admitted);
            drop(state);
            if let Some(Waiter::Waiting(Some(waker))) = waiter {
                waker.wake();
            }
        }
    }

    fn leave(&self, priority: Priority) {
        self.0.borrow_mut().count(priority, -1);
        self.admit();
    }
}

impl State {
    fn next(&self) -> Option<(Priority, u64)> {
        if self.running >= self.limits.requests {
            return None;
        }
        let may_run = |priority| priority != Priority::Stream || self.streams < self.limits.streams;
        let mut waiting = self.waiting.iter();
        waiting
            .find(|(key, waiter)| matches!(waiter, Waiter::Waiting(_)) && may_run(key.0))
            .map(|(key, _)| *key)
    }

    fn count(&mut self, priority: Priority, change: isize) {
        self.running = self.running.saturating_add_signed(change);
        if priority == Priority::Stream {
            self.streams = self.streams.saturating_add_signed(change);
        }
    }
}

impl Future for Enter {
    type Output = Place;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Place> {
        let key = self.key.expect("a place is taken once");
        let mut state = self.queue.0.borrow_mut();
        if matches!(state.waiting.get(&key), Some(Waiter::Admitted)) {
            state.waiting.remove(&key);
            drop(state);
            self.key = None;
            return Poll::Ready(Place {
                queue: self.queue.clone(),
                priority: key.0,
            });
        }
        state
            .waiting
            .insert(key, Waiter::Waiting(Some(context.waker().clone())));
        Poll::Pending
    }
}

impl Drop for Enter {
    fn drop(&mut self) {
        let Some(key) = self.key else { return };
        let waiter = self.queue.0.borrow_mut().waiting.remove(&key);
        if matches!(waiter, Some(Waiter::Admitted)) {
            self.queue.leave(key.0);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queue.leave(self.priority);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use proptest::prelude::*;

    use super::*;

    fn queue(requests: usize, streams: usize) -> RequestQueue {
        RequestQueue::new(Limits { requests, streams })
    }

    fn enter(queue: &RequestQueue, priority: Priority) -> Place {
        queue.enter(priority).now_or_never().unwrap()
    }

    #[test]
    fn the_limit_holds_and_a_freed_place_is_given_on() {
        let queue = queue(2, 1);
        let first = enter(&queue, Priority::OnScreen);
        let _second = enter(&queue, Priority::OnScreen);
        let mut third = Box::pin(queue.enter(Priority::OnScreen));
        assert!((&mut third).now_or_never().is_none());
        drop(first);
        assert!((&mut third).now_or_never().is_some());
    }

    #[test]
    fn what_is_on_screen_goes_first() {
        let queue = queue(1, 1);
        let running = enter(&queue, Priority::OnScreen);
        let mut stream = Box::pin(queue.enter(Priority::Stream));
        let mut background = Box::pin(queue.enter(Priority::Background));
        let mut on_screen = Box::pin(queue.enter(Priority::OnScreen));
        drop(running);
        assert!((&mut stream).now_or_never().is_none());
        assert!((&mut background).now_or_never().is_none());
        drop((&mut on_screen).now_or_never().unwrap());
        drop((&mut background).now_or_never().unwrap());
        assert!((&mut stream).now_or_never().is_some());
    }

    #[test]
    fn few_streams_run_and_leave_room() {
        let queue = queue(4, 1);
        let _stream = enter(&queue, Priority::Stream);
        let mut second = Box::pin(queue.enter(Priority::Stream));
        assert!((&mut second).now_or_never().is_none());
        let _background = enter(&queue, Priority::Background);
        assert_eq!(queue.running(), 2);
    }

    #[test]
    fn giving_up_frees_the_place() {
        let queue = queue(1, 1);
        let running = enter(&queue, Priority::OnScreen);
        let mut waiting = Box::pin(queue.enter(Priority::OnScreen));
        assert!((&mut waiting).now_or_never().is_none());
        drop(waiting);
        let admitted_but_never_polled = queue.enter(Priority::OnScreen);
        drop(running);
        assert_eq!(queue.running(), 1);
        drop(admitted_but_never_polled);
        assert_eq!(queue.running(), 0);
    }

    proptest! {
        #[test]
        fn no_order_of_events_breaks_the_limits_or_loses_a_place(
            events in proptest::collection::vec((0..4_u8, any::<prop::sample::Index>()), 0..80)
        ) {
            let queue = queue(3, 1);
            let mut waits: Vec<Pin<Box<Enter>>> = Vec::new();
            let mut places: Vec<Place> = Vec::new();
            for (event, which) in events {
                match event {
                    0 => waits.push(Box::pin(queue.enter(Priority::OnScreen))),
                    1 => waits.push(Box::pin(queue.enter(Priority::Stream))),
                    2 if !waits.is_empty() => drop(waits.swap_remove(which.index(waits.len()))),
                    3 if !places.is_empty() => drop(places.swap_remove(which.index(places.len()))),
                    _ => {}
                }
                let mut still = Vec::new();
                for mut wait in waits {
                    match (&mut wait).now_or_never() {
                        Some(place) => places.push(place),
                        None => still.push(wait),
                    }
                }
                waits = still;
                let streams = places.iter().filter(|place| place.priority == Priority::Stream).count();
                prop_assert!(places.len() <= 3 && streams <= 1);
                prop_assert_eq!(queue.running(), places.len());
                prop_assert!(waits.is_empty() || !places.is_empty());
            }
            drop(waits);
            drop(places);
            prop_assert_eq!(queue.running(), 0);
            prop_assert!(queue.0.borrow().waiting.is_empty());
        }
    }
}
