//! Work that is done once for a name, whoever asks for it.

use std::{cell::RefCell, collections::HashMap, hash::Hash, pin::Pin};

use futures_util::future::{FutureExt as _, Shared, WeakShared};

/// What comes of the work, and whether that is final: what failed may be tried again.
type Work<V> = Pin<Box<dyn Future<Output = (V, bool)>>>;

/// Results by name, and what is under way.
pub(super) struct Once<K, V: Clone> {
    done: RefCell<HashMap<K, V>>,
    running: RefCell<HashMap<K, WeakShared<Work<V>>>>,
}

impl<K, V: Clone> Default for Once<K, V> {
    fn default() -> Self {
        Self {
            done: RefCell::default(),
            running: RefCell::default(),
        }
    }
}

impl<K: Clone + Eq + Hash, V: Clone + 'static> Once<K, V> {
    /// The result for a name, and whether it is final: known, being made for another, or made
    /// by this work. The work ends when the last who waits for it goes.
    pub(super) async fn get(
        &self,
        name: K,
        work: impl Future<Output = (V, bool)> + 'static,
    ) -> (V, bool) {
        if let Some(known) = self.done.borrow().get(&name).cloned() {
            return (known, true);
        }
        let shared = self.share(&name, work);
        let (value, is_final) = shared.await;
        self.running.borrow_mut().remove(&name);
        if is_final {
            self.done.borrow_mut().insert(name, value.clone());
        }
        (value, is_final)
    }

    fn share(&self, name: &K, work: impl Future<Output = (V, bool)> + 'static) -> Shared<Work<V>> {
        let mut running = self.running.borrow_mut();
        if let Some(shared) = running.get(name).and_then(WeakShared::upgrade) {
            return shared;
        }
        let work: Work<V> = Box::pin(work);
        let shared = work.shared();
        if let Some(weak) = shared.downgrade() {
            running.insert(name.clone(), weak);
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, pin::pin, rc::Rc};

    use futures_util::future::{join, ready};

    use super::*;

    /// Ends when told to, and counts how often it was begun.
    fn work(
        begun: &Rc<Cell<u32>>,
        is_final: bool,
        is_done: &Rc<Cell<bool>>,
    ) -> impl Future<Output = (u32, bool)> + 'static {
        let (begun, is_done) = (Rc::clone(begun), Rc::clone(is_done));
        async move {
            begun.set(begun.get() + 1);
            std::future::poll_fn(|context| {
                if is_done.get() {
                    return std::task::Poll::Ready(());
                }
                context.waker().wake_by_ref();
                std::task::Poll::Pending
            })
            .await;
            (begun.get(), is_final)
        }
    }

    fn flags() -> (Rc<Cell<u32>>, Rc<Cell<bool>>) {
        (Rc::default(), Rc::default())
    }

    #[test]
    fn who_asks_meanwhile_or_later_shares_the_work() {
        let once = Once::default();
        let (begun, is_done) = flags();
        let both = join(
            once.get("name", work(&begun, true, &is_done)),
            once.get("name", work(&begun, true, &is_done)),
        );
        let mut both = pin!(both);
        assert_eq!(both.as_mut().now_or_never(), None);
        is_done.set(true);
        assert_eq!(both.now_or_never(), Some(((1, true), (1, true))));
        assert_eq!(
            once.get("name", ready((7, true))).now_or_never(),
            Some((1, true))
        );
    }

    #[test]
    fn what_is_not_final_is_tried_again() {
        let once = Once::default();
        let first = once.get("name", ready((1, false))).now_or_never();
        let second = once.get("name", ready((2, true))).now_or_never();
        assert_eq!((first, second), (Some((1, false)), Some((2, true))));
    }

    #[test]
    fn work_that_nobody_waits_for_ends() {
        let once = Once::default();
        let (begun, is_done) = flags();
        let mut waiting = Box::pin(once.get("name", work(&begun, true, &is_done)));
        assert_eq!((&mut waiting).now_or_never(), None);
        drop(waiting);
        is_done.set(true);
        assert_eq!(
            once.get("name", work(&begun, true, &is_done))
                .now_or_never(),
            Some((2, true))
        );
    }
}
