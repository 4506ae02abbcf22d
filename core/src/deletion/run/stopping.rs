//! Somebody's wish that a run ends.

use std::cell::{Cell, RefCell};

use futures_util::future::{AbortHandle, Abortable};

/// Whether a run is to end, and what it waits for meanwhile.
#[derive(Default)]
pub(super) struct Stopping {
    is_wanted: Cell<bool>,
    waits: RefCell<Vec<AbortHandle>>,
}

impl Stopping {
    pub(super) fn is_wanted(&self) -> bool {
        self.is_wanted.get()
    }

    pub(super) fn stop(&self) {
        self.is_wanted.set(true);
        for wait in self.waits.take() {
            wait.abort();
        }
    }

    pub(super) fn forget(&self) {
        self.is_wanted.set(false);
        self.waits.take();
    }

    /// What comes of a wait; nothing where it is stopped.
    pub(super) async fn unless<V>(&self, wait: impl Future<Output = V>) -> Option<V> {
        if self.is_wanted() {
            return None;
        }
        let (handle, registration) = AbortHandle::new_pair();
        self.waits.borrow_mut().push(handle);
        Abortable::new(wait, registration).await.ok()
    }
}
