//! For nginx.

use crate::registry::{
    address::Scheme,
    check::cures::{
        Cure, Needs,
        value::{has_path, upstream},
    },
};

/// A header here keeps those of the server away.
const SANDBOX: &str = "  # What people pushed is of the page's origin here: no browser may run it.
  proxy_hide_header X-Content-Type-Options;
  add_header Content-Security-Policy \"default-src 'none'; sandbox\" always;
  add_header X-Content-Type-Options nosniff always;
";

/// Page and registry at one origin.
pub(super) fn one_origin(needs: &Needs<'_>) -> Cure {
    Cure {
        name: "nginx, one origin",
        heading: format!(
            "Add to the server that serves Porthole, reload nginx, then open {} as the registry",
            needs
                .page
                .as_ref()
                .map_or_else(|| "its address".to_owned(), ToString::to_string)
        ),
        text: format!("location /v2/ {{\n{}{SANDBOX}}}\n", proxy(needs)),
    }
}

/// A server before the registry that answers what browsers ask of other origins.
pub(super) fn terminator(needs: &Needs<'_>) -> Cure {
    let origin = &needs.origin;
    let mut text = String::new();
    let mut allowed = format!("\"{origin}\"");
    if origin != "*" {
        text.extend([format!("# In http, beside the servers:\nmap $http_origin $cors_origin {{ default \"\"; \"{origin}\" $http_origin; }}\n\n# In the server before the registry:\n")]);
        "$cors_origin".clone_into(&mut allowed);
    }
    text.push_str("location /v2/ {\n  if ($request_method = OPTIONS) { return 204; }\n");
    text.extend([format!("  add_header Access-Control-Allow-Origin {allowed} always;\n  add_header Vary Origin always;\n")]);
    for (name, values) in needs.headers().iter().skip(1) {
        text.extend([format!(
            "  add_header {name} \"{}\" always;\n",
            values.join(", ")
        )]);
    }
    for (name, _) in needs.headers() {
        text.extend([format!("  proxy_hide_header {name};\n")]);
    }
    text.push_str(&proxy(needs));
    text.push_str("}\n");
    Cure {
        name: "nginx",
        heading: "Put before the registry, reload nginx, then open that server as the registry"
            .to_owned(),
        text,
    }
}

/// Whoever pushes and pulls layers goes this way, too.
const PUSHING: &str = "  proxy_set_header X-Forwarded-Proto $scheme;
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_read_timeout 900s;
";

fn proxy(needs: &Needs<'_>) -> String {
    let registry = upstream(needs.registry);
    let rest = if has_path(needs.registry) { "/v2/" } else { "" };
    let mut lines = format!("  proxy_pass {registry}{rest};\n  proxy_http_version 1.1;\n");
    if needs.registry.scheme() == Scheme::Https {
        lines.push_str("  proxy_ssl_server_name on;\n  proxy_set_header Host $proxy_host;\n");
    } else {
        lines.push_str("  proxy_set_header Host $http_host;\n");
    }
    lines + PUSHING
}
