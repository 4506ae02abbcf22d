//! Manifests that are none, or not quite.

use serde_json::{Value, json};

use super::{Case, manifest, manifest_text, raw};
use crate::{
    fake::{
        store::Repository,
        worlds::{gallery::single, schema_1},
    },
    image::{Artifact, Content, Flavour, media_type, sha256},
};

pub(super) const CASES: &[Case] = &[
    ("good", |repository, tag| {
        repository.push(tag, &single(Flavour::Oci, tag));
    }),
    ("tag-gone", |repository, tag| {
        repository.tag(tag, &sha256(b"gone"));
    }),
    ("manifest-empty-body", |repository, tag| {
        raw(repository, tag, "");
    }),
    ("manifest-not-json", |repository, tag| {
        raw(repository, tag, "this is no manifest");
    }),
    ("manifest-not-utf-8", |repository, tag| {
        raw(repository, tag, &b"{\"schemaVersion\":\"\xff\xfe\"}"[..]);
    }),
    ("manifest-cut-short", |repository, tag| {
        manifest_text(repository, tag, |text| text[..text.len() / 2].to_owned());
    }),
    ("manifest-null", |repository, tag| {
        raw(repository, tag, "null");
    }),
    ("manifest-array", |repository, tag| {
        raw(repository, tag, "[]");
    }),
    ("manifest-object", |repository, tag| {
        raw(repository, tag, "{}");
    }),
    ("manifest-string", |repository, tag| {
        raw(repository, tag, "\"x\"");
    }),
    ("manifest-nested-deep", |repository, tag| {
        raw(repository, tag, nested_deep());
    }),
    ("manifest-nested-deep-inside", |repository, tag| {
        manifest_text(repository, tag, |text| {
            text.replacen('{', &format!("{{\"deep\":{},", nested_deep()), 1)
        });
    }),
    ("duplicate-keys", |repository, tag| {
        manifest_text(repository, tag, |text| {
            text.replacen('{', "{\"layers\":[],\"config\":null,", 1)
        });
    }),
    ("config-null", |repository, tag| {
        manifest(repository, tag, |it| it["config"] = Value::Null);
    }),
    ("layers-null", |repository, tag| {
        manifest(repository, tag, |it| it["layers"] = Value::Null);
    }),
    ("layers-missing", |repository, tag| {
        manifest(repository, tag, |it| {
            it.as_object_mut().map(|it| it.remove("layers"));
        });
    }),
    ("layers-empty", |repository, tag| {
        manifest(repository, tag, |it| it["layers"] = json!([]));
    }),
    ("layers-many", |repository, tag| {
        manifest(repository, tag, |it| {
            it["layers"] = vec![it["layers"][0].clone(); 2_000].into();
        });
    }),
    ("layer-ten-times", |repository, tag| {
        manifest(repository, tag, |it| {
            let mut layers = vec![it["layers"][0].clone(); 10];
            layers.insert(1, it["layers"][1].clone());
            it["layers"] = layers.into();
        });
    }),
    ("media-type-missing", |repository, tag| {
        manifest(repository, tag, |it| {
            it.as_object_mut().map(|it| it.remove("mediaType"));
        });
    }),
    ("media-type-disagrees", |repository, tag| {
        manifest(repository, tag, |it| {
            it["mediaType"] = media_type::OCI_INDEX.into();
        });
    }),
    ("media-type-unknown", |repository, tag| {
        let kind = "application/vnd.example.unheard-of.v9+json";
        let body = json!({ "schemaVersion": 9, "mediaType": kind });
        repository.raw(tag, kind, body.to_string());
    }),
    ("content-type-html", |repository, tag| {
        served_as(repository, tag, "text/html");
    }),
    ("content-type-with-charset", |repository, tag| {
        served_as(
            repository,
            tag,
            "application/vnd.oci.image.manifest.v1+json; charset=utf-8",
        );
    }),
    ("schema-1", |repository, tag| {
        let image = single(Flavour::Docker, tag);
        repository.content(tag, schema_1::rewritten(super::IMAGES, tag, &image));
        repository.hold(&image);
    }),
    ("artifact-unknown", |repository, tag| {
        let layer = Content::new("application/vnd.example.recipe.step", "Stir.\n");
        let artifact = Artifact::of_type("application/vnd.example.recipe").layer(layer, &[]);
        repository.push(tag, &artifact.build());
    }),
];

fn nested_deep() -> String {
    "[".repeat(10_000) + &"]".repeat(10_000)
}

fn served_as(repository: &mut Repository, tag: &str, kind: &str) {
    let image = single(Flavour::Oci, tag);
    repository.hold(&image);
    repository.raw(tag, kind, image.content.bytes);
}
