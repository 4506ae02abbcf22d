//! The page as whoever hosts it set it up, and the registries that its user added.

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    registry::address::RegistryAddress,
    route::{Query, Route},
    settings::{DEMO, Settings},
};

use crate::{connection::target::Target, storage};

/// Longer titles are cut.
pub(crate) const TITLE_LENGTH: usize = 60;

/// What config.json says of the page. A copy is the same.
#[derive(Clone, Copy)]
pub(crate) struct Site(StoredValue<Settings>);

impl Site {
    /// Set up so, for all below the current owner.
    pub(crate) fn provide(settings: Settings) {
        provide_context(Self(StoredValue::new(settings)));
    }

    /// The page in use.
    pub(crate) fn in_use() -> Self {
        expect_context()
    }

    /// What it is called.
    pub(crate) fn title(self) -> Option<String> {
        self.0.with_value(|settings| {
            let title = settings.title.as_deref();
            title.map(|title| visible_start(title, TITLE_LENGTH))
        })
    }

    /// Whether people may use registries that are not of config.json.
    pub(crate) fn may_add(self) -> bool {
        self.0.with_value(|settings| settings.add_registries)
    }

    /// What its registries start with that have no `read_only` of their own.
    pub(crate) fn read_only(self) -> Option<bool> {
        self.0.with_value(|settings| settings.read_only)
    }

    /// Looks at all of it.
    pub(crate) fn with<V>(self, look: impl FnOnce(&Settings) -> V) -> V {
        self.0.with_value(look)
    }

    /// Its registries, and those that the user added, newest first; tracked.
    pub(crate) fn registries(self) -> Vec<Listed> {
        let configured = self.with(|settings| {
            let registries = settings.registries.iter().enumerate();
            let listed = registries.filter_map(|(position, registry)| {
                let target = Target::configured(registry, position == 0, settings.read_only);
                target.ok().map(|target| Listed::of(&target))
            });
            listed.collect::<Vec<_>>()
        });
        let added = Agreed::in_use().newest_first();
        let added = added.into_iter().filter(|_| self.may_add());
        let is_new = |known: &RegistryAddress| configured.iter().all(|it| it.address != *known);
        let added: Vec<_> = added.filter(is_new).map(Listed::added).collect();
        configured.into_iter().chain(added).collect()
    }
}

/// A registry to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// What the page calls it.
    pub(crate) title: String,
    /// Where it is.
    pub(crate) address: RegistryAddress,
    /// The address of its first view.
    pub(crate) href: String,
    /// Whether the user added it.
    pub(crate) is_added: bool,
}

impl Listed {
    /// A registry that may be used.
    pub(crate) fn of(target: &Target) -> Self {
        Self {
            title: target.title.clone(),
            address: target.address.clone(),
            href: route_to(target.named.clone()).to_string(),
            is_added: false,
        }
    }

    fn added(address: RegistryAddress) -> Self {
        Self {
            title: address.label(),
            href: route_to(Some(address.to_string())).to_string(),
            is_added: true,
            address,
        }
    }
}

/// The first view of a registry, by its name in addresses.
pub(crate) fn route_to(registry: Option<String>) -> Route {
    Route {
        query: Query {
            registry,
            ..Query::default()
        },
        ..Route::default()
    }
}

/// The address of the demo's first view.
pub(crate) fn demo_href() -> String {
    route_to(Some(DEMO.to_owned())).to_string()
}

/// The registries that the user agreed to in this browser. A copy is the same.
#[derive(Clone, Copy)]
pub(crate) struct Agreed(RwSignal<Vec<RegistryAddress>>);

impl Agreed {
    /// Those that this browser kept.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(storage::registries())));
    }

    /// The list in use.
    pub(crate) fn in_use() -> Self {
        expect_context()
    }

    /// Looks at them, oldest first; tracked.
    pub(crate) fn with<V>(self, look: impl FnOnce(&[RegistryAddress]) -> V) -> V {
        self.0.with(|agreed| look(agreed))
    }

    /// The registries, last agreed to first; tracked.
    pub(crate) fn newest_first(self) -> Vec<RegistryAddress> {
        self.with(|agreed| agreed.iter().rev().cloned().collect())
    }

    /// Agrees to a registry, now and at later visits.
    pub(crate) fn add(self, address: &RegistryAddress) {
        storage::keep_registry(address);
        self.0.update(|agreed| {
            agreed.retain(|known| known != address);
            agreed.push(address.clone());
        });
    }

    /// Forgets a registry: the next time it is asked about again.
    pub(crate) fn remove(self, address: &RegistryAddress) {
        storage::forget_registry(address);
        self.0
            .update(|agreed| agreed.retain(|known| known != address));
    }
}
