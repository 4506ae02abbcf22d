//! The buttons that change something about an image: a tag for it, and deleting it. Both only show
//! first what they would do.

use leptos::prelude::*;
use porthole_core::{
    oci::{digest::Digest, name::RepositoryName},
    registry::manifest::ManifestAddress,
};

use crate::{
    components::element::{element, nothing, parts},
    connection::{Connection, changing::Change},
};

/// The buttons; a page that may never change anything has none.
pub(super) fn change_buttons(
    repository: &RepositoryName,
    address: &ManifestAddress,
    digest: Option<&Digest>,
) -> AnyView {
    let connection = Connection::in_use();
    if !connection.writing.may_turn() {
        return nothing();
    }
    let changing = connection.changing;
    let (tags, digests) = match address {
        ManifestAddress::Tag(tag) => (vec![tag.clone()], Vec::new()),
        ManifestAddress::Digest(digest) => (Vec::new(), vec![digest.clone()]),
    };
    let deleted = Change {
        tags,
        digests,
        ..Change::of(repository.clone())
    };
    let tagged = digest.map(|digest| Change {
        tagged: Some(digest.clone()),
        ..Change::of(repository.clone())
    });
    let tag = tagged.map(|tagged| {
        element("button")
            .set("type", "button")
            .set("title", "Adds a tag to this image, or moves one to it")
            .on("click", move |_| changing.open(tagged.clone()))
            .text("Tag…")
            .view()
    });
    let delete = element("button")
        .set("type", "button")
        .set("class", "danger")
        .set("title", "Shows what would be lost; nothing is deleted yet")
        .on("click", move |_| changing.open(deleted.clone()))
        .text("Delete…")
        .view();
    parts(tag.into_iter().chain([delete]))
}
