//! From a socket to a world and back.

use std::{future, sync::Arc};

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::{
    Method, Request,
    body::Incoming,
    header::{self, HeaderName},
    http::request::Parts,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, task};

use super::{
    State,
    answer::Answer,
    asked::Asked,
    breakable::{Breakable, End},
    control,
    faults::Outcome,
    log::Logged,
    served::{Served, preflight, served},
    worlds::{self, Allowed, World},
};

/// Serves whoever connects, for ever.
pub(super) async fn accept(listener: TcpListener, state: &Arc<State>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        // Pieces of a body go out as they come, not when the last was acknowledged.
        let _ = stream.set_nodelay(true);
        let (stream, end) = Breakable::new(stream);
        let state = Arc::clone(state);
        task::spawn_local(async move {
            let service =
                service_fn(move |request| respond(request, Arc::clone(&state), end.clone()));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A connection that ends early is what some worlds are for.
            let _ = connection.await;
        });
    }
}

async fn respond(
    request: Request<Incoming>,
    state: Arc<State>,
    end: End,
) -> Result<Served, hyper::Error> {
    let (head, body) = request.into_parts();
    if let Some(answer) = control::answer(&head, &state) {
        return Ok(served(&answer, Allowed::Reading));
    }
    let (place, earlier) = state.log.note(logged(&head));
    let asked = asked(&head, body.collect().await?.to_bytes(), earlier);
    let Some(world) = worlds::find(asked.world()) else {
        state.log.answered(place, 404);
        return Ok(served(&Answer::page_not_found(), Allowed::Reading));
    };
    match outcome(world, &asked, &state) {
        Outcome::Answered(answer) => {
            tokio::time::sleep(answer.after).await;
            state.log.answered(place, answer.status);
            Ok(served(&answer, world.allowed))
        }
        Outcome::Ended => {
            end.in_the_next_head();
            Ok(served(&Answer::empty(200), Allowed::Nothing))
        }
        Outcome::Closed => {
            end.before_the_next_head();
            Ok(served(&Answer::empty(200), Allowed::Nothing))
        }
        Outcome::Silent => future::pending().await,
    }
}

fn outcome(world: &World, asked: &Asked, state: &State) -> Outcome {
    let answer = || match asked.method {
        Method::OPTIONS => preflight(world.allowed),
        _ => world.answer(asked, &state.stores),
    };
    match state.faults.next(asked) {
        Some(fault) => fault.strike(asked, answer),
        None => Outcome::Answered(answer()),
    }
}

fn logged(head: &Parts) -> Logged {
    let headers = head.headers.iter();
    let headers = headers.map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), value.into_owned())
    });
    let path = head.uri.path_and_query();
    let path = path.map_or(head.uri.path(), |whole| whole.as_str());
    Logged {
        method: head.method.to_string(),
        path: path.to_owned(),
        headers: headers.collect(),
        status: None,
    }
}

fn asked(head: &Parts, body: Bytes, earlier: usize) -> Asked {
    let joined = |name: HeaderName| {
        let values = head.headers.get_all(name).iter();
        let values: Vec<_> = values.filter_map(|value| value.to_str().ok()).collect();
        values.join(", ")
    };
    let query = head.uri.query().unwrap_or_default();
    let mut asked = Asked::new(head.uri.path(), query, joined(header::ACCEPT));
    asked.method = head.method.clone();
    asked.host = joined(header::HOST);
    asked.authorization = joined(header::AUTHORIZATION);
    asked.content_type = joined(header::CONTENT_TYPE);
    asked.body = body;
    asked.earlier = earlier;
    asked
}
