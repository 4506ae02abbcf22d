//! - `hostile`: whatever else may come. [`IMAGES`] has one tag for everything that can be wrong
//!   with an image, named after it: [`tags`]. `hostile/tags` has names of tags that are none, and
//!   the catalog has names of repositories that are none.

mod configs;
mod descriptors;
mod indexes;
mod manifests;
mod names;
mod texts;

use std::sync::LazyLock;

use serde_json::Value;

use super::{World, gallery::single};
use crate::{
    fake::{
        asked::Route,
        healthy,
        store::{Repository, Store},
    },
    image::{Flavour, media_type},
};

/// The repository of images.
pub const IMAGES: &str = "hostile/images";

/// Markup that tells when it was taken for markup: it sets `window.executed`.
pub const MARKUP: &str =
    "<img src=x onerror=\"window.executed=true\"><script>window.executed=true</script>";

/// A link that is a script.
pub const SCRIPT_LINK: &str = "javascript:window.executed=true";

/// Text that turns the reading direction around.
pub const BIDIRECTIONAL: &str = "safe\u{202e}gpj.exe\u{2066}\u{200f}";

/// 10,000 characters without a place to break.
pub fn long() -> String {
    "x".repeat(10_000)
}

/// What is wrong, and how it gets into the repository under the tag of that name.
type Case = (&'static str, fn(&mut Repository, &str));

const CASES: &[&[Case]] = &[
    manifests::CASES,
    descriptors::CASES,
    configs::CASES,
    texts::CASES,
    indexes::CASES,
];

fn cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter().copied().flatten()
}

/// The tags of [`IMAGES`], each named after what is wrong with it; `good` is not.
pub fn tags() -> Vec<&'static str> {
    cases().map(|(tag, _)| *tag).collect()
}

static STORE: LazyLock<Store> = LazyLock::new(|| {
    let mut store = Store::default();
    for (tag, make) in cases() {
        make(store.repository(IMAGES), tag);
    }
    let good = single(Flavour::Oci, "good");
    store.repository(names::TAGS).push("1.0", &good);
    store
});

pub(super) const WORLDS: &[World] = &[World::new("hostile", |asked| match &asked.route {
    Route::Catalog => names::catalog(),
    Route::Tags { repository } => {
        names::tags(repository).unwrap_or_else(|| healthy::answer(&STORE, asked))
    }
    _ => healthy::answer(&STORE, asked),
})];

/// An image whose manifest was changed.
fn manifest(repository: &mut Repository, tag: &str, change: impl FnOnce(&mut Value)) {
    manifest_text(repository, tag, |text| {
        let mut value = serde_json::from_str(&text).expect("the generator writes JSON");
        change(&mut value);
        value.to_string()
    });
}

/// An image whose manifest was changed into what may be no JSON.
fn manifest_text(repository: &mut Repository, tag: &str, change: impl FnOnce(String) -> String) {
    let image = single(Flavour::Oci, tag);
    repository.hold(&image);
    let text = String::from_utf8_lossy(&image.content.bytes).into_owned();
    repository.raw(tag, &image.content.media_type, change(text));
}

/// An image whose config was changed. Its manifest describes the changed one rightly.
fn config(repository: &mut Repository, tag: &str, change: impl FnOnce(&mut Value)) {
    config_text(repository, tag, |text| {
        let mut value = serde_json::from_str(&text).expect("the generator writes JSON");
        change(&mut value);
        value.to_string()
    });
}

/// An image whose config was changed into what may be no JSON.
fn config_text(repository: &mut Repository, tag: &str, change: impl FnOnce(String) -> String) {
    let image = single(Flavour::Oci, tag);
    let config = image.blobs.last().expect("an image has a config");
    let text = change(String::from_utf8_lossy(&config.bytes).into_owned());
    let size = text.len();
    let digest = repository.blob(text);
    manifest(repository, tag, |manifest| {
        manifest["config"]["digest"] = digest.into();
        manifest["config"]["size"] = size.into();
    });
}

/// Bytes as a manifest.
fn raw(repository: &mut Repository, tag: &str, bytes: impl Into<bytes::Bytes>) {
    repository.raw(tag, media_type::OCI_MANIFEST, bytes);
}
