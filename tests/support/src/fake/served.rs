//! How answers come, whole or not.

use std::{io, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use http_body_util::{BodyExt, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{Response, body::Frame, header};

use super::{
    answer::{Answer, Body},
    worlds::Allowed,
};

const PIECES: usize = 8;
const BETWEEN_PIECES: Duration = Duration::from_millis(100);
const BEFORE_BREAKING_OFF: Duration = Duration::from_millis(700);

const READS: &str = "GET, HEAD, OPTIONS";
const CHANGES: &str = "GET, HEAD, PUT, DELETE, OPTIONS";

pub(super) type Served = Response<UnsyncBoxBody<Bytes, io::Error>>;

/// What a page of another origin is told that it may do.
pub(super) fn preflight(allowed: Allowed) -> Answer {
    let (methods, headers) = match allowed {
        Allowed::Nothing | Allowed::ButNoHeaderSent => (READS, ""),
        Allowed::Reading | Allowed::ButNoHeaderExposed => (READS, "Accept, Authorization"),
        Allowed::Changing => (CHANGES, "Accept, Authorization, Content-Type"),
        Allowed::ButNoTypeSent => (CHANGES, "Accept, Authorization"),
    };
    let answer = Answer::new(204, "text/plain", "").header("access-control-allow-methods", methods);
    if headers.is_empty() {
        return answer;
    }
    answer.header("access-control-allow-headers", headers)
}

/// An answer as it goes over the wire.
pub(super) fn served(answer: &Answer, allowed: Allowed) -> Served {
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
