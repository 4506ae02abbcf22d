//! - `paged`: 2,500 repositories, `paged/00/00` to `paged/24/99`, by path-relative links. The
//!   first has 250 tags, 100 a page whatever is asked, by absolute links that name a host which
//!   only the registry knows.
//! - `small-pages`: the first 250 of them, and no page of more than 100.
//! - `catalog-loops`: every page has names and a link, but after two pages nothing is new.
//! - `catalog-loops-empty`: every page is empty and links to another.

use std::sync::LazyLock;

use serde_json::json;

use super::{World, gallery::GALLERY};
use crate::fake::{
    answer::Answer,
    asked::{Asked, Route},
    healthy,
};

pub(super) const WORLDS: &[World] = &[
    World::new("paged", paged),
    World::new("small-pages", small_pages),
    World::new("catalog-loops", loops),
    World::new("catalog-loops-empty", loops_empty),
];

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let numbers = 0..2500;
    numbers
        .map(|number| format!("paged/{:02}/{:02}", number / 100, number % 100))
        .collect()
});

const TAGS: usize = 250;
const TAGS_A_PAGE: usize = 100;

/// 2,500 repositories, each with the tags of the gallery's page.
pub(super) fn long_catalog(asked: &Asked) -> Answer {
    let page = |repository: &str| {
        let known = NAMES.iter().any(|name| name == repository);
        known.then(|| "gallery/ui".to_owned())
    };
    let mut asked = asked.clone();
    match &mut asked.route {
        Route::Catalog => {
            let names: Vec<_> = NAMES.iter().map(String::as_str).collect();
            return healthy::catalog(&names, &asked);
        }
        Route::Tags { repository }
        | Route::Manifest { repository, .. }
        | Route::Blob { repository, .. } => {
            if let Some(held) = page(repository) {
                *repository = held;
            }
        }
        Route::Ping | Route::Nowhere => {}
    }
    healthy::answer(&GALLERY, &asked)
}

fn paged(asked: &Asked) -> Answer {
    match &asked.route {
        Route::Tags { repository } if *repository == NAMES[0] => page_of_tags(repository, asked),
        _ => long_catalog(asked),
    }
}

fn small_pages(asked: &Asked) -> Answer {
    if asked.route != Route::Catalog {
        return long_catalog(asked);
    }
    let names: Vec<_> = NAMES[..250].iter().map(String::as_str).collect();
    healthy::catalog_in_pages(&names, asked, 100)
}

fn page_of_tags(repository: &str, asked: &Asked) -> Answer {
    let tags: Vec<_> = (0..TAGS).map(|number| format!("1.{number:03}")).collect();
    let last = asked.parameter("last").unwrap_or_default();
    let start = tags.partition_point(|tag| tag.as_str() <= last);
    let limit = asked.limit().unwrap_or(TAGS_A_PAGE).min(TAGS_A_PAGE);
    let end = TAGS.min(start + limit);
    let page = &tags[start..end];
    let answer = Answer::json(&json!({ "name": repository, "tags": page }));
    match page.last() {
        Some(last) if end < TAGS => {
            let next =
                format!("https://internal.example/v2/{repository}/tags/list?last={last}&n={limit}");
            answer.header("link", format!("<{next}>; rel=\"next\""))
        }
        _ => answer,
    }
}

fn linking(names: &[&str], last: &str) -> Answer {
    Answer::json(&json!({ "repositories": names })).header(
        "link",
        format!("</v2/_catalog?last={last}&n=3>; rel=\"next\""),
    )
}

fn loops(asked: &Asked) -> Answer {
    if asked.route != Route::Catalog {
        return healthy::answer(&GALLERY, asked);
    }
    match asked.parameter("last") {
        Some("loops-3") => linking(&["loops-4", "loops-5", "loops-6"], "loops-6"),
        _ => linking(&["loops-1", "loops-2", "loops-3"], "loops-3"),
    }
}

fn loops_empty(asked: &Asked) -> Answer {
    if asked.route != Route::Catalog {
        return healthy::answer(&GALLERY, asked);
    }
    let last = asked.parameter("last").and_then(|last| last.parse().ok());
    linking(&[], &(last.unwrap_or(0_u64).wrapping_add(1)).to_string())
}
