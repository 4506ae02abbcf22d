//! Manifests, and what they promise, as a page reads them.

use porthole_core::{
    integrity::finding::Finding,
    oci::{
        descriptor::Descriptor, digest::Digest, document::Content, index::Index,
        manifest::ImageManifest,
    },
    registry::{
        config::ReadConfig,
        error::ErrorKind,
        manifest::{Promise, ReadManifest},
        memory::Freshness,
        queue::Priority,
    },
};

use crate::open::{Open, address, kind, repository};

/// A manifest by tag or digest.
pub(crate) async fn manifest(
    open: &Open,
    name: &str,
    reference: &str,
) -> Result<Finding<ReadManifest>, ErrorKind> {
    let (name, address) = (repository(name), address(reference));
    let client = &open.client;
    kind(
        client
            .manifest(&name, &address, Priority::OnScreen, Freshness::Remembered)
            .await,
    )
}

/// A manifest that a parent promised.
pub(crate) async fn child(
    open: &Open,
    name: &str,
    descriptor: &Descriptor,
    parent: &Digest,
) -> Result<Finding<ReadManifest>, ErrorKind> {
    let promise = Promise { descriptor, parent };
    let (name, client) = (repository(name), &open.client);
    kind(
        client
            .promised_manifest(&name, promise, Priority::OnScreen, Freshness::Remembered)
            .await,
    )
}

/// A config that a manifest promised.
pub(crate) async fn config(
    open: &Open,
    name: &str,
    descriptor: &Descriptor,
    parent: &Digest,
) -> Result<Finding<ReadConfig>, ErrorKind> {
    let promise = Promise { descriptor, parent };
    let (name, client) = (repository(name), &open.client);
    kind(
        client
            .config(&name, promise, Priority::OnScreen, Freshness::Remembered)
            .await,
    )
}

/// The content of a manifest that is one.
pub(crate) fn content(finding: &Finding<ReadManifest>) -> Content {
    let manifest = finding.content().expect("it is what was promised");
    let document = manifest.document.as_ref().expect("it is a manifest");
    document.content.clone()
}

/// The index that a manifest is.
pub(crate) fn index(finding: &Finding<ReadManifest>) -> Index {
    match content(finding) {
        Content::Index(index) => *index,
        content => panic!("{content:?}"),
    }
}

/// The image that a manifest is.
pub(crate) fn image(finding: &Finding<ReadManifest>) -> ImageManifest {
    match content(finding) {
        Content::Image(image) => *image,
        content => panic!("{content:?}"),
    }
}

/// The descriptor of an image's config.
pub(crate) fn promised_config(finding: &Finding<ReadManifest>) -> Descriptor {
    image(finding).config.unwrap().unwrap()
}
