//! How far the details are read, and what the order lacks.

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted},
    inventory::{
        order::SortBy,
        repository::{RepositoryInventory, TagState},
    },
};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, link_button, nothing, of_class, parts},
    },
    pages::repository::tags::{TagList, sort_in_use, wanted_in_use},
    reactive::Derived,
};

/// What the details of a tag cost where nobody knows better: its manifest, those of two
/// platforms, a config.
const REQUESTS_PER_TAG: usize = 4;

/// What the reading of details is doing.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// All are read.
    Done,
    /// Some are read, when somebody asks for more.
    OnDemand,
    /// The user stopped it.
    Stopped,
    /// It is under way.
    Reading,
}

/// The line beside the table. Its buttons stay while its numbers change.
pub(crate) fn progress_line(list: TagList) -> AnyView {
    let state = Derived::new(move || {
        let (number, read) = list.numbers.get();
        if read >= number {
            State::Done
        } else if !list.is_read_behind() {
            State::OnDemand
        } else if list.is_stopped.get() {
            State::Stopped
        } else {
            State::Reading
        }
    });
    let doing = move || match state.get() {
        State::Done => nothing(),
        State::OnDemand => on_demand(list),
        State::Stopped => stopped(list),
        State::Reading => under_way(list),
    };
    let failed = Derived::new(move || list.details.look(RepositoryInventory::failed));
    let again = move || match failed.get() {
        0 => nothing(),
        number => try_again(list, number),
    };
    of_class("div", "progress-line")
        .child(dynamic(doing))
        .child(dynamic(again))
        .child(said(move || lack(list).unwrap_or_default()))
        .view()
}

fn said(words: impl Fn() -> String + Send + 'static) -> Element {
    element("span").child(dynamic_text(words))
}

/// So many of all; tracked.
fn so_many(list: TagList) -> String {
    let (number, read) = list.numbers.get();
    format!("{} of {}", count(read as u64), count(number as u64))
}

/// Stops the reading, or goes on; the button that then stands there gets the focus.
fn stop(list: TagList, is_stopped: bool) {
    list.is_stopped.set(is_stopped);
    request_animation_frame(|| {
        let button = document().query_selector(".progress-line button");
        let button = button.ok().flatten();
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            // Without it the focus is where the browser puts it.
            let _ = button.focus();
        }
    });
}

fn stopped(list: TagList) -> AnyView {
    let words = move || format!("Stopped: the details of {} tags are read.", so_many(list));
    let go_on = link_button("Go on", move || stop(list, false));
    parts([said(words).view(), go_on.view()])
}

fn try_again(list: TagList, number: usize) -> AnyView {
    let words = format!("{} could not be read.", counted(number, "tag", "tags"));
    let again = link_button("Try again", move || {
        list.details
            .forget(|_, state| matches!(state, TagState::Failed(_)));
        list.is_stopped.update(|_| ());
    });
    parts([of_class("span", "fault").text(words).view(), again.view()])
}

fn under_way(list: TagList) -> AnyView {
    let words = move || format!("Reading details: {}, rows on screen first", so_many(list));
    let bar = element("progress")
        .follow("max", move || Some(list.numbers.get().0.to_string()))
        .follow("value", move || Some(list.numbers.get().1.to_string()))
        .set("aria-label", "Details read");
    let stop = link_button("Stop", move || stop(list, true));
    parts([bar.view(), said(words).view(), stop.view()])
}

/// So many tags are read only when somebody asks, who is told the price.
fn on_demand(list: TagList) -> AnyView {
    let words = move || {
        let needs = if sort_in_use().needs_details() || !wanted_in_use().is_everything() {
            "This order or filter knows only the tags that were read"
        } else {
            "Details are read for the rows on screen"
        };
        format!("{needs}: {}.", so_many(list))
    };
    let price = move || {
        let (number, read) = list.numbers.get();
        let requests = number.saturating_sub(read) * requests_per_tag(list);
        format!("Read all, about {} requests", count(requests as u64))
    };
    let ask = link_button("", move || list.is_asked_for.set(true)).child(dynamic_text(price));
    parts([said(words).view(), ask.view()])
}

/// What a tag cost of those that were read: its manifest, those of its platforms, a config.
fn requests_per_tag(list: TagList) -> usize {
    let (requests, tags) = list.details.look_once(|inventory| {
        let summaries = inventory.tags().filter_map(|(_, state)| state.summary());
        summaries.fold((0, 0), |(requests, tags), summary| {
            let platforms = match summary.images.len() {
                1 => 0,
                platforms => platforms,
            };
            (requests + 2 + platforms, tags + 1)
        })
    });
    match tags {
        0 => REQUESTS_PER_TAG,
        _ => usize::div_ceil(requests, tags),
    }
}

/// What the order or the filter lacks.
fn lack(list: TagList) -> Option<String> {
    let sort = sort_in_use();
    let (unplaced, unfiltered) = list
        .ordered
        .with(|ordered| (ordered.unplaced, ordered.unfiltered));
    if unplaced.unread > 0 || unfiltered > 0 {
        let what = if unfiltered > 0 { "Filtered" } else { "Sorted" };
        return Some(format!("{what} as far as read: {}.", so_many(list)));
    }
    let value = match sort.by {
        SortBy::Built => "a date",
        SortBy::Size => "a size",
        SortBy::Digest => "a digest",
        SortBy::Tag => return None,
    };
    (unplaced.without > 0).then(|| {
        let stand = if unplaced.without == 1 {
            "stands"
        } else {
            "stand"
        };
        format!(
            "{} without {value} {stand} at the end.",
            counted(unplaced.without, "tag", "tags")
        )
    })
}
