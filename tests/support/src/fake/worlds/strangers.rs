//! What answers but is no registry.
//! - `html`: every path is a page.
//! - `not-a-registry`: every path is missing.
//! - `redirects-to-login`: every path leads to a page that wants a password.

use super::World;
use crate::fake::{answer::Answer, asked::Asked};

pub(super) const WORLDS: &[World] = &[
    World::new("html", |_| Answer::html(200, "Welcome")),
    World::new("not-a-registry", |_| {
        Answer::new(404, "text/plain; charset=utf-8", "Not Found\n")
    }),
    World::new("redirects-to-login", login),
];

fn login(asked: &Asked) -> Answer {
    if asked.path == "/login" {
        return Answer::html(200, "Sign in");
    }
    Answer::html(302, "Found").header("location", format!("/{}/login", asked.prefix))
}
