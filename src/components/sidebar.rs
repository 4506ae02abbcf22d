//! The side bar: the repositories as a tree, filtered as one types.

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted},
    inventory::tree::{TreeRow, rows},
    oci::name::RepositoryName,
    route::View,
};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{element, link_button, nothing, of_class, parts, text},
    },
    connection::{
        Connection,
        glance::Glance,
        listing::{Name, Progress},
    },
    navigation::Navigation,
    reactive::{Derived, effect},
};

/// More rows than this are reached by the filter.
const SHOWN: usize = 500;
/// From this width on, in pixels, the side bar is there by itself; the style sheet agrees.
const WIDE: f64 = 1100.0;
/// Deeper rows are drawn as deep as this.
const DEEPEST: usize = 6;

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
    let list = move || {
        let rows = tree.get();
        let more = rows.len().saturating_sub(SHOWN);
        let items = rows.into_iter().take(SHOWN).map(|row| item(bar, row, view));
        let more = (more > 0).then(|| {
            let words = format!(
                "and {} more: filter to find them",
                counted(more, "row", "rows")
            );
            of_class("p", "second").text(words).view()
        });
        let list = of_class("ul", "tree").children(items).view();
        parts([list].into_iter().chain(more))
    };
    let state = move || {
        let words = catalog.with(|list| match (&list.progress, list.names.is_empty()) {
            (Progress::Reading, _) => Some("Reading the list…"),
            (Progress::Failed(_), true) => Some("The list of repositories cannot be read."),
            (Progress::Failed(_), false) => Some("The list broke off here."),
            (Progress::Whole, true) => Some("No repositories."),
            (Progress::Whole, false) => None,
        });
        words.map_or_else(nothing, |words| of_class("p", "second").text(words).view())
    };
    parts([
        filter.view(),
        dynamic(list),
        emptied(bar, open),
        dynamic(state),
    ])
}

/// The repositories that fit the filter; of the emptied ones that are folded away the one that is
/// open.
fn tree(bar: SideBar, filter: Derived<String>, open: Derived<String>) -> Derived<Vec<TreeRow>> {
    let connection = Connection::in_use();
    let (catalog, glances) = (connection.catalog(), connection.glances);
    // What is emptied stays so, so that another number tells of any change.
    let number = Derived::new(move || glances.emptied());
    Derived::new(move || {
        let filter = filter.get().trim().to_ascii_lowercase();
        let are_all_shown = number.get() == 0 || bar.are_emptied_shown.get();
        let (folded, open) = (bar.folded.get(), open.get());
        // What is looked for is not hidden in a fold.
        let is_folded = |path: &str| filter.is_empty() && folded.iter().any(|other| other == path);
        let is_shown = |name: &&RepositoryName| {
            let is_kept = || name.as_str() == open || !untrack(|| glances.is_emptied(name));
            name.as_str().contains(&filter) && (are_all_shown || is_kept())
        };
        catalog.with(|list| {
            let names = list.names.iter().filter_map(Name::repository);
            rows(names.filter(is_shown), &is_folded)
        })
    })
}

/// The emptied repository that a view is of, if it is of one.
fn open_emptied(view: Derived<View>) -> Derived<String> {
    let glances = Connection::in_use().glances;
    Derived::new(move || {
        view.with(|view| {
            let open = repository_of(view).filter(|open| glances.is_emptied(open));
            open.map_or_else(String::new, ToString::to_string)
        })
    })
}

/// The button that shows or folds the emptied repositories. It stays while it is in use.
fn emptied(bar: SideBar, open: Derived<String>) -> AnyView {
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

/// The repository that a view is of.
fn repository_of(view: &View) -> Option<&RepositoryName> {
    match view {
        View::Repository(shown) | View::Image(shown, _) | View::Layer(shown, _) => Some(shown),
        View::Repositories | View::Connection => None,
    }
}

fn item(bar: SideBar, row: TreeRow, view: Derived<View>) -> AnyView {
    let depth = [
        "depth-0", "depth-1", "depth-2", "depth-3", "depth-4", "depth-5", "depth-6",
    ];
    let name = row.name().to_owned();
    let is_folded = bar
        .folded
        .with_untracked(|folded| folded.contains(&row.path));
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
