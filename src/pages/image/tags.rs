//! The tags of an image: which lead to it, which are the same, and the one that its page read.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    inventory::repository::TagState,
    oci::{digest::Digest, name::RepositoryName},
    registry::manifest::{ManifestAddress, ReadManifest},
};

use crate::{
    components::{
        alias::alias,
        dynamic::dynamic,
        element::{of_class, parts},
        leading_tags::{leading_tags, look_through, unread},
    },
    connection::Connection,
};

/// Counts what was read by a tag among the tags read, once what the page shows of it is there:
/// then none of that is asked for again.
pub(crate) fn hand_over(
    repository: &RepositoryName,
    address: &ManifestAddress,
    finding: &Rc<Finding<ReadManifest>>,
) -> Callback<()> {
    let tag = match address {
        ManifestAddress::Tag(tag) => Some(tag.clone()),
        ManifestAddress::Digest(_) => None,
    };
    let read = StoredValue::new_local(tag.map(|tag| (tag, Rc::clone(finding))));
    let repository = repository.clone();
    Callback::new(move |()| {
        let read = read.try_update_value(Option::take).flatten();
        if let Some((tag, finding)) = read {
            Connection::in_use().take(&repository, tag, (*finding).clone());
        }
    })
}

/// The tags that lead to a digest, as a whole or as one of its platforms.
pub(crate) fn tags_of(repository: RepositoryName, digest: Digest) -> AnyView {
    let is_meant = move |state: &TagState| {
        if state.digest() == Some(&digest) {
            return Some(None);
        }
        let images = &state.summary()?.images;
        let image = images.iter().find(|image| image.digest == digest)?;
        let platform = image.platform.as_ref().map(ToString::to_string);
        Some(Some(platform.unwrap_or_else(|| "one entry".to_owned())))
    };
    leading_tags(repository, ("leads to", "lead to"), Box::new(is_meant))
}

/// The other tags of the same digest, as far as tags were read; those that lead to a digest are
/// told apart from it.
pub(crate) fn aliases(
    repository: &RepositoryName,
    address: &ManifestAddress,
    finding: &Finding<ReadManifest>,
) -> Option<AnyView> {
    let ManifestAddress::Tag(tag) = address.clone() else {
        return None;
    };
    let (repository, digest) = (repository.clone(), finding.digest()?.clone());
    let (of_button, unread) = (repository.clone(), unread(repository.clone()));
    let links = dynamic(move || {
        let connection = Connection::in_use();
        let tags = connection
            .details(&repository)
            .look(|inventory| inventory.others_of(&digest, &tag));
        let missing = match (tags.is_empty(), unread.get()) {
            (true, None) => Some("no aliases"),
            (true, Some(_)) => Some("aliases not read yet"),
            (false, _) => None,
        };
        let missing = missing.map(|words| of_class("span", "second").text(words).view());
        let links = tags.into_iter();
        let links = links.map(|other| alias(&repository, &other, format!("= {other}")).view());
        parts(missing.into_iter().chain(links))
    });
    Some(parts([links, look_through(of_button)]))
}
