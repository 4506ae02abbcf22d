//! The workers that have nothing to do. How many there are at a time is for the queue to say.

use std::cell::RefCell;

use crate::workers::worker::Worker;

/// More are not kept.
const IDLE: usize = 2;

thread_local! {
    static POOL: RefCell<Vec<Worker>> = const { RefCell::new(Vec::new()) };
}

/// A worker that has nothing to do: one that is there, or a new one.
pub(super) async fn take() -> Result<Worker, String> {
    let idle = POOL.with_borrow_mut(Vec::pop);
    match idle {
        Some(worker) => Ok(worker),
        None => Worker::start().await,
    }
}

/// Gives back a worker that has nothing to do.
pub(super) fn give_back(worker: Worker) {
    POOL.with_borrow_mut(|pool| {
        if pool.len() < IDLE {
            pool.push(worker);
        }
    });
}

/// Ends all that have nothing to do, and frees their memory.
pub(super) fn clear() {
    POOL.take();
}
