//! Reading what is on screen.

use std::{cell::RefCell, pin::Pin, rc::Rc};

use futures_util::future::{AbortHandle, abortable};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::connection::listing::Name;
use crate::reactive::effect;

/// How long a row must stay on screen before it is read, in milliseconds: rows that only fly
/// past are not asked for.
const STAY: u32 = 120;

/// What reads a row; nothing where it was read.
pub(crate) type ReadRow = Rc<dyn Fn(&Name) -> Option<Pin<Box<dyn Future<Output = ()>>>>>;

/// A row being read. Dropping it ends that.
struct Reading(AbortHandle);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Reads each row on screen for as long as it stays there and the current owner lives.
pub(crate) fn follow(on_screen: RwSignal<Vec<Name>>, read: ReadRow) {
    let reading = Rc::new(RefCell::new(Vec::<(Name, Reading)>::new()));
    let ended = StoredValue::new_local(Rc::clone(&reading));
    on_cleanup(move || {
        let _ = ended.try_with_value(|reading| reading.borrow_mut().clear());
    });
    effect(move || {
        let seen = on_screen.get();
        let mut reading = reading.borrow_mut();
        reading.retain(|(name, _)| seen.contains(name));
        for name in seen {
            if reading.iter().all(|(other, _)| *other != name)
                && let Some(work) = read(&name)
            {
                reading.push((name, start(work)));
            }
        }
    });
}

fn start(work: Pin<Box<dyn Future<Output = ()>>>) -> Reading {
    let (work, handle) = abortable(async move {
        TimeoutFuture::new(STAY).await;
        work.await;
    });
    wasm_bindgen_futures::spawn_local(async move {
        // Who gave up knows it.
        let _ = work.await;
    });
    Reading(handle)
}
