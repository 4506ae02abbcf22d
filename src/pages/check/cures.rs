//! What to change, as lines to copy for whatever stands there.

use leptos::prelude::*;
use porthole_core::registry::check::cures::Cure;

use crate::{
    components::{
        copy::copy_button,
        dynamic::{dynamic, dynamic_text},
        element::{element, link_button, nothing, of_class, parts},
        tabs::tabs,
    },
    pages::check::Checking,
    reactive::Derived,
};

const PANEL: &str = "check-cure";

/// The cure that needs nothing to be allowed.
const ONE_ORIGIN: &str = "nginx, one origin";

/// The ways to cure it, of which one is looked at; nothing where nothing is to be cured.
pub(super) fn cures(checking: Checking) -> AnyView {
    let chosen = checking.cure;
    let cures = checking.part(|report| report.cures.clone());
    // Tabs hold the focus: they are drawn anew only where there are others.
    let names = Derived::new(move || {
        cures.with(|cures| cures.iter().map(|cure| cure.name).collect::<Vec<_>>())
    });
    dynamic(move || {
        let names = names.get();
        if names.is_empty() {
            return nothing();
        }
        untrack(|| of_names(names, cures, chosen))
    })
}

fn of_names(
    names: Vec<&'static str>,
    cures: Derived<Vec<Cure>>,
    chosen: RwSignal<String>,
) -> AnyView {
    let known = names.clone();
    let position = Derived::new(move || {
        chosen.with(|chosen| known.iter().position(|name| name == chosen).unwrap_or(0))
    });
    let cure = Derived::new(move || {
        let position = position.get();
        cures.with(|cures| cures.get(position).cloned())
    });
    let tab = |name: &&str| ((*name).to_owned(), (*name).to_owned());
    let strip = tabs(
        "Where to change it",
        PANEL,
        names.iter().map(tab).collect(),
        &|_| nothing(),
        position,
        Callback::new(move |name| chosen.set(name)),
    );
    let heading = move || cure.with(|cure| cure.as_ref().map(|cure| cure.heading.clone()));
    let heading = element("h3").child(dynamic_text(move || heading().unwrap_or_default()));
    let lines = dynamic(move || {
        let text = cure.with(|cure| cure.as_ref().map(|cure| cure.text.clone()));
        let text = text.unwrap_or_default();
        let copy = copy_button(text.clone(), "these lines", "Copy", None);
        let code = element("code").text(text);
        parts([copy, element("pre").set("tabindex", "0").child(code).view()])
    });
    let panel = of_class("div", "panel cure")
        .set("id", PANEL)
        .set("role", "tabpanel")
        .set("aria-label", "The lines")
        .child(lines);
    of_class("div", "cures")
        .child(of_class("div", "cures-head").child(heading).child(strip))
        .child(panel)
        .view()
}

/// Which of them it is, where that hangs on what is not known.
pub(super) fn advice(checking: Checking) -> AnyView {
    let advice = checking.part(|report| report.advice);
    dynamic(move || match advice.get() {
        Some(words) => of_class("p", "second advice").text(words).view(),
        None => nothing(),
    })
}

/// What is simplest, where it is not what is looked at first.
pub(super) fn simplest(checking: Checking) -> AnyView {
    let is_second = checking.part(|report| {
        let position = report.cures.iter().position(|cure| cure.name == ONE_ORIGIN);
        position.is_some_and(|position| position > 0)
    });
    dynamic(move || {
        if !is_second.get() {
            return nothing();
        }
        let show = move || checking.cure.set(ONE_ORIGIN.to_owned());
        of_class("span", "second")
            .text("Simplest of all, and needed where there is a password: serve Porthole and the registry from one origin. ")
            .child(link_button("Lines for nginx", show))
            .view()
    })
}
