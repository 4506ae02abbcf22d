//! How a registry in good health lets itself be changed: as distribution 2.8 does, which deletes
//! by digest and knows no way to remove a tag alone.

use hyper::Method;
use porthole_core::oci::tag::Tag;
use serde_json::{Value, json};

use super::{
    answer::Answer,
    asked::{Asked, Route},
    healthy,
    store::{Repository, Store},
};
use crate::image::{Content, media_type};

/// What can be pushed.
const PUSHABLE: [&str; 4] = [
    media_type::DOCKER_MANIFEST,
    media_type::DOCKER_LIST,
    media_type::OCI_MANIFEST,
    media_type::OCI_INDEX,
];

pub(super) fn answer(store: &mut Store, asked: &Asked) -> Answer {
    match (&asked.method, &asked.route) {
        (
            &Method::PUT,
            Route::Manifest {
                repository,
                reference,
            },
        ) => put(store, asked, (repository, reference)),
        (
            &Method::DELETE,
            Route::Manifest {
                repository,
                reference,
            },
        ) => delete(store, repository, reference),
        (&Method::DELETE, Route::Blob { repository, digest }) => {
            delete_blob(store, repository, digest)
        }
        _ if asked.only_reads() => healthy::answer(store, asked),
        _ => Answer::unsupported(),
    }
}

fn delete(store: &mut Store, repository: &str, reference: &str) -> Answer {
    if !reference.contains(':') {
        return digest_invalid();
    }
    let held = store.get_mut(repository);
    if held.is_some_and(|held| held.remove(reference)) {
        return accepted();
    }
    // It does not say of what.
    Answer::error(404, "MANIFEST_UNKNOWN", "manifest unknown")
}

/// Removes a tag alone, as registries do that can.
pub(super) fn untag(store: &mut Store, repository: &str, tag: &str) -> Answer {
    let held = store.get_mut(repository);
    if held.is_some_and(|held| held.untag(tag)) {
        return accepted();
    }
    Answer::manifest_unknown(repository, tag)
}

fn delete_blob(store: &mut Store, repository: &str, digest: &str) -> Answer {
    let held = store.get_mut(repository);
    if held.is_some_and(|held| held.remove_blob(digest)) {
        return accepted();
    }
    Answer::error(404, "BLOB_UNKNOWN", "blob unknown to registry")
}

fn put(store: &mut Store, asked: &Asked, (repository, reference): (&str, &str)) -> Answer {
    let is_digest = reference.contains(':');
    if !is_digest && Tag::parse(reference).is_err() {
        return Answer::page_not_found();
    }
    let media_type = asked.content_type.split(';').next().unwrap_or_default();
    let content = Content::new(media_type.trim(), asked.body.clone());
    let Some(written) = manifest(&content) else {
        let message = "manifest invalid";
        return Answer::detailed(400, "MANIFEST_INVALID", message, json!({}));
    };
    if is_digest && content.digest != reference {
        return digest_invalid();
    }
    let held = store.repository(repository);
    let unknown = unknown(held, &written);
    if !unknown.is_empty() {
        return Answer::errors(400, &unknown);
    }
    let digest = content.digest.clone();
    held.keep(content);
    if !is_digest {
        held.move_tag(reference, &digest);
    }
    let location = format!("http://{}/v2/{repository}/manifests/{digest}", asked.host);
    Answer::empty(201)
        .header("location", location)
        .header("docker-content-digest", digest)
}

/// The manifest, where it is what it is said to be.
fn manifest(content: &Content) -> Option<Value> {
    let written: Value = serde_json::from_slice(&content.bytes).ok()?;
    let said = written.get("mediaType");
    let is_said = match said {
        Some(said) => *said == content.media_type,
        None => content.media_type.starts_with("application/vnd.oci."),
    };
    let is_known = PUSHABLE.contains(&content.media_type.as_str());
    (is_known && is_said && written["schemaVersion"] == 2).then_some(written)
}

/// What it refers to and the repository does not hold, each as an error.
fn unknown(held: &Repository, written: &Value) -> Vec<Value> {
    let lists = ["manifests", "layers"].map(|list| written[list].as_array());
    let descriptors = lists.into_iter().flatten().flatten();
    let descriptors = descriptors.chain(written.get("config"));
    let digests = descriptors.filter_map(|descriptor| descriptor["digest"].as_str());
    let unknown = digests.filter(|digest| !held.holds(digest));
    unknown
        .map(|digest| {
            json!({
                "code": "MANIFEST_BLOB_UNKNOWN",
                "message": "blob unknown to registry",
                "detail": digest,
            })
        })
        .collect()
}

fn accepted() -> Answer {
    Answer::empty(202)
}

fn digest_invalid() -> Answer {
    let message = "provided digest did not match uploaded content";
    Answer::error(400, "DIGEST_INVALID", message)
}
