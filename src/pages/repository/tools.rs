//! What the tags are filtered by.

use leptos::prelude::*;
use porthole_core::{format::count, inventory::repository::RepositoryInventory};
use web_sys::Event;

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{element, nothing, of_class, parts},
        filter::filter_field,
    },
    navigation::Navigation,
    pages::repository::{
        by_digest::by_digest,
        tags::{TagList, sort_in_use},
    },
    reactive::Derived,
};

/// The field for a text, a glob or a range; the choices among what was read; and what stands
/// beside them.
pub(crate) fn tools(list: TagList, beside: AnyView) -> AnyView {
    let hint = move || {
        format!(
            "Filter {}: text, 2.*, or >=2.1 <3",
            count(list.readings.with(|readings| readings.len()) as u64)
        )
    };
    let invalid = Derived::new(move || {
        list.ordered
            .with(|ordered| ordered.invalid.as_ref().map(ToString::to_string))
    });
    let platforms = Derived::new(move || list.details.look(RepositoryInventory::platforms));
    let kinds = Derived::new(move || list.details.look(RepositoryInventory::kinds));
    let field = filter_field("Filter tags", hint)
        .set("aria-describedby", "filter-fault")
        .follow("aria-invalid", move || {
            Some(invalid.get().is_some().to_string())
        });
    let tools = of_class("div", "tools")
        .child(field)
        .child(dynamic(move || select("Platform", platforms.get(), false)))
        .child(dynamic(move || select("Kind", kinds.get(), true)))
        .child(sort_choice())
        .child(beside);
    let fault = of_class("p", "fault")
        .set("id", "filter-fault")
        .set("role", "alert")
        .child(dynamic_text(move || invalid.get().unwrap_or_default()));
    parts([tools.view(), fault.view(), by_digest(list)])
}

/// The order, where the screen is too narrow for the head of the table.
fn sort_choice() -> AnyView {
    let navigation = Navigation::in_use();
    let options = [
        ("tag", "Newest version"),
        ("-tag", "Oldest version"),
        ("built", "Built last"),
        ("-built", "Built first"),
        ("size", "Largest"),
        ("-size", "Smallest"),
        ("digest", "Digest"),
    ];
    let options = options.map(|(sort, words)| option(sort, words));
    let choose = move |event: Event| {
        let sort = Some(event_target_value(&event)).filter(|sort| sort != "tag");
        navigation.adjust(|route| route.query.sort = sort);
    };
    of_class("select", "phone-only")
        .set("aria-label", "Sort")
        .on("change", choose)
        .children(options)
        .property("value", move || sort_in_use().as_str().into())
        .view()
}

fn option(value: &str, words: &str) -> AnyView {
    element("option").set("value", value).text(words).view()
}

/// A choice; nothing where there is none to make. What is chosen is followed by the field as it
/// is: one that was made anew would lose the focus.
fn select(name: &'static str, mut choices: Vec<String>, of_kind: bool) -> AnyView {
    let navigation = Navigation::in_use();
    let chosen = move || {
        navigation.part(|route| {
            if of_kind {
                route.query.kind.clone()
            } else {
                route.query.platform.clone()
            }
        })
    };
    let chosen_first = untrack(chosen);
    if let Some(chosen) = &chosen_first
        && !choices.contains(chosen)
    {
        choices.push(chosen.clone());
    }
    if choices.len() < 2 && chosen_first.is_none() {
        return nothing();
    }
    let choose = move |event: Event| {
        let choice = Some(event_target_value(&event)).filter(|choice| !choice.is_empty());
        navigation.adjust(|route| {
            if of_kind {
                route.query.kind = choice;
            } else {
                route.query.platform = choice;
            }
        });
    };
    let option =
        |value: &str, words: &str| element("option").set("value", value).text(words).view();
    let options = choices.iter().map(|choice| option(choice, choice));
    element("select")
        .set("aria-label", name)
        .on("change", choose)
        .child(option("", &format!("{name}: any")))
        .children(options)
        .property("value", move || chosen().unwrap_or_default().into())
        .view()
}
