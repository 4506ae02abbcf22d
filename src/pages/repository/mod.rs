//! `#/r/<repository>`: the tags of a repository.

mod by_digest;
mod cleaning;
mod deleting;
mod moving;
mod progress;
mod row;
mod selection;
mod table;
mod tags;
mod tools;
mod verification;

use std::sync::Arc;

use leptos::prelude::*;
use porthole_core::{oci::name::RepositoryName, route::View};
use web_sys::Element as Node;

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{element, nothing, of_class, parts, set_style},
        name_list::{Drawn, Words, name_list},
        repository_name::repository_name,
        title::title,
    },
    connection::{Connection, listing::read_list},
    pages::repository::{
        cleaning::Cleaning, deleting::delete_button, moving::moving_strip, progress::progress_line,
        selection::Selection, table::tags_table, tags::TagList, tools::tools,
        verification::TagVerification,
    },
    reactive::{Derived, effect},
};

pub(crate) const WORDS: Words = Words {
    one: "tag",
    many: "tags",
    one_kind: "a tag",
    many_kind: "tags",
    reading: "Reading the list of tags",
};

/// A repository: its tags.
pub(crate) fn repository_page(repository: RepositoryName) -> AnyView {
    let connection = Connection::in_use();
    let of_opened = connection.clone();
    let details = connection.details(&repository);
    details.forget_old();
    let read = read_list(Vec::new(), move || Some(connection.clone()), {
        let repository = repository.clone();
        move |connection| connection.client.tags(&repository)
    });
    let opened = repository.clone();
    effect(move || {
        let (is_there, is_gone) = read.with(|list| (!list.is_empty(), list.is_of_nothing()));
        untrack(|| {
            if is_there {
                of_opened.keep_opened(&opened);
            } else if is_gone {
                of_opened.forget_opened(&opened);
            }
        });
    });
    let list = TagList::new(repository.clone(), read, details);
    list.keep_whole();
    list.read_details();
    let selection = Selection::new(&list);
    let verification = TagVerification::new(&list);
    let cleaning = Cleaning::new(list, selection);
    let summary = parts([
        dynamic_text(move || list.summary()),
        dynamic(move || list.helpers()),
    ]);
    let name = repository_name(&repository);
    let is_long = Derived::new(move || list.is_long());
    let table = move || {
        parts([
            held(list, dynamic(move || moving_strip(list))),
            cleaning.form(),
            tools(
                list,
                verification.bar(selection, delete_button(list, selection)),
            ),
            verification.results(),
            // Nobody reaches what stands below a table without an end.
            dynamic(move || {
                if is_long.get() {
                    progress_line(list)
                } else {
                    nothing()
                }
            }),
            tags_table(list, selection, verification),
            dynamic(move || {
                if is_long.get() {
                    nothing()
                } else {
                    progress_line(list)
                }
            }),
        ])
    };
    let title = title(repository.as_str(), name);
    let heading = of_class("div", "heading-row")
        .child(title)
        .child(cleaning.button());
    let drawn = Drawn {
        summary,
        table: Arc::new(table),
        empty: no_tags,
        besides: nothing,
    };
    let listing = name_list(&WORDS, read, drawn);
    of_class("main", "page")
        .child(heading)
        .child(listing)
        .view()
}

/// A part above the table, which does not grow while somebody points at a row: that would push the
/// row away.
fn held(list: TagList, part: AnyView) -> AnyView {
    let hold = move |node: Node| {
        effect(move || {
            let height = if list.is_pointed_at.get() {
                format!("{}px", node.client_height())
            } else {
                "auto".to_owned()
            };
            set_style(&node, "height", &height);
        });
    };
    of_class("div", "held").node(hold).child(part).view()
}

/// The repository has no tags.
fn no_tags(is_known: bool) -> AnyView {
    let href = Connection::in_use().href(View::Repositories);
    let text = if is_known {
        "All its tags were deleted, or none was ever pushed. Registries keep listing such a repository."
    } else {
        "The registry knows no such repository: its name is another one, nothing was ever pushed to it, or it was emptied."
    };
    let way = of_class("a", "button")
        .set("href", href)
        .text("Repositories");
    of_class("section", "panel empty")
        .child(element("h2").text("No tags"))
        .child(element("p").text(text))
        .child(of_class("p", "actions").child(way))
        .view()
}
