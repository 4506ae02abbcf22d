//! Which registry an address means.

use porthole_core::{
    registry::address::{InvalidAddress, RegistryAddress},
    settings::{DEMO, Settings},
};

use crate::connection::target::Target;

/// What is to be done about the registry that an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// It may be used.
    Use(Target),
    /// It is unknown: nothing is sent before the user agreed.
    Ask(RegistryAddress),
    /// It is unknown, and this page uses only those of its config.json.
    NotAllowed(RegistryAddress),
    /// The text is no registry; the text and why.
    Invalid(String, InvalidAddress),
    /// None is named: the page's own origin may be one.
    OwnOrigin,
}

/// Chooses by the text in the address, if there is one, and the registries the user agreed to.
pub(crate) fn choose(
    settings: &Settings,
    named: Option<&str>,
    agreed: &[RegistryAddress],
) -> Choice {
    let invalid = |text: &str| {
        let text = text.to_owned();
        move |reason| Choice::Invalid(text, reason)
    };
    let Some(named) = named else {
        return match settings.registries.first() {
            Some(first) => Target::configured(first, true, settings.read_only)
                .map_or_else(invalid(&first.url), Choice::Use),
            None => Choice::OwnOrigin,
        };
    };
    if named == DEMO {
        return Target::demo().map_or_else(invalid(DEMO), Choice::Use);
    }
    let address = RegistryAddress::parse(named);
    let configured = settings
        .registries
        .iter()
        .enumerate()
        .filter_map(|(position, registry)| {
            let target = Target::configured(registry, position == 0, settings.read_only).ok()?;
            let is_meant =
                registry.id.as_deref() == Some(named) || address.as_ref() == Ok(&target.address);
            is_meant.then_some(target)
        });
    if let Some(target) = configured.into_iter().next() {
        return Choice::Use(Target {
            named: Some(named.to_owned()),
            ..target
        });
    }
    match address {
        Err(reason) => Choice::Invalid(named.to_owned(), reason),
        Ok(address) if !settings.add_registries => Choice::NotAllowed(address),
        Ok(address) if agreed.contains(&address) => {
            Choice::Use(Target::of_address(address, settings.read_only))
        }
        Ok(address) => Choice::Ask(address),
    }
}
