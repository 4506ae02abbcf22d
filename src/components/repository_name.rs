//! A repository's name in its parts. The space around a slash is drawn, not written, so that
//! the browser's own search finds the name as people know it.

use leptos::prelude::*;
use porthole_core::oci::name::RepositoryName;

use crate::components::element::{element, of_class, parts, text};

/// The name, its last part standing out.
pub(crate) fn repository_name(repository: &RepositoryName) -> AnyView {
    let last = repository.last_component().to_owned();
    let namespace = repository.namespace().into_iter();
    let namespace = namespace
        .flat_map(|namespace| namespace.split('/'))
        .flat_map(|part| [text(part), of_class("span", "slash").text("/").view()]);
    parts([
        of_class("span", "second").children(namespace).view(),
        element("b").text(last).view(),
    ])
}
