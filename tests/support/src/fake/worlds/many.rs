//! - `many`: 10,000 repositories. `many/tags` has 20,000 tags in no order, as distribution 2.8
//!   gives them; every other repository has `latest`. Manifests are made when they are asked
//!   for; their layers lie nowhere.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use bytes::Bytes;
use serde_json::json;

use super::World;
use crate::{
    fake::{
        answer::Answer,
        asked::{Asked, Route},
        healthy,
    },
    image::{Content, media_type, sha256},
};

pub(super) const WORLDS: &[World] = &[World::new("many", many)];

const REPOSITORIES: usize = 10_000;
const TAGS: usize = 20_000;

/// Prime to the number of tags: stepping by it meets every tag once, far from its neighbours.
const STRIDE: usize = 7_919;

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let others = 0..REPOSITORIES - 1;
    others
        .map(|number| format!("group-{:02}/image-{:02}", number / 100, number % 100))
        .chain(["many/tags".to_owned()])
        .collect()
});

static NUMBERS: LazyLock<HashMap<String, usize>> =
    LazyLock::new(|| (0..TAGS).map(|number| (tag(number), number)).collect());

/// Which image a digest belongs to, for those whose manifest was served.
static SERVED: LazyLock<Mutex<HashMap<String, Part>>> = LazyLock::new(Mutex::default);

/// Which image a digest belongs to, for all. It takes seconds to make, so it is looked at last.
static DIGESTS: LazyLock<HashMap<String, Part>> =
    LazyLock::new(|| (0..TAGS).flat_map(|number| parts(number).1).collect());

#[derive(Clone, Copy)]
enum Part {
    Manifest(usize),
    Config(usize),
}

/// The manifest of an image, and what its digest and that of its config belong to.
fn parts(number: usize) -> (Content, [(String, Part); 2]) {
    let config = config(number);
    let manifest = Content::new(media_type::DOCKER_MANIFEST, manifest(number, &config));
    let digests = [
        (manifest.digest.clone(), Part::Manifest(number)),
        (config.digest, Part::Config(number)),
    ];
    (manifest, digests)
}

fn serve(number: usize) -> Answer {
    let (manifest, digests) = parts(number);
    let mut served = SERVED.lock().unwrap_or_else(PoisonError::into_inner);
    served.extend(digests);
    healthy::manifest(&manifest)
}

fn part(digest: &str) -> Option<Part> {
    let served = SERVED.lock().unwrap_or_else(PoisonError::into_inner);
    served.get(digest).or_else(|| DIGESTS.get(digest)).copied()
}

fn tag(number: usize) -> String {
    format!("{}.{}.{}", number / 2000, number / 40 % 50, number % 40)
}

fn config(number: usize) -> Content {
    let (day, hour) = (1 + number / 24 % 28, number % 24);
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "created": format!("20{:02}-{:02}-{day:02}T{hour:02}:00:00Z", 10 + number / 2000, 1 + number / 672 % 12),
        "config": { "Labels": { "org.opencontainers.image.version": tag(number) } },
        "rootfs": { "type": "layers", "diff_ids": [sha256(b"base"), sha256(tag(number).as_bytes())] },
        "history": [{ "created_by": "ADD rootfs.tar /" }, { "created_by": "COPY . /srv" }],
    });
    Content::new(media_type::DOCKER_CONFIG, config.to_string())
}

fn manifest(number: usize, config: &Content) -> Bytes {
    let layer = |what: &str, size: usize| {
        json!({
            "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "digest": sha256(what.as_bytes()),
            "size": size,
        })
    };
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type::DOCKER_MANIFEST,
        "config": config.descriptor(),
        "layers": [
            layer("base layer", 29_120_000),
            layer(&format!("layer {number}"), 1_000_000 + number * 1_357 % 9_000_000),
        ],
    });
    manifest.to_string().into()
}

fn many(asked: &Asked) -> Answer {
    match &asked.route {
        Route::Ping => healthy::ping(),
        Route::Catalog => {
            let names: Vec<_> = NAMES.iter().map(String::as_str).collect();
            healthy::catalog(&names, asked)
        }
        Route::Tags { repository } => tags(repository),
        Route::Manifest {
            repository,
            reference,
        } => {
            let number = number(repository, reference);
            number.map_or_else(|| Answer::manifest_unknown(repository, reference), serve)
        }
        Route::Blob { digest, .. } => match part(digest) {
            Some(Part::Config(number)) => {
                Answer::new(200, "application/octet-stream", config(number).bytes)
                    .header("cache-control", "max-age=31536000")
                    .header("docker-content-digest", digest)
            }
            _ => Answer::blob_unknown(digest),
        },
        Route::Nowhere => Answer::page_not_found(),
    }
}

fn tags(repository: &str) -> Answer {
    let tags: Vec<_> = match place(repository) {
        Some(place) if place == REPOSITORIES - 1 => {
            (0..TAGS).map(|place| tag(place * STRIDE % TAGS)).collect()
        }
        Some(_) => vec!["latest".to_owned()],
        None => return Answer::name_unknown(repository),
    };
    Answer::json(&json!({ "name": repository, "tags": tags }))
}

fn place(repository: &str) -> Option<usize> {
    let found = NAMES.binary_search_by(|name| name.as_str().cmp(repository));
    found.ok()
}

fn number(repository: &str, reference: &str) -> Option<usize> {
    let place = place(repository)?;
    if reference.contains(':') {
        return match part(reference) {
            Some(Part::Manifest(number)) => Some(number),
            _ => None,
        };
    }
    if place == REPOSITORIES - 1 {
        return NUMBERS.get(reference).copied();
    }
    (reference == "latest").then_some(place)
}
