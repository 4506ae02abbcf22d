//! For Caddy.

use crate::registry::check::cures::{
    Cure, Needs,
    value::{has_path, upstream},
};

/// Page and registry at one origin.
pub(super) fn one_origin(needs: &Needs<'_>) -> Cure {
    Cure {
        name: "Caddy",
        heading: format!(
            "Add to the site that serves Porthole, reload Caddy, then open {} as the registry",
            needs
                .page
                .as_ref()
                .map_or_else(|| "its address".to_owned(), ToString::to_string)
        ),
        text: format!("handle /v2/* {{\n{}}}\n", proxy(needs, &[])),
    }
}

/// A site before the registry that answers what browsers ask of other origins.
pub(super) fn terminator(needs: &Needs<'_>) -> Cure {
    let mut text = "@preflight {\n  method OPTIONS\n  path /v2/*\n}\n".to_owned();
    let headers = needs.headers();
    for (name, values) in &headers {
        text.extend([format!("header {name} \"{}\"\n", values.join(", "))]);
    }
    text.push_str("handle @preflight {\n  respond 204\n}\n");
    let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
    text.extend([format!("handle {{\n{}}}\n", proxy(needs, &names))]);
    Cure {
        name: "Caddy",
        heading:
            "Put into a site before the registry, reload Caddy, then open that site as the registry"
                .to_owned(),
        text,
    }
}

/// Hands on to the registry, whose own headers of these names do not come through: twice is as
/// bad as never.
fn proxy(needs: &Needs<'_>, hidden: &[&str]) -> String {
    let mut text = String::new();
    if has_path(needs.registry) {
        let path = upstream(needs.registry).replacen(&needs.registry.origin(), "", 1);
        text.extend([format!("  rewrite * {path}{{uri}}\n")]);
    }
    text.extend([format!("  reverse_proxy {} {{\n", needs.registry.origin())]);
    let is_elsewhere = needs.registry.to_string().starts_with("https:");
    if is_elsewhere {
        text.push_str("    header_up Host {upstream_hostport}\n");
    }
    for name in hidden {
        text.extend([format!("    header_down -{name}\n")]);
    }
    text.push_str("  }\n");
    text
}
