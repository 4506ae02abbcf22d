//! `#/`: the repositories of the registry in use.

mod row;

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use porthole_core::format::{count, counted};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{element, link_button, nothing, of_class, parts, text},
        filter::{filter_field, filter_in_use},
        name_list::{Drawn, Words, name_list, summary},
        open_repository::open_repository,
        rows::{self, DrawRow, Table},
        title::title,
    },
    connection::{Connection, follow::follow, glance, listing::Name},
    pages::repositories::row::row,
    reactive::Derived,
};

const WORDS: Words = Words {
    one: "repository",
    many: "repositories",
    one_kind: "a repository name",
    many_kind: "repository names",
    reading: "Reading the list of repositories",
};

/// The repositories.
pub(crate) fn repositories_page() -> AnyView {
    let connection = Connection::in_use();
    let name = connection.target.title.clone();
    let (read, glances) = (connection.catalog(), connection.glances);
    let are_emptied_shown = RwSignal::new(false);
    let filtered = Derived::new(move || {
        let filter = filter_in_use();
        let is_shown = |name: &Name| {
            let is_emptied = || {
                name.repository()
                    .is_some_and(|name| glances.is_emptied(name))
            };
            name.as_str().contains(&filter) && (are_emptied_shown.get() || !is_emptied())
        };
        read.with(|list| {
            let names = list.names.iter().filter(|name| is_shown(name));
            Arc::new(names.cloned().collect::<Vec<_>>())
        })
    });
    let summary = move || {
        read.with(|list| {
            let emptied = if are_emptied_shown.get() {
                0
            } else {
                glances.emptied()
            };
            let left = filtered.with(|rows| rows.len()) + emptied;
            let all = list.names.len();
            summary(&WORDS, list, all, left.min(all))
        })
    };
    let emptied = move || {
        let number = glances.emptied();
        if number == 0 {
            return nothing();
        }
        let emptied = counted(number, "emptied repository", "emptied repositories");
        let are_shown = are_emptied_shown.get();
        let words = if are_shown {
            "shown, fold"
        } else {
            "folded away"
        };
        let fold = link_button(format!("{emptied} {words}"), move || {
            are_emptied_shown.set(!are_shown);
        });
        parts([text(" · "), fold.view()])
    };
    let table = move || table(filtered);
    let summary = parts([dynamic_text(summary), dynamic(emptied)]);
    let heading = title(&name, text(name.clone()));
    let drawn = Drawn {
        summary,
        table: Arc::new(table),
        empty: no_repositories,
        besides,
    };
    let listing = name_list(&WORDS, read, drawn);
    of_class("main", "page")
        .child(heading.into_any())
        .child(listing)
        .view()
}

fn table(rows: Derived<Arc<Vec<Name>>>) -> AnyView {
    let connection = Connection::in_use();
    let on_screen = RwSignal::new(Vec::new());
    follow(on_screen, {
        let connection = Rc::clone(&connection);
        Rc::new(move |name| {
            let repository = name.repository()?.clone();
            Some(Box::pin(glance::read(Rc::clone(&connection), repository)))
        })
    });
    let catalog = connection.catalog();
    let hint = move || {
        format!(
            "Filter {} repositories",
            catalog.with(|list| count(list.names.len() as u64))
        )
    };
    let draw: DrawRow = Arc::new(|name| match name {
        Name::Repository(repository) => row(repository),
        Name::Tag(_) => ().into_any(),
    });
    let nothing_left = move || {
        let is_empty = rows.with(|rows| rows.is_empty());
        if is_empty {
            let words = "Nothing here has this in its name. Clear the filter to see all.";
            of_class("p", "empty").text(words).view()
        } else {
            nothing()
        }
    };
    let head = parts([
        heading("name-cell", "Repository"),
        heading("what-cell", "What it is"),
        heading("count-cell number", "Tags"),
        heading("newest-cell", "Newest version"),
        heading("built-cell number", "Built"),
        heading("attention-cell", "Attention"),
    ]);
    let field = filter_field("Filter repositories", hint);
    let table = rows::table(Table {
        label: "Repositories",
        class: "repositories",
        head,
        rows,
        draw,
        on_screen,
    });
    let panel = of_class("div", "panel")
        .child(table)
        .child(dynamic(nothing_left));
    let tools = of_class("div", "tools narrow-only").child(field);
    parts([tools.view(), panel.view()])
}

fn heading(class: &'static str, name: &'static str) -> AnyView {
    of_class("th", class).set("scope", "col").text(name).view()
}

fn besides() -> AnyView {
    open_repository()
}

/// The registry is empty.
fn no_repositories(_is_known: bool) -> AnyView {
    let host = &Connection::in_use().target.pull_host;
    let lines =
        format!("docker tag hello-world {host}/hello-world\ndocker push {host}/hello-world");
    of_class("section", "panel empty")
        .child(element("h2").text("No repositories yet"))
        .child(element("p").text("Push the first image, then reload this page:"))
        .child(
            element("pre")
                .set("tabindex", "0")
                .child(element("code").text(lines)),
        )
        .view()
}
