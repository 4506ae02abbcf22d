//! One worker, as the page holds it.

use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::{
    StreamExt as _,
    future::{Either, select},
};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{ErrorEvent, HtmlElement, MessageEvent, WorkerOptions, WorkerType};

use crate::workers::message::{FromWorker, ToWorker};

/// A worker tells every second that it lives. Whoever hears nothing for so long, in milliseconds,
/// looks again, since a page that slept hears late;
const LISTENING: u32 = 5_000;
/// and so many times in a row before it is given up.
const TIMES: u32 = 4;
/// How long it may take to start, in the same steps.
const STARTING: u32 = 6;

/// A worker. Dropping it ends it, in the middle of whatever it does.
pub(super) struct Worker {
    thread: web_sys::Worker,
    heard: UnboundedReceiver<FromWorker>,
    _listeners: Listeners,
}

struct Listeners {
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(ErrorEvent)>,
    _unreadable: Closure<dyn Fn(MessageEvent)>,
}

impl Worker {
    /// Starts one, and waits until it can be told something.
    pub(super) async fn start() -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("porthole");
        let worker = address()
            .and_then(|address| web_sys::Worker::new_with_options(&address, &options).ok());
        let worker = worker.ok_or("This browser starts no workers here.")?;
        let (tell, heard) = unbounded();
        let listeners = Listeners::of(&worker, &Rc::new(tell));
        let mut started = Self {
            thread: worker,
            heard,
            _listeners: listeners,
        };
        match started.hear(STARTING).await? {
            FromWorker::Ready => Ok(started),
            _ => Err("It began with something else than its beginning.".to_owned()),
        }
    }

    /// Tells it something.
    pub(super) fn tell(&self, message: &ToWorker) -> Result<(), String> {
        let posted = self.thread.post_message(&message.to_js());
        posted.map_err(|_| "It could not be told what to do.".to_owned())
    }

    /// What it tells next that is more than that it lives.
    pub(super) async fn next(&mut self) -> Result<FromWorker, String> {
        loop {
            match self.hear(TIMES).await? {
                FromWorker::Alive => {}
                message => return Ok(message),
            }
        }
    }

    /// What it tells next, even if it is only that it lives.
    pub(super) async fn sign(&mut self) -> Result<FromWorker, String> {
        self.hear(TIMES).await
    }

    async fn hear(&mut self, times: u32) -> Result<FromWorker, String> {
        for _ in 0..times {
            match select(self.heard.next(), TimeoutFuture::new(LISTENING)).await {
                Either::Left((Some(FromWorker::Failed(words)), _)) => return Err(words),
                Either::Left((Some(message), _)) => return Ok(message),
                Either::Left((None, _)) => break,
                Either::Right(_) => {}
            }
        }
        let seconds = times * LISTENING / 1_000;
        Err(format!("It gave no sign of life for {seconds} seconds."))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.thread.set_onmessage(None);
        self.thread.set_onerror(None);
        self.thread.set_onmessageerror(None);
        self.thread.terminate();
    }
}

impl Listeners {
    fn of(worker: &web_sys::Worker, tell: &Rc<UnboundedSender<FromWorker>>) -> Self {
        let failed = |tell: &Rc<UnboundedSender<FromWorker>>, words: String| {
            // Who does not listen any more wants no message.
            let _ = tell.unbounded_send(FromWorker::Failed(words));
        };
        let on_message = {
            let tell = Rc::clone(tell);
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let message = FromWorker::of_js(&event.data());
                let unknown = || FromWorker::Failed("It said what nobody understands.".to_owned());
                let _ = tell.unbounded_send(message.unwrap_or_else(unknown));
            })
        };
        let on_error = {
            let tell = Rc::clone(tell);
            Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
                event.prevent_default();
                failed(&tell, words_of(&event));
            })
        };
        let on_unreadable = {
            let tell = Rc::clone(tell);
            Closure::<dyn Fn(MessageEvent)>::new(move |_| {
                failed(&tell, "It said what this browser cannot read.".to_owned());
            })
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_unreadable.as_ref().unchecked_ref()));
        Self {
            _message: on_message,
            _error: on_error,
            _unreadable: on_unreadable,
        }
    }
}

/// A worker whose file does not come, or that may not start, has no message.
fn words_of(event: &ErrorEvent) -> String {
    let message = js_sys::Reflect::get(event, &JsValue::from_str("message"));
    let message = message.ok().and_then(|message| message.as_string());
    message
        .filter(|message| !message.is_empty())
        .unwrap_or_else(|| {
            "It did not start: its file did not arrive, or the policy of this site forbids it."
                .to_owned()
        })
}

/// The script that started this page, told where the program is.
fn address() -> Option<String> {
    let script = document().query_selector("script[data-wasm]").ok()??;
    let script = script.unchecked_into::<HtmlElement>();
    let data = |name: &str| {
        let value = script.dataset().get(name)?;
        Some(String::from(js_sys::encode_uri_component(&value)))
    };
    let boot = script.get_attribute("src")?;
    Some(format!("{boot}?js={}&wasm={}", data("js")?, data("wasm")?))
}
