//! Emptied repositories, which the side bar folds away.

use std::sync::Arc;

use leptos::prelude::*;
use porthole_core::{format::count, oci::name::RepositoryName, route::View};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{link_button, nothing},
        sidebar::{SideBar, item::repository_of},
    },
    connection::{Connection, listing::Name},
    reactive::Derived,
};

/// The emptied repository that a view is of, if it is of one.
pub(super) fn open_emptied(view: Derived<View>) -> Derived<String> {
    let glances = Connection::in_use().glances;
    Derived::new(move || {
        view.with(|view| {
            let open = repository_of(view).filter(|open| glances.is_emptied(open));
            open.map_or_else(String::new, ToString::to_string)
        })
    })
}

/// The emptied repositories that fit the filter, but for the one that is open.
fn fitting(filter: Derived<String>, open: Derived<String>) -> Derived<Arc<Vec<RepositoryName>>> {
    let connection = Connection::in_use();
    let (catalog, glances) = (connection.catalog(), connection.glances);
    Derived::new(move || {
        let filter = filter.get().trim().to_ascii_lowercase();
        let open = open.get();
        // What is emptied stays so, so that another number tells of any change.
        if glances.emptied() == 0 {
            return Arc::default();
        }
        catalog.with(|list| {
            let names = list.names.iter().filter_map(Name::repository);
            let names = names.filter(|name| {
                name.as_str().contains(&filter)
                    && name.as_str() != open
                    && untrack(|| glances.is_emptied(name))
            });
            Arc::new(names.cloned().collect())
        })
    })
}

/// The button that shows or folds the emptied repositories that fit the filter. It stays while it
/// is in use. One that is looked for is named.
pub(super) fn emptied(bar: SideBar, filter: Derived<String>, open: Derived<String>) -> AnyView {
    let fitting = fitting(filter, open);
    let number = Derived::new(move || fitting.with(|names| names.len()));
    let are_there = Derived::new(move || number.get() > 0);
    let named = move || {
        let is_sought = filter.with(|filter| !filter.trim().is_empty());
        let one = fitting.with(|names| names.first().map(ToString::to_string));
        match (one, number.get()) {
            (Some(one), 1) if is_sought => format!(": {one}"),
            (Some(one), _) if is_sought => format!(": {one}, …"),
            _ => String::new(),
        }
    };
    let are_shown = move || bar.are_emptied_shown.get();
    let toggle = move || bar.are_emptied_shown.update(|shown| *shown = !*shown);
    dynamic(move || {
        if !are_there.get() {
            return nothing();
        }
        let words = move || {
            let arrow = if are_shown() { "▾" } else { "▸" };
            let named = if are_shown() { String::new() } else { named() };
            format!("{arrow} {} emptied{named}", count(number.get() as u64))
        };
        link_button("", toggle)
            .set("title", "Repositories that were read and have no tags")
            .follow("aria-expanded", move || Some(are_shown().to_string()))
            .child(dynamic_text(words))
            .view()
    })
}
