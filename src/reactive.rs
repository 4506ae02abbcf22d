//! Leptos' memos and effects with one type of closure and value, so that their code is there
//! once: each type that they are used with brings some kilobytes of its own. And what a browser
//! calls back, since its code would be in what a first visit loads.

use std::{any::Any, marker::PhantomData, sync::Arc, time::Duration};

use leptos::prelude::*;

/// A value that follows signals. A copy is the same one.
pub(crate) struct Derived<T> {
    value: Memo<Erased>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

/// A value of any type, and how two of that type are compared.
#[derive(Clone)]
struct Erased {
    value: Arc<dyn Any + Send + Sync>,
    same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Erased {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&*self.value, &*other.value)
    }
}

type Compute = Box<dyn Fn() -> Erased + Send + Sync>;

impl<T: Clone + PartialEq + Send + Sync + 'static> Derived<T> {
    /// Computed anew whenever a signal that it reads changes; who follows it is told only where
    /// the value is another.
    pub(crate) fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let same =
            |left: &dyn Any, right: &dyn Any| left.downcast_ref::<T>() == right.downcast_ref::<T>();
        let compute = move || Erased {
            value: Arc::new(compute()),
            same,
        };
        Self {
            value: memo(Box::new(compute)),
            of: PhantomData,
        }
    }

    /// Looks at the value; tracked.
    pub(crate) fn with<V>(self, look: impl FnOnce(&T) -> V) -> V {
        look(of_type(&self.value.get()))
    }

    /// The value; tracked.
    pub(crate) fn get(self) -> T {
        of_type::<T>(&self.value.get()).clone()
    }

    /// The value, once.
    pub(crate) fn get_untracked(self) -> T {
        of_type::<T>(&self.value.get_untracked()).clone()
    }
}

fn memo(compute: Compute) -> Memo<Erased> {
    Memo::new(move |_| compute())
}

fn of_type<T: 'static>(erased: &Erased) -> &T {
    let value = erased.value.downcast_ref();
    value.expect("a derived value is made of its own type only")
}

/// Does something now and whenever a signal that it reads changes, until the owner goes.
pub(crate) fn effect(run: impl Fn() + 'static) {
    follow(Box::new(run));
}

#[inline(never)]
fn follow(run: Box<dyn Fn()>) {
    Effect::new(run);
}

/// Does something with the next frame.
pub(crate) fn next_frame(run: impl FnOnce() + 'static) {
    call_back(None, Box::new(run));
}

/// Does something after a while.
pub(crate) fn later(pause: Duration, run: impl FnOnce() + 'static) {
    call_back(Some(pause), Box::new(run));
}

#[inline(never)]
fn call_back(pause: Option<Duration>, run: Box<dyn FnOnce()>) {
    match pause {
        Some(pause) => set_timeout(run, pause),
        None => request_animation_frame(run),
    }
}
