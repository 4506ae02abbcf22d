//! The full reference, in parts that can be clicked.

use leptos::prelude::*;
use porthole_core::{oci::name::RepositoryName, registry::manifest::ManifestAddress, route::View};

use crate::{
    components::{
        element::{element, of_class},
        title::title,
    },
    connection::Connection,
};

/// The heading of an image, by the tag or the digest.
pub(crate) fn heading(repository: &RepositoryName, address: &ManifestAddress) -> AnyView {
    let connection = Connection::in_use();
    let host = connection.target.pull_host.clone();
    let (separator, last) = match address {
        ManifestAddress::Tag(tag) => (":", tag.to_string()),
        ManifestAddress::Digest(digest) => (
            "@",
            format!("{}:{}", digest.algorithm().as_str(), digest.short()),
        ),
    };
    let repositories = connection.href(View::Repositories);
    let tags = connection.href(View::Repository(repository.clone()));
    let reference = of_class("span", "reference")
        .child(element("a").set("href", repositories).text(host))
        .text("/")
        .child(element("a").set("href", tags).text(repository.to_string()))
        .text(separator)
        .child(element("b").text(last.clone()));
    title(&format!("{repository}{separator}{last}"), reference.view())
}
