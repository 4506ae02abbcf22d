//! From a socket to a world and back.

use std::{convert::Infallible, io, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use http_body_util::{BodyExt, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    Method, Request, Response,
    body::{Frame, Incoming},
    header,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, task};

use super::{
    answer::{Answer, Body},
    asked::Asked,
    log::{Log, Logged},
    worlds::{self, Allowed},
};

const PIECES: usize = 8;
const BETWEEN_PIECES: Duration = Duration::from_millis(100);
const BEFORE_BREAKING_OFF: Duration = Duration::from_millis(700);

type Served = Response<UnsyncBoxBody<Bytes, io::Error>>;

/// Serves whoever connects, for ever.
pub(super) async fn accept(listener: TcpListener, log: &Arc<Log>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        // Pieces of a body go out as they come, not when the last was acknowledged.
        let _ = stream.set_nodelay(true);
        let log = Arc::clone(log);
        task::spawn_local(async move {
            let service = service_fn(move |request| respond(request, Arc::clone(&log)));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A connection that ends early is what some worlds are for.
            let _ = connection.await;
        });
    }
}

async fn respond(request: Request<Incoming>, log: Arc<Log>) -> Result<Served, Infallible> {
    let path = request.uri().path();
    let query = request.uri().query().unwrap_or_default();
    if path == "/-/requests" {
        return Ok(respond_log(&request, &log));
    }
    let noted = logged(&request);
    let mut asked = Asked::new(path, query, joined(&request, header::ACCEPT.as_str()));
    asked.host = joined(&request, header::HOST.as_str());
    asked.authorization = joined(&request, header::AUTHORIZATION.as_str());
    asked.earlier = log.times(&noted);
    let place = log.note(noted);
    let Some(world) = worlds::find(asked.world()) else {
        log.answered(place, 404);
        return Ok(served(&Answer::page_not_found(), Allowed::Everything));
    };
    let answer = match *request.method() {
        Method::OPTIONS => preflight(world.allowed),
        Method::GET | Method::HEAD => (world.answer)(&asked),
        _ => Answer::error(405, "UNSUPPORTED", "The operation is unsupported."),
    };
    tokio::time::sleep(answer.after).await;
    log.answered(place, answer.status);
    Ok(served(&answer, world.allowed))
}

fn respond_log(request: &Request<Incoming>, log: &Log) -> Served {
    if request.method() == Method::OPTIONS {
        return served(&preflight(Allowed::Everything), Allowed::Everything);
    }
    let query = request.uri().query().unwrap_or_default();
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    let prefix = parameters.find(|(name, _)| name == "prefix");
    let prefix = prefix.map(|(_, value)| value).unwrap_or_default();
    let requests = serde_json::to_string(&log.of(&prefix)).expect("a log is JSON");
    let answer = Answer::new(200, "application/json", requests).header("cache-control", "no-store");
    served(&answer, Allowed::Everything)
}

fn logged(request: &Request<Incoming>) -> Logged {
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), value.into_owned())
    });
    let uri = request.uri();
    let path = uri
        .path_and_query()
        .map_or(uri.path(), |whole| whole.as_str());
    Logged {
        method: request.method().to_string(),
        path: path.to_owned(),
        headers: headers.collect(),
        status: None,
    }
}

fn joined(request: &Request<Incoming>, name: &str) -> String {
    let values = request.headers().get_all(name).iter();
    let values: Vec<_> = values.filter_map(|value| value.to_str().ok()).collect();
    values.join(", ")
}

fn preflight(allowed: Allowed) -> Answer {
    let answer = Answer::new(204, "text/plain", "")
        .header("access-control-allow-methods", "GET, HEAD, OPTIONS");
    match allowed {
        Allowed::Everything | Allowed::ButNoHeaderExposed => {
            answer.header("access-control-allow-headers", "Accept, Authorization")
        }
        Allowed::ButNoHeaderSent | Allowed::Nothing => answer,
    }
}

fn served(answer: &Answer, allowed: Allowed) -> Served {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    if let Some(length) = length(&answer.body).filter(|_| answer.status != 204) {
        response = response.header(header::CONTENT_LENGTH, length);
    }
    if answer.cors && allowed != Allowed::Nothing {
        response = response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if allowed != Allowed::ButNoHeaderExposed {
            let readable = "Docker-Content-Digest, Link, WWW-Authenticate, Retry-After";
            response = response.header(header::ACCESS_CONTROL_EXPOSE_HEADERS, readable);
        }
    }
    let body = body(answer.body.clone());
    response.body(body).expect("worlds write legal headers")
}

/// The length that the head announces, which is not always what comes.
fn length(body: &Body) -> Option<u64> {
    match body {
        Body::Whole(bytes)
        | Body::Trickled(bytes)
        | Body::BrokenOff(bytes)
        | Body::Stalled(bytes) => Some(bytes.len() as u64),
        Body::Repeated {
            beginning,
            piece,
            times,
            end,
        } => Some((beginning.len() + end.len()) as u64 + piece.len() as u64 * times),
        Body::Endless { .. } => None,
    }
}

fn body(body: Body) -> UnsyncBoxBody<Bytes, io::Error> {
    match body {
        Body::Whole(bytes) => Full::new(bytes)
            .map_err(|never| match never {})
            .boxed_unsync(),
        Body::Trickled(bytes) => streamed(trickled(bytes)),
        Body::BrokenOff(bytes) => streamed(half(&bytes).chain(stream::once(async {
            // A browser throws away what it has not read by then.
            tokio::time::sleep(BEFORE_BREAKING_OFF).await;
            Err(io::ErrorKind::ConnectionAborted.into())
        }))),
        Body::Stalled(bytes) => streamed(half(&bytes).chain(stream::pending())),
        Body::Repeated {
            beginning,
            piece,
            times,
            end,
        } => {
            let pieces = stream::unfold(times, move |left| async move {
                // One write of many pieces, for a piece may be a few bytes.
                let now = left.min(4096);
                (now > 0).then(|| (piece.repeat(usize::try_from(now).unwrap_or(0)), left - now))
            });
            let whole = stream::iter([beginning.to_owned()]).chain(pieces);
            streamed(
                whole
                    .chain(stream::iter([end.to_owned()]))
                    .map(|part| Ok(part.into())),
            )
        }
        Body::Endless { beginning, piece } => {
            let pieces = stream::iter([Bytes::from(beginning)]).chain(stream::repeat(piece));
            streamed(pieces.map(Ok))
        }
    }
}

fn half(bytes: &Bytes) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
    stream::iter([Ok(bytes.slice(..bytes.len() / 2))])
}

fn trickled(bytes: Bytes) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let size = bytes.len().div_ceil(PIECES).max(1);
    stream::unfold(bytes, move |mut left| async move {
        if left.is_empty() {
            return None;
        }
        tokio::time::sleep(BETWEEN_PIECES).await;
        let piece = left.split_to(size.min(left.len()));
        Some((Ok(piece), left))
    })
}

fn streamed(
    parts: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
) -> UnsyncBoxBody<Bytes, io::Error> {
    StreamBody::new(parts.map(|part| part.map(Frame::data))).boxed_unsync()
}
