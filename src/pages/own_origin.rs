//! No registry is named anywhere: the page's own origin may be one.

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
    dynamic(move || {
        let found = match probe.state() {
            Loading::Ready(found) => Some((*found).clone()),
            _ => None,
        };
        match found {
            Some(Some(target)) => view! { <InUse target title=title.clone() may_add/> }.into_any(),
            None if !is_connection.get() => view! {
                <Header title=title.clone()/>
                <main class="page"><SkeletonRows label="Looking for a registry here"/></main>
            }
            .into_any(),
            _ => view! {
                <Header title=title.clone()/>
                <ConnectionPage may_add lead="Which registry do you want to look at?"/>
            }
            .into_any(),
        }
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
        patience: Patience::default(),
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
