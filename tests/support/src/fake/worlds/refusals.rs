//! - `rate-limited`: tags and manifests are too many requests; wait seven seconds.
//! - `server-fault`, `bad-gateway`: every path fails, as the registry or as its proxy tells it.
//! - `unauthorised`, `bearer`: every path wants a password or a token.
//! - `denied`: the catalog and the tags of `gallery/api` are for others.
//! - `catalog-missing`: the `plain` one without a catalog.

use serde_json::{Value, json};

use super::{World, gallery::GALLERY};
use crate::fake::{
    answer::Answer,
    asked::{Asked, Route},
    healthy,
};

pub(super) const WORLDS: &[World] = &[
    World::new("rate-limited", rate_limited),
    World::new("server-fault", |_| {
        Answer::detailed(500, "UNKNOWN", "unknown error", json!({}))
    }),
    World::new("bad-gateway", |_| Answer::html(502, "502 Bad Gateway")),
    World::new("unauthorised", |_| unauthorised("Basic realm=\"fake\"")),
    World::new("bearer", |asked| unauthorised(&challenge(asked, REALM))),
    World::new("denied", denied),
    World::new("catalog-missing", catalog_missing),
];

const REALM: &str = "https://tokens.example/token";

fn rate_limited(asked: &Asked) -> Answer {
    match asked.route {
        Route::Tags { .. } | Route::Manifest { .. } => {
            Answer::detailed(429, "TOOMANYREQUESTS", "too many requests", Value::Null)
                .header("retry-after", "7")
        }
        _ => healthy::answer(&GALLERY, asked),
    }
}

pub(super) fn unauthorised(challenge: &str) -> Answer {
    Answer::detailed(401, "UNAUTHORIZED", "authentication required", Value::Null)
        .header("www-authenticate", challenge)
        .header("docker-distribution-api-version", "registry/2.0")
}

/// The challenge that sends people to a token service for what is asked.
pub(super) fn challenge(asked: &Asked, realm: &str) -> String {
    let scope = match &asked.route {
        Route::Ping | Route::Nowhere => String::new(),
        Route::Catalog => ",scope=\"registry:catalog:*\"".to_owned(),
        Route::Tags { repository }
        | Route::Manifest { repository, .. }
        | Route::Blob { repository, .. } => format!(",scope=\"repository:{repository}:pull\""),
    };
    format!("Bearer realm=\"{realm}\",service=\"fake\"{scope}")
}

fn denied(asked: &Asked) -> Answer {
    let refused = match &asked.route {
        Route::Catalog => true,
        Route::Tags { repository } => repository == "gallery/api",
        _ => false,
    };
    if refused {
        let message = "requested access to the resource is denied";
        return Answer::detailed(403, "DENIED", message, Value::Null);
    }
    healthy::answer(&GALLERY, asked)
}

fn catalog_missing(asked: &Asked) -> Answer {
    match asked.route {
        Route::Catalog => Answer::new(404, "text/plain; charset=utf-8", "404 page not found\n"),
        _ => healthy::answer(&GALLERY, asked),
    }
}
