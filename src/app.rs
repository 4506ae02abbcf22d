//! The shell: settings, header, and the registry in use.

use leptos::prelude::*;
use porthole_core::{
    format::{size, visible_start},
    registry::{address::RegistryAddress, error::ErrorKind},
    route::{Route, UnknownRoute, View},
    settings::{InvalidSettings, Settings},
};

use crate::{
    components::{
        drawer::Drawer,
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
        header::header,
        keys::keys,
        message::{Message, message},
        sidebar::{SideBar, side_bar},
        theme, title,
    },
    connection::{
        Connection,
        choice::{Choice, choose},
        identity::{Identities, Identity},
        loading::{Loading, load},
        target::Target,
        writing::Switches,
    },
    navigation::Navigation,
    pages::{
        configuration, connection::Typed, consent::consent_page, later, own_origin::own_origin,
        repositories::repositories_page, unknown::unknown_page,
    },
    reactive::Derived,
    site::{Agreed, Site, TITLE_LENGTH},
    storage::journal,
};

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    Navigation::provide();
    let drawer = Drawer::provide();
    title::provide();
    Identities::provide();
    Switches::provide();
    Agreed::provide();
    let settings = load(configuration::read);
    let page = dynamic(move || match settings.state() {
        Loading::Waiting => {
            let words = element("p").set("role", "status").text("Loading Porthole…");
            let page = of_class("main", "page").set("aria-busy", "true");
            page.child(words).view()
        }
        Loading::Ready(settings) => match &*settings {
            Ok(settings) => shell(settings.clone()),
            Err(invalid) => misconfigured(invalid),
        },
        Loading::Failed(error) => {
            let shown = message(Message {
                title: "config.json could not be read".to_owned(),
                causes: vec![unreadable(&error.kind)],
                cure: "Reload the page. If it lasts, tell whoever runs this site.".to_owned(),
                again: Some(Callback::new(move |()| settings.again())),
                ..Message::default()
            });
            of_class("main", "page").child(shown).view()
        }
    });
    parts([page, drawer.place()])
}

/// Why config.json could not be read, in words.
fn unreadable(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::Refused(answered) => format!(
            "The server answered with status {} for it.",
            answered.status
        ),
        ErrorKind::TooLarge(limit) => format!("It is larger than {}.", size(*limit)),
        _ => "The server did not answer for it.".to_owned(),
    }
}

/// config.json has a mistake: nothing else is started, since nobody knows what it meant.
fn misconfigured(invalid: &InvalidSettings) -> AnyView {
    let title = if invalid.key.is_empty() {
        "config.json has a mistake".to_owned()
    } else {
        format!(
            "config.json has a mistake at {}",
            visible_start(&invalid.key, TITLE_LENGTH)
        )
    };
    let shown = message(Message {
        title,
        causes: vec![invalid.reason.clone()],
        cure: "Correct the file beside index.html, then reload the page.".to_owned(),
        ..Message::default()
    });
    of_class("main", "page")
        .child(element("h1").text("Porthole"))
        .child(shown)
        .view()
}

/// Everything below valid settings.
fn shell(settings: Settings) -> AnyView {
    let navigation = Navigation::in_use();
    let agreed = Agreed::in_use();
    theme::provide(settings.theme);
    Site::provide(settings);
    let site = Site::in_use();
    let choice = Derived::new(move || {
        let named = navigation.part(|route| route.query.registry.clone());
        agreed.with(|agreed| site.with(|settings| choose(settings, named.as_deref(), agreed)))
    });
    let below_header = |page| parts([header(false), page]);
    dynamic(move || match choice.get() {
        Choice::Use(target) => in_use(target),
        Choice::OwnOrigin => own_origin(),
        Choice::Ask(address) => below_header(consent_page(address)),
        Choice::NotAllowed(address) => below_header(not_allowed(&address)),
        Choice::Invalid(text, reason) => {
            let fault = Some(reason);
            below_header(later::connection(Typed { text, fault }, None))
        }
    })
}

fn not_allowed(address: &RegistryAddress) -> AnyView {
    let reason = "Whoever runs this page allows only the registries of its config.json.";
    let shown = message(Message {
        title: format!("{} cannot be opened here", address.label()),
        causes: vec![reason.to_owned()],
        cure: "Go back to the registry that the page starts with, or host Porthole yourself."
            .to_owned(),
        way: Some(("Open the first registry", Route::default().to_string())),
        ..Message::default()
    });
    of_class("main", "page")
        .child(element("h1").text("Not a registry of this page"))
        .child(shown)
        .view()
}

/// A registry in use, by whoever signed in there: another one sees other things.
pub(crate) fn in_use(target: Target) -> AnyView {
    let identities = Identities::in_use();
    let address = target.address.clone();
    let identity = Derived::new(move || identities.at(&address));
    dynamic(move || {
        let identity = identity.get();
        untrack(|| connected(target.clone(), identity))
    })
}

/// What is below lives as long as the registry is the one, and the user too.
fn connected(target: Target, identity: Identity) -> AnyView {
    Connection::provide(target, identity);
    let navigation = Navigation::in_use();
    let view = Derived::new(move || navigation.route().map(|route| route.view));
    let changing = Connection::in_use().changing;
    let page = dynamic(move || {
        let view = view.get();
        changing.track();
        // What a page reads while it is made does not make it anew.
        untrack(|| page(view))
    });
    SideBar::provide();
    let has_side_bar = Derived::new(move || !matches!(view.get(), Ok(View::Connection)));
    let side_bar = dynamic(move || {
        if has_side_bar.get() {
            side_bar()
        } else {
            nothing()
        }
    });
    let class = move || {
        let class = if has_side_bar.get() { "frame" } else { "" };
        Some(class.to_owned())
    };
    // Hundreds of repositories may stand before the content.
    let skip = of_class("button", "skip")
        .set("type", "button")
        .on("click", |_| title::focus_heading())
        .text("Skip to the content");
    let frame = element("div")
        .follow("class", class)
        .child(side_bar)
        .child(page);
    let is_any_unfinished = journal::is_any_unfinished(&Connection::in_use().target.address);
    let is_told = Derived::new(move || is_any_unfinished || changing.has_changed());
    let unfinished = dynamic(move || {
        if is_told.get() {
            later::unfinished()
        } else {
            nothing()
        }
    });
    let dialog = dynamic(move || changing.change().map_or_else(nothing, later::deletion));
    parts([
        skip.view(),
        header(true),
        unfinished,
        frame.view(),
        keys(),
        dialog,
    ])
}

fn page(view: Result<View, UnknownRoute>) -> AnyView {
    match view {
        Ok(View::Repositories) => repositories_page(),
        Ok(View::Repository(repository)) => later::repository(repository),
        Ok(View::Image(repository, address)) => later::image(repository, address),
        Ok(View::Layer(repository, digest)) => later::layer(repository, digest),
        Ok(View::Connection) => {
            let text = Connection::in_use().target.address.to_string();
            later::connection(Typed { text, fault: None }, None)
        }
        Err(_) => unknown_page(),
    }
}
