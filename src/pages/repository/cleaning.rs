//! Rules that fill the selection: what they take is seen, changed and confirmed like any other.

use std::collections::BTreeMap;

use leptos::prelude::*;
use porthole_core::{
    deletion::{
        in_use::InUse,
        pick::{Facts, Left, Picked},
        rules::Rule,
    },
    format::{count, counted},
    inventory::repository::RepositoryInventory,
    oci::{digest::Digest, tag::Tag, timestamp::Timestamp},
};
use web_sys::Event;

use crate::{
    components::{
        built::now,
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, nothing, of_class, parts},
    },
    connection::Connection,
    navigation::Navigation,
    pages::repository::{selection::Selection, tags::TagList},
    reactive::Derived,
};

/// More tags that were left are counted.
const NAMES: usize = 6;

/// What somebody says of what may go. A copy is the same.
#[derive(Clone, Copy)]
struct Form {
    keep: RwSignal<String>,
    older: RwSignal<String>,
    tags: RwSignal<String>,
    takes_releases: RwSignal<bool>,
    in_use: RwSignal<String>,
}

impl Form {
    /// As an address has it.
    fn of(text: &str) -> Self {
        let part = |key: &str| {
            let parts = text.split(';').map(str::trim);
            let mut found = parts.filter_map(|part| part.split_once(':'));
            let found = found.find(|(known, _)| known.trim() == key);
            found.map_or_else(String::new, |(_, value)| value.trim().to_owned())
        };
        Self {
            keep: RwSignal::new(part("keep")),
            older: RwSignal::new(part("older")),
            tags: RwSignal::new(part("tags")),
            takes_releases: RwSignal::new(part("take") == "releases"),
            in_use: RwSignal::new(String::new()),
        }
    }

    /// As a rule is written; tracked.
    fn text(self) -> String {
        let given = |key: &str, value: RwSignal<String>| {
            let value = value.get();
            let value = value.trim();
            (!value.is_empty()).then(|| format!("{key}:{value}"))
        };
        let days = |text: String| {
            let is_number = text.bytes().last().is_some_and(|byte| byte.is_ascii_digit());
            let is_date = text.contains('-');
            if is_number && !is_date {
                text + "d"
            } else {
                text
            }
        };
        let parts = [
            given("keep", self.keep),
            given("older", self.older).map(days),
            given("tags", self.tags),
            self.takes_releases.get().then(|| "take:releases".to_owned()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(";")
    }
}

/// The button that opens the form, and closes it again.
pub(super) fn clean_button() -> AnyView {
    if !Connection::in_use().writing.may_turn() {
        return nothing();
    }
    let navigation = Navigation::in_use();
    let is_open = move || navigation.part(|route| route.query.clean.is_some());
    let turn = move |_| {
        navigation.adjust(|route| {
            route.query.clean = match route.query.clean {
                Some(_) => None,
                None => Some(String::new()),
            };
        });
    };
    element("button")
        .set("type", "button")
        .follow("aria-expanded", move || Some(is_open().to_string()))
        .set("title", "Selects tags by a rule; nothing is deleted yet")
        .on("click", turn)
        .text("Clean up…")
        .view()
}

/// The form, while the address has a rule.
pub(super) fn clean_form(list: TagList, selection: Selection) -> AnyView {
    let navigation = Navigation::in_use();
    let is_open = Derived::new(move || navigation.part(|route| route.query.clean.is_some()));
    dynamic(move || {
        if !is_open.get() {
            return nothing();
        }
        let text = untrack(|| navigation.part(|route| route.query.clean.clone()));
        untrack(|| form(Form::of(&text.unwrap_or_default()), list, selection))
    })
}

fn form(form: Form, list: TagList, selection: Selection) -> AnyView {
    let navigation = Navigation::in_use();
    let picked = RwSignal::new(None::<Result<Picked, String>>);
    let pick = move |event: Event| {
        event.prevent_default();
        let text = untrack(|| form.text());
        navigation.adjust(|route| route.query.clean = Some(text.clone()));
        let result = Rule::parse(&text).map_err(|invalid| invalid.to_string());
        let result = result.map(|rule| pick(&rule, form, list));
        if let Ok(picked) = &result {
            selection.choose(picked.taken.iter().cloned().collect());
        }
        picked.set(Some(result));
    };
    let releases = element("input")
        .set("type", "checkbox")
        .property("checked", move || form.takes_releases.get().into())
        .on("change", move |event: Event| form.takes_releases.set(event_target_checked(&event)));
    let in_use = element("textarea")
        .set("rows", "2")
        .set("placeholder", "Pasted: references or digests, JSON or YAML of a cluster")
        .property("value", move || form.in_use.get().into())
        .on("input", move |event: Event| form.in_use.set(event_target_value(&event)));
    let button = of_class("button", "primary").set("type", "submit").text("Select what it takes");
    let told = dynamic(move || picked.with(|picked| told(picked.as_ref())));
    of_class("form", "panel cleaning")
        .set("aria-label", "Clean up")
        .on("submit", pick)
        .child(
            of_class("div", "cleaning-fields")
                .child(field("Keep the newest", "of each track: 5", form.keep))
                .child(field("Older than", "days, or a date: 30", form.older))
                .child(field("Only tags like", "nightly-*, or >=2.1 <3", form.tags))
                .child(of_class("label", "switch").child(releases).text(" Releases too")),
        )
        .child(element("label").text("In use, never taken").child(in_use))
        .child(of_class("p", "actions").child(button))
        .child(of_class("div", "").set("role", "status").child(told))
        .view()
}

fn field(name: &'static str, hint: &'static str, value: RwSignal<String>) -> Element {
    let field = element("input")
        .set("type", "text")
        .set("placeholder", hint)
        .set("autocomplete", "off")
        .property("value", move || value.get().into())
        .on("input", move |event: Event| value.set(event_target_value(&event)));
    element("label").text(name).child(field)
}

fn pick(rule: &Rule, form: Form, list: TagList) -> Picked {
    let in_use = untrack(|| {
        let text = form.in_use.get();
        list.repository.with_value(|repository| InUse::read(&text, repository))
    });
    let readings = list.readings.get_untracked();
    list.details.look_once(|inventory: &RepositoryInventory| {
        let created = |tag: &Tag| -> Option<Timestamp> { inventory.tag(tag)?.summary()?.created };
        let children = |tag: &Tag| -> Vec<Digest> {
            let summary = inventory.tag(tag).and_then(|state| state.summary());
            let images = summary.iter().flat_map(|summary| &summary.images);
            images.map(|image| image.digest.clone()).collect()
        };
        rule.pick(Facts {
            readings: &readings,
            digest: &|tag| inventory.known(tag),
            children: &children,
            created: &created,
            in_use: &in_use,
            now: now(),
        })
    })
}

fn told(picked: Option<&Result<Picked, String>>) -> AnyView {
    let picked = match picked {
        None => return nothing(),
        Some(Err(invalid)) => return of_class("p", "fault").text(invalid.clone()).view(),
        Some(Ok(picked)) => picked,
    };
    let taken = match picked.taken.len() {
        0 => "It takes nothing.".to_owned(),
        number => format!("{} selected: look through them before you delete.", counted(number, "tag is", "tags are")),
    };
    let mut reasons = BTreeMap::<Left, Vec<&Tag>>::new();
    for (tag, why) in &picked.left {
        reasons.entry(*why).or_default().push(tag);
    }
    let left = reasons.into_iter().map(|(why, tags)| {
        let names: Vec<&str> = tags.iter().take(NAMES).map(|tag| tag.as_str()).collect();
        let more = tags.len().saturating_sub(NAMES);
        let more = if more > 0 { format!(" and {} more", count(more as u64)) } else { String::new() };
        element("li").text(format!("Left, {why}: {}{more}", names.join(", "))).view()
    });
    let left: Vec<AnyView> = left.collect();
    parts([
        element("p").child(dynamic_text(move || taken.clone())).view(),
        element("ul").children(left).view(),
    ])
}
