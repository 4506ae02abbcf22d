//! `#/`: the repositories of the registry in use.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted, visible_start},
    inventory::{kind::Kind, repository::TagState, summary::Summary},
    oci::{name::RepositoryName, tag::Tag},
    registry::error::RegistryError,
    route::View,
    versions::{
        moving::{Standing, moving_tags},
        newest::newest,
        order::Reading,
    },
};

use crate::{
    components::{
        built::built,
        dynamic::{dynamic, dynamic_text},
        element::{element, link_button, nothing, of_class, parts, text},
        filter::{filter_field, filter_in_use},
        name_list::{Drawn, Words, name_list, summary},
        open_repository::open_repository,
        repository_name::repository_name,
        rows::{self, DrawRow, Table},
        skeleton::{skeleton, unknown},
        title::title,
    },
    connection::{
        Connection,
        details::Details,
        follow::follow,
        glance::{self, Glance},
        listing::Name,
    },
    reactive::Derived,
};

const WORDS: Words = Words {
    one: "repository",
    many: "repositories",
    one_kind: "a repository name",
    many_kind: "repository names",
    reading: "Reading the list of repositories",
};

const DESCRIPTION_LENGTH: usize = 120;

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

fn row(repository: &RepositoryName) -> AnyView {
    let connection = Connection::in_use();
    let href = connection.href(View::Repository(repository.clone()));
    let details = connection.details(repository);
    let glances = connection.glances;
    let known = Derived::new({
        let repository = repository.clone();
        move || glances.of(&repository)
    });
    let link = of_class("a", "row-link")
        .set("href", href)
        .set("title", repository.to_string())
        .child(repository_name(repository));
    let rest = dynamic(move || match known.get() {
        None => waiting(),
        Some(Glance::Failed(error)) => failed(&error),
        Some(Glance::Tags(readings)) => at_a_glance(&readings, details),
    });
    parts([of_class("td", "name-cell").child(link).view(), rest])
}

fn cells(
    what: impl Into<AnyView>,
    count: impl Into<AnyView>,
    newest: impl Into<AnyView>,
    built: impl Into<AnyView>,
    attention: impl Into<AnyView>,
) -> AnyView {
    parts([
        of_class("td", "what-cell").child(what).view(),
        of_class("td", "count-cell number").child(count).view(),
        of_class("td", "newest-cell").child(newest).view(),
        of_class("td", "built-cell number").child(built).view(),
        of_class("td", "attention-cell").child(attention).view(),
    ])
}

fn waiting() -> AnyView {
    cells(skeleton(), skeleton(), skeleton(), skeleton(), nothing())
}

fn failed(error: &RegistryError) -> AnyView {
    let explanation = Connection::in_use().explain(error);
    let cell = of_class("td", "failed-cell fault")
        .set("colspan", "5")
        .set("title", explanation.causes.join(" "));
    cell.text(explanation.title).view()
}

fn at_a_glance(readings: &Arc<Vec<Reading>>, details: Details) -> AnyView {
    let number = text(count(readings.len() as u64));
    let Some(first) = readings.first() else {
        let what = of_class("span", "second").text("emptied: no tags");
        return cells(what, number, nothing(), nothing(), nothing());
    };
    let tag = newest(readings).unwrap_or(first.tag()).clone();
    let of_tag = tag.clone();
    let what = dynamic(move || with_summary(details, &of_tag, what));
    let of_tag = tag.clone();
    let built = dynamic(move || with_summary(details, &of_tag, |summary| built(summary.created)));
    let readings = Arc::clone(readings);
    let attention = dynamic(move || attention(&readings, details));
    let name = tag.to_string();
    let latest = dynamic(move || latest(details, &tag));
    cells(what, number, parts([text(name), latest]), built, attention)
}

/// Whether `latest` is the same.
fn latest(details: Details, tag: &Tag) -> AnyView {
    let is_latest = details.look(|inventory| {
        let digest = inventory.tag(tag).and_then(|state| state.digest().cloned());
        let aliases = digest.map_or(&[][..], |digest| inventory.with_digest(&digest));
        *tag != Tag::latest() && aliases.contains(&Tag::latest())
    });
    if is_latest {
        parts([text(" "), of_class("span", "alias").text("= latest").view()])
    } else {
        nothing()
    }
}

/// What a summary says, once it is read; its shape before.
fn with_summary(details: Details, tag: &Tag, draw: impl FnOnce(&Summary) -> AnyView) -> AnyView {
    let state = details.look(|inventory| inventory.tag(tag).cloned());
    match state {
        None => skeleton(),
        Some(state) => state
            .summary()
            .map_or_else(unknown, |summary| draw(summary)),
    }
}

fn what(summary: &Summary) -> AnyView {
    let kind = Some(&summary.kind).filter(|kind| **kind != Kind::Image);
    let words = match (kind, summary.description.as_deref()) {
        (Some(kind), Some(description)) => format!("{kind}: {description}"),
        (Some(kind), None) => kind.to_string(),
        (None, Some(description)) => description.to_owned(),
        (None, None) => return unknown(),
    };
    let title = visible_start(&words, 400);
    let words = visible_start(&words, DESCRIPTION_LENGTH);
    element("span").set("title", title).text(words).view()
}

/// What was seen that somebody should look at.
fn attention(readings: &[Reading], details: Details) -> AnyView {
    let mark = |class: &'static str, words: String| of_class("span", class).text(words).view();
    let mut marks = Vec::new();
    details.look(|inventory| {
        let number = |is_meant: fn(&TagState) -> bool| {
            let states = inventory.tags().map(|(_, state)| state);
            states.filter(|state| is_meant(state)).count()
        };
        let (mismatches, broken) = (number(TagState::is_mismatch), number(TagState::is_broken));
        if mismatches > 0 {
            let words = format!("✕ {}", counted(mismatches, "mismatch", "mismatches"));
            marks.push(mark("mark mark-mismatch", words));
        }
        if broken > 0 {
            marks.push(mark("mark mark-mismatch", format!("✕ {broken} broken")));
        }
        let moving = moving_tags(readings, &|tag| inventory.known(tag));
        let behind = moving
            .iter()
            .filter(|it| matches!(it.standing, Standing::Behind(_)));
        let behind: Vec<&str> = behind.map(|moving| moving.tag.as_str()).collect();
        if !behind.is_empty() {
            let are = if behind.len() == 1 { "is" } else { "are" };
            let words = format!("! {} {are} behind", behind.join(", "));
            marks.push(mark("mark mark-unverifiable", words));
        }
    });
    of_class("span", "marks").children(marks).view()
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
