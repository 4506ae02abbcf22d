//! The header: the places, which registry, whether it can be changed.

use leptos::prelude::*;
use porthole_core::route::{Route, View};

use crate::{
    components::{icon::MarkIcon, theme::ThemeButton},
    connection::Connection,
    navigation::Navigation,
};

/// The header of every view.
#[component]
pub(crate) fn Header(
    /// What the page is called.
    title: Option<String>,
    /// Whether a registry is in use.
    #[prop(optional)]
    connected: bool,
) -> impl IntoView {
    let connection = connected.then(Connection::in_use);
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
    let repositories_current = move || (connected && !is_connection()).then_some("page");
    let connection_current = move || is_connection().then_some("page");
    let brand = title.unwrap_or_else(|| "Porthole".to_owned());
    let registry = connection.as_ref().map(|connection| {
        let target = &connection.target;
        view! {
            <a class="registry" href=href(View::Connection) title=target.address.to_string()>
                <span class="registry-name">{target.title.clone()}</span>
            </a>
            <span class="pill" title="This page only reads: it sends nothing that changes a registry.">"Read-only"</span>
        }
    });
    view! {
        <header class="header">
            <a class="brand" href=href(View::Repositories)><MarkIcon/><span>{brand}</span></a>
            <nav aria-label="Places">
                <a href=href(View::Repositories) aria-current=repositories_current>"Repositories"</a>
                <a href=href(View::Connection) aria-current=connection_current>"Connection"</a>
            </nav>
            <div class="state">{registry}<ThemeButton/></div>
        </header>
    }
}
