//! What the connection check asks, and what a browser lets a page see of the answers.

use std::{cell::Cell, rc::Rc};

use gloo_net::http::{RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::{document, window};
use porthole_core::registry::{
    check::probe::{Head, Probe, Prober, SAID_LIMIT, Seen},
    record::{Answer, End, Sent},
    request::Credentials,
};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Event, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode,
    RequestRedirect, ResponseType,
};

use crate::transport::{
    BrowserTransport,
    body::BodyReader,
    fetch::{AbortGuard, http_method},
    log::Entry,
    simulation,
};

/// How long the browser may take to say which of its own rules it was, in milliseconds.
const SAYING_WHY: u32 = 100;

impl Prober for BrowserTransport {
    async fn probe(&self, probe: &Probe) -> Seen {
        let changes = !probe.method().only_reads();
        if !probe.is_permitted() || changes && simulation::is_sealed(probe.url()) {
            return Seen::Nothing;
        }
        let policy = Policy::watch();
        let abort = AbortGuard::new();
        let mut entry = Entry::begin(Sent::probe(probe));
        match sent(probe, &abort).await {
            Ok(response) => {
                let seen = seen(&response).await;
                entry.answered(answer(&seen), None, response.redirected());
                seen
            }
            Err(_) => {
                entry.end(End::NoAnswer);
                TimeoutFuture::new(SAYING_WHY).await;
                if policy.forbade.get() {
                    Seen::ForbiddenHere
                } else if is_kept_from_local_network().await {
                    Seen::KeptFromLocalNetwork
                } else {
                    Seen::Nothing
                }
            }
        }
    }
}

async fn sent(probe: &Probe, abort: &AbortGuard) -> Result<Response, gloo_net::Error> {
    let signal = abort.0.as_ref().map(AbortController::signal);
    let mut builder = RequestBuilder::new(probe.url())
        .method(http_method(probe.method()))
        .mode(if probe.is_opaque() {
            RequestMode::NoCors
        } else {
            RequestMode::Cors
        })
        .credentials(match probe.credentials() {
            Credentials::Omit => RequestCredentials::Omit,
            Credentials::Include => RequestCredentials::Include,
        })
        .cache(RequestCache::NoStore)
        .redirect(if probe.follows() {
            RequestRedirect::Follow
        } else {
            RequestRedirect::Manual
        })
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(signal.as_ref());
    if let Some((name, value)) = probe.header() {
        builder = builder.header(name, &value);
    }
    builder.send().await
}

async fn seen(response: &Response) -> Seen {
    match response.type_() {
        ResponseType::Opaque => Seen::Opaque,
        ResponseType::Opaqueredirect => Seen::Redirect,
        _ => {
            let head = Head {
                status: response.status(),
                challenge: response.headers().get("www-authenticate"),
                said: None,
            };
            Seen::Answer(if head.refuses() {
                head.saying(&beginning(response).await)
            } else {
                head
            })
        }
    }
}

fn answer(seen: &Seen) -> Answer {
    match seen {
        Seen::Answer(head) => Answer::Status(head.status),
        Seen::Redirect => Answer::LeadsElsewhere,
        _ => Answer::Unreadable,
    }
}

/// The body, as far as it comes and is worth it.
async fn beginning(response: &Response) -> Vec<u8> {
    let mut read = Vec::new();
    if let Some(body) = response.body().map(BodyReader::new) {
        while let Ok(Some(chunk)) = body.chunk().await {
            read.extend(chunk);
            if read.len() > SAID_LIMIT {
                break;
            }
        }
    }
    read
}

/// Listens, for as long as it is there, whether the page's own policy forbids a request.
struct Policy {
    forbade: Rc<Cell<bool>>,
    listener: Closure<dyn FnMut(Event)>,
}

const VIOLATION: &str = "securitypolicyviolation";

impl Policy {
    fn watch() -> Self {
        let forbade = Rc::new(Cell::new(false));
        let told = Rc::clone(&forbade);
        let listener = Closure::new(move |event: Event| {
            let directive = Reflect::get(&event, &"effectiveDirective".into());
            if directive.is_ok_and(|directive| directive == "connect-src") {
                told.set(true);
            }
        });
        let target = document();
        // Without it the reason stays unknown.
        let _ =
            target.add_event_listener_with_callback(VIOLATION, listener.as_ref().unchecked_ref());
        Self { forbade, listener }
    }
}

impl Drop for Policy {
    fn drop(&mut self) {
        let target = document();
        let callback = self.listener.as_ref().unchecked_ref();
        // Nobody hears it any more in either case.
        let _ = target.remove_event_listener_with_callback(VIOLATION, callback);
    }
}

/// What browsers call the permission to ask more private networks, new names and old.
const PERMISSIONS: [&str; 3] = ["local-network-access", "local-network", "loopback-network"];

/// Whether somebody told the browser so. Most browsers do not know the question.
async fn is_kept_from_local_network() -> bool {
    for name in PERMISSIONS {
        let state = permission(name).await;
        if state.is_some_and(|state| state == "denied") {
            return true;
        }
    }
    false
}

async fn permission(name: &str) -> Option<JsValue> {
    let permissions = Reflect::get(&window().navigator(), &"permissions".into()).ok()?;
    let query = Reflect::get(&permissions, &"query".into()).ok()?;
    let query = query.dyn_into::<Function>().ok()?;
    let wanted = Object::new();
    Reflect::set(&wanted, &"name".into(), &name.into()).ok()?;
    let asked = query.call1(&permissions, &wanted).ok()?;
    let answer = JsFuture::from(asked.dyn_into::<Promise>().ok()?).await;
    Reflect::get(&answer.ok()?, &"state".into()).ok()
}
