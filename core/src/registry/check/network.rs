//! Where an address lies, as far as its text tells. Browsers keep a page away from networks that
//! are more private than the one it came from (Local Network Access).

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::registry::address::RegistryAddress;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Space {
    Public,
    /// A name, which may lead anywhere.
    Named,
    Local,
    ThisComputer,
}

/// Whether a browser may keep a page of one address away from the registry.
pub(crate) fn may_be_kept_away(page: &RegistryAddress, registry: &RegistryAddress) -> bool {
    let (page, registry) = (space(page), space(registry));
    registry > page && registry > Space::Named
}

/// Whether the address is one of this computer or of a private network.
pub(crate) fn is_near(address: &RegistryAddress) -> bool {
    space(address) > Space::Named
}

fn space(address: &RegistryAddress) -> Space {
    if address.is_this_computer() {
        return Space::ThisComputer;
    }
    let host = address.host();
    let is_bracketed = host.starts_with('[');
    let name = match host.rsplit_once(':') {
        Some((name, _)) if !is_bracketed || name.ends_with(']') => name,
        _ => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let is_local = if let Ok(address) = bare.parse::<Ipv4Addr>() {
        Some(address.is_private() || address.is_link_local())
    } else if let Ok(address) = bare.parse::<Ipv6Addr>() {
        Some(address.is_unique_local() || address.is_unicast_link_local())
    } else {
        None
    };
    match is_local {
        Some(true) => Space::Local,
        Some(false) => Space::Public,
        None if bare.rsplit('.').next() == Some("local") => Space::Local,
        None => Space::Named,
    }
}

/// Whether the address has a name that must be looked up.
pub(crate) fn has_name(address: &RegistryAddress) -> bool {
    let is_literal = |host: &str| {
        let name = host.split(':').next().unwrap_or_default();
        host.starts_with('[') || name.parse::<Ipv4Addr>().is_ok()
    };
    !address.is_this_computer() && !is_literal(address.host())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_kept_from_what_is_more_private_than_where_it_came_from() {
        for (page, registry, expected) in [
            ("https://ui.example.com", "http://localhost:5000", true),
            ("https://ui.example.com", "https://10.0.0.7", true),
            ("https://ui.example.com", "https://nas.local:5000", true),
            ("http://93.184.215.14", "http://[fd00::1]:5000", true),
            ("http://93.184.215.14", "http://169.254.1.7:5000", true),
            ("http://10.0.0.5", "http://[::1]:5000", true),
            ("http://10.0.0.5", "http://192.168.1.2", false),
            ("http://localhost:8080", "http://127.0.0.1:5000", false),
            ("http://localhost:8080", "http://10.0.0.7", false),
            (
                "https://ui.example.com",
                "https://registry.example.com",
                false,
            ),
            ("https://ui.example.com", "https://93.184.215.14", false),
        ] {
            let [page, registry] =
                [page, registry].map(|text| RegistryAddress::parse(text).unwrap());
            assert_eq!(
                may_be_kept_away(&page, &registry),
                expected,
                "{page} {registry}"
            );
        }
    }

    #[test]
    fn only_names_are_looked_up() {
        for (registry, expected) in [
            ("registry.local:5000", true),
            ("10.0.0.7:5000", false),
            ("https://[fd00::1]:5000", false),
            ("localhost", false),
        ] {
            let registry = RegistryAddress::parse(registry).unwrap();
            assert_eq!(has_name(&registry), expected, "{registry}");
        }
    }
}
