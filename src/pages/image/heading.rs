//! The full reference, in parts that can be clicked.

use leptos::prelude::*;
use porthole_core::{oci::name::RepositoryName, registry::manifest::ManifestAddress, route::View};

use crate::{components::title::Title, connection::Connection};

/// The heading of an image.
#[component]
pub(crate) fn Heading(
    /// The repository.
    repository: RepositoryName,
    /// The tag or the digest.
    address: ManifestAddress,
) -> impl IntoView {
    let connection = Connection::in_use();
    let host = connection.target.pull_host.clone();
    let (separator, last) = match &address {
        ManifestAddress::Tag(tag) => (":", tag.to_string()),
        ManifestAddress::Digest(digest) => (
            "@",
            format!("{}:{}", digest.algorithm().as_str(), digest.short()),
        ),
    };
    let repositories = connection.href(View::Repositories);
    let tags = connection.href(View::Repository(repository.clone()));
    view! {
        <Title tab=format!("{repository}{separator}{last}")>
            <span class="reference">
                <a href=repositories>{host}</a>"/"
                <a href=tags>{repository.to_string()}</a>{separator}
                <b>{last}</b>
            </span>
        </Title>
    }
}
