//! How a registry in good health answers from its store. Worlds that are ill in one respect
//! start from here.

use serde_json::json;

use super::{
    answer::Answer,
    asked::{Asked, Route},
    store::Store,
};
use crate::image::Content;

/// What distribution gives without being asked for a number, and what it gives at most.
const USUAL_PAGE: usize = 100;
const LARGEST_PAGE: usize = 1000;

pub(super) fn answer(store: &Store, asked: &Asked) -> Answer {
    match &asked.route {
        Route::Ping => ping(),
        Route::Catalog => catalog(&store.names(), asked),
        Route::Tags { repository } => tags(store, repository),
        Route::Manifest {
            repository,
            reference,
        } => {
            let held = store
                .get(repository)
                .and_then(|held| held.manifest(reference));
            held.map_or_else(|| Answer::manifest_unknown(repository, reference), manifest)
        }
        Route::Blob { repository, digest } => blob(store, repository, digest),
        Route::Nowhere => Answer::page_not_found(),
    }
}

pub(super) fn ping() -> Answer {
    Answer::json(&json!({})).header("docker-distribution-api-version", "registry/2.0")
}

/// One page of sorted names, with the path-relative link of distribution, which knows nothing
/// of the folder that a proxy put it in.
pub(super) fn catalog(names: &[&str], asked: &Asked) -> Answer {
    catalog_in_pages(names, asked, LARGEST_PAGE)
}

/// The same, where the largest page was configured.
pub(super) fn catalog_in_pages(names: &[&str], asked: &Asked, largest: usize) -> Answer {
    let limit = asked.limit().unwrap_or(USUAL_PAGE);
    if limit > largest {
        let message = "invalid number of results requested";
        return Answer::detailed(
            400,
            "PAGINATION_NUMBER_INVALID",
            message,
            json!({ "n": limit }),
        );
    }
    let last = asked.parameter("last").unwrap_or_default();
    let start = names.partition_point(|name| *name <= last);
    let page: Vec<_> = names[start..].iter().take(limit).collect();
    let answer = Answer::json(&json!({ "repositories": page }));
    match page.last() {
        Some(last) if start + page.len() < names.len() => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query
                .append_pair("last", last)
                .append_pair("n", &limit.to_string());
            answer.header(
                "link",
                format!("</v2/_catalog?{}>; rel=\"next\"", query.finish()),
            )
        }
        _ => answer,
    }
}

fn tags(store: &Store, name: &str) -> Answer {
    let Some(repository) = store.get(name) else {
        return Answer::name_unknown(name);
    };
    let tags: Vec<_> = repository.tags.iter().map(|(tag, _)| tag).collect();
    // Distribution 2.8 tells of no tags so.
    let tags = (!tags.is_empty()).then_some(tags);
    Answer::json(&json!({ "name": name, "tags": tags }))
}

pub(super) fn manifest(content: &Content) -> Answer {
    Answer::new(200, &content.media_type, content.bytes.clone())
        .header("docker-content-digest", &content.digest)
        .header("docker-distribution-api-version", "registry/2.0")
        .header("etag", format!("\"{}\"", content.digest))
}

fn blob(store: &Store, repository: &str, digest: &str) -> Answer {
    let held = store.get(repository).and_then(|held| held.get_blob(digest));
    let Some(bytes) = held else {
        return Answer::blob_unknown(digest);
    };
    Answer::new(200, "application/octet-stream", bytes.clone())
        .header("cache-control", "max-age=31536000")
        .header("docker-content-digest", digest)
        .header("etag", format!("\"{digest}\""))
}
