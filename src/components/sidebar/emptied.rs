//! Emptied repositories, which the side bar folds away.

use leptos::prelude::*;
use porthole_core::{format::count, route::View};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{link_button, nothing},
        sidebar::{SideBar, item::repository_of},
    },
    connection::Connection,
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

/// The button that shows or folds the emptied repositories. It stays while it is in use.
pub(super) fn emptied(bar: SideBar, open: Derived<String>) -> AnyView {
    let glances = Connection::in_use().glances;
    let number = Derived::new(move || {
        let is_one_open = open.with(|open| !open.is_empty());
        glances.emptied() - usize::from(is_one_open)
    });
    let are_there = Derived::new(move || number.get() > 0);
    let are_shown = move || bar.are_emptied_shown.get();
    let toggle = move || bar.are_emptied_shown.update(|shown| *shown = !*shown);
    dynamic(move || {
        if !are_there.get() {
            return nothing();
        }
        let words = move || {
            let arrow = if are_shown() { "▾" } else { "▸" };
            format!("{arrow} {} emptied", count(number.get() as u64))
        };
        link_button("", toggle)
            .set("title", "Repositories that were read and have no tags")
            .follow("aria-expanded", move || Some(are_shown().to_string()))
            .child(dynamic_text(words))
            .view()
    })
}
