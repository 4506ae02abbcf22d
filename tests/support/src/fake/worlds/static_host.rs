//! - `static`: the `plain` one as files on a host that knows no registry: no media types, no
//!   digests, no pages, queries ignored, and its own page for what is missing.

use serde_json::json;

use super::{World, gallery::GALLERY};
use crate::fake::{
    answer::Answer,
    asked::{Asked, Route},
    healthy,
};

pub(super) const WORLDS: &[World] = &[World::new("static", static_host)];

fn static_host(asked: &Asked) -> Answer {
    let answer = match asked.route {
        Route::Ping => return Answer::new(200, "text/html", "{}"),
        Route::Catalog => Answer::json(&json!({ "repositories": GALLERY.names() })),
        _ => healthy::answer(&GALLERY, asked),
    };
    if answer.status != 200 {
        return Answer::html(404, "404 Not Found");
    }
    answer
        .without_header("docker-content-digest")
        .without_header("docker-distribution-api-version")
        .without_header("cache-control")
        .header("content-type", "application/octet-stream")
        .header("etag", "\"66f2c1a0-2a\"")
}
