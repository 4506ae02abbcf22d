//! The table of tags.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use porthole_core::{
    inventory::order::{Sort, SortBy},
    registry::queue::Priority,
};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{element, nothing, of_class, parts},
        rows::{self, DrawRow, Table},
    },
    connection::{follow::follow, listing::Name},
    navigation::Navigation,
    pages::repository::{
        row::row,
        selection::Selection,
        tags::{TagList, sort_in_use},
        verification::TagVerification,
    },
    reactive::Derived,
};

/// The table.
pub(crate) fn tags_table(
    list: TagList,
    selection: Selection,
    verification: TagVerification,
) -> AnyView {
    follow(
        list.on_screen,
        Rc::new(move |name| {
            let tag = name.tag().filter(|tag| !list.details.knows(tag))?.clone();
            Some(Box::pin(list.details.read(tag, Priority::OnScreen)))
        }),
    );
    let draw: DrawRow = Arc::new(move |name| match name {
        Name::Tag(tag) => parts([selection.cell(tag), row(list, verification, tag)]),
        Name::Repository(_) => ().into_any(),
    });
    let rows = list.rows;
    let nothing_left = move || {
        let is_empty = rows.with(|rows| rows.is_empty());
        if is_empty {
            let words = "No tag fits. Clear the filter to see all.";
            of_class("p", "empty").text(words).view()
        } else {
            nothing()
        }
    };
    let head = parts([
        selection.head(),
        heading("Tag", "tag-cell", Some(SortBy::Tag)),
        heading("Digest", "digest-cell", Some(SortBy::Digest)),
        heading("Integrity", "integrity-cell", None),
        heading("Platforms", "platforms-cell", None),
        heading("Size per platform", "size-cell number", Some(SortBy::Size)),
        heading("Built", "built-cell number", Some(SortBy::Built)),
        of_class("th", "pull-cell")
            .set("scope", "col")
            .child(of_class("span", "offscreen").text("Pull command"))
            .view(),
    ]);
    let table = rows::table(Table {
        label: "Tags",
        class: "tags",
        head,
        rows,
        draw,
        on_screen: list.on_screen,
    });
    of_class("div", "panel")
        .on("mouseenter", move |_| list.is_pointed_at.set(true))
        .on("mouseleave", move |_| list.is_pointed_at.set(false))
        .child(table)
        .child(dynamic(nothing_left))
        .view()
}

/// The head of a column; one that can be sorted by is a button.
fn heading(name: &'static str, class: &'static str, by: Option<SortBy>) -> AnyView {
    let cell = of_class("th", class).set("scope", "col");
    let Some(by) = by else {
        return cell.text(name).view();
    };
    let navigation = Navigation::in_use();
    let sort = Derived::new(sort_in_use);
    // What comes first goes down: the newest, the largest; digests go up.
    let is_ascending = move |sort: Sort| (by == SortBy::Digest) != sort.is_reversed;
    let state = move || {
        let sort = sort.get();
        (sort.by == by).then(|| is_ascending(sort))
    };
    let arrow = move || match state() {
        Some(true) => "↑".to_owned(),
        Some(false) => "↓".to_owned(),
        None => String::new(),
    };
    let aria_sort = move || {
        let is_ascending = state()?;
        Some(
            if is_ascending {
                "ascending"
            } else {
                "descending"
            }
            .to_owned(),
        )
    };
    let choose = move |_| {
        let sort = sort.get_untracked();
        let next = Sort {
            by,
            is_reversed: sort.by == by && !sort.is_reversed,
        };
        let text = Some(next).filter(|next| *next != Sort::default());
        navigation.adjust(|route| route.query.sort = text.map(|text| text.as_str().to_owned()));
    };
    let arrow = element("span")
        .set("aria-hidden", "true")
        .child(dynamic_text(arrow));
    let button = of_class("button", "sort")
        .set("type", "button")
        .on("click", choose)
        .text(name)
        .child(arrow);
    cell.follow("aria-sort", aria_sort).child(button).view()
}
