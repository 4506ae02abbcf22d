//! The parts of an index that has no image to show: its bytes and its health.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    oci::{digest::Digest, name::RepositoryName},
    registry::manifest::{ManifestAddress, ReadManifest},
    route::View,
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
        raw::{Lead, raw},
        tabs::tabs as strip,
    },
    connection::Connection,
    navigation::Navigation,
    pages::image::{
        content::{HEALTH, MANIFEST, findings},
        health::{health_of_index, number_of_index},
        siblings::Siblings,
    },
    reactive::Derived,
};

/// The tabs by the names that addresses give them. The last is shown where the address names none:
/// it says why there is no image.
const TABS: [&str; 2] = [MANIFEST, HEALTH];

/// An index without the image that was asked for.
pub(crate) fn index_parts(
    repository: RepositoryName,
    index: Rc<Finding<ReadManifest>>,
    siblings: Siblings,
) -> AnyView {
    let navigation = Navigation::in_use();
    let chosen = Derived::new(move || {
        let wished = navigation.part(|route| route.query.tab.clone());
        usize::from(wished.as_deref() != Some(MANIFEST))
    });
    let choose = Callback::new(move |id: String| {
        navigation.adjust(|route| route.query.tab = Some(id));
    });
    let index = StoredValue::new_local(index);
    let panel = move || {
        let index = index.get_value();
        match TABS.get(chosen.get()) {
            Some(&MANIFEST) => bytes(&repository, &index),
            _ => health_of_index(repository.clone(), index, siblings),
        }
    };
    let number = move || index.with_value(|index| number_of_index(index, siblings));
    let beside = |position: usize| match TABS.get(position) {
        Some(&HEALTH) => findings(Derived::new(number)),
        _ => nothing(),
    };
    let names = [
        (MANIFEST, "Manifest of the index"),
        (HEALTH, "Health of the index"),
    ];
    let names = names.map(|(id, words)| (id.to_owned(), words.to_owned()));
    let tabs = strip(
        "Parts of the index",
        "part",
        names.into(),
        &beside,
        chosen,
        choose,
    );
    let panel = element("div")
        .set("id", "part")
        .set("role", "tabpanel")
        .set("aria-label", "Part of the index")
        .child(dynamic(panel));
    parts([
        of_class("div", "part-tabs").child(tabs).view(),
        panel.view(),
    ])
}

fn bytes(repository: &RepositoryName, index: &Finding<ReadManifest>) -> AnyView {
    let (Some(read), Some(digest)) = (index.content(), index.digest()) else {
        return nothing();
    };
    let name = repository.as_str().replace('/', "-");
    let file = format!("{name}-{}-index.json", digest.short());
    let repository = repository.clone();
    let lead: Lead = Arc::new(move |digest: &Digest| {
        let address = ManifestAddress::Digest(digest.clone());
        Some(Connection::in_use().href(View::Image(repository.clone(), address)))
    });
    raw("The index as served", file, read.bytes.clone(), lead)
}
