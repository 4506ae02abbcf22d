//! The header: the places, which registry, whether it can be changed.

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    route::{Route, View},
};

use crate::{
    components::{
        element::{element, of_class},
        icon::mark_icon,
        registry_menu::registry_menu,
        sidebar::SideBar,
        theme::theme_button,
        write_switch::write_switch,
    },
    connection::Connection,
    navigation::Navigation,
    site::Site,
};

/// Longer names are cut.
const NAME_LENGTH: usize = 30;

/// The header of every view, told whether a registry is in use.
pub(crate) fn header(is_connected: bool) -> AnyView {
    let connection = is_connected.then(Connection::in_use);
    let href = |view: View| match &connection {
        Some(connection) => connection.href(view),
        None => Route {
            view,
            ..Route::default()
        }
        .to_string(),
    };
    let navigation = Navigation::in_use();
    let is_connection = move || navigation.part(|route| route.view == View::Connection);
    let current = |is_current: bool| is_current.then(|| "page".to_owned());
    let registry = connection.as_deref().map(registry_menu);
    let switch = connection
        .as_ref()
        .map(|connection| write_switch(connection.writing));
    let who = connection
        .as_ref()
        .filter(|connection| connection.target.has_sign_in())
        .map(|connection| {
            let (words, meaning) = match connection.client.login() {
                Some(login) => (
                    visible_start(login.name(), NAME_LENGTH),
                    "Who is signed in; the way to sign out",
                ),
                None => ("Sign in".to_owned(), "Nobody is signed in"),
            };
            of_class("a", "who")
                .set("href", href(View::Connection))
                .set("title", meaning)
                .text(words)
        });
    let menu = || {
        let SideBar { is_open, .. } = expect_context();
        of_class("button", "menu")
            .set("type", "button")
            .set("aria-label", "List of repositories")
            .set("aria-controls", "sidebar")
            .follow("aria-expanded", move || Some(is_open.get().to_string()))
            .on("click", move |_| {
                is_open.update(|is_open| *is_open = !*is_open);
            })
            .text("☰")
    };
    let title = Site::in_use().title();
    let title = title.unwrap_or_else(|| "Porthole".to_owned());
    let brand = of_class("a", "brand")
        .set("href", href(View::Repositories))
        .child(mark_icon())
        .child(element("span").text(title));
    let repositories = element("a")
        .set("href", href(View::Repositories))
        .follow("aria-current", move || {
            current(is_connected && !is_connection())
        })
        .text("Repositories");
    let connection = element("a")
        .set("href", href(View::Connection))
        .follow("aria-current", move || current(is_connection()))
        .text("Connection");
    let places = of_class("nav", "places")
        .set("aria-label", "Places")
        .child(repositories)
        .child(connection);
    let state = of_class("div", "state")
        .maybe(switch)
        .maybe(who)
        .child(theme_button());
    of_class("header", "header")
        .maybe(is_connected.then(menu))
        .child(brand)
        .maybe(registry)
        .child(places)
        .child(state)
        .view()
}
