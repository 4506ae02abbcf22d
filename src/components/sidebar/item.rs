//! A row of the side bar: a namespace, a repository, or both.

use leptos::prelude::*;
use porthole_core::{
    format::count, inventory::tree::TreeRow, oci::name::RepositoryName, route::View,
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, link_button, of_class, text},
        sidebar::SideBar,
    },
    connection::{Connection, glance::Glance},
    reactive::Derived,
};

/// Deeper rows are drawn as deep as this.
const DEEPEST: usize = 6;

/// The repository that a view is of.
pub(super) fn repository_of(view: &View) -> Option<&RepositoryName> {
    match view {
        View::Repository(shown) | View::Image(shown, _) | View::Layer(shown, _) => Some(shown),
        View::Repositories | View::Connection => None,
    }
}

/// Draws one.
pub(super) fn item(bar: SideBar, row: TreeRow, is_folded: bool, view: Derived<View>) -> AnyView {
    let depth = [
        "depth-0", "depth-1", "depth-2", "depth-3", "depth-4", "depth-5", "depth-6",
    ];
    let name = row.name().to_owned();
    let fold = row.is_namespace.then(|| {
        let path = row.path.clone();
        let words = if is_folded { "▸" } else { "▾" };
        let label = format!("{} {}", if is_folded { "Unfold" } else { "Fold" }, row.path);
        let button = link_button(words, move || bar.toggle(path.clone()));
        button
            .set("aria-label", label)
            .set("aria-expanded", (!is_folded).to_string())
    });
    let of_name = match &row.repository {
        Some(repository) => link(repository, name, view),
        None => {
            let path = row.path.clone();
            of_class("span", "namespace")
                .on("click", move |_| bar.toggle(path.clone()))
                .text(name)
                .view()
        }
    };
    of_class("li", depth[row.depth.min(DEEPEST)])
        .maybe(fold)
        .child(of_name)
        .view()
}

fn link(repository: &RepositoryName, name: String, view: Derived<View>) -> AnyView {
    let connection = Connection::in_use();
    let glances = connection.glances;
    let (of_count, of_current) = (repository.clone(), repository.clone());
    let number = dynamic(move || match glances.of(&of_count) {
        Some(Glance::Tags(readings)) => of_class("span", "number second")
            .text(count(readings.len() as u64))
            .view(),
        _ => text(""),
    });
    let current = move || {
        let is_current = view.with(|view| repository_of(view) == Some(&of_current));
        is_current.then(|| "page".to_owned())
    };
    element("a")
        .set(
            "href",
            connection.href(View::Repository(repository.clone())),
        )
        .set("title", repository.to_string())
        .follow("aria-current", current)
        .child(of_class("span", "tree-name").text(name))
        .child(number)
        .view()
}
