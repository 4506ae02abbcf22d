//! Threads that read and hash blobs: the same program, started by the same script as the page.
#![expect(
    clippy::unnecessary_wraps,
    reason = "what is loaded later can fail, which its function cannot"
)]

mod message;
mod pool;
mod reader;
mod serve;
mod worker;

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::DedicatedWorkerGlobalScope;

pub(crate) use reader::WorkerReader;

/// What a worker does, once its code is here.
#[wasm_split(worker, fallible)]
fn serving() -> Result<fn(), SplitLoaderError> {
    Ok(serve::serve)
}

/// Whether this is a worker. Then it serves, and there is no page.
pub(crate) fn serves() -> bool {
    let is_worker = js_sys::global().has_type::<DedicatedWorkerGlobalScope>();
    if is_worker {
        spawn_local(async {
            // It is told to the page as whatever ends a worker.
            let serve = serving().await.expect("a part of the program arrives");
            serve();
        });
    }
    is_worker
}
