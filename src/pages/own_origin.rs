//! No registry is named anywhere: the page's own origin may be one.

use std::time::Duration;

use leptos::prelude::*;
use porthole_core::{
    registry::{
        client::{Patience, Reach, RegistryClient},
        error::{ErrorKind, RegistryError},
        queue::{Limits, RequestQueue},
    },
    route::View,
};

use crate::{
    app::InUse,
    components::{dynamic::dynamic, header::Header, skeleton::SkeletonRows},
    connection::{
        loading::{Loading, load},
        target::Target,
    },
    navigation::Navigation,
    pages::connection::ConnectionPage,
    transport::BrowserTransport,
};

/// How long the page's own origin may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is known of the page's own origin, as far as it changes what is shown.
#[derive(Clone, PartialEq)]
enum Shown {
    /// Nothing yet, and the user waits for it.
    Waiting,
    /// A form to name a registry. What is typed there outlives the answer.
    Form,
    /// The registry there.
    Registry(Box<Target>),
}

/// Tries `/v2/` at the page's own origin; where there is no registry, asks for one.
#[component]
pub(crate) fn OwnOrigin(
    /// What the page is called.
    title: Option<String>,
    /// Whether other registries than those of config.json may be used.
    may_add: bool,
) -> impl IntoView {
    let probe = load(probe);
    let navigation = Navigation::in_use();
    let is_connection = Memo::new(move |_| navigation.part(|route| route.view == View::Connection));
    let shown = Memo::new(move |_| match probe.state() {
        Loading::Ready(found) => match &*found {
            Some(target) => Shown::Registry(Box::new(target.clone())),
            None => Shown::Form,
        },
        Loading::Waiting if !is_connection.get() => Shown::Waiting,
        Loading::Waiting | Loading::Failed(_) => Shown::Form,
    });
    let lead = move || match navigation.route() {
        Ok(_) => "Which registry do you want to look at?",
        Err(_) => "This address leads nowhere. Which registry do you want to look at?",
    };
    dynamic(move || match shown.get() {
        Shown::Registry(target) => {
            view! { <InUse target=*target title=title.clone() may_add/> }.into_any()
        }
        Shown::Waiting => view! {
            <Header title=title.clone()/>
            <main class="page"><SkeletonRows label="Looking for a registry here"/></main>
        }
        .into_any(),
        Shown::Form => view! {
            <Header title=title.clone()/>
            <ConnectionPage may_add lead=untrack(lead)/>
        }
        .into_any(),
    })
}

/// The registry at the page's own origin, if there is one.
async fn probe() -> Result<Option<Target>, RegistryError> {
    let Ok(target) = Target::own_origin() else {
        return Ok(None);
    };
    let reach = Reach {
        address: target.address.clone(),
        cross_origin: false,
        credentials: target.credentials,
        // Whoever waits for it can name a registry meanwhile.
        patience: Patience {
            others: PATIENCE,
            ..Patience::default()
        },
    };
    let client = RegistryClient::new(
        BrowserTransport,
        reach,
        RequestQueue::new(Limits::default()),
    );
    let is_registry = match client.ping().await {
        Ok(()) => true,
        Err(error) => matches!(
            error.kind,
            ErrorKind::Unauthorized(_) | ErrorKind::Denied(_) | ErrorKind::RateLimited(_)
        ),
    };
    Ok(is_registry.then_some(target))
}
