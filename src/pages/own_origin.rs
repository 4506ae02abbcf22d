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
    app::in_use,
    components::{
        dynamic::dynamic,
        element::{of_class, parts},
        header::header,
        skeleton::skeleton_rows,
    },
    connection::{
        loading::{Loading, load},
        target::Target,
    },
    navigation::Navigation,
    pages::{connection::Typed, later},
    reactive::Derived,
    site::Site,
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
pub(crate) fn own_origin() -> AnyView {
    let read_only = Site::in_use().read_only();
    let probe = load(move || probe(read_only));
    let navigation = Navigation::in_use();
    let is_connection =
        Derived::new(move || navigation.part(|route| route.view == View::Connection));
    let shown = Derived::new(move || match probe.state() {
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
        Shown::Registry(target) => in_use(*target),
        Shown::Waiting => {
            let waiting = skeleton_rows("Looking for a registry here");
            let page = of_class("main", "page").child(waiting.into_any());
            parts([header(false), page.view()])
        }
        Shown::Form => {
            let page = later::connection(Typed::default(), Some(untrack(lead)));
            parts([header(false), page])
        }
    })
}

/// The registry at the page's own origin, if there is one.
async fn probe(read_only: Option<bool>) -> Result<Option<Target>, RegistryError> {
    let Ok(target) = Target::own_origin(read_only) else {
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
            ErrorKind::Unauthorized(_)
                | ErrorKind::TokenService(_)
                | ErrorKind::Denied(_)
                | ErrorKind::RateLimited(_)
        ),
    };
    Ok(is_registry.then_some(target))
}
