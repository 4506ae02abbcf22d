//! From a socket to a token and back.

use std::{
    convert::Infallible,
    future::ready,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task};

use super::{
    ISSUER, SERVICE, State,
    rights::{Right, user},
    variant::Variant,
};
use crate::fake::Logged;

type Served = Response<Full<Bytes>>;

/// For how long tokens are good, in seconds.
const LIFE: i64 = 300;
const BRIEF_LIFE: i64 = 4;
/// For how long distribution accepts a token after its end, as clocks differ.
const LEEWAY: i64 = 60;
const HOUR: i64 = 3600;

/// Serves whoever connects, for ever.
pub(super) async fn accept(listener: TcpListener, state: &Arc<State>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let state = Arc::clone(state);
        task::spawn_local(async move {
            let service =
                service_fn(move |request| ready(Ok::<_, Infallible>(respond(&request, &state))));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // Whoever asked may have gone.
            let _ = connection.await;
        });
    }
}

fn respond(request: &Request<Incoming>, state: &State) -> Served {
    if request.uri().path() == "/-/requests" {
        let log = serde_json::to_value(state.requests());
        return json_answer(200, &log.expect("a log is JSON"));
    }
    let variant = Variant::at(request.uri().path());
    let answer = match (variant, request.method()) {
        (None, _) => text_answer(404, "text/plain", "404 page not found"),
        (Some(_), &Method::OPTIONS) => text_answer(204, "text/plain", ""),
        (Some(variant), &Method::GET) => answer(variant, request, state),
        (Some(_), _) => text_answer(405, "text/plain", "Method not allowed"),
    };
    state.note(logged(request, answer.status()));
    match variant {
        Some(Variant::WithoutCors) => answer,
        _ => with_cors(answer),
    }
}

fn answer(variant: Variant, request: &Request<Incoming>, state: &State) -> Served {
    match variant {
        Variant::Html => text_answer(200, "text/html", "<!doctype html><title>Sign in</title>"),
        Variant::Empty => json_answer(200, &json!({})),
        Variant::Redirect => {
            let port = request.headers().get(header::HOST);
            let port = port.and_then(|host| host.to_str().ok()?.rsplit_once(':'));
            let port = port.map_or("", |(_, port)| port);
            let elsewhere = format!("http://localhost:{port}/token");
            with(text_answer(302, "text/plain", ""), "location", &elsewhere)
        }
        _ => token(variant, request, state),
    }
}

fn token(variant: Variant, request: &Request<Incoming>, state: &State) -> Served {
    let sent = request.headers().get(header::AUTHORIZATION);
    let sent = sent.map(|value| String::from_utf8_lossy(value.as_bytes()));
    let user = user(sent.as_deref());
    let Some(user) = user
        .ok()
        .filter(|user| variant != Variant::Wrong || user.is_none())
    else {
        let answer = json_answer(401, &json!({ "details": "incorrect username or password" }));
        return with(answer, "www-authenticate", "Basic realm=\"token service\"");
    };
    let query = request.uri().query().unwrap_or_default();
    let scopes = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "scope");
    let rights = scopes.filter_map(|(_, scope)| Right::asked(&scope));
    let rights = rights.map(|right| match variant {
        Variant::Narrow => right.of(user).narrowed(),
        _ => right.of(user),
    });
    let rights: Vec<_> = rights.collect();
    let (life, end) = match variant {
        Variant::Expired => (LIFE, now() - HOUR),
        Variant::Brief => (BRIEF_LIFE, now() + BRIEF_LIFE - LEEWAY),
        _ => (LIFE, now() + LIFE),
    };
    let token = state.key.token(&json!({
        "iss": ISSUER,
        "aud": SERVICE,
        "sub": user.map_or("", |user| user.name),
        "nbf": now() - 2 * HOUR,
        "exp": end,
        "access": rights,
    }));
    json_answer(200, &json!({ "token": token, "expires_in": life }))
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.ok().and_then(|now| i64::try_from(now.as_secs()).ok());
    now.expect("it is later than 1970")
}

fn logged(request: &Request<Incoming>, status: StatusCode) -> Logged {
    let headers = request.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), value.into_owned())
    });
    Logged {
        method: request.method().to_string(),
        path: request.uri().to_string(),
        headers: headers.collect(),
        status: Some(status.as_u16()),
    }
}

fn json_answer(status: u16, value: &Value) -> Served {
    text_answer(status, "application/json", &value.to_string())
}

fn text_answer(status: u16, media_type: &str, text: &str) -> Served {
    let answer = Response::builder()
        .status(status)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::CONTENT_TYPE, media_type)
        .body(Full::from(text.to_owned()));
    answer.expect("these headers are legal")
}

fn with(mut answer: Served, name: &'static str, value: &str) -> Served {
    let value = value.parse().expect("this header is legal");
    answer.headers_mut().insert(name, value);
    answer
}

fn with_cors(answer: Served) -> Served {
    let answer = with(answer, "access-control-allow-origin", "*");
    let answer = with(answer, "access-control-allow-methods", "GET");
    with(answer, "access-control-allow-headers", "Authorization")
}
