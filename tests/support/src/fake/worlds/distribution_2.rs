//! - `accept-like-distribution-2`: how distribution 2.8 chooses what to send. It keeps one
//!   manifest of each kind in `stored/schema2`, `stored/list`, `stored/list-without-amd64`,
//!   `stored/oci` and `stored/index`, tag `latest`. Its preflights fail.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{Allowed, World, gallery::layer, schema_1};
use crate::{
    fake::{
        answer::Answer,
        asked::{Asked, Route},
        healthy,
        store::Store,
    },
    image::{Flavour, Image, Index, Manifest, Platform, media_type},
};

pub(super) const WORLDS: &[World] =
    &[World::new("accept-like-distribution-2", answer).allowing(Allowed::ButNoHeaderSent)];

/// What each repository of the world holds under `latest`.
pub static STORED: LazyLock<BTreeMap<&str, Manifest>> = LazyLock::new(|| {
    let image = |flavour, platform| {
        Image::new(flavour)
            .platform(platform)
            .created("2026-04-01T08:00:00Z")
            .layer(&layer("srv/platform", platform), "COPY platform /srv/")
            .step("CMD [\"serve\"]")
            .cmd(&["serve"])
            .build()
    };
    let amd64 = |flavour| image(flavour, "linux/amd64");
    let arm64 = |flavour| image(flavour, "linux/arm64/v8");
    let (docker, oci) = (Flavour::Docker, Flavour::Oci);
    let list = Index::docker().image(&arm64(docker));
    BTreeMap::from([
        ("stored/schema2", amd64(docker)),
        ("stored/list", list.clone().image(&amd64(docker)).build()),
        ("stored/list-without-amd64", list.build()),
        ("stored/oci", amd64(oci)),
        (
            "stored/index",
            Index::oci().image(&amd64(oci)).image(&arm64(oci)).build(),
        ),
    ])
});

static STORE: LazyLock<Store> = LazyLock::new(|| {
    let mut store = Store::default();
    for (name, manifest) in &*STORED {
        store.repository(name).push("latest", manifest);
    }
    store
});

fn answer(asked: &Asked) -> Answer {
    let Route::Manifest {
        repository,
        reference,
    } = &asked.route
    else {
        return healthy::answer(&STORE, asked);
    };
    let stored = STORED.get(repository.as_str());
    let Some(stored) = stored.and_then(|stored| referred(stored, reference)) else {
        return Answer::manifest_unknown(repository, reference);
    };
    if let Some(unsupported) = unsupported(stored, asked) {
        return unsupported;
    }
    if reference.contains(':') || accepts(asked, &stored.content.media_type) {
        return healthy::manifest(&stored.content);
    }
    converted(repository, reference, stored, asked)
}

fn referred<'a>(stored: &'a Manifest, reference: &str) -> Option<&'a Manifest> {
    let mut held = [stored].into_iter().chain(&stored.children);
    held.find(|manifest| manifest.digest() == reference)
        .or_else(|| (reference == "latest").then_some(stored))
}

/// Neither `q` nor wildcards count.
fn accepts(asked: &Asked, media_type: &str) -> bool {
    let mut accepted = asked.accept.split(',');
    accepted.any(|accepted| {
        accepted
            .split(';')
            .next()
            .is_some_and(|name| name.trim() == media_type)
    })
}

fn unsupported(stored: &Manifest, asked: &Asked) -> Option<Answer> {
    let (kind, kinds) = match stored.content.media_type.as_str() {
        media_type::OCI_MANIFEST => ("manifest", "manifests"),
        media_type::OCI_INDEX => ("index", "indexes"),
        _ => return None,
    };
    let message = format!("OCI {kind} found, but accept header does not support OCI {kinds}");
    let answer = Answer::error(404, "MANIFEST_UNKNOWN", &message);
    (!accepts(asked, &stored.content.media_type)).then_some(answer)
}

/// What a tag of a Docker type becomes for a client that does not accept it.
fn converted(repository: &str, tag: &str, stored: &Manifest, asked: &Asked) -> Answer {
    let amd64 = Some(Platform::new("linux/amd64"));
    let image = match stored.content.media_type.as_str() {
        media_type::DOCKER_LIST => stored.children.iter().find(|child| child.platform == amd64),
        _ => Some(stored),
    };
    match image {
        None => Answer::error(404, "MANIFEST_UNKNOWN", "manifest unknown"),
        Some(image) if accepts(asked, &image.content.media_type) => {
            healthy::manifest(&image.content)
        }
        Some(image) => healthy::manifest(&schema_1::rewritten(repository, tag, image)),
    }
}
