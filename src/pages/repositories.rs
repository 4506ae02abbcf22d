//! `#/`: the repositories of the registry in use.

use std::sync::Arc;

use leptos::prelude::*;
use porthole_core::{oci::name::RepositoryName, route::View};

use crate::{
    components::{
        name_list::{NameListing, Words},
        open_repository::OpenRepository,
        repository_name::repository_name,
        rows::DrawRow,
        title::Title,
    },
    connection::{Connection, listing::Name},
};

const WORDS: Words = Words {
    one: "repository",
    many: "repositories",
    table: "Repositories",
    heading: "Repository",
    filter: "Filter repositories",
    one_kind: "a repository name",
    many_kind: "repository names",
    reading: "Reading the list of repositories",
};

/// The repositories.
#[component]
pub(crate) fn RepositoriesPage() -> impl IntoView {
    let connection = Connection::in_use();
    let title = connection.target.title.clone();
    let draw: DrawRow = Arc::new(|name| match name {
        Name::Repository(repository) => row(repository),
        Name::Tag(_) => ().into_any(),
    });
    view! {
        <main class="page">
            <Title tab=title.clone()>{title}</Title>
            <NameListing words=&WORDS read=connection.catalog() draw empty=no_repositories besides/>
        </main>
    }
}

fn row(repository: &RepositoryName) -> AnyView {
    let href = Connection::in_use().href(View::Repository(repository.clone()));
    view! { <a class="row-link" href=href title=repository.to_string()>{repository_name(repository)}</a> }
        .into_any()
}

fn besides() -> AnyView {
    view! { <OpenRepository/> }.into_any()
}

/// The registry is empty.
fn no_repositories(_is_known: bool) -> AnyView {
    let host = Connection::in_use().target.pull_host.clone();
    view! {
        <section class="panel empty">
            <h2>"No repositories yet"</h2>
            <p>"Push the first image, then reload this page:"</p>
            <pre tabindex="0"><code>{format!("docker tag hello-world {host}/hello-world\ndocker push {host}/hello-world")}</code></pre>
        </section>
    }
    .into_any()
}
