//! What somebody says of which tags may go, as fields and as the text of a rule.

use leptos::prelude::*;
use web_sys::Event;

use crate::components::element::{Element, element, of_class};

/// The fields. A copy is the same ones.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    keep: RwSignal<String>,
    older: RwSignal<String>,
    tags: RwSignal<String>,
    takes_releases: RwSignal<bool>,
    in_use: RwSignal<String>,
}

impl Fields {
    /// Filled with what an address says, as far as that is understood. What is in use is on no
    /// address.
    pub(super) fn of(rule: &str, in_use: RwSignal<String>) -> Self {
        let part = |key: &str| {
            let parts = rule.split(';').filter_map(|part| part.split_once(':'));
            let mut parts = parts.map(|(known, value)| (known.trim(), value.trim()));
            let found = parts.find(|(known, _)| *known == key);
            found.map_or_else(String::new, |(_, value)| value.to_owned())
        };
        Self {
            keep: RwSignal::new(part("keep")),
            older: RwSignal::new(part("older")),
            tags: RwSignal::new(part("tags")),
            takes_releases: RwSignal::new(part("take") == "releases"),
            in_use,
        }
    }

    /// The rule as it is written.
    pub(super) fn rule(self) -> String {
        let given = |key: &str, value: String| {
            let value = value.trim();
            (!value.is_empty()).then(|| format!("{key}:{value}"))
        };
        let takes_releases = self.takes_releases.get_untracked();
        let parts = [
            given("keep", self.keep.get_untracked()),
            given("older", age(self.older.get_untracked())),
            given("tags", self.tags.get_untracked()),
            takes_releases.then(|| "take:releases".to_owned()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(";")
    }

    /// The fields on the page.
    pub(super) fn view(self) -> Element {
        let releases = element("input")
            .set("type", "checkbox")
            .property("checked", move || self.takes_releases.get().into())
            .on("change", move |event: Event| {
                self.takes_releases.set(event_target_checked(&event));
            });
        let in_use = element("textarea")
            .set("rows", "2")
            .set(
                "placeholder",
                "Paste references or digests, or what kubectl or docker prints",
            )
            .set("spellcheck", "false")
            .property("value", move || self.in_use.get().into())
            .on("input", move |event: Event| {
                self.in_use.set(event_target_value(&event));
            });
        let releases = of_class("label", "cleaning-check")
            .child(releases)
            .child(element("span").text("Take releases too"));
        of_class("div", "cleaning-fields")
            .child(field(
                "Keep the newest",
                "5 versions of each track, as -alpine",
                self.keep,
            ))
            .child(field("Built before", "30 days, or 2025-01-31", self.older))
            .child(field("Tags", "nightly-*, or >=2.1 <3", self.tags))
            .child(releases)
            .child(
                of_class("label", "cleaning-in-use")
                    .child(element("span").text("In use, never taken; not part of the address"))
                    .child(in_use),
            )
    }
}

/// A bare number counts days.
fn age(text: String) -> String {
    let text = text.trim();
    let number = text.trim_end_matches("days").trim_end_matches("day").trim();
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{number}d")
    } else {
        text.to_owned()
    }
}

fn field(name: &'static str, hint: &'static str, value: RwSignal<String>) -> Element {
    let field = element("input")
        .set("type", "text")
        .set("placeholder", hint)
        .set("autocomplete", "off")
        .set("spellcheck", "false")
        .property("value", move || value.get().into())
        .on("input", move |event: Event| {
            value.set(event_target_value(&event));
        });
    element("label")
        .child(element("span").text(name))
        .child(field)
}
