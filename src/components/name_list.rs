//! A list of names in each of its states: on its way, whole, empty, broken off, with entries
//! that are no names, filtered to nothing.

use std::sync::Arc;

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted},
    registry::error::{ErrorKind, RegistryError},
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{nothing, of_class, parts},
        failure::{failure, may_be_elsewhere},
        illegible::illegible,
        skeleton::skeleton_rows,
    },
    connection::listing::{NameList, Progress, ReadList},
    reactive::Derived,
};

/// What the names of a list are called.
pub(crate) struct Words {
    /// One of them.
    pub(crate) one: &'static str,
    /// Many of them.
    pub(crate) many: &'static str,
    /// What an entry that is no name is not.
    pub(crate) one_kind: &'static str,
    /// What many such entries are not.
    pub(crate) many_kind: &'static str,
    /// Said while nothing is there yet.
    pub(crate) reading: &'static str,
}

/// What draws a list beside its states.
pub(crate) struct Drawn {
    /// What is said of it above.
    pub(crate) summary: AnyView,
    /// Draws the names, once there are some.
    pub(crate) table: Arc<dyn Fn() -> AnyView + Send + Sync>,
    /// Drawn where there is nothing; whether the registry knows the list is told.
    pub(crate) empty: fn(bool) -> AnyView,
    /// Drawn beside a failure, and where the list tells of nothing: another way to what it would
    /// lead to.
    pub(crate) besides: fn() -> AnyView,
}

/// The list.
pub(crate) fn name_list(words: &'static Words, read: ReadList, drawn: Drawn) -> AnyView {
    let Drawn {
        summary,
        table,
        empty,
        besides,
    } = drawn;
    let has_names = Derived::new(move || read.with(|list| !list.is_empty()));
    let progress = Derived::new(move || read.with(|list| list.progress.clone()));
    let tells_nothing = Derived::new(move || read.tells_nothing());
    let state = move || match progress.get() {
        Progress::Failed(RegistryError {
            kind: ErrorKind::NameUnknown,
            ..
        }) => empty(false),
        Progress::Failed(error) => {
            let besides = (!may_be_elsewhere(&error.kind)).then(besides);
            let failure = failure(&error, Callback::new(move |()| read.again()));
            parts([failure].into_iter().chain(besides))
        }
        Progress::Reading if !has_names.get() => skeleton_rows(words.reading),
        Progress::Whole if !has_names.get() => empty(true),
        // Whoever opened one by its name wants to open the next.
        Progress::Whole if tells_nothing.get() => besides(),
        Progress::Reading | Progress::Whole => nothing(),
    };
    // Not drawn anew with every part of the list that comes: it may be unfolded.
    let entries =
        Derived::new(move || read.with(|list| (list.illegible_count, list.illegible.clone())));
    let apart = move || {
        let (count, shown) = entries.get();
        let kind = if count == 1 {
            words.one_kind
        } else {
            words.many_kind
        };
        match count {
            0 => nothing(),
            count => illegible(count, shown, kind),
        }
    };
    let table = move || {
        if has_names.get() { table() } else { nothing() }
    };
    let summary = of_class("p", "summary")
        .set("role", "status")
        .child(summary);
    parts([
        summary.view(),
        dynamic(state),
        dynamic(apart),
        dynamic(table),
    ])
}

/// A further part of the line that says how many there are; on a narrow screen a line of its own.
pub(crate) fn summary_part(parts: impl IntoIterator<Item = AnyView>) -> AnyView {
    of_class("span", "summary-part")
        .child(of_class("span", "dot").text(" · "))
        .children(parts)
        .view()
}

/// How many there are, and how many the filter leaves; nothing where a message says why there
/// are none.
pub(crate) fn summary(words: &Words, list: &NameList, all: usize, left: usize) -> String {
    let is_filtered = left < all;
    let all = counted(all, words.one, words.many);
    let number = if is_filtered {
        format!("{} of {all}", count(left as u64))
    } else {
        all
    };
    match &list.progress {
        Progress::Reading if list.is_empty() => format!("{}…", words.reading),
        Progress::Reading => format!("{number} so far, reading on…"),
        Progress::Whole if list.is_told || list.is_empty() => number,
        Progress::Whole => format!("{number} known without the list, which is empty"),
        Progress::Failed(_) if list.is_empty() => String::new(),
        Progress::Failed(_) if !list.is_told => format!("{number} known without the list"),
        Progress::Failed(_) => format!("{number} read before the list broke off"),
    }
}
