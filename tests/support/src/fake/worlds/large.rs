//! - `large`: `large/image`, whose tag `four` is a manifest of just under 4 MiB, and whose tag
//!   `forty` is a body of 40 MiB.
//! - `large-catalog`: a catalog that never ends.

use std::{fmt::Write, sync::LazyLock};

use bytes::Bytes;

use super::{
    World,
    gallery::{GALLERY, single},
};
use crate::{
    fake::{
        answer::{Answer, Body},
        asked::{Asked, Route},
        healthy,
        store::Store,
    },
    image::{Flavour, media_type},
};

pub(super) const WORLDS: &[World] = &[
    World::new("large", large),
    World::new("large-catalog", endless),
];

const MEBIBYTE: usize = 1 << 20;

const NO_LAYER: &str = "{\"size\":1,\"digest\":\"none\"},";

static LARGE: LazyLock<Store> = LazyLock::new(|| {
    let mut store = Store::default();
    let repository = store.repository("large/image");
    repository.raw("four", media_type::OCI_MANIFEST, just_under_four());
    repository.tag("forty", "sha256:");
    let small = single(Flavour::Oci, "large");
    repository.push("small", &small);
    store
});

/// A true manifest, grown by annotations until one more would be too many.
fn just_under_four() -> String {
    let mut manifest = String::from_utf8_lossy(&single(Flavour::Oci, "large").content.bytes)
        .trim_end_matches(['\n', '}'])
        .to_owned();
    manifest.push_str(",\n  \"annotations\": {\n    \"first\": \"\"");
    for number in 0.. {
        if manifest.len() + 80 > 4 * MEBIBYTE {
            break;
        }
        write!(
            manifest,
            ",\n    \"example.annotation.{number:06}\": \"value {number:06}\""
        )
        .expect("a string takes all that is written");
    }
    manifest.push_str("\n  }\n}");
    manifest
}

fn large(asked: &Asked) -> Answer {
    match &asked.route {
        Route::Manifest { reference, .. } if reference == "forty" => Answer {
            body: Body::Repeated {
                beginning: "{\"schemaVersion\":2,\"layers\":[",
                piece: NO_LAYER,
                times: (40 * MEBIBYTE / NO_LAYER.len()) as u64,
                end: "{}]}",
            },
            ..Answer::new(200, media_type::OCI_MANIFEST, "")
        },
        _ => healthy::answer(&LARGE, asked),
    }
}

fn endless(asked: &Asked) -> Answer {
    if asked.route != Route::Catalog {
        return healthy::answer(&GALLERY, asked);
    }
    let names = (0..1000).map(|number| format!("\"endless/{number:03}\","));
    Answer {
        body: Body::Endless {
            beginning: "{\"repositories\":[",
            piece: Bytes::from(names.collect::<String>()),
        },
        ..Answer::new(200, "application/json; charset=utf-8", "")
    }
}
