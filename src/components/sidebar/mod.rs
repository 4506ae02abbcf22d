//! The side bar: the repositories as a tree, filtered as one types.

mod emptied;
mod item;
mod tree;

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted},
    route::View,
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
        sidebar::{
            emptied::{emptied, open_emptied},
            item::item,
            tree::{in_turn, tree},
        },
    },
    connection::{Connection, listing::Progress},
    navigation::Navigation,
    reactive::{Derived, effect},
};

/// More rows than this are reached by the filter.
const SHOWN: usize = 500;
/// From this width on, in pixels, the side bar is there by itself; the style sheet agrees.
const WIDE: f64 = 1100.0;

/// Whether the side bar is opened on a narrow screen, and what it is filtered by.
#[derive(Clone, Copy)]
pub(crate) struct SideBar {
    /// Whether it is open.
    pub(crate) is_open: RwSignal<bool>,
    filter: RwSignal<String>,
    folded: RwSignal<Vec<String>>,
    are_emptied_shown: RwSignal<bool>,
}

impl SideBar {
    /// Folded away where there is no room, and unfiltered.
    pub(crate) fn provide() -> Self {
        let bar = Self {
            is_open: RwSignal::new(false),
            filter: RwSignal::new(String::new()),
            folded: RwSignal::new(Vec::new()),
            are_emptied_shown: RwSignal::new(false),
        };
        provide_context(bar);
        bar
    }

    fn toggle(self, path: String) {
        self.folded.update(
            |folded| match folded.iter().position(|other| *other == path) {
                Some(position) => drop(folded.swap_remove(position)),
                None => folded.push(path),
            },
        );
    }
}

fn is_wide() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_none_or(|width| width >= WIDE)
}

/// The side bar. The list is asked for when there is room for it, or somebody opens it.
pub(crate) fn side_bar() -> AnyView {
    let bar: SideBar = expect_context();
    let navigation = Navigation::in_use();
    let view = Derived::new(move || navigation.part(|route| route.view.clone()));
    effect(move || {
        view.get();
        bar.is_open.set(false);
    });
    let is_shown = Derived::new(move || is_wide() || bar.is_open.get());
    let class = move || {
        Some(
            if bar.is_open.get() {
                "sidebar open"
            } else {
                "sidebar"
            }
            .to_owned(),
        )
    };
    element("nav")
        .set("id", "sidebar")
        .set("aria-label", "Repositories")
        .follow("class", class)
        .child(dynamic(move || {
            if is_shown.get() {
                content(bar, view)
            } else {
                nothing()
            }
        }))
        .view()
}

fn content(bar: SideBar, view: Derived<View>) -> AnyView {
    let catalog = Connection::in_use().catalog();
    let navigation = Navigation::in_use();
    let is_home = move || view.with(|view| *view == View::Repositories);
    let value = Derived::new(move || {
        if is_home() {
            navigation
                .part(|route| route.query.filter.clone())
                .unwrap_or_default()
        } else {
            bar.filter.get()
        }
    });
    let type_in = move |typed: String| {
        bar.filter.set(typed.clone());
        if is_home() {
            navigation
                .adjust(|route| route.query.filter = Some(typed).filter(|typed| !typed.is_empty()));
        }
    };
    let number = move || catalog.with(|list| list.names.len());
    let hint = move || format!("Filter {} repositories", count(number() as u64));
    let filter = of_class("input", "filter")
        .set("type", "search")
        .set("aria-label", "Filter repositories")
        .set("data-key", "/ repositories")
        .follow("placeholder", move || Some(hint()))
        .set("autocomplete", "off")
        .set("spellcheck", "false")
        .property("value", move || value.get().into())
        .on("input", move |event| type_in(event_target_value(&event)));
    let open = open_emptied(view);
    let tree = tree(bar, value, open);
    let groups = in_turn(bar, tree).into_iter().map(|group| {
        dynamic(move || {
            let rows = group.get().into_iter();
            parts(rows.map(|(row, is_folded)| item(bar, row, is_folded, view)))
        })
    });
    let list = of_class("ul", "tree").children(groups).view();
    let left = Derived::new(move || tree.with(|rows| rows.len().saturating_sub(SHOWN)));
    let more = move || match left.get() {
        0 => nothing(),
        left => {
            let rows = counted(left, "row", "rows");
            let words = format!("and {rows} more: filter to find them");
            of_class("p", "second").text(words).view()
        }
    };
    let state = move || {
        let words = catalog.with(|list| match &list.progress {
            Progress::Reading => Some("Reading the list…"),
            Progress::Failed(_) if list.is_told => Some("The list broke off here."),
            Progress::Failed(_) => Some("The list of repositories cannot be read."),
            Progress::Whole if list.names.is_empty() => Some("No repositories."),
            Progress::Whole => None,
        });
        words.map_or_else(nothing, |words| of_class("p", "second").text(words).view())
    };
    parts([
        filter.view(),
        list,
        dynamic(more),
        emptied(bar, value, open),
        dynamic(state),
    ])
}
