//! Whether a run goes on in some tab, where the browser tells: it does where the page came by
//! https, or from this computer.

use js_sys::{Array, Function, Promise, global};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::storage::database::{call, field};

/// Held while a run goes on: the browser lets go of it when the tab is gone.
pub(crate) struct Lock(Function);

impl Drop for Lock {
    fn drop(&mut self) {
        // What ends a promise does not fail.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

fn locks() -> Option<JsValue> {
    let locks = field(&field(&global(), "navigator"), "locks");
    locks.is_object().then_some(locks)
}

fn name(id: &str) -> String {
    format!("porthole.run.{id}")
}

/// Says that a run goes on, until this is dropped.
pub(super) fn hold(id: &str) -> Option<Lock> {
    let locks = locks()?;
    let mut end = None;
    let until = Promise::new(&mut |resolve, _| end = Some(resolve));
    // A closure of ours that gives something back would be in what a first visit loads.
    let promises = field(&global(), "Promise");
    let run = call(&field(&promises, "resolve"), "bind", &[&promises, &until]).ok()?;
    let asked = call(&locks, "request", &[&name(id).into(), &run]).ok()?;
    let asked: Promise = asked.dyn_into().ok()?;
    spawn_local(async {
        // Where the browser refuses, the time of the last note tells.
        let _ = JsFuture::from(asked).await;
    });
    end.map(Lock)
}

/// The runs that go on in some tab; nothing where the browser does not tell.
pub(super) struct Held(Option<Vec<String>>);

impl Held {
    pub(super) async fn ask() -> Self {
        Self(Self::names().await)
    }

    async fn names() -> Option<Vec<String>> {
        let asked = call(&locks()?, "query", &[]).ok()?;
        let found = JsFuture::from(asked.dyn_into::<Promise>().ok()?).await;
        let held = field(&found.ok()?, "held").dyn_into::<Array>().ok()?;
        let names = held
            .iter()
            .filter_map(|lock| field(&lock, "name").as_string());
        Some(names.collect())
    }

    /// Whether a run goes on, if the browser tells.
    pub(super) fn has(&self, id: &str) -> Option<bool> {
        let names = self.0.as_ref()?;
        Some(names.contains(&name(id)))
    }
}
