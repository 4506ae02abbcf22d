//! A removal that was interrupted: what can be done about it, before it is.

use leptos::prelude::*;
use porthole_core::deletion::repair::{NoWayBack, Repair};

use crate::{
    components::{
        dialog::close_dialog,
        element::{Element, element, of_class, parts, text},
    },
    connection::Connection,
    pages::deletion::{
        TITLE,
        confirm::{may_delete, may_push, notes},
        effects::row,
        keeping::Undo,
        state::{Deletion, Planned},
    },
};

/// Both ways, and the buttons for them.
pub(super) fn repair(deletion: Deletion, planned: &Planned, repair: &Repair) -> AnyView {
    let tag = &repair.tombstone.tag;
    let led = repair.tombstone.digest.as_ref();
    let led = led.map_or_else(
        || "something without a name".to_owned(),
        |digest| digest.short().to_owned(),
    );
    let note = format!(
        "{tag} leads to an empty manifest, which was put there to remove the tag and says that it led to {led} before. Read fresh just now; nothing has been changed yet."
    );
    let finish = format!("the empty manifest is deleted, and with it the tag {tag}; nothing else");
    let rows = of_class("dl", "deletion-effects")
        .child(row("Put back", "", vec![text(back(repair))]))
        .child(row("Finish", "", vec![text(finish)]));
    let way = deletion.plan(|planned, plan| notes(deletion, planned, plan));
    parts([
        element("h2")
            .set("id", TITLE)
            .text(format!("The removal of {tag} was interrupted"))
            .view(),
        of_class("p", "second").text(note).view(),
        rows.view(),
        parts(way.flatten()),
        deletion.keeping.choice(Undo::Moves),
        buttons(deletion, planned, repair).view(),
    ])
}

fn back(repair: &Repair) -> String {
    let tag = &repair.tombstone.tag;
    match &repair.back {
        Ok(tagging) => format!(
            "{tag} to {}, which the registry still has; a push: webhooks fire",
            tagging.digest.short()
        ),
        Err(NoWayBack::Gone(digest)) => format!(
            "not possible: the registry does not have {} any more",
            digest.short()
        ),
        Err(NoWayBack::Unnamed) => "not possible: where it led had no name".to_owned(),
        Err(NoWayBack::Unread(None)) => {
            "not possible: the registry gives other bytes than the digest says".to_owned()
        }
        Err(NoWayBack::Unread(Some(error))) => {
            let title = Connection::in_use().explain(error).title;
            format!("not possible: {title}")
        }
    }
}

fn buttons(deletion: Deletion, planned: &Planned, repair: &Repair) -> Element {
    let writing = Connection::in_use().writing;
    let (may_push, may_delete) = (
        may_push(planned),
        deletion.plan(may_delete).unwrap_or_default(),
    );
    let cancel = element("button")
        .set("type", "button")
        .on("click", |_| close_dialog())
        .text("Cancel");
    let finish = of_class("button", "destroy")
        .set("type", "button")
        .property("disabled", move || (!may_delete || !writing.is_on()).into())
        .on("click", move |_| deletion.confirm())
        .text("Finish the removal");
    let back = repair.back.clone().ok().map(|tagging| {
        of_class("button", "primary")
            .set("type", "button")
            .property("disabled", move || (!may_push || !writing.is_on()).into())
            .on("click", move |_| deletion.confirm_tagging(&tagging))
            .text(format!("Put {} back", repair.tombstone.tag))
    });
    of_class("div", "deletion-end")
        .child(cancel)
        .child(finish)
        .maybe(back)
}
