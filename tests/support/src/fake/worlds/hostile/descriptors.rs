//! Sizes that are no sizes, digests that are no digests, layers that lie elsewhere.

use serde_json::{Value, json};

use super::{Case, MARKUP, manifest, manifest_text};
use crate::{
    fake::store::Repository,
    image::{media_type, sha256},
};

pub(super) const CASES: &[Case] = &[
    ("size-negative", |repository, tag| {
        sized(repository, tag, "-1");
    }),
    ("size-above-2-to-53", |repository, tag| {
        sized(repository, tag, "9007199254740993");
    }),
    ("size-largest", |repository, tag| {
        sized(repository, tag, "18446744073709551615");
    }),
    ("size-above-2-to-64", |repository, tag| {
        sized(repository, tag, "18446744073709551616");
    }),
    ("size-fraction", |repository, tag| {
        sized(repository, tag, "1.5");
    }),
    ("size-exponent", |repository, tag| {
        sized(repository, tag, "1e400");
    }),
    ("size-string", |repository, tag| {
        sized(repository, tag, "\"1024\"");
    }),
    ("size-null", |repository, tag| {
        sized(repository, tag, "null");
    }),
    ("size-missing", |repository, tag| {
        manifest(repository, tag, |it| {
            it["layers"][0]
                .as_object_mut()
                .map(|layer| layer.remove("size"));
        });
    }),
    ("sizes-overflow", |repository, tag| {
        manifest(repository, tag, |it| {
            it["layers"][0]["size"] = u64::MAX.into();
            it["layers"][1]["size"] = u64::MAX.into();
        });
    }),
    ("digest-none", |repository, tag| {
        digested(repository, tag, "none");
    }),
    ("digest-empty", |repository, tag| {
        digested(repository, tag, "");
    }),
    ("digest-short", |repository, tag| {
        digested(repository, tag, "sha256:abc");
    }),
    ("digest-upper-case", |repository, tag| {
        digested(repository, tag, &format!("sha256:{}", "A".repeat(64)));
    }),
    ("digest-markup", |repository, tag| {
        digested(repository, tag, MARKUP);
    }),
    ("digest-path", |repository, tag| {
        digested(repository, tag, "sha256:../../../-/requests");
    }),
    ("digest-number", |repository, tag| {
        manifest(repository, tag, |it| it["layers"][0]["digest"] = 7.into());
    }),
    ("digest-missing", |repository, tag| {
        manifest(repository, tag, |it| {
            it["layers"][0]
                .as_object_mut()
                .map(|layer| layer.remove("digest"));
        });
    }),
    ("digest-unknown-algorithm", |repository, tag| {
        digested(repository, tag, &format!("blake3:{}", "a".repeat(64)));
    }),
    ("config-digest-none", |repository, tag| {
        manifest(repository, tag, |it| it["config"]["digest"] = "none".into());
    }),
    ("foreign-layers", |repository, tag| {
        manifest(repository, tag, |it| it["layers"][0] = foreign());
    }),
];

/// The first layer's size, as text, for JSON has numbers that no language has.
fn sized(repository: &mut Repository, tag: &str, size: &str) {
    manifest_text(repository, tag, |text| {
        let mut it: Value = serde_json::from_str(&text).expect("the generator writes JSON");
        it["layers"][0]["size"] = "to be replaced".into();
        it.to_string().replace("\"to be replaced\"", size)
    });
}

fn digested(repository: &mut Repository, tag: &str, digest: &str) {
    manifest(repository, tag, |it| {
        it["layers"][0]["digest"] = digest.into();
    });
}

fn foreign() -> Value {
    json!({
        "mediaType": media_type::DOCKER_FOREIGN_LAYER,
        "digest": sha256(b"foreign"),
        "size": 1_700_000_000_u64,
        "urls": ["https://foreign.example/base.tar.gz", "javascript:window.executed=true"],
    })
}
