//! Reading one thing for a page: it ends with the page, and can be tried again.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::registry::error::RegistryError;

use crate::connection::task::spawn;

/// How far the reading of one thing is.
pub(crate) enum Loading<T> {
    /// It is under way.
    Waiting,
    /// It is here.
    Ready(Rc<T>),
    /// It failed.
    Failed(RegistryError),
}

impl<T> Clone for Loading<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Waiting => Self::Waiting,
            Self::Ready(value) => Self::Ready(Rc::clone(value)),
            Self::Failed(error) => Self::Failed(error.clone()),
        }
    }
}

/// One thing being read. A copy is the same one.
pub(crate) struct Loader<T: 'static> {
    state: RwSignal<Loading<T>, LocalStorage>,
    attempt: RwSignal<u32>,
}

impl<T> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loader<T> {}

impl<T: 'static> Loader<T> {
    /// How far it is; tracked.
    pub(crate) fn state(&self) -> Loading<T> {
        self.state.get()
    }

    /// Reads it once more.
    pub(crate) fn again(&self) {
        self.attempt.update(|attempt| *attempt += 1);
    }
}

/// Reads one thing for as long as the owner lives; dropping the owner ends the requests.
pub(crate) fn load<T, F>(read: impl Fn() -> F + 'static) -> Loader<T>
where
    T: 'static,
    F: Future<Output = Result<T, RegistryError>> + 'static,
{
    let loader = Loader {
        state: RwSignal::new_local(Loading::Waiting),
        attempt: RwSignal::new(0),
    };
    Effect::new(move || {
        // It waits already when it is first read.
        if loader.attempt.get() > 0 {
            loader.state.set(Loading::Waiting);
        }
        let reading = read();
        spawn(async move {
            let state = match reading.await {
                Ok(value) => Loading::Ready(Rc::new(value)),
                Err(error) => Loading::Failed(error),
            };
            // The page may have gone meanwhile.
            let _ = loader.state.try_set(state);
        });
    });
    loader
}
