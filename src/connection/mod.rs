//! One registry in use. A connection is owned by the part of the page that is keyed on it:
//! dropping that drops the connection, with its requests and all that was read.

pub(crate) mod changing;
pub(crate) mod choice;
pub(crate) mod details;
pub(crate) mod follow;
pub(crate) mod glance;
pub(crate) mod identity;
pub(crate) mod listing;
pub(crate) mod loading;
pub(crate) mod target;
pub(crate) mod task;
pub(crate) mod verifying;
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
        request::Credentials,
    },
    route::{Query, Route, View},
    survey::Survey,
};

use crate::{
    connection::{
        changing::Changing,
        details::Details,
        glance::Glances,
        identity::Identity,
        listing::{Name, ReadList, read_list},
        target::{Target, page_origin},
        task::spawn,
        writing::{Switches, Writing},
    },
    reactive::effect,
    storage::{
        self,
        memory::{BrowserMemory, Who},
    },
    transport::{BrowserTransport, simulation},
};

/// One registry in use.
pub(crate) struct Connection {
    /// Which registry.
    pub(crate) target: Target,
    /// The way to ask it.
    pub(crate) client: Rc<RegistryClient<BrowserTransport>>,
    /// What this browser remembers of it.
    pub(crate) memory: Rc<BrowserMemory>,
    /// What was read of repositories for their rows.
    pub(crate) glances: Glances,
    /// Whether this page may change the registry.
    pub(crate) writing: Writing,
    /// What somebody is about to change.
    pub(crate) changing: Changing,
    /// Lives as long as the connection; work that outlives a page belongs to it.
    owner: Owner,
    catalog: StoredValue<Option<ReadList>>,
    /// Repositories that are known without the list: of config.json, or opened by name.
    known: StoredValue<Vec<Name>>,
    /// Repositories with tags that were opened in this visit, last opened last.
    opened: RwSignal<Vec<RepositoryName>>,
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
        if target.is_demo() {
            simulation::seal(target.address.to_string());
        }
        let queue = RequestQueue::new(Limits::default());
        let switch = Switches::of(&target);
        let who = match identity.login {
            Some(_) => Who::SignedIn,
            None => Who::Anybody,
        };
        let is_kept = target.may_be_remembered() && (who == Who::Anybody || identity.remembers);
        let memory = BrowserMemory::of(&target.address, who, is_kept);
        let client = RegistryClient::new(BrowserTransport, reach, queue)
            .remembering(Some(memory.clone()))
            .signed_in(identity.login)
            .switched_by(switch.clone());
        for service in &identity.agreed {
            client.agree_to(service);
        }
        let mut known = target.repositories.clone();
        if target.credentials == Credentials::Omit {
            known.extend(storage::opened(&target.address));
        }
        let known = known.into_iter().map(Name::from).collect();
        let connection = Self {
            client: Rc::new(client),
            memory,
            glances: Glances::new(),
            writing: Writing::following(switch),
            changing: Changing::new(),
            details: StoredValue::default(),
            owner: Owner::current().unwrap_or_default(),
            catalog: StoredValue::new(None),
            known: StoredValue::new(known),
            opened: RwSignal::new(Vec::new()),
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
        if self.may_keep() {
            self.keep_where_untold(catalog);
        }
        catalog
    }

    /// Keeps a repository that has tags in the list, which not every registry gives.
    pub(crate) fn keep_opened(&self, repository: &RepositoryName) {
        let name = Name::from(repository.clone());
        match self.catalog.get_value() {
            Some(catalog) => catalog.add(&name),
            None => self.known.update_value(|known| known.push(name)),
        }
        self.opened.update(|opened| {
            opened.retain(|known| known != repository);
            opened.push(repository.clone());
        });
    }

    /// Forgets a repository that turned out to be gone.
    pub(crate) fn forget_opened(&self, repository: &RepositoryName) {
        if self.may_keep() {
            storage::forget_opened(&self.target.address, repository);
        }
        self.opened
            .update(|opened| opened.retain(|known| known != repository));
    }

    /// Whether names may be kept on this computer: not what somebody saw who is signed in.
    fn may_keep(&self) -> bool {
        self.client.login().is_none() && self.target.credentials == Credentials::Omit
    }

    /// Keeps for later visits what is opened, where the list tells of nothing.
    fn keep_where_untold(&self, catalog: ReadList) {
        let (address, opened) = (self.target.address.clone(), self.opened);
        self.owner.with(|| {
            effect(move || {
                if catalog.tells_nothing() {
                    opened.with(|opened| storage::keep_opened(&address, opened));
                }
            });
        });
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

    /// Forgets what was read of a repository, which was changed.
    pub(crate) fn forget(&self, repository: &RepositoryName) {
        self.details.update_value(|all| {
            all.remove(repository);
        });
        self.glances.forget(repository);
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
