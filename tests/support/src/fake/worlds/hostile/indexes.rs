//! Indexes that lead nowhere, or too far.

use serde_json::{Value, json};

use super::{Case, MARKUP};
use crate::{
    fake::{store::Repository, worlds::gallery::single},
    image::{Flavour, Index, Manifest, media_type, sha256},
};

pub(super) const CASES: &[Case] = &[
    ("index-child-missing", |repository, tag| {
        let (kept, lost) = (child(tag, "kept"), child(tag, "lost"));
        repository.push(tag, &Index::oci().image(&kept).image(&lost).build());
        repository.lose(lost.digest());
    }),
    ("index-children-all-missing", |repository, tag| {
        let (first, second) = (child(tag, "first"), child(tag, "second"));
        repository.push(tag, &Index::oci().image(&first).image(&second).build());
        repository.lose(first.digest());
        repository.lose(second.digest());
    }),
    ("index-child-twice", |repository, tag| {
        let child = child(tag, "twice");
        repository.push(tag, &Index::oci().image(&child).image(&child).build());
    }),
    ("index-nested", |repository, tag| nested(repository, tag, 2)),
    ("index-nested-30-deep", |repository, tag| {
        nested(repository, tag, 30);
    }),
    ("index-without-platforms", |repository, tag| {
        changed(repository, tag, |it| {
            for entry in it["manifests"].as_array_mut().into_iter().flatten() {
                entry.as_object_mut().map(|entry| entry.remove("platform"));
            }
        });
    }),
    ("index-platform-null", |repository, tag| {
        changed(repository, tag, |it| {
            it["manifests"][0]["platform"] = Value::Null;
        });
    }),
    ("index-platform-markup", |repository, tag| {
        changed(repository, tag, |it| {
            it["manifests"][0]["platform"] = json!({
                "os": MARKUP, "architecture": MARKUP, "variant": MARKUP, "os.version": MARKUP,
            });
        });
    }),
    ("index-platform-lies", |repository, tag| {
        changed(repository, tag, |it| {
            it["manifests"][0]["platform"] = json!({ "os": "windows", "architecture": "s390x" });
        });
    }),
    ("index-empty", |repository, tag| {
        repository.push(tag, &Index::oci().build());
    }),
    ("index-null", |repository, tag| {
        changed(repository, tag, |it| it["manifests"] = Value::Null);
    }),
    ("index-entries-wrong-types", |repository, tag| {
        changed(repository, tag, |it| {
            it["manifests"] = json!([1, null, "x", {}, []]);
        });
    }),
    ("index-child-size-negative", |repository, tag| {
        changed(repository, tag, |it| {
            it["manifests"][0]["size"] = (-1).into();
        });
    }),
    ("index-child-type-unknown", |repository, tag| {
        changed(repository, tag, |it| {
            it["manifests"][0]["mediaType"] = "application/vnd.example.unheard-of.v9+json".into();
        });
    }),
    ("index-attestation-of-nobody", |repository, tag| {
        changed(repository, tag, |it| {
            it["manifests"][0]["platform"] = json!({ "os": "unknown", "architecture": "unknown" });
            it["manifests"][0]["annotations"] = json!({
                "vnd.docker.reference.type": "attestation-manifest",
                "vnd.docker.reference.digest": sha256(b"nobody"),
            });
        });
    }),
];

fn child(tag: &str, which: &str) -> Manifest {
    single(Flavour::Oci, &format!("{tag} {which}"))
}

fn nested(repository: &mut Repository, tag: &str, depth: usize) {
    let innermost = Index::oci().image(&child(tag, "innermost")).build();
    let outermost = (1..depth).fold(innermost, |inner, _| Index::oci().image(&inner).build());
    repository.push(tag, &outermost);
}

/// An index of two images, changed.
fn changed(repository: &mut Repository, tag: &str, change: impl FnOnce(&mut Value)) {
    let index = Index::oci()
        .image(&child(tag, "first"))
        .image(&child(tag, "second"))
        .build();
    repository.hold(&index);
    let mut value =
        serde_json::from_slice(&index.content.bytes).expect("the generator writes JSON");
    change(&mut value);
    repository.raw(tag, media_type::OCI_INDEX, value.to_string());
}
