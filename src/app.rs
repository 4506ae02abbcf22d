//! The shell: settings, header, and the registry in use.

use leptos::prelude::*;
use porthole_core::{
    format::{size, visible_start},
    registry::{address::RegistryAddress, error::ErrorKind},
    route::{Query, Route, View},
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

    /// Forgets a registry: the next time it is asked about again.
    pub(crate) fn remove(self, address: &RegistryAddress) {
        storage::forget_registry(address);
        self.0
            .update(|agreed| agreed.retain(|known| known != address));
    }

    /// The registries, last agreed to first; tracked.
    pub(crate) fn newest_first(self) -> Vec<RegistryAddress> {
        self.0.with(|agreed| agreed.iter().rev().cloned().collect())
    }

    /// Agrees to a registry, now and at later visits.
    pub(crate) fn add(self, address: &RegistryAddress) {
        storage::keep_registry(address);
        self.0.update(|agreed| {
            agreed.retain(|known| known != address);
            agreed.push(address.clone());
        });
    }
}

/// The registries of config.json: what each is called, the way there, its address.
#[derive(Clone)]
pub(crate) struct Configured(pub(crate) Vec<(String, String, String)>);

impl Configured {
    /// The list in use.
    pub(crate) fn in_use() -> Self {
        expect_context()
    }

    fn of(settings: &Settings) -> Self {
        let registries = settings.registries.iter().enumerate();
        let targets = registries.filter_map(|(position, registry)| {
            let target = Target::configured(registry, position == 0).ok()?;
            let query = Query {
                registry: target.named,
                ..Query::default()
            };
            let href = Route {
                query,
                ..Route::default()
            }
            .to_string();
            Some((
                visible_start(&target.title, TITLE_LENGTH),
                href,
                target.address.to_string(),
            ))
        });
        Self(targets.collect())
    }
}

/// Longer titles are cut.
const TITLE_LENGTH: usize = 60;

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
        Loading::Failed(error) => view! {
            <main class="page">
                <Message
                    title="config.json could not be read"
                    causes=vec![unreadable(&error.kind)]
                    cure="Reload the page. If it lasts, tell whoever runs this site."
                    again=Callback::new(move |()| settings.again())
                />
            </main>
        }
        .into_any(),
    })
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
#[component]
fn Misconfigured(invalid: InvalidSettings) -> impl IntoView {
    let title = if invalid.key.is_empty() {
        "config.json has a mistake".to_owned()
    } else {
        format!(
            "config.json has a mistake at {}",
            visible_start(&invalid.key, TITLE_LENGTH)
        )
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
    provide_context(Configured::of(&settings));
    let title = settings
        .title
        .as_deref()
        .map(|title| visible_start(title, TITLE_LENGTH));
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
                    way=Some(("Open the first registry", Route::default().to_string()))
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
            Ok(View::Connection) => {
                let typed = Connection::in_use().target.address.to_string();
                view! { <ConnectionPage may_add typed/> }.into_any()
            }
            Err(_) => view! { <UnknownPage/> }.into_any(),
        })}
    }
}
