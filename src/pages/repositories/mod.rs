//! `#/`: the repositories of the registry in use.

mod attention;
mod row;

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use porthole_core::format::{count, counted};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{element, link_button, nothing, of_class, parts, text},
        filter::{filter_field, filter_in_use},
        name_list::{Drawn, Words, name_list, summary, summary_part},
        open_repository::{open_repository, way_to},
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

/// More emptied repositories that fit the filter are told by their number.
const NAMED: usize = 3;

/// The repositories.
pub(crate) fn repositories_page() -> AnyView {
    let connection = Connection::in_use();
    let name = connection.target.title.clone();
    let (read, glances) = (connection.catalog(), connection.glances);
    let are_emptied_shown = RwSignal::new(false);
    let fitting = Derived::new(move || {
        let filter = filter_in_use();
        read.with(|list| {
            let names = list.names.iter();
            let names = names.filter(|name| name.as_str().contains(&filter));
            Arc::new(names.cloned().collect::<Vec<_>>())
        })
    });
    let is_emptied = move |name: &&Name| {
        let repository = name.repository();
        repository.is_some_and(|name| untrack(|| glances.is_emptied(name)))
    };
    let emptied = Derived::new(move || {
        // What is emptied stays so, so that another number tells of any change.
        if glances.emptied() == 0 {
            return Arc::default();
        }
        let names = fitting.get();
        Arc::new(names.iter().filter(is_emptied).cloned().collect::<Vec<_>>())
    });
    let filtered = Derived::new(move || {
        if are_emptied_shown.get() || emptied.with(|emptied| emptied.is_empty()) {
            return fitting.get();
        }
        let names = fitting.get();
        let names = names.iter().filter(|name| !is_emptied(name));
        Arc::new(names.cloned().collect())
    });
    let summary = move || {
        let left = fitting.with(|names| names.len());
        read.with(|list| summary(&WORDS, list, list.names.len(), left))
    };
    let fold = move || emptied.with(|emptied| fold(emptied, are_emptied_shown));
    let table = move || table(filtered, emptied);
    let summary = parts([dynamic_text(summary), dynamic(fold)]);
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

/// The button that shows or folds the emptied repositories that fit the filter. Those that
/// somebody looks for are named; tracked.
fn fold(emptied: &[Name], are_shown: RwSignal<bool>) -> AnyView {
    if emptied.is_empty() {
        return nothing();
    }
    let number = counted(emptied.len(), "emptied repository", "emptied repositories");
    let is_shown = are_shown.get();
    let words = if is_shown {
        "shown, fold"
    } else {
        "folded away"
    };
    let button = link_button(format!("{number} {words}"), move || {
        are_shown.set(!is_shown);
    });
    let names = if is_shown || filter_in_use().is_empty() {
        String::new()
    } else {
        format!(": {}", named(emptied))
    };
    summary_part([button.view(), text(names)])
}

/// The first few names, and how many more.
fn named(names: &[Name]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(Name::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {} more", shown.join(", "), count(more as u64)),
    }
}

fn table(rows: Derived<Arc<Vec<Name>>>, emptied: Derived<Arc<Vec<Name>>>) -> AnyView {
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
        if !rows.with(|rows| rows.is_empty()) {
            return nothing();
        }
        let words = if emptied.with(|emptied| emptied.is_empty()) {
            "Nothing here has this in its name. Clear the filter to see all."
        } else {
            "Only what is folded away fits: emptied repositories, which have no tags."
        };
        let way = way_to(&Connection::in_use(), &filter_in_use());
        of_class("p", "empty").text(words).child(way).view()
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
    let empty = of_class("section", "panel empty")
        .child(element("h2").text("No repositories yet"))
        .child(element("p").text("Push the first image, then reload this page:"))
        .child(
            element("pre")
                .set("tabindex", "0")
                .child(element("code").text(lines)),
        );
    // Some registries list nothing to those who may read.
    parts([empty.view(), open_repository()])
}
