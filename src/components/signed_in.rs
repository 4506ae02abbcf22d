//! Who is signed in at the registry in use, what is kept of what they see, and the sign-out.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::registry::{address::RegistryAddress, sign_in::login::Login};
use wasm_bindgen_futures::spawn_local;

use crate::{
    components::{
        check_box::check_box,
        dynamic::dynamic_text,
        element::{element, of_class},
        sign_in::sign_in_form,
        title::focus_heading,
    },
    connection::{Connection, identity::Identities, task::spawn},
    storage::{
        journal::{self, Which},
        memory::forget_signed_in,
    },
};

/// What a box offers.
pub(super) const REMEMBER: &str = "Remember on this computer what is read here";
/// What becomes of that.
const REMEMBERED: &str = "Manifests and configs then stay in this browser, for anybody who uses it, until you sign out or untick the box.";
/// What is said before a sign-out that loses something.
const FORGOTTEN: &str = "The journal of what you changed here goes too: an unfinished deletion is forgotten with it. Finish it first, or take it back.";
/// What signs out all the same.
const SIGN_OUT_SURE: &str = "Sign out and forget it";

/// Who is signed in at the registry in use, and the way out or in.
pub(crate) fn who() -> AnyView {
    let connection = Connection::in_use();
    let identities = Identities::in_use();
    let Some(login) = connection.client.login() else {
        return sign_in_form();
    };
    let address = connection.target.address.clone();
    let is_checked = identities.at(&address).is_checked;
    let is_warned = RwSignal::new(false);
    let leaving = address.clone();
    let leave = move |_| sign_out(identities, leaving.clone(), is_warned);
    let memory = Rc::clone(&connection.memory);
    let remembers = RwSignal::new(memory.is_on());
    let remember = check_box(REMEMBER, remembers, move |is_on| {
        memory.switch(is_on);
        identities.remember(&address, is_on);
        if !is_on {
            forget_signed_in(&address);
        }
    });
    let mut words = match login {
        Login::Password { user, .. } => format!("Signed in as {user}."),
        Login::Token(_) => "Signed in with a token.".to_owned(),
    };
    if !is_checked {
        words.push_str(" The registry asked nobody who they are when you did: nothing was sent yet, and nothing was checked.");
    }
    let button = element("button")
        .set("type", "button")
        .on("click", leave)
        .child(dynamic_text(move || {
            let words = if is_warned.get() {
                SIGN_OUT_SURE
            } else {
                "Sign out"
            };
            words.to_owned()
        }));
    let warning = of_class("p", "fault")
        .set("role", "status")
        .child(dynamic_text(move || {
            let words = if is_warned.get() { FORGOTTEN } else { "" };
            words.to_owned()
        }));
    of_class("section", "panel sign-in")
        .set("aria-label", "Who you are")
        .child(element("p").text(words))
        .child(remember)
        .child(of_class("p", "second").text(REMEMBERED))
        .child(warning)
        .child(of_class("p", "actions").child(button))
        .view()
}

/// Forgets who somebody is, and what they saw. What they left half done is told first.
fn sign_out(identities: Identities, address: RegistryAddress, is_warned: RwSignal<bool>) {
    spawn(async move {
        if !is_warned.get_untracked() && journal::is_unfinished_signed_in(&address).await {
            is_warned.set(true);
            return;
        }
        forget_signed_in(&address);
        let of_journals = address.clone();
        // It outlives the page of who is signed in.
        spawn_local(async move {
            journal::forget(&of_journals, &Which::SignedIn).await;
        });
        identities.change(&address, |identity| {
            identity.login = None;
            identity.remembers = false;
        });
        focus_heading();
    });
}
