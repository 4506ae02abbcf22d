//! A list of names in each of its states: on its way, whole, empty, broken off, with entries
//! that are no names, filtered to nothing.

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted},
    registry::error::{ErrorKind, RegistryError},
};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        failure::{Failure, may_be_elsewhere},
        filter::{FilterField, filter_in_use},
        illegible::Illegible,
        rows::{DrawRow, Rows},
        skeleton::SkeletonRows,
    },
    connection::listing::{Name, NameList, Progress, ReadList},
};

/// What the names of a list are called.
pub(crate) struct Words {
    /// One of them.
    pub(crate) one: &'static str,
    /// Many of them.
    pub(crate) many: &'static str,
    /// The table's name.
    pub(crate) table: &'static str,
    /// The heading of the column.
    pub(crate) heading: &'static str,
    /// The name of the field that filters.
    pub(crate) filter: &'static str,
    /// What an entry that is no name is not.
    pub(crate) one_kind: &'static str,
    /// What many such entries are not.
    pub(crate) many_kind: &'static str,
    /// Said while nothing is there yet.
    pub(crate) reading: &'static str,
}

/// The list.
#[component]
pub(crate) fn NameListing(
    /// What its names are called.
    words: &'static Words,
    /// The list being read.
    read: ReadList,
    /// Draws a row.
    draw: DrawRow,
    /// Drawn where there is nothing; whether the registry knows the list is told.
    empty: fn(bool) -> AnyView,
    /// Drawn beside a failure: another way to what the list would lead to.
    besides: fn() -> AnyView,
) -> impl IntoView {
    let filtered = Memo::new(move |_| filtered(read));
    let has_names = Memo::new(move |_| read.with(|list| !list.names.is_empty()));
    let progress = Memo::new(move |_| read.with(|list| list.progress.clone()));
    let table = move || {
        if !has_names.get() {
            return ().into_any();
        }
        let hint = Signal::derive(move || {
            format!(
                "Filter {} {}",
                read.with(|list| count(list.names.len() as u64)),
                words.many
            )
        });
        let nothing_left = move || {
            let nothing = filtered.with(Vec::is_empty);
            nothing.then(|| view! { <p class="empty">"Nothing here has this in its name. Clear the filter to see all."</p> }).into_any()
        };
        view! {
            <div class="tools"><FilterField label=words.filter hint/></div>
            <div class="panel">
                <Rows label=words.table heading=words.heading rows=filtered draw=draw.clone()/>
                {dynamic(nothing_left)}
            </div>
        }
        .into_any()
    };
    let state = move || match progress.get() {
        Progress::Failed(RegistryError {
            kind: ErrorKind::NameUnknown,
            ..
        }) => empty(false),
        Progress::Failed(error) => {
            let besides = (!may_be_elsewhere(&error.kind)).then(besides);
            view! {
                <Failure error again=move |()| read.again()/>
                {besides}
            }
            .into_any()
        }
        Progress::Reading if !has_names.get() => {
            view! { <SkeletonRows label=words.reading/> }.into_any()
        }
        Progress::Whole if !has_names.get() => empty(true),
        Progress::Reading | Progress::Whole => ().into_any(),
    };
    let illegible = move || {
        let (count, shown) = read.with(|list| (list.illegible_count, list.illegible.clone()));
        (count > 0)
            .then(|| view! { <Illegible count shown kind=if count == 1 { words.one_kind } else { words.many_kind }/> })
            .into_any()
    };
    view! {
        <p class="summary" role="status">{dynamic_text(move || read.with(|list| summary(words, list, filtered.with(Vec::len))))}</p>
        {dynamic(state)}
        {dynamic(illegible)}
        {dynamic(table)}
    }
}

fn filtered(read: ReadList) -> Vec<Name> {
    let filter = filter_in_use();
    read.with(|list| {
        let names = list
            .names
            .iter()
            .filter(|name| name.as_str().to_ascii_lowercase().contains(&filter));
        names.cloned().collect()
    })
}

/// How many there are, and how many the filter leaves; nothing where a message says why there
/// are none.
fn summary(words: &Words, list: &NameList, left: usize) -> String {
    let all = counted(list.names.len(), words.one, words.many);
    let number = if left < list.names.len() {
        format!("{} of {all}", count(left as u64))
    } else {
        all
    };
    match &list.progress {
        Progress::Reading if list.names.is_empty() => format!("{}…", words.reading),
        Progress::Reading => format!("{number} so far, reading on…"),
        Progress::Whole => number,
        Progress::Failed(_) if list.names.is_empty() => String::new(),
        Progress::Failed(_) => format!("{number} read before the list broke off"),
    }
}
