//! - `blobs`: [`IMAGES`] has one tag for every way in which a registry can fail to give a blob,
//!   named after it: [`tags`]. Each image has five layers, of which the third is the one that it
//!   happens to; `good` has no such layer.
//! - `blobs-elsewhere`, `blobs-elsewhere-with-cors`: where two of them lead to.
//! - `token-ends`: the same without faults, for whoever has a token. For the later half of the
//!   layers the first token that was given for them has ended.

use std::{collections::BTreeMap, sync::LazyLock};

use bytes::Bytes;
use serde_json::{Value, json};

use super::{Allowed, World, gallery::layer, refusals};
use crate::{
    fake::{
        answer::{Answer, Body},
        asked::{Asked, Route},
        healthy,
        store::Store,
    },
    image::{Content, Image, Manifest},
};

/// The repository of the images.
pub const IMAGES: &str = "blobs/images";

/// How many layers an image has, and which of them is the one in question.
const LAYERS: usize = 5;
const FAULTY: usize = 2;

pub(super) const WORLDS: &[World] = &[
    World::new("blobs", blobs),
    World::new("blobs-elsewhere", |asked| healthy::answer(&STORE, asked))
        .allowing(Allowed::Nothing),
    World::new("blobs-elsewhere-with-cors", |asked| {
        healthy::answer(&STORE, asked)
    }),
    World::new("token-ends", token_ends),
];

/// What becomes of the answer that a healthy registry gives.
type Fault = fn(Answer, &Asked) -> Answer;

const FAULTS: &[(&str, Fault)] = &[
    ("hangs", |answer, _| answer.coming(Body::Stalled)),
    ("ends-early", |answer, _| answer.coming(Body::BrokenOff)),
    ("slow", |answer, _| answer.coming(Body::Trickled)),
    ("longer", |answer, _| {
        answer.coming(|bytes| Body::Whole([&bytes, &b"and something more"[..]].concat().into()))
    }),
    ("endless", |answer, _| {
        answer.coming(|_| Body::Endless {
            beginning: "",
            piece: Bytes::from_static(&[0; 64 << 10]),
        })
    }),
    ("unpacked-on-the-way", |answer, _| {
        answer.header("content-encoding", "gzip")
    }),
    ("elsewhere", |_, asked| elsewhere(asked, "blobs-elsewhere")),
    ("elsewhere-with-cors", |_, asked| {
        elsewhere(asked, "blobs-elsewhere-with-cors")
    }),
    ("server-fault", |_, _| {
        Answer::detailed(500, "UNKNOWN", "unknown error", json!({}))
    }),
    ("size-above-2-to-53", |answer, _| answer),
    ("good", |answer, _| answer),
];

/// The tags of [`IMAGES`], each named after what happens to a layer.
pub fn tags() -> Vec<&'static str> {
    FAULTS.iter().map(|(tag, _)| *tag).collect()
}

static STORE: LazyLock<Store> = LazyLock::new(|| {
    let mut store = Store::default();
    for tag in tags() {
        let image = image(tag);
        let repository = store.repository(IMAGES);
        if tag == "size-above-2-to-53" {
            repository.hold(&image);
            repository.raw(tag, &image.content.media_type, too_large(&image));
        } else {
            repository.push(tag, &image);
        }
    }
    store
});

/// What happens to a blob, by its digest.
static FAULTY_BLOBS: LazyLock<BTreeMap<String, Fault>> = LazyLock::new(|| {
    let faults = FAULTS.iter();
    let faults = faults.map(|(tag, fault)| (image(tag).blobs[FAULTY].digest.clone(), *fault));
    faults.collect()
});

fn image(tag: &str) -> Manifest {
    (0..LAYERS)
        .fold(Image::oci(), |image, number| {
            let path = format!("srv/{tag}-{number}.txt");
            let lines = (0..2_000).map(|line| format!("{path}, line {line}\n"));
            let layer = layer(&path, &lines.collect::<String>());
            image.layer(&layer, &format!("COPY {path} /srv # buildkit"))
        })
        .build()
}

/// The manifest, in which a layer has more bytes than a number of JavaScript can tell.
fn too_large(image: &Manifest) -> String {
    let bytes = &image.content.bytes;
    let mut manifest: Value = serde_json::from_slice(bytes).expect("the generator writes JSON");
    manifest["layers"][FAULTY]["size"] = 9_007_199_254_740_993_u64.into();
    manifest.to_string()
}

fn blobs(asked: &Asked) -> Answer {
    let answer = healthy::answer(&STORE, asked);
    match &asked.route {
        Route::Blob { digest, .. } => match FAULTY_BLOBS.get(digest) {
            Some(fault) => fault(answer, asked),
            None => answer,
        },
        _ => answer,
    }
}

/// Leads to another origin, which is the same server by another name.
fn elsewhere(asked: &Asked, world: &str) -> Answer {
    let port = asked.host.rsplit_once(':').map_or("80", |(_, port)| port);
    let location = format!("http://localhost:{port}/{world}{}", asked.path);
    Answer::new(307, "text/html; charset=utf-8", "").header("location", location)
}

fn token_ends(asked: &Asked) -> Answer {
    if asked.path == "/token" {
        let token = format!("token-{}", asked.earlier + 1);
        return Answer::json(&json!({ "token": token, "expires_in": 300 }));
    }
    let token = asked.authorization.strip_prefix("Bearer token-");
    let Some(number) = token.and_then(|number| number.parse::<u32>().ok()) else {
        return unauthorised(asked, "");
    };
    match &asked.route {
        Route::Blob { digest, .. } if number < 2 && is_late(digest) => {
            unauthorised(asked, ",error=\"invalid_token\"")
        }
        _ => healthy::answer(&STORE, asked),
    }
}

fn is_late(digest: &str) -> bool {
    static LATE: LazyLock<Vec<Content>> = LazyLock::new(|| {
        let images = tags().into_iter().map(image);
        images
            .flat_map(|image| image.blobs.into_iter().take(LAYERS).skip(FAULTY))
            .collect()
    });
    LATE.iter().any(|blob| blob.digest == digest)
}

fn unauthorised(asked: &Asked, error: &str) -> Answer {
    let realm = format!("http://{}/{}/token", asked.host, asked.prefix);
    refusals::unauthorised(&format!("{}{error}", refusals::challenge(asked, &realm)))
}
