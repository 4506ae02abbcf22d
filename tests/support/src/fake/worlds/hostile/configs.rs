//! Configs that are none, and dates that are none.

use serde_json::{Value, json};

use super::{Case, MARKUP, config, config_text, manifest};
use crate::{
    fake::{store::Repository, worlds::gallery::single},
    image::{Flavour, sha256},
};

pub(super) const CASES: &[Case] = &[
    ("config-missing", |repository, tag| {
        let image = single(Flavour::Oci, tag);
        repository.push(tag, &image);
        if let Some(config) = image.blobs.last() {
            repository.lose(&config.digest);
        }
    }),
    ("config-unknown-type", |repository, tag| {
        manifest(repository, tag, |it| {
            it["config"]["mediaType"] = "application/vnd.example.unheard-of.v9".into();
        });
    }),
    ("config-type-missing", |repository, tag| {
        manifest(repository, tag, |it| {
            it["config"]
                .as_object_mut()
                .map(|config| config.remove("mediaType"));
        });
    }),
    ("config-not-json", |repository, tag| {
        config_text(repository, tag, |_| "no config".into());
    }),
    ("config-empty-body", |repository, tag| {
        config_text(repository, tag, |_| String::new());
    }),
    ("config-array", |repository, tag| {
        config_text(repository, tag, |_| "[]".into());
    }),
    ("config-object", |repository, tag| {
        config_text(repository, tag, |_| "{}".into());
    }),
    ("config-nested-deep", |repository, tag| {
        config_text(repository, tag, |_| {
            "[".repeat(10_000) + &"]".repeat(10_000)
        });
    }),
    ("config-wrong-types", |repository, tag| {
        config(repository, tag, |it| {
            it["architecture"] = 64.into();
            it["config"] = "none".into();
            it["history"] = json!({ "0": "step" });
            it["rootfs"] = json!([1, 2]);
        });
    }),
    ("config-larger-than-said", |repository, tag| {
        let image = single(Flavour::Oci, tag);
        if let Some(config) = image.blobs.last() {
            repository.push(tag, &image);
            let grown = String::from_utf8_lossy(&config.bytes).into_owned() + &" ".repeat(100_000);
            repository.forge(&config.digest, grown);
        }
    }),
    ("created-missing", |repository, tag| {
        config(repository, tag, |it| {
            it.as_object_mut().map(|it| it.remove("created"));
        });
    }),
    ("created-empty", |repository, tag| {
        created(repository, tag, json!(""));
    }),
    ("created-yesterday", |repository, tag| {
        created(repository, tag, json!("yesterday"));
    }),
    ("created-number", |repository, tag| {
        created(repository, tag, json!(1_772_359_200));
    }),
    ("created-year-0001", |repository, tag| {
        created(repository, tag, json!("0001-01-01T00:00:00Z"));
    }),
    ("created-year-1970", |repository, tag| {
        created(repository, tag, json!("1970-01-01T00:00:00Z"));
    }),
    ("created-year-9999", |repository, tag| {
        created(repository, tag, json!("9999-12-31T23:59:59Z"));
    }),
    ("created-day-31-of-february", |repository, tag| {
        created(repository, tag, json!("2026-02-31T00:00:00Z"));
    }),
    ("created-with-offset", |repository, tag| {
        created(
            repository,
            tag,
            json!("2026-03-01T12:00:00.123456789+02:00"),
        );
    }),
    ("created-markup", |repository, tag| {
        created(repository, tag, json!(MARKUP));
    }),
    ("history-missing", |repository, tag| {
        config(repository, tag, |it| it["history"] = Value::Null);
    }),
    ("history-shorter-than-layers", |repository, tag| {
        config(repository, tag, |it| {
            it["history"] = json!([{ "created_by": "all at once" }]);
        });
    }),
    ("history-longer-than-layers", |repository, tag| {
        config(repository, tag, |it| {
            it["history"] = vec![json!({ "created_by": "again" }); 40].into();
        });
    }),
    ("history-only-empty-layers", |repository, tag| {
        let step = json!({ "created_by": "nothing", "empty_layer": true });
        config(repository, tag, |it| it["history"] = vec![step; 3].into());
    }),
    ("diff-ids-do-not-fit", |repository, tag| {
        config(repository, tag, |it| {
            it["rootfs"]["diff_ids"] = json!([sha256(b"other"), "none"]);
        });
    }),
];

fn created(repository: &mut Repository, tag: &str, date: Value) {
    config(repository, tag, |it| {
        it["history"][0]["created"] = date.clone();
        it["created"] = date;
    });
}
