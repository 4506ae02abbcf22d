//! For Caddy.

use crate::registry::check::cures::{
    Cure, Needs,
    value::{has_path, upstream},
};

/// What people pushed is of the page's origin there: no browser may run it.
const SANDBOX: [&str; 2] = [
    "Content-Security-Policy \"default-src 'none'; sandbox\"",
    "X-Content-Type-Options nosniff",
];

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
        text: format!(
            "handle /v2/* {{\n{}}}\n",
            proxy(needs, &SANDBOX.map(ToOwned::to_owned))
        ),
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
    // Twice is as bad as never: the registry's own do not come through.
    let hidden: Vec<_> = headers.iter().map(|(name, _)| format!("-{name}")).collect();
    text.extend([format!("handle {{\n{}}}\n", proxy(needs, &hidden))]);
    Cure {
        name: "Caddy",
        heading:
            "Put into a site before the registry, reload Caddy, then open that site as the registry"
                .to_owned(),
        text,
    }
}

/// Hands on to the registry, and changes these headers of its answers.
fn proxy(needs: &Needs<'_>, changed: &[String]) -> String {
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
    for header in changed {
        text.extend([format!("    header_down {header}\n")]);
    }
    text.push_str("  }\n");
    text
}
