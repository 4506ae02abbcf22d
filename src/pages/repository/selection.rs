//! Which tags are selected, whatever the table shows of them.

use std::{collections::HashSet, sync::Arc};

use leptos::prelude::*;
use porthole_core::{format::count, oci::tag::Tag};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement, MouseEvent};

use crate::{
    components::{
        dynamic::dynamic_text,
        element::{element, link_button, of_class, parts},
    },
    connection::listing::Name,
    pages::repository::tags::TagList,
    reactive::Derived,
};

/// The tags that are selected. A copy is the same selection.
#[derive(Clone, Copy)]
pub(crate) struct Selection {
    tags: RwSignal<HashSet<Tag>>,
    /// Where a range begins: the row that was turned last.
    anchor: StoredValue<Option<Tag>>,
    rows: Derived<Arc<Vec<Name>>>,
    numbers: Derived<Numbers>,
    /// The only tags that the table has, where only what was selected is to be seen.
    alone: RwSignal<Option<Arc<HashSet<Tag>>>>,
}

/// How many tags are selected, and how many rows there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// All that are selected.
    pub(crate) selected: usize,
    /// Those of them that the table has a row for.
    pub(crate) shown: usize,
    /// The rows of the table.
    pub(crate) rows: usize,
}

impl Selection {
    /// Nothing is selected. The rows are those that the filter leaves, in their order.
    pub(crate) fn new(list: &TagList) -> Self {
        let rows = list.rows;
        let tags = RwSignal::new(HashSet::new());
        let numbers = Derived::new(move || {
            rows.with(|rows| {
                tags.with(|tags: &HashSet<Tag>| {
                    let is_selected = |tag: &&Tag| tags.contains(*tag);
                    let shown = if tags.is_empty() {
                        0
                    } else {
                        rows.iter()
                            .filter_map(Name::tag)
                            .filter(is_selected)
                            .count()
                    };
                    Numbers {
                        selected: tags.len(),
                        shown,
                        rows: rows.len(),
                    }
                })
            })
        });
        Self {
            tags,
            anchor: StoredValue::new(None),
            rows,
            numbers,
            alone: list.alone,
        }
    }

    /// How many are selected; tracked.
    pub(crate) fn numbers(self) -> Numbers {
        self.numbers.get()
    }

    /// How many of those that are selected are such; tracked.
    pub(crate) fn count(self, is_such: impl Fn(&Tag) -> bool) -> usize {
        self.tags
            .with(|tags| tags.iter().filter(|tag| is_such(tag)).count())
    }

    /// All that are selected: those with a row first, in the order of the rows.
    pub(crate) fn in_order(self) -> Vec<Tag> {
        let mut left = self.tags.get_untracked();
        let rows = self.rows.get_untracked();
        let shown = rows.iter().filter_map(Name::tag);
        let mut tags: Vec<Tag> = shown.filter_map(|tag| left.take(tag)).collect();
        let mut hidden: Vec<Tag> = left.into_iter().collect();
        hidden.sort_unstable();
        tags.append(&mut hidden);
        tags
    }

    /// Selects these, and no others.
    pub(crate) fn choose(self, tags: HashSet<Tag>) {
        self.anchor.set_value(None);
        self.alone.set(None);
        self.tags.set(tags);
    }

    /// Selects nothing.
    pub(crate) fn clear(self) {
        self.choose(HashSet::new());
    }

    /// Leaves only what is selected now in the table, or all again.
    fn turn_alone(self) {
        let alone = match self.alone.get_untracked() {
            Some(_) => None,
            None => Some(Arc::new(self.tags.get_untracked())),
        };
        self.alone.set(alone);
    }

    /// Selects all that have a row; nothing of them where all were.
    pub(crate) fn turn_all(self) {
        let Numbers { shown, rows, .. } = self.numbers.get_untracked();
        self.put(&self.rows.get_untracked(), shown < rows);
    }

    /// Selects a tag, or does not any more; a range from the one before that, in the order of the
    /// rows.
    fn turn(self, tag: &Tag, is_range: bool) {
        let is_selected = !self.tags.with_untracked(|tags| tags.contains(tag));
        let rows = self.rows.get_untracked();
        let place = |tag: &Tag| rows.iter().position(|name| name.tag() == Some(tag));
        let anchor = self.anchor.get_value().filter(|_| is_range);
        let anchor = anchor.and_then(|anchor| place(&anchor));
        if let Some(at) = place(tag) {
            let from = anchor.unwrap_or(at);
            let range = rows.get(from.min(at)..=from.max(at));
            self.put(range.unwrap_or_default(), is_selected);
        }
        self.anchor.set_value(Some(tag.clone()));
    }

    fn put(self, rows: &[Name], are_selected: bool) {
        self.tags.update(|tags| {
            for tag in rows.iter().filter_map(Name::tag) {
                if are_selected {
                    tags.insert(tag.clone());
                } else {
                    tags.remove(tag);
                }
            }
        });
    }

    /// The cell of a row, which selects it wherever it is pressed.
    pub(crate) fn cell(self, tag: &Tag) -> AnyView {
        let (of_state, of_press) = (tag.clone(), tag.clone());
        let is_selected = Derived::new(move || self.tags.with(|tags| tags.contains(&of_state)));
        let press = move |event: Event| {
            let is_range = event
                .dyn_ref::<MouseEvent>()
                .is_some_and(MouseEvent::shift_key);
            self.turn(&of_press, is_range);
        };
        let field = element("input")
            .set("type", "checkbox")
            .set("aria-label", format!("Select {tag}"))
            .set("data-key", "x")
            .property("checked", move || is_selected.get().into());
        of_class("td", "select-cell")
            .on("click", press)
            .child(field)
            .view()
    }

    /// The head of those cells: all that the filter leaves, or none.
    pub(crate) fn head(self) -> AnyView {
        let numbers = self.numbers;
        let name = move || {
            let rows = count(numbers.get().rows as u64);
            Some(format!("Select all {rows} that are shown"))
        };
        let is_checked = move || {
            let Numbers { shown, rows, .. } = numbers.get();
            rows > 0 && shown == rows
        };
        let is_mixed = move || {
            let Numbers { shown, rows, .. } = numbers.get();
            shown > 0 && shown < rows
        };
        let field = of_class("input", "select-all")
            .set("type", "checkbox")
            .follow("aria-label", name)
            .property("disabled", move || (numbers.get().rows == 0).into())
            .property("checked", move || is_checked().into())
            .property("indeterminate", move || is_mixed().into());
        of_class("th", "select-cell")
            .set("scope", "col")
            .on("click", move |_| self.turn_all())
            .child(field)
            .view()
    }

    /// How many are selected, in words, and what selects more or none.
    pub(crate) fn summary(self) -> AnyView {
        let numbers = self.numbers;
        let number = move || format!("{} selected", count(numbers.get().selected as u64));
        let hidden = move || hidden(numbers.get());
        let all = link_button("", move || self.turn_all())
            .follow("hidden", move || {
                let Numbers { shown, rows, .. } = numbers.get();
                (shown == rows).then(String::new)
            })
            .child(dynamic_text(move || {
                format!("Select all {}", count(numbers.get().rows as u64))
            }));
        let clear = move || {
            self.clear();
            focus_on_head();
        };
        let clear = link_button("Clear", clear).follow("hidden", move || {
            (numbers.get().selected == 0).then(String::new)
        });
        let words = move || {
            let is_alone = self.alone.with(Option::is_some);
            if is_alone {
                "Show all"
            } else {
                "Show only these"
            }
            .to_owned()
        };
        let alone = link_button("", move || self.turn_alone())
            .follow("hidden", move || {
                let is_alone = self.alone.with(Option::is_some);
                (!is_alone && numbers.get().selected == 0).then(String::new)
            })
            .child(dynamic_text(words));
        parts([
            of_class("b", "selected").child(dynamic_text(number)).view(),
            of_class("span", "second")
                .child(dynamic_text(hidden))
                .view(),
            of_class("span", "card-only").child(all).view(),
            alone.view(),
            clear.view(),
        ])
    }
}

/// What the filter hides of the selection, in words.
fn hidden(numbers: Numbers) -> String {
    match numbers.selected - numbers.shown.min(numbers.selected) {
        0 => String::new(),
        hidden if hidden == numbers.selected => "hidden by the filter".to_owned(),
        hidden => format!("{} of them hidden by the filter", count(hidden as u64)),
    }
}

/// What was pressed is gone; the focus goes to where a selection begins.
fn focus_on_head() {
    let head = document().query_selector(".select-all").ok().flatten();
    if let Some(head) = head.and_then(|head| head.dyn_into::<HtmlElement>().ok()) {
        // Without it the focus is where the browser puts it.
        let _ = head.focus();
    }
}
