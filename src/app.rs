//! The shell: settings, header, and the registry in use.

use leptos::prelude::*;
use porthole_core::{
    registry::address::RegistryAddress,
    route::{Route, View},
    settings::{InvalidSettings, Settings},
};

use crate::{
    components::{dynamic::dynamic, header::Header, message::Message, theme, title},
    connection::{
        Connection,
        choice::{Choice, choose},
        loading::{Loading, load},
        target::Target,
    },
    navigation::Navigation,
    pages::{
        configuration, connection::ConnectionPage, consent::ConsentPage, image::ImagePage,
        own_origin::OwnOrigin, repositories::RepositoriesPage, repository::RepositoryPage,
        unknown::UnknownPage,
    },
    storage,
};

/// The registries that the user agreed to in this browser.
#[derive(Clone, Copy)]
pub(crate) struct Agreed(RwSignal<Vec<RegistryAddress>>);

impl Agreed {
    /// The list in use.
    pub(crate) fn in_use() -> Self {
        expect_context()
    }

    /// The registries, last agreed to first; tracked.
    pub(crate) fn newest_first(self) -> Vec<RegistryAddress> {
        self.0.with(|agreed| agreed.iter().rev().cloned().collect())
    }

    /// Agrees to a registry, now and at later visits.
    pub(crate) fn add(self, address: &RegistryAddress) {
        storage::keep_registry(address);
        self.0.update(|agreed| agreed.push(address.clone()));
    }
}

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    Navigation::provide();
    title::provide();
    provide_context(Agreed(RwSignal::new(storage::registries())));
    let settings = load(configuration::read);
    dynamic(move || match settings.state() {
        Loading::Waiting => view! {
            <main class="page" aria-busy="true"><p role="status">"Loading Porthole…"</p></main>
        }
        .into_any(),
        Loading::Ready(settings) => match &*settings {
            Ok(settings) => view! { <Shell settings=settings.clone()/> }.into_any(),
            Err(invalid) => view! { <Misconfigured invalid=invalid.clone()/> }.into_any(),
        },
        Loading::Failed(_) => view! {
            <main class="page">
                <Message
                    title="config.json could not be read"
                    causes=vec!["The server did not answer for it.".to_owned()]
                    cure="Reload the page. If it lasts, tell whoever runs this site."
                    again=Callback::new(move |()| settings.again())
                />
            </main>
        }
        .into_any(),
    })
}

/// config.json has a mistake: nothing else is started, since nobody knows what it meant.
#[component]
fn Misconfigured(invalid: InvalidSettings) -> impl IntoView {
    let title = if invalid.key.is_empty() {
        "config.json has a mistake".to_owned()
    } else {
        format!("config.json has a mistake at {}", invalid.key)
    };
    view! {
        <main class="page">
            <h1>"Porthole"</h1>
            <Message
                title=title
                causes=vec![invalid.reason]
                cure="Correct the file beside index.html, then reload the page."
            />
        </main>
    }
}

/// Everything below valid settings.
#[component]
fn Shell(settings: Settings) -> impl IntoView {
    let navigation = Navigation::in_use();
    let Agreed(agreed) = expect_context();
    theme::provide(settings.theme);
    let title = settings.title.clone();
    let may_add = settings.add_registries;
    let choice = Memo::new(move |_| {
        let named = navigation.part(|route| route.query.registry.clone());
        agreed.with(|agreed| choose(&settings, named.as_deref(), agreed))
    });
    dynamic(move || {
        match choice.get() {
        Choice::Use(target) => view! { <InUse target title=title.clone() may_add/> }.into_any(),
        Choice::OwnOrigin => view! { <OwnOrigin title=title.clone() may_add/> }.into_any(),
        Choice::Ask(address) => view! { <ConsentPage address title=title.clone()/> }.into_any(),
        Choice::NotAllowed(address) => view! {
            <Header title=title.clone()/>
            <main class="page">
                <h1>"Not a registry of this page"</h1>
                <Message
                    title=format!("{} cannot be opened here", address.label())
                    causes=vec!["Whoever runs this page allows only the registries of its config.json.".to_owned()]
                    cure="Go back to the registry that the page starts with, or host Porthole yourself."
                    way=("Open the first registry", Route::default().to_string())
                />
            </main>
        }
        .into_any(),
        Choice::Invalid(text, reason) => view! {
            <Header title=title.clone()/>
            <ConnectionPage may_add typed=text fault=reason/>
        }
        .into_any(),
    }
    })
}

/// A registry in use. What is below lives as long as it is the one.
#[component]
pub(crate) fn InUse(target: Target, title: Option<String>, may_add: bool) -> impl IntoView {
    Connection::provide(target);
    let navigation = Navigation::in_use();
    let view = Memo::new(move |_| navigation.route().map(|route| route.view));
    view! {
        <Header title connected=true/>
        {dynamic(move || match view.get() {
            Ok(View::Repositories) => view! { <RepositoriesPage/> }.into_any(),
            Ok(View::Repository(repository)) => view! { <RepositoryPage repository/> }.into_any(),
            Ok(View::Image(repository, address)) => view! { <ImagePage repository address/> }.into_any(),
            Ok(View::Connection) => view! { <ConnectionPage may_add/> }.into_any(),
            Err(_) => view! { <UnknownPage/> }.into_any(),
        })}
    }
}
