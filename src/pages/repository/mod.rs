//! `#/r/<repository>`: its tags.

use std::sync::Arc;

use leptos::prelude::*;
use porthole_core::{
    oci::{name::RepositoryName, tag::Tag},
    registry::manifest::ManifestAddress,
    route::View,
};

use crate::{
    components::{
        name_list::{NameListing, Words},
        repository_name::repository_name,
        rows::DrawRow,
        title::Title,
    },
    connection::{
        Connection,
        listing::{Name, read_list},
    },
};

const WORDS: Words = Words {
    one: "tag",
    many: "tags",
    table: "Tags",
    heading: "Tag",
    filter: "Filter tags",
    one_kind: "a tag",
    many_kind: "tags",
    reading: "Reading the list of tags",
};

/// A repository: its tags.
#[component]
pub(crate) fn RepositoryPage(
    /// Which one.
    repository: RepositoryName,
) -> impl IntoView {
    let connection = Connection::in_use();
    let read = read_list(move || Some(connection.clone()), {
        let repository = repository.clone();
        move |connection| connection.client.tags(&repository)
    });
    let draw: DrawRow = Arc::new({
        let repository = repository.clone();
        move |name| match name {
            Name::Tag(tag) => row(&repository, tag),
            Name::Repository(_) => ().into_any(),
        }
    });
    let name = repository_name(&repository);
    view! {
        <main class="page">
            <Title tab=repository.to_string()>{name}</Title>
            <NameListing words=&WORDS read draw empty=no_tags besides=|| ().into_any()/>
        </main>
    }
}

fn row(repository: &RepositoryName, tag: &Tag) -> AnyView {
    let address = ManifestAddress::Tag(tag.clone());
    let href = Connection::in_use().href(View::Image(repository.clone(), address));
    view! { <a class="row-link" href=href title=tag.to_string()><b>{tag.to_string()}</b></a> }
        .into_any()
}

/// The repository has no tags.
fn no_tags(is_known: bool) -> AnyView {
    let href = Connection::in_use().href(View::Repositories);
    let text = if is_known {
        "All its tags were deleted, or none was ever pushed. Registries keep listing such a repository."
    } else {
        "The registry knows no such repository: its name is another one, nothing was ever pushed to it, or it was emptied."
    };
    view! {
        <section class="panel empty">
            <h2>"No tags"</h2>
            <p>{text}</p>
            <p class="actions"><a class="button" href=href>"Repositories"</a></p>
        </section>
    }
    .into_any()
}
