//! The worker's side: it reads what it is told to, one blob at a time, and tells what it finds. It
//! holds no credentials but those in the request that it was given.

use std::cell::RefCell;

use futures_util::future::{AbortHandle, abortable};
use gloo_timers::callback::Interval;
use porthole_core::{
    integrity::{
        blob::{
            check::BlobCheck,
            measured::{End, Measured},
        },
        limits::Limits,
    },
    registry::transport::TransportFault,
    verification::blob::BlobProgress,
};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::{
    transport::{
        body::BodyReader,
        fetch::{Fetched, fetch},
    },
    workers::message::{FromWorker, HEADERS, Head, Job, ToWorker},
};

/// How often a worker says that it lives, in milliseconds.
const HEARTBEAT: u32 = 1_000;
/// How often it tells how far it is, in milliseconds.
const TELLING: f64 = 100.0;
/// So few bytes are looked into between two looks at the clock, since they may unpack to much.
const SLICE: usize = 16 << 10;
/// Bodies of refusals are read up to here, in bytes.
const REFUSAL: usize = 64 << 10;

thread_local! {
    static UNDER_WAY: RefCell<Option<AbortHandle>> = const { RefCell::new(None) };
}

/// Listens, and says that it does.
pub(crate) fn serve() {
    let take = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(message) = ToWorker::of_js(&event.data()) {
            take(message);
        }
    });
    scope().set_onmessage(Some(take.as_ref().unchecked_ref()));
    take.forget();
    tell(&FromWorker::Ready);
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn tell(message: &FromWorker) {
    // A page that is gone hears nothing.
    let _ = scope().post_message(&message.to_js());
}

fn take(message: ToWorker) {
    let work = match message {
        ToWorker::Stop => None,
        ToWorker::Read(job) => Some(abortable(read(*job))),
    };
    let (work, handle) = work.unzip();
    if let Some(before) = UNDER_WAY.replace(handle) {
        before.abort();
    }
    if let Some(work) = work {
        spawn_local(async {
            // Who gave it up wants no answer.
            let _ = work.await;
        });
    }
}

async fn read(job: Job) {
    let _alive = Interval::new(HEARTBEAT, || tell(&FromWorker::Alive));
    let number = job.number;
    let Some(fetched) = fetch(&job.request, BodyReader::through_buffer).await else {
        tell(&FromWorker::NoAnswer(number));
        return;
    };
    tell(&FromWorker::Head(number, head(&fetched)));
    if (200..300).contains(&fetched.status()) {
        if let Some(measured) = measure(job, &fetched).await {
            tell(&FromWorker::Measured(number, measured));
        }
    } else {
        tell(&FromWorker::Refusal(number, refusal(&fetched).await));
    }
}

fn head(fetched: &Fetched) -> Head {
    let headers = HEADERS.iter();
    Head {
        status: fetched.status(),
        was_redirected: fetched.was_redirected(),
        headers: headers
            .filter_map(|name| Some(((*name).to_owned(), fetched.header(name)?)))
            .collect(),
    }
}

/// The status tells enough where the body does not come.
async fn refusal(fetched: &Fetched) -> String {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = fetched.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > REFUSAL {
            break;
        }
    }
    body.truncate(REFUSAL);
    String::from_utf8_lossy(&body).into_owned()
}

/// Reads the body to its end, or to where it breaks off.
async fn measure(job: Job, fetched: &Fetched) -> Option<Measured> {
    // A page asks for nothing that cannot be compared.
    let mut check = BlobCheck::new(job.expectation, job.depth, Limits::default()).ok()?;
    let mut told = now();
    loop {
        let chunk = match fetched.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return Some(check.measured(End::Whole)),
            Err(TransportFault::BrokenOff) => return Some(check.measured(End::BrokenOff)),
            Err(_) => return None,
        };
        for slice in chunk.chunks(SLICE) {
            if check.push(slice).is_err() {
                return Some(check.measured(End::Stopped));
            }
            if now() - told > TELLING {
                told = now();
                let progress = BlobProgress {
                    taken: check.taken(),
                    unpacked: check.unpacked(),
                };
                tell(&FromWorker::Progress(job.number, progress));
            }
        }
    }
}

/// Milliseconds, on a clock that only goes forward.
fn now() -> f64 {
    let clock = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("performance"));
    let clock = clock
        .unwrap_or_default()
        .unchecked_into::<web_sys::Performance>();
    clock.now()
}
