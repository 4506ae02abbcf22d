//! A digest where a filter is typed: the tags that lead to it, and the way to itself.

use leptos::prelude::*;
use porthole_core::{
    oci::digest::Digest,
    registry::manifest::ManifestAddress,
    route::{Route, View},
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, nothing, of_class},
    },
    connection::Connection,
    navigation::Navigation,
    pages::repository::tags::TagList,
    reactive::Derived,
};

/// The digest that stands in the filter, whole. No tag has its colon.
pub(super) fn typed_digest(route: &Route) -> Option<Digest> {
    Digest::parse(route.query.filter.as_deref()?.trim()).ok()
}

/// The way to the digest that stands in the filter; nothing where none does.
pub(super) fn by_digest(list: TagList) -> AnyView {
    let navigation = Navigation::in_use();
    let digest = Derived::new(move || navigation.part(typed_digest));
    dynamic(move || {
        let Some(digest) = digest.get() else {
            return nothing();
        };
        let words = format!("Open {}:{}…", digest.algorithm().as_str(), digest.short());
        let view = View::Image(list.repository.get_value(), ManifestAddress::Digest(digest));
        let way = element("a")
            .set("href", Connection::in_use().href(view))
            .text(words);
        of_class("p", "by-digest")
            .child(way)
            .text(" The table keeps the tags that were read and lead to it, as a whole or as one of their platforms.")
            .view()
    })
}
