//! Who asks a registry. It is kept while the page is open, in memory, and nowhere else.

use leptos::prelude::*;
use porthole_core::registry::{
    address::RegistryAddress,
    sign_in::{login::Login, token_service::TokenService},
};

/// What a registry may know of the user, and who gives its tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Identity {
    /// How the user signed in, if at all.
    pub(crate) login: Option<Login>,
    /// The token services of other origins that the user agreed to; with whatever they sign in
    /// with, if they did.
    pub(crate) agreed: Vec<TokenService>,
    /// Whether the registry, or its token service, accepted what they sign in with.
    pub(crate) is_checked: bool,
    /// Whether what is read signed in may be kept in this browser.
    pub(crate) remembers: bool,
}

/// The user at each registry of this visit. A copy is the same.
#[derive(Clone, Copy)]
pub(crate) struct Identities(RwSignal<Vec<(RegistryAddress, Identity)>>);

impl Identities {
    /// Nobody anywhere.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(Vec::new())));
    }

    /// Those of this visit.
    pub(crate) fn in_use() -> Self {
        expect_context()
    }

    /// The user at a registry; tracked.
    pub(crate) fn at(self, address: &RegistryAddress) -> Identity {
        self.0
            .with(|all| {
                let known = all.iter().find(|(known, _)| known == address);
                known.map(|(_, identity)| identity.clone())
            })
            .unwrap_or_default()
    }

    /// Forgets who the user is at a registry.
    pub(crate) fn forget(self, address: &RegistryAddress) {
        self.change(address, |identity| *identity = Identity::default());
    }

    /// Notes whether what is read signed in may be kept. Nothing is read anew for that.
    pub(crate) fn remember(self, address: &RegistryAddress, remembers: bool) {
        self.0.update_untracked(|all| {
            let known = all.iter_mut().find(|(known, _)| known == address);
            if let Some((_, identity)) = known {
                identity.remembers = remembers;
            }
        });
    }

    /// Changes who the user is at a registry: what was read there is read anew.
    pub(crate) fn change(self, address: &RegistryAddress, change: impl FnOnce(&mut Identity)) {
        self.0.update(|all| {
            let position = all.iter().position(|(known, _)| known == address);
            let position = position.unwrap_or_else(|| {
                all.push((address.clone(), Identity::default()));
                all.len() - 1
            });
            if let Some((_, identity)) = all.get_mut(position) {
                change(identity);
            }
        });
    }
}
