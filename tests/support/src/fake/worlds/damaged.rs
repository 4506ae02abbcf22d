//! - `truncated`: the `plain` one, whose manifests and blobs break off.
//! - `wrong-digest`: `damaged/image`, each tag named after what does not fit.

use std::sync::LazyLock;

use super::{
    World,
    gallery::{GALLERY, layer, single},
};
use crate::{
    fake::{
        answer::{Answer, Body},
        asked::{Asked, Route},
        healthy,
        store::Store,
    },
    image::{Flavour, Image, Index, sha256},
};

pub(super) const WORLDS: &[World] = &[
    World::new("truncated", truncated),
    World::new("wrong-digest", wrong_digest),
];

fn truncated(asked: &Asked) -> Answer {
    let answer = healthy::answer(&GALLERY, asked);
    match asked.route {
        Route::Manifest { .. } | Route::Blob { .. } => answer.coming(Body::BrokenOff),
        _ => answer,
    }
}

static DAMAGED: LazyLock<Store> = LazyLock::new(|| {
    let mut store = Store::default();
    let repository = store.repository("damaged/image");
    repository.push("good", &single(Flavour::Oci, "good"));
    repository.push("header", &single(Flavour::Oci, "header"));

    let child = single(Flavour::Oci, "child");
    repository.push("child", &Index::oci().image(&child).build());
    repository.forge(child.digest(), single(Flavour::Oci, "other").content.bytes);

    let image = Image::oci()
        .author("somebody")
        .layer(&layer("a", "a"), "COPY a /")
        .build();
    repository.push("config", &image);
    if let Some(config) = image.blobs.last() {
        let forged = String::from_utf8_lossy(&config.bytes).replace("somebody", "nobodies");
        repository.forge(&config.digest, forged);
    }

    let honest = single(Flavour::Oci, "size");
    repository.hold(&honest);
    let said = String::from_utf8_lossy(&honest.content.bytes).replace("\"size\": ", "\"size\": 1");
    repository.raw("size", &honest.content.media_type, said);
    store
});

fn wrong_digest(asked: &Asked) -> Answer {
    let answer = healthy::answer(&DAMAGED, asked);
    match &asked.route {
        Route::Manifest { reference, .. } if reference == "header" => {
            answer.header("docker-content-digest", sha256(b"something else"))
        }
        _ => answer,
    }
}
