//! A tag whose removal was interrupted, and the way to repair it.

use leptos::prelude::*;
use porthole_core::{
    inventory::tombstone::Tombstone, oci::name::RepositoryName,
    registry::manifest::ManifestAddress, route::View,
};

use crate::{
    components::element::{element, link_button, nothing, of_class, parts},
    connection::{Connection, changing::Change},
};

/// What it is, for who points at it.
pub(crate) const WHY: &str = "It was to be removed, and leads to an empty manifest that was put there for that. Nobody deleted that yet.";

/// That it is so, where it led, and the button that shows what can be done.
pub(crate) fn interrupted(repository: &RepositoryName, tombstone: &Tombstone) -> AnyView {
    let connection = Connection::in_use();
    let mark = of_class("span", "mark mark-unverifiable").text("! interrupted removal");
    let led = tombstone.digest.as_ref().map_or_else(nothing, |digest| {
        let view = View::Image(repository.clone(), ManifestAddress::Digest(digest.clone()));
        let link = element("a")
            .set("href", connection.href(view))
            .child(element("code").text(digest.short()));
        of_class("span", "second")
            .text(" led to ")
            .child(link)
            .view()
    });
    let change = Change {
        tags: vec![tombstone.tag.clone()],
        ..Change::of(repository.clone())
    };
    let repair = connection.writing.may_turn().then(|| {
        let changing = connection.changing;
        link_button("Repair…", move || changing.open(change.clone()))
    });
    parts([
        mark.view(),
        led,
        of_class("span", "second").text(" ").maybe(repair).view(),
    ])
}
