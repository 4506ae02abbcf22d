//! Reading one thing for a page: it ends with the page, and can be tried again. What is read has
//! one type here, and its own again for whoever looks: the code around it is there once.

use std::{any::Any, marker::PhantomData, pin::Pin, rc::Rc};

use leptos::prelude::*;
use porthole_core::registry::error::RegistryError;

use crate::{connection::task::spawn, reactive::effect};

/// How far the reading of one thing is.
pub(crate) enum Loading<T: ?Sized> {
    /// It is under way.
    Waiting,
    /// It is here.
    Ready(Rc<T>),
    /// It failed.
    Failed(RegistryError),
}

impl<T: ?Sized> Clone for Loading<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Waiting => Self::Waiting,
            Self::Ready(value) => Self::Ready(Rc::clone(value)),
            Self::Failed(error) => Self::Failed(error.clone()),
        }
    }
}

type Read = Pin<Box<dyn Future<Output = Loading<dyn Any>>>>;

/// One thing being read. A copy is the same one.
pub(crate) struct Loader<T> {
    state: RwSignal<Loading<dyn Any>, LocalStorage>,
    attempt: RwSignal<u32>,
    of: PhantomData<fn() -> T>,
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
        match self.state.get() {
            Loading::Ready(value) => match value.downcast() {
                Ok(value) => Loading::Ready(value),
                // It is made of its own type only.
                Err(_) => Loading::Waiting,
            },
            Loading::Waiting => Loading::Waiting,
            Loading::Failed(error) => Loading::Failed(error),
        }
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
    let begin = move || -> Read {
        let reading = read();
        Box::pin(async move {
            match reading.await {
                Ok(value) => {
                    let value: Rc<dyn Any> = Rc::new(value);
                    Loading::Ready(value)
                }
                Err(error) => Loading::Failed(error),
            }
        })
    };
    let (state, attempt) = follow(Box::new(begin));
    Loader {
        state,
        attempt,
        of: PhantomData,
    }
}

fn follow(
    begin: Box<dyn Fn() -> Read>,
) -> (RwSignal<Loading<dyn Any>, LocalStorage>, RwSignal<u32>) {
    let state = RwSignal::new_local(Loading::Waiting);
    let attempt = RwSignal::new(0);
    effect(move || {
        // It waits already when it is first read.
        if attempt.get() > 0 {
            state.set(Loading::Waiting);
        }
        let reading = begin();
        spawn(async move {
            let read = reading.await;
            // The page may have gone meanwhile.
            let _ = state.try_set(read);
        });
    });
    (state, attempt)
}
