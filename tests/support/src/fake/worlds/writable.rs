//! Worlds that can be changed, each prefix of one for itself. They begin with the
//! [lab](crate::seed::lab), and with [`ODDITIES`].
//! - `writable`: as distribution 2.8.
//! - `writable-tags`: also removes a tag alone, as distribution 3.
//! - `writable-only-tags`: removes nothing else, as distribution 3.0 where deleting is off.
//! - `writable-tagged`: removes both, and knows no digest that has no tag, as Quay.
//! - `writable-off`: deletes nothing. `writable-in-maintenance`: takes nothing at all.
//! - `writable-denied`: everybody may only read. `writable-push-denied`: nobody may push.
//! - `writable-referenced-405`, `-409`, `-412`: deletes nothing that an index lists, as zot, GitLab
//!   and Harbor tell it.
//! - `writable-limited`: every change is one request too many the first time; wait a second.
//! - `writable-fault`: every change fails.
//! - `writable-without-preflight`: pages of other origins can change nothing.
//!   `writable-without-content-type`: they can delete, and not push.

use std::sync::LazyLock;

use hyper::Method;
use serde_json::{Value, json};

use super::{Allowed, World, gallery::single, schema_1};
use crate::{
    fake::{
        answer::Answer,
        asked::{Asked, Route},
        store::Store,
        writes,
    },
    image::{Flavour, Index, Platform},
    seed::lab,
};

/// A repository whose tags are named after what is odd: `missing-child`, an index that lost a
/// platform; `nested`, an index of an index; `schema-1`; `gone`, which leads to nothing. Nothing is
/// odd about `good`.
pub const ODDITIES: &str = "gallery/oddities";

pub(super) const WORLDS: &[World] = &[
    World::writable("writable", writes::answer),
    World::writable("writable-tags", tags),
    World::writable("writable-only-tags", only_tags),
    World::writable("writable-tagged", tagged),
    World::writable("writable-off", off),
    World::writable("writable-in-maintenance", in_maintenance),
    World::writable("writable-denied", denied),
    World::writable("writable-push-denied", push_denied),
    World::writable("writable-referenced-405", |store, asked| {
        referenced(store, asked, 405, "DENIED")
    }),
    World::writable("writable-referenced-409", |store, asked| {
        referenced(store, asked, 409, "MANIFEST_REFERENCED_IN_LIST")
    }),
    World::writable("writable-referenced-412", |store, asked| {
        referenced(store, asked, 412, "PRECONDITION")
    }),
    World::writable("writable-limited", limited),
    World::writable("writable-fault", |store, asked| {
        changed(store, asked, || {
            Answer::detailed(500, "UNKNOWN", "unknown error", json!({}))
        })
    }),
    World::writable("writable-without-preflight", writes::answer).allowing(Allowed::Reading),
    World::writable("writable-without-content-type", writes::answer)
        .allowing(Allowed::ButNoTypeSent),
];

static BEGINNING: LazyLock<Store> = LazyLock::new(|| {
    let mut store = Store::default();
    for (tag, manifest) in lab::tagged() {
        store.repository(lab::REPOSITORY).push(&tag, &manifest);
    }
    oddities(&mut store);
    store
});

/// What such a world holds before anybody changes it.
pub(super) fn beginning() -> Store {
    BEGINNING.clone()
}

fn oddities(store: &mut Store) {
    let good = single(Flavour::Oci, "good");
    let mut lost = single(Flavour::Oci, "lost");
    lost.platform = Some(Platform::new("linux/arm64/v8"));
    let inner = Index::oci().image(&single(Flavour::Oci, "inner")).build();
    let old = single(Flavour::Docker, "old");
    let repository = store.repository(ODDITIES);
    repository
        .push("good", &good)
        .push(
            "missing-child",
            &Index::oci().image(&good).image(&lost).build(),
        )
        .push("nested", &Index::oci().image(&good).image(&inner).build())
        .tag("gone", lost.digest());
    repository.lose(lost.digest());
    repository.hold(&old);
    repository.content("schema-1", schema_1::rewritten(ODDITIES, "schema-1", &old));
}

/// What a manifest is asked to be deleted by: the repository, and a tag or a digest.
fn deleted(asked: &Asked) -> Option<(&str, &str)> {
    match &asked.route {
        Route::Manifest {
            repository,
            reference,
        } if asked.method == Method::DELETE => Some((repository, reference)),
        _ => None,
    }
}

fn deleted_tag(asked: &Asked) -> Option<(&str, &str)> {
    deleted(asked).filter(|(_, reference)| !reference.contains(':'))
}

fn deleted_digest(asked: &Asked) -> Option<(&str, &str)> {
    deleted(asked).filter(|(_, reference)| reference.contains(':'))
}

/// Refuses every change.
fn changed(store: &mut Store, asked: &Asked, refused: impl FnOnce() -> Answer) -> Answer {
    if asked.only_reads() {
        writes::answer(store, asked)
    } else {
        refused()
    }
}

fn tags(store: &mut Store, asked: &Asked) -> Answer {
    match deleted_tag(asked) {
        Some((repository, tag)) => writes::untag(store, repository, tag),
        None => writes::answer(store, asked),
    }
}

fn only_tags(store: &mut Store, asked: &Asked) -> Answer {
    match deleted_digest(asked) {
        Some(_) => Answer::unsupported(),
        None => tags(store, asked),
    }
}

fn tagged(store: &mut Store, asked: &Asked) -> Answer {
    if let Some((repository, digest)) = deleted_digest(asked) {
        let held = store.get(repository);
        if !held.is_some_and(|held| held.is_tagged(digest)) {
            return Answer::manifest_unknown(repository, digest);
        }
    }
    tags(store, asked)
}

fn off(store: &mut Store, asked: &Asked) -> Answer {
    match asked.method {
        Method::DELETE => Answer::unsupported(),
        _ => writes::answer(store, asked),
    }
}

fn in_maintenance(store: &mut Store, asked: &Asked) -> Answer {
    changed(store, asked, || {
        Answer::new(405, "text/plain; charset=utf-8", "Method not allowed\n")
            .header("allow", "GET, HEAD")
    })
}

fn denied(store: &mut Store, asked: &Asked) -> Answer {
    changed(store, asked, denial)
}

fn push_denied(store: &mut Store, asked: &Asked) -> Answer {
    match asked.method {
        Method::PUT => denial(),
        _ => writes::answer(store, asked),
    }
}

fn denial() -> Answer {
    let message = "requested access to the resource is denied";
    Answer::detailed(403, "DENIED", message, Value::Null)
}

fn referenced(store: &mut Store, asked: &Asked, status: u16, code: &str) -> Answer {
    if let Some((repository, digest)) = deleted_digest(asked) {
        let held = store.get(repository);
        if held.is_some_and(|held| held.is_listed(digest)) {
            return Answer::error(status, code, "manifest is referenced by an index");
        }
    }
    writes::answer(store, asked)
}

fn limited(store: &mut Store, asked: &Asked) -> Answer {
    if !asked.only_reads() && asked.earlier == 0 {
        return Answer::detailed(429, "TOOMANYREQUESTS", "too many requests", Value::Null)
            .header("retry-after", "1");
    }
    writes::answer(store, asked)
}
