//! A tag that leads to what another does, as a link.

use porthole_core::{
    oci::{name::RepositoryName, tag::Tag},
    registry::manifest::ManifestAddress,
    route::View,
};

use crate::{
    components::element::{Element, of_class},
    connection::Connection,
};

/// The link to a tag.
pub(crate) fn alias(repository: &RepositoryName, tag: &Tag, words: String) -> Element {
    let view = View::Image(repository.clone(), ManifestAddress::Tag(tag.clone()));
    of_class("a", "alias")
        .set("href", Connection::in_use().href(view))
        .text(words)
}
