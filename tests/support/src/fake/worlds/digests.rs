//! - `digests`: `digests/image`, whose tags are named after the algorithm of their digests:
//!   `sha512`, whose config has one of that too, `sha512-forged`, and `blake3`.

use std::{fmt::Write, sync::LazyLock};

use sha2::{Digest, Sha512};

use super::{World, gallery::single};
use crate::{
    fake::{healthy, store::Store},
    image::{Content, Flavour, media_type},
};

pub(super) const WORLDS: &[World] = &[World::new("digests", |asked| {
    healthy::answer(&STORE, asked)
})];

static STORE: LazyLock<Store> = LazyLock::new(|| {
    let mut store = Store::default();
    let repository = store.repository("digests/image");

    let image = single(Flavour::Oci, "sha512");
    let config = image.blobs.last().expect("an image has a config");
    let digest = sha512(&config.bytes);
    let manifest = String::from_utf8_lossy(&image.content.bytes).replace(&config.digest, &digest);
    repository.hold(&image);
    repository.blob_named(&digest, config.bytes.clone());
    repository.content("sha512", named(&sha512(manifest.as_bytes()), manifest));

    let promised = sha512(b"what was promised");
    repository.content("sha512-forged", named(&promised, image.content.bytes));

    let blake3 = format!("blake3:{}", "a".repeat(64));
    let other = single(Flavour::Oci, "blake3");
    repository.hold(&other);
    repository.content("blake3", named(&blake3, other.content.bytes));
    store
});

/// A manifest under the digest that it claims.
fn named(digest: &str, bytes: impl Into<bytes::Bytes>) -> Content {
    Content {
        media_type: media_type::OCI_MANIFEST.to_owned(),
        digest: digest.to_owned(),
        bytes: bytes.into(),
    }
}

fn sha512(bytes: &[u8]) -> String {
    let mut digest = String::from("sha512:");
    for byte in Sha512::digest(bytes) {
        write!(digest, "{byte:02x}").expect("a string takes all that is written");
    }
    digest
}
