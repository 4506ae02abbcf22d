//! The full reference, in parts that can be clicked.

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    inventory::kind::Kind,
    oci::name::RepositoryName,
    registry::manifest::{ManifestAddress, ReadManifest},
    route::View,
};

use crate::{
    components::{
        element::{element, of_class},
        interrupted::{WHY, interrupted},
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

/// Stands for the content of a tag whose removal was interrupted.
pub(super) fn interruption(
    repository: &RepositoryName,
    address: &ManifestAddress,
    finding: &Finding<ReadManifest>,
) -> Option<AnyView> {
    let ManifestAddress::Tag(tag) = address else {
        return None;
    };
    let document = finding.content()?.document.as_ref().ok()?;
    let kind = Kind::of(&document.content);
    let tombstone = kind.tombstone_of(tag)?;
    let words = element("p").child(interrupted(repository, tombstone));
    let panel = of_class("section", "panel empty")
        .child(element("h2").text("The removal of this tag was interrupted"))
        .child(element("p").text(WHY))
        .child(words);
    Some(panel.view())
}
