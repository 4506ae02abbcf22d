//! What is kept in this browser of what was verified, and the way to clear it.

use leptos::prelude::*;
use porthole_core::format::{ago, count, counted, size, visible_start};

use crate::{
    components::{
        built::now,
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, nothing, of_class, parts, text},
    },
    connection::task::spawn,
    storage::memory::{self, BOUND, Kept},
};

/// Longer addresses are cut.
const ADDRESS_LENGTH: usize = 200;

/// What is known of it.
#[derive(Clone, PartialEq)]
enum State {
    Asking,
    /// This browser keeps nothing for this page.
    Nothing,
    Known(Vec<Kept>),
}

/// The panel.
pub(crate) fn kept_panel() -> AnyView {
    let state = RwSignal::new(State::Asking);
    let result = RwSignal::new("");
    let look = move || {
        spawn(async move {
            let kept = memory::kept().await;
            // The page may have gone meanwhile.
            let _ = state.try_set(kept.map_or(State::Nothing, State::Known));
        });
    };
    look();
    let clear = move |_| {
        if state.with_untracked(is_empty) {
            return;
        }
        spawn(async move {
            let words = if memory::clear().await {
                "Cleared: nothing is kept any more."
            } else {
                "It could not be cleared: this browser does not answer. Clear the data of this site in the browser's settings."
            };
            let _ = result.try_set(words);
            look();
        });
    };
    let button = element("button")
        .set("type", "button")
        .follow("aria-disabled", move || {
            state.with(is_empty).then(|| "true".to_owned())
        })
        .on("click", clear)
        .text("Clear");
    let told = of_class("span", "second")
        .set("role", "status")
        .child(dynamic_text(move || result.get().to_owned()));
    of_class("section", "panel kept")
        .set("aria-labelledby", "kept-title")
        .child(
            element("h2")
                .set("id", "kept-title")
                .text("Kept in this browser"),
        )
        .child(of_class("p", "second").text(
            "Manifests and configs whose digest was compared, so that only tags are asked for again. They are hashed again whenever they are read; what came from here says so, and how old it is.",
        ))
        .child(dynamic(move || state.with(shown)))
        .child(of_class("p", "actions").child(button).child(told))
        .view()
}

fn is_empty(state: &State) -> bool {
    !matches!(state, State::Known(kept) if !kept.is_empty())
}

fn shown(state: &State) -> AnyView {
    let note = |words: &'static str| of_class("p", "note").text(words).view();
    match state {
        State::Asking => note("Looking…"),
        State::Nothing => note(
            "This browser keeps nothing for this page: it has no storage for it, as in some private windows, or does not answer. Everything works without.",
        ),
        State::Known(kept) if kept.is_empty() => note("Nothing yet."),
        State::Known(kept) => {
            let all: f64 = kept.iter().map(|kept| kept.bytes).sum();
            let total = format!(
                "{} of at most {}; the oldest go first.",
                bytes(all),
                bytes(BOUND)
            );
            let rows = kept.iter().map(|kept| row(kept).view());
            parts([
                element("ul").children(rows).view(),
                of_class("p", "second").text(total).view(),
            ])
        }
    }
}

/// What is kept of one registry.
fn row(kept: &Kept) -> Element {
    let registry = visible_start(kept.registry(), ADDRESS_LENGTH);
    let mut words = vec![
        counted(kept.manifests, "manifest", "manifests"),
        counted(kept.configs, "config", "configs"),
    ];
    if kept.verdicts > 0 {
        words.push(counted(kept.verdicts, "verdict", "verdicts"));
    }
    words.push(bytes(kept.bytes));
    let since = match kept.since {
        Some(since) => of_class("span", "second")
            .set("title", since.to_string())
            .text(format!("the oldest read {}", ago(since, now())))
            .view(),
        None => nothing(),
    };
    let signed_in = kept.is_of_signed_in().then(|| text(" (read signed in)"));
    element("li")
        .child(element("code").text(registry))
        .maybe(signed_in)
        .child(
            of_class("span", "second")
                .set("title", format!("{} bytes", count(whole(kept.bytes))))
                .text(words.join(", ")),
        )
        .child(since)
}

fn bytes(bytes: f64) -> String {
    size(whole(bytes))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes are counted up from 0"
)]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}
