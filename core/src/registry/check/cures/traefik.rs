//! For Traefik: labels of the registry's container, in a Compose file.

use crate::registry::check::cures::{
    Cure, Needs,
    value::{name, port, yaml},
};

/// Page and registry at one origin.
pub(super) fn one_origin(needs: &Needs<'_>) -> Cure {
    let host = needs.page.as_ref().map_or("porthole.example", name);
    let labels = [
        format!("traefik.http.routers.registry.rule=Host(`{host}`) && PathPrefix(`/v2/`)"),
        format!(
            "traefik.http.services.registry.loadbalancer.server.port={}",
            port(needs.registry)
        ),
        // What people pushed is of the page's origin there: no browser may run it.
        "traefik.http.routers.registry.middlewares=registry-sandbox".to_owned(),
        format!("{SANDBOX}.contentsecuritypolicy=default-src 'none'; sandbox"),
        format!("{SANDBOX}.contenttypenosniff=true"),
    ];
    cure(
        "Add to the registry’s service in the Compose file that serves Porthole, then start it anew",
        " Host is the name that people open.",
        &labels,
    )
}

/// A middleware that answers what browsers ask of other origins, preflights too.
pub(super) fn terminator(needs: &Needs<'_>) -> Cure {
    let mut labels: Vec<_> = needs
        .headers()
        .into_iter()
        .map(|(name, values)| {
            let option = match name {
                "Access-Control-Allow-Origin" => "accesscontrolalloworiginlist",
                "Access-Control-Allow-Credentials" => "accesscontrolallowcredentials",
                "Access-Control-Allow-Methods" => "accesscontrolallowmethods",
                "Access-Control-Allow-Headers" => "accesscontrolallowheaders",
                _ => "accesscontrolexposeheaders",
            };
            format!("{MIDDLEWARE}.{option}={}", values.join(","))
        })
        .collect();
    labels.push(format!("{MIDDLEWARE}.addvaryheader=true"));
    labels.push("traefik.http.routers.registry.middlewares=registry-cors".to_owned());
    cure(
        "Add to the registry’s service in its Compose file, then start it anew",
        "",
        &labels,
    )
}

const MIDDLEWARE: &str = "traefik.http.middlewares.registry-cors.headers";
const SANDBOX: &str = "traefik.http.middlewares.registry-sandbox.headers";

fn cure(heading: &str, note: &str, labels: &[String]) -> Cure {
    let mut text =
        format!("# In the Compose file, at the service that is the registry.{note}\nlabels:\n");
    for label in labels {
        text.extend([format!("  - {}\n", yaml(label))]);
    }
    Cure {
        name: "Traefik",
        heading: heading.to_owned(),
        text,
    }
}
