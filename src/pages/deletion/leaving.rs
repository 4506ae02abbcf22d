//! Where somebody is who leaves the dialog, or one of its stages.

use leptos::prelude::*;
use porthole_core::{
    registry::manifest::ManifestAddress,
    route::{Query, Route, View},
};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use crate::{
    components::{dialog::close_dialog, title::focus_heading},
    connection::Connection,
    navigation::Navigation,
    pages::deletion::{
        TITLE,
        state::{Deletion, Stage},
    },
    reactive::effect,
};

/// What had the focus may have gone with the stage before: then the heading of the next has it, so
/// that the keyboard goes on from there.
pub(super) fn keep_focus() {
    let active = document().active_element();
    let is_lost = active.is_none_or(|active| matches!(&*active.tag_name(), "BODY" | "DIALOG"));
    let heading = document().get_element_by_id(TITLE).filter(|_| is_lost);
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.set_tab_index(-1);
        // Without it the focus is where the browser puts it.
        let _ = heading.focus();
    }
}

/// Leaves the dialog. What had the focus may have gone with what was deleted, and so may the page
/// below.
pub(super) fn leave(deletion: Deletion) {
    let repository = repository_of_what_is_gone(deletion);
    Connection::in_use().changing.close();
    if let Some(route) = repository {
        Navigation::go(&route);
        return;
    }
    let active = document().active_element();
    let has_gone = |active: Element| active.matches("body, dialog, dialog *").unwrap_or_default();
    if active.is_none_or(has_gone) {
        focus_heading();
    }
}

/// The way to the repository, for whoever looks at an image that is gone now.
fn repository_of_what_is_gone(deletion: Deletion) -> Option<Route> {
    let Stage::Run(run) = untrack(|| deletion.stage()) else {
        return None;
    };
    let route = untrack(|| Navigation::in_use().route()).ok()?;
    let View::Image(repository, address) = route.view else {
        return None;
    };
    let is_gone = run.look(|state| match &address {
        ManifestAddress::Tag(tag) => run.record().has_removed(tag, state),
        ManifestAddress::Digest(digest) => run.record().has_deleted(digest, state),
    });
    (is_gone && repository == run.record().repository).then(|| Route {
        view: View::Repository(repository),
        query: Query {
            registry: route.query.registry,
            ..Query::default()
        },
    })
}

/// Closes the dialog with the page below, unless something runs: a plan is no longer about what
/// somebody looks at.
pub(super) fn leave_with_page(deletion: Deletion) {
    let navigation = Navigation::in_use();
    let view = move || navigation.route().map(|route| route.view);
    let below = untrack(view);
    effect(move || {
        if view() != below && deletion.may_close() {
            close_dialog();
        }
    });
}
