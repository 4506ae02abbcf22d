//! The end of the dialog: what stands in the way, whether it can be taken back, and the buttons.

use leptos::prelude::*;
use porthole_core::{
    deletion::{
        ability::{Ability, What, Why},
        commands::Place,
        plan::{Plan, Removal},
    },
    format::visible,
    registry::{explanation::Explanation, record::Signature, sign_in::login::Login},
};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, KeyboardEvent};

use crate::{
    components::{
        copy::copy_button,
        dialog::close_dialog,
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, nothing, of_class, parts},
    },
    connection::{Connection, target::page_origin},
    pages::deletion::{
        keeping::Undo,
        state::{Deletion, Planned},
        unique::unique,
    },
};

const UNASKED: &str = "Whether it can be undone is asked once deleting is on.";

/// The note, the field and the buttons.
pub(super) fn confirm(deletion: Deletion) -> AnyView {
    let are_commands_shown = RwSignal::new(false);
    let no_undo = untrack(|| deletion.plan(|planned, _| no_undo(planned)));
    let undo = no_undo.flatten().map_or(Undo::Pushes, Undo::Not);
    parts([
        dynamic(move || {
            let notes = deletion.plan(|planned, plan| notes(deletion, planned, plan));
            notes.flatten().unwrap_or_else(nothing)
        }),
        deletion.keeping.choice(undo),
        dynamic(move || {
            if are_commands_shown.get() {
                deletion.plan(commands).unwrap_or_else(nothing)
            } else {
                nothing()
            }
        }),
        buttons(deletion, are_commands_shown),
    ])
}

/// What stands in the way of a plan, if anything does.
fn obstacle(planned: &Planned, plan: &Plan) -> Option<Explanation> {
    let reach = Connection::in_use().client.reach().clone();
    let origin = page_origin();
    let abilities = &planned.abilities;
    let delete = abilities.delete.explain(What::Delete, &reach, &origin);
    let removes_tags = plan.removed.values().chain(plan.along.helpers.values());
    let mut removes_tags = removes_tags.filter(|it| matches!(it, Removal::TagOnly(_)));
    let has_tags = removes_tags.next().is_some();
    let tag = abilities.tag.explain(&reach, &origin).filter(|_| has_tags);
    // A registry may remove tags where it deletes no manifest.
    let deletes = !plan.images.is_empty() || !has_tags;
    delete.filter(|_| deletes).or(tag)
}

/// What stands in the way of a plan, and what turns deleting on.
pub(super) fn notes(deletion: Deletion, planned: &Planned, plan: &Plan) -> Option<AnyView> {
    let turned = Callback::new(move |()| deletion.read());
    obstacle(planned, plan).map(|explained| in_the_way(explained, turned))
}

/// What stands in the way, with its cure. What may be done is only asked once writing is on:
/// `turned` asks again then.
pub(super) fn in_the_way(explained: Explanation, turned: Callback<()>) -> AnyView {
    let causes = explained.causes.into_iter().take(3);
    let causes = causes.map(|cause| element("p").text(visible(&cause).into_owned()).view());
    of_class("div", "deletion-obstacle")
        .set("role", "alert")
        .child(element("b").text(explained.title))
        .children(causes)
        .child(turn_on(turned).unwrap_or_else(|| element("p").text(explained.cure)))
        .view()
}

/// What stands in the way of what was planned before, while this page only reads.
pub(super) fn while_read_only() -> AnyView {
    dynamic(move || {
        let connection = Connection::in_use();
        if connection.writing.is_on() {
            return nothing();
        }
        let why = Ability::No(Why::ReadOnlyHere {
            may_turn: connection.writing.may_turn(),
        });
        let why = why.explain(What::Push, connection.client.reach(), &page_origin());
        why.map_or_else(nothing, |why| in_the_way(why, Callback::new(|()| ())))
    })
}

/// Turns deleting on, where somebody may and it is off.
fn turn_on(turned: Callback<()>) -> Option<Element> {
    let writing = Connection::in_use().writing;
    let is_off = writing.may_turn() && !untrack(|| writing.is_on());
    is_off.then(|| {
        element("button")
            .set("type", "button")
            .on("click", move |_| {
                writing.turn();
                turned.run(());
            })
            .text("Turn deleting on")
    })
}

/// Whether the registry lets a plan be done, as far as it told.
pub(super) fn may_delete(planned: &Planned, plan: &Plan) -> bool {
    !plan.is_empty() && obstacle(planned, plan).is_none()
}

/// Whether it lets tags be put, as far as it told.
pub(super) fn may_push(planned: &Planned) -> bool {
    !matches!(planned.abilities.push, Ability::No(_))
}

/// Why there is no undo, or why that is not known; nothing where there is one.
fn no_undo(planned: &Planned) -> Option<String> {
    match planned.abilities.push {
        Ability::No(Why::ReadOnlyHere { .. }) => return Some(UNASKED.to_owned()),
        Ability::No(_) => {}
        _ => return None,
    }
    let reach = Connection::in_use().client.reach().clone();
    let why = planned
        .abilities
        .push
        .explain(What::Push, &reach, &page_origin());
    let why = why.map_or_else(String::new, |why| format!(": {}", why.title));
    Some(format!(
        "There is no undo, since nothing can be pushed from here{why}."
    ))
}

fn commands(planned: &Planned, plan: &Plan) -> AnyView {
    let _ = planned;
    let connection = Connection::in_use();
    let login = connection.client.login();
    let signature = login.map(|login| match login {
        Login::Token(_) => Signature::Bearer,
        Login::Password { .. } => Signature::Basic,
    });
    let changing = untrack(|| connection.changing.change());
    let Some(change) = changing else {
        return nothing();
    };
    let place = Place {
        address: &connection.target.address,
        repository: &change.repository,
        signature,
    };
    let script = plan.commands(place, &mut unique);
    let copy = copy_button(script.clone(), "the commands", "Copy ", None);
    of_class("div", "deletion-commands")
        .child(of_class("p", "second").text("The same as a shell script of curl lines. It asks for a password, if any; none is in it. It keeps no journal: what it does cannot be undone from here."))
        .child(copy)
        .child(of_class("pre", "code").set("tabindex", "0").text(script))
        .view()
}

/// Whether what was asked was typed, and nothing stands in the way; tracked.
fn may_begin(deletion: Deletion) -> bool {
    let typed = deletion.typed.get();
    let writing = Connection::in_use().writing;
    let may = deletion.plan(|planned, plan| {
        let is_typed = |count: usize| typed.trim() == count.to_string();
        let is_confirmed = plan.to_type().is_none_or(is_typed);
        is_confirmed && may_delete(planned, plan)
    });
    may.unwrap_or_default() && writing.is_on()
}

/// There may be no room for them below the rest.
fn show_commands() {
    if let Ok(Some(commands)) = document().query_selector(".deletion-commands") {
        commands.scroll_into_view();
    }
}

fn buttons(deletion: Deletion, are_commands_shown: RwSignal<bool>) -> AnyView {
    let to_type = move || {
        let count = deletion.plan(|_, plan| plan.to_type());
        count.flatten()
    };
    let field = element("input")
        .set("type", "text")
        .set("inputmode", "numeric")
        .set("autocomplete", "off")
        .follow("hidden", move || to_type().is_none().then(String::new))
        .follow("aria-label", move || {
            to_type().map(|count| format!("Type {count} to confirm"))
        })
        .follow("placeholder", move || {
            to_type().map(|count| format!("Type {count} to confirm"))
        })
        .property("value", move || deletion.typed.get().into())
        .on("input", move |event: Event| {
            deletion.typed.set(event_target_value(&event));
        })
        .on("keydown", move |event: Event| {
            let is_enter = event
                .dyn_ref::<KeyboardEvent>()
                .is_some_and(|event| event.key() == "Enter");
            if is_enter && untrack(|| may_begin(deletion)) {
                deletion.confirm();
            }
        });
    let action = move || deletion.plan(|_, plan| plan.action()).unwrap_or_default();
    let commands = element("button")
        .set("type", "button")
        .follow("aria-expanded", move || {
            Some(are_commands_shown.get().to_string())
        })
        .on("click", move |_| {
            are_commands_shown.update(|are| *are = !*are);
            request_animation_frame(show_commands);
        })
        .text("As commands");
    let cancel = element("button")
        .set("type", "button")
        .on("click", |_| close_dialog())
        .text("Cancel");
    let destroy = of_class("button", "destroy")
        .set("type", "button")
        .property("disabled", move || (!may_begin(deletion)).into())
        .on("click", move |_| deletion.confirm())
        .child(dynamic_text(action));
    of_class("div", "deletion-end")
        .child(field)
        .child(commands)
        .child(cancel)
        .child(destroy)
        .view()
}
