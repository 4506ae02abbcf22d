//! What a browser does with one request: the rules of the Fetch standard that the check meets.

use porthole_core::registry::accept::LONGEST_WITHOUT_PREFLIGHT;
use reqwest::{Client, Method, Response, StatusCode, header::HeaderMap, redirect::Policy};
use url_origin::{joined, origin};

/// How an answer of another origin is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Cors,
    NoCors,
}

/// What becomes of an answer that leads elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Redirects {
    Follow,
    Manual,
    Error,
}

/// A request of a page.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) mode: Mode,
    pub(super) redirects: Redirects,
    /// Whether it is sent with what the browser holds for the origin.
    pub(super) includes: bool,
}

/// What a page gets.
pub(super) enum Got {
    Opaque,
    Redirect,
    Readable { answer: Response, is_own: bool },
}

/// A request that went over the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
}

const REDIRECTS: usize = 20;

pub(super) fn client() -> Client {
    let client = Client::builder().no_proxy().redirect(Policy::none());
    client.build().unwrap()
}

/// Fetch, 4.3 to 4.10, as far as it goes here. Nothing where the page gets a network error.
pub(super) async fn fetch(
    client: &Client,
    page: &str,
    mut wanted: Wanted,
    log: &dyn Fn(Sent),
) -> Option<Got> {
    let mut from = page.to_owned();
    let mut is_tainted = false;
    for _ in 0..REDIRECTS {
        let is_own = !is_tainted && origin(&wanted.url) == page;
        is_tainted |= !is_own;
        let asks = wanted.mode == Mode::Cors && !is_own;
        let is_simple = is_simple(&wanted.method) && unsafe_headers(&wanted).is_empty();
        if asks && !is_simple {
            may_send(client, &from, &wanted, log).await?;
        }
        let mut headers = wanted.headers.clone();
        if !is_own {
            headers.push(("origin", from.clone()));
        }
        let answer = send(client, &wanted.method, &wanted.url, &headers, log).await?;
        if asks && !allows_origin(answer.headers(), &from, wanted.includes) {
            return None;
        }
        let location = answer.headers().get("location").cloned();
        let Some(location) = location.filter(|_| answer.status().is_redirection()) else {
            return Some(match wanted.mode {
                Mode::NoCors if !is_own => Got::Opaque,
                _ => Got::Readable { answer, is_own },
            });
        };
        match wanted.redirects {
            Redirects::Manual => return Some(Got::Redirect),
            Redirects::Error => return None,
            Redirects::Follow => {}
        }
        let next = joined(&wanted.url, location.to_str().unwrap());
        if origin(&next) != origin(&wanted.url) {
            wanted.headers.retain(|(name, _)| *name != "authorization");
            if is_tainted {
                "null".clone_into(&mut from);
            }
        }
        wanted.url = next;
    }
    None
}

async fn send(
    client: &Client,
    method: &Method,
    url: &str,
    headers: &[(&'static str, String)],
    log: &dyn Fn(Sent),
) -> Option<Response> {
    let named = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()));
    log(Sent {
        method: method.to_string(),
        url: url.to_owned(),
        headers: named.collect(),
    });
    let mut request = client.request(method.clone(), url);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.send().await.ok()
}

fn is_simple(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::POST].contains(method)
}

/// Fetch, "CORS-unsafe request-header names".
fn unsafe_headers(wanted: &Wanted) -> Vec<&'static str> {
    let is_unsafe = |name: &str, value: &str| match name {
        "accept" => value.len() > LONGEST_WITHOUT_PREFLIGHT,
        _ => true,
    };
    let headers = wanted.headers.iter();
    let found = headers.filter(|(name, value)| is_unsafe(name, value));
    found.map(|(name, _)| *name).collect()
}

/// Fetch, "CORS-preflight fetch".
async fn may_send(client: &Client, from: &str, wanted: &Wanted, log: &dyn Fn(Sent)) -> Option<()> {
    let names = unsafe_headers(wanted);
    let mut headers = vec![
        ("origin", from.to_owned()),
        ("access-control-request-method", wanted.method.to_string()),
    ];
    if !names.is_empty() {
        headers.push(("access-control-request-headers", names.join(",")));
    }
    let answer = send(client, &Method::OPTIONS, &wanted.url, &headers, log).await?;
    let allowed = answer.headers();
    let has = |header: &str, name: &str| {
        let listed = listed(allowed, header);
        let is_any = !wanted.includes && listed.iter().any(|listed| listed == "*");
        is_any
            || listed
                .iter()
                .any(|listed| listed.eq_ignore_ascii_case(name))
    };
    let is_allowed = (StatusCode::OK..StatusCode::MULTIPLE_CHOICES).contains(&answer.status())
        && allows_origin(allowed, from, wanted.includes)
        && (is_simple(&wanted.method)
            || has("access-control-allow-methods", wanted.method.as_str()))
        && names
            .iter()
            .all(|name| has("access-control-allow-headers", name));
    is_allowed.then_some(())
}

/// Fetch, "CORS check".
fn allows_origin(headers: &HeaderMap, from: &str, includes: bool) -> bool {
    let values: Vec<_> = headers
        .get_all("access-control-allow-origin")
        .iter()
        .collect();
    let is_signed = headers
        .get("access-control-allow-credentials")
        .is_some_and(|value| value == "true");
    match values.as_slice() {
        [value] if *value == "*" => !includes,
        [value] => *value == from && (!includes || is_signed),
        _ => false,
    }
}

/// The names that a header lists, in as many lines as it likes.
pub(super) fn listed(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).iter();
    let values: Vec<_> = values.map(|value| value.to_str().unwrap()).collect();
    let names = values.iter().flat_map(|value| value.split(','));
    names.map(|name| name.trim().to_owned()).collect()
}

/// As much of addresses as is met here.
mod url_origin {
    /// Scheme, host and port.
    pub(super) fn origin(url: &str) -> &str {
        let start = url.find("://").unwrap() + 3;
        let end = url[start..].find('/').map_or(url.len(), |end| start + end);
        &url[..end]
    }

    /// Where a `Location` leads from an address.
    pub(super) fn joined(url: &str, location: &str) -> String {
        if location.starts_with('/') {
            return format!("{}{location}", origin(url));
        }
        location.to_owned()
    }
}
