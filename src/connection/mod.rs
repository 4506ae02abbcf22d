//! One registry in use. A connection is owned by the part of the page that is keyed on it:
//! dropping that drops the connection, with its requests and all that was read.

pub(crate) mod choice;
pub(crate) mod details;
pub(crate) mod follow;
pub(crate) mod glance;
pub(crate) mod identity;
pub(crate) mod listing;
pub(crate) mod loading;
pub(crate) mod target;
pub(crate) mod task;
pub(crate) mod writing;

use std::{collections::HashMap, rc::Rc};

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    oci::{name::RepositoryName, tag::Tag},
    registry::{
        client::{Patience, Reach, RegistryClient},
        error::RegistryError,
        explanation::Explanation,
        manifest::ReadManifest,
        queue::{Limits, RequestQueue},
    },
    route::{Query, Route, View},
    survey::Survey,
};

use crate::{
    connection::{
        details::Details,
        glance::Glances,
        identity::Identity,
        listing::{Name, ReadList, read_list},
        target::{Target, page_origin},
        task::spawn,
        writing::{Switches, Writing},
    },
    transport::BrowserTransport,
};

/// One registry in use.
pub(crate) struct Connection {
    /// Which registry.
    pub(crate) target: Target,
    /// The way to ask it.
    pub(crate) client: Rc<RegistryClient<BrowserTransport>>,
    /// What was read of repositories for their rows.
    pub(crate) glances: Glances,
    /// Whether this page may change the registry.
    pub(crate) writing: Writing,
    /// Lives as long as the connection; work that outlives a page belongs to it.
    owner: Owner,
    catalog: StoredValue<Option<ReadList>>,
    /// Repositories that are known without the list: of config.json, or opened by name.
    known: StoredValue<Vec<Name>>,
    details: StoredValue<HashMap<RepositoryName, Details>>,
}

#[derive(Clone, Copy)]
struct InUse(StoredValue<Rc<Connection>, LocalStorage>);

impl Connection {
    /// Connects, for as long as the current owner lives, and is there for all below it. Nothing
    /// is asked yet.
    pub(crate) fn provide(target: Target, identity: Identity) {
        let reach = Reach {
            cross_origin: target.address.origin() != page_origin(),
            address: target.address.clone(),
            credentials: target.credentials,
            patience: Patience::default(),
        };
        let queue = RequestQueue::new(Limits::default());
        let switch = Switches::of(&target);
        let client = RegistryClient::new(BrowserTransport, reach, queue)
            .signed_in(identity.login)
            .switched_by(switch.clone());
        for service in &identity.agreed {
            client.agree_to(service);
        }
        let known = target.repositories.iter().cloned().map(Name::from);
        let known = known.collect();
        let connection = Self {
            client: Rc::new(client),
            glances: Glances::new(),
            writing: Writing::following(switch),
            details: StoredValue::default(),
            owner: Owner::current().unwrap_or_default(),
            catalog: StoredValue::new(None),
            known: StoredValue::new(known),
            target,
        };
        provide_context(InUse(StoredValue::new_local(Rc::new(connection))));
    }

    /// The one in use here.
    pub(crate) fn in_use() -> Rc<Self> {
        expect_context::<InUse>().0.get_value()
    }

    /// The one in use here, where any is.
    pub(crate) fn where_any() -> Option<Rc<Self>> {
        use_context::<InUse>().map(|in_use| in_use.0.get_value())
    }

    /// The list of repositories; read once a connection, when somebody first looks.
    pub(crate) fn catalog(self: &Rc<Self>) -> ReadList {
        if let Some(catalog) = self.catalog.get_value() {
            return catalog;
        }
        let connection = Rc::downgrade(self);
        let catalog = self.owner.with(|| {
            read_list(
                self.known.get_value(),
                move || connection.upgrade(),
                |connection| connection.client.catalog(),
            )
        });
        self.catalog.set_value(Some(catalog));
        catalog
    }

    /// Keeps a repository that has tags in the list, which not every registry gives.
    pub(crate) fn keep_opened(&self, repository: &Name) {
        match self.catalog.get_value() {
            Some(catalog) => catalog.add(repository),
            None => self
                .known
                .update_value(|known| known.push(repository.clone())),
        }
    }

    /// What was read of the tags of a repository.
    pub(crate) fn details(&self, repository: &RepositoryName) -> Details {
        let known = self
            .details
            .with_value(|details| details.get(repository).copied());
        known.unwrap_or_else(|| {
            let survey = Survey::new(Rc::clone(&self.client), repository.clone());
            let details = self.owner.with(|| Details::new(survey));
            self.details.update_value(|all| {
                all.insert(repository.clone(), details);
            });
            details
        })
    }

    /// Takes a tag that a page of its own read to where tags are looked up. Who leaves that page at
    /// once finds the tag on the next.
    pub(crate) fn take(
        &self,
        repository: &RepositoryName,
        tag: Tag,
        finding: Finding<ReadManifest>,
    ) {
        let details = self.details(repository);
        self.owner.with(|| spawn(details.take(tag, finding)));
    }

    /// The route to a view of this registry.
    pub(crate) fn route(&self, view: View) -> Route {
        let registry = self.target.named.clone();
        Route {
            view,
            query: Query {
                registry,
                ..Query::default()
            },
        }
    }

    /// The address of a view of this registry.
    pub(crate) fn href(&self, view: View) -> String {
        self.route(view).to_string()
    }

    /// An error in words for this page.
    pub(crate) fn explain(&self, error: &RegistryError) -> Explanation {
        error.explain(self.client.reach(), &page_origin())
    }
}
