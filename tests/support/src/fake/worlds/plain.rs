//! - `plain`: healthy, with a few repositories.
//! - `empty`: healthy, with none.
//! - `emptied`: repositories whose tags were all deleted, as different registries tell it.

use serde_json::json;

use super::{World, gallery::GALLERY};
use crate::fake::{
    answer::Answer,
    asked::{Asked, Route},
    healthy,
    store::Store,
};

pub(super) const WORLDS: &[World] = &[
    World::new("plain", |asked| healthy::answer(&GALLERY, asked)),
    World::new("empty", |asked| healthy::answer(&Store::default(), asked)),
    World::new("emptied", emptied),
];

fn emptied(asked: &Asked) -> Answer {
    match &asked.route {
        Route::Catalog => {
            healthy::catalog(&["emptied/array", "emptied/null", "emptied/unknown"], asked)
        }
        Route::Tags { repository } => match repository.as_str() {
            "emptied/array" => Answer::json(&json!({ "name": repository, "tags": [] })),
            "emptied/null" => Answer::json(&json!({ "name": repository, "tags": null })),
            _ => Answer::name_unknown(repository),
        },
        _ => healthy::answer(&Store::default(), asked),
    }
}
