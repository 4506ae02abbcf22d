//! Work that is done once for a name, whoever asks for it. Tags and digests share one table: no
//! tag has the colon that every digest has.

use std::{cell::RefCell, collections::HashMap, pin::Pin};

use futures_util::future::{FutureExt as _, Shared, WeakShared};

/// What comes of the work, and whether that is final: what failed may be tried again.
pub(super) type Work<V> = Pin<Box<dyn Future<Output = (V, bool)>>>;

/// Results by name, and what is under way.
pub(super) struct Once<V: Clone> {
    done: RefCell<HashMap<String, V>>,
    running: RefCell<HashMap<String, WeakShared<Work<V>>>>,
}

impl<V: Clone> Default for Once<V> {
    fn default() -> Self {
        Self {
            done: RefCell::default(),
            running: RefCell::default(),
        }
    }
}

impl<V: Clone + 'static> Once<V> {
    /// The result for a name, and whether it is final: known, being made for another, or made
    /// by this work. The work ends when the last who waits for it goes.
    pub(super) async fn get(&self, name: String, work: Work<V>) -> (V, bool) {
        if let Some(known) = self.done.borrow().get(&name).cloned() {
            return (known, true);
        }
        let shared = self.share(&name, work);
        let (value, is_final) = shared.clone().await;
        self.end(&name, &shared);
        if is_final {
            self.done.borrow_mut().insert(name, value.clone());
        }
        (value, is_final)
    }

    /// Whether there is a result for a name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.done.borrow().contains_key(name)
    }

    /// Forgets the result for a name.
    pub(super) fn forget(&self, name: &str) {
        self.done.borrow_mut().remove(name);
    }

    /// Takes a result for a name that was come by in another way.
    pub(super) fn know(&self, name: String, value: V) {
        self.done.borrow_mut().insert(name, value);
    }

    /// Who comes last to the same end must not end what was begun since.
    fn end(&self, name: &str, shared: &Shared<Work<V>>) {
        let mut running = self.running.borrow_mut();
        let current = running.get(name).and_then(WeakShared::upgrade);
        if current.is_none_or(|current| current.ptr_eq(shared)) {
            running.remove(name);
        }
    }

    fn share(&self, name: &str, work: Work<V>) -> Shared<Work<V>> {
        let mut running = self.running.borrow_mut();
        if let Some(shared) = running.get(name).and_then(WeakShared::upgrade) {
            return shared;
        }
        let shared = work.shared();
        if let Some(weak) = shared.downgrade() {
            running.insert(name.to_owned(), weak);
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
    fn work(begun: &Rc<Cell<u32>>, is_final: bool, is_done: &Rc<Cell<bool>>) -> Work<u32> {
        let (begun, is_done) = (Rc::clone(begun), Rc::clone(is_done));
        Box::pin(async move {
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
        })
    }

    fn flags() -> (Rc<Cell<u32>>, Rc<Cell<bool>>) {
        (Rc::default(), Rc::default())
    }

    #[test]
    fn who_asks_meanwhile_or_later_shares_the_work() {
        let once = Once::default();
        let (begun, is_done) = flags();
        let both = join(
            once.get("name".to_owned(), work(&begun, true, &is_done)),
            once.get("name".to_owned(), work(&begun, true, &is_done)),
        );
        let mut both = pin!(both);
        assert_eq!(both.as_mut().now_or_never(), None);
        is_done.set(true);
        assert_eq!(both.now_or_never(), Some(((1, true), (1, true))));
        assert_eq!(
            once.get("name".to_owned(), Box::pin(ready((7, true))))
                .now_or_never(),
            Some((1, true))
        );
    }

    #[test]
    fn what_is_not_final_is_tried_again() {
        let once = Once::default();
        let first = once
            .get("name".to_owned(), Box::pin(ready((1, false))))
            .now_or_never();
        let second = once
            .get("name".to_owned(), Box::pin(ready((2, true))))
            .now_or_never();
        assert_eq!((first, second), (Some((1, false)), Some((2, true))));
    }

    #[test]
    fn who_hears_late_of_an_end_does_not_end_what_was_begun_since() {
        let once = Once::default();
        let (begun, is_done) = flags();
        let get = || once.get("name".to_owned(), work(&begun, false, &is_done));
        let (mut first, mut late) = (Box::pin(get()), Box::pin(get()));
        assert_eq!((&mut first).now_or_never(), None);
        assert_eq!((&mut late).now_or_never(), None);
        is_done.set(true);
        assert_eq!(first.now_or_never(), Some((1, false)));

        is_done.set(false);
        let mut second = Box::pin(get());
        assert_eq!((&mut second).now_or_never(), None);
        assert_eq!(late.now_or_never(), Some((1, false)));
        let mut other = Box::pin(get());
        assert_eq!((&mut other).now_or_never(), None);
        assert_eq!(begun.get(), 2);
    }

    #[test]
    fn work_that_nobody_waits_for_ends() {
        let once = Once::default();
        let (begun, is_done) = flags();
        let mut waiting = Box::pin(once.get("name".to_owned(), work(&begun, true, &is_done)));
        assert_eq!((&mut waiting).now_or_never(), None);
        drop(waiting);
        is_done.set(true);
        assert_eq!(
            once.get("name".to_owned(), work(&begun, true, &is_done))
                .now_or_never(),
            Some((2, true))
        );
    }
}
