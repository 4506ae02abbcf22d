//! The cures: which, in which order, and no line that is not needed.

use super::*;
use crate::registry::check::{cures::Cure, report::Report};

fn cures(known: &Known, observed: &Observed) -> Vec<Cure> {
    Report::of(known, observed).cures
}

fn names(cures: &[Cure]) -> Vec<&'static str> {
    cures.iter().map(|cure| cure.name).collect()
}

fn text<'a>(cures: &'a [Cure], name: &str) -> &'a str {
    let cure = cures.iter().find(|cure| cure.name == name);
    &cure
        .unwrap_or_else(|| panic!("there is no cure for {name}"))
        .text
}

#[test]
fn where_nothing_is_wrong_there_is_nothing_to_cure() {
    assert_eq!(cures(&known(PAGE, REGISTRY), &open()), []);
    assert_eq!(cures(&known(PAGE, REGISTRY), &Observed::default()), []);
}

#[test]
fn browsing_without_a_password_takes_three_lines() {
    let cures = cures(&known(PAGE, REGISTRY), &shut());
    let expected = [
        "distribution",
        "environment",
        "nginx",
        "Caddy",
        "Traefik",
        "nginx, one origin",
    ];
    assert_eq!(names(&cures), expected);
    let yaml = "\
http:  # yours; keep addr and the rest
  headers:  # yours, if there; keep those of other names
    Access-Control-Allow-Origin: ['https://ui.example.com']
    Access-Control-Allow-Headers: ['Accept']
    Access-Control-Expose-Headers: ['Docker-Content-Digest', 'Link']
";
    assert_eq!(text(&cures, "distribution"), yaml);
    assert_eq!(
        cures[0].heading,
        "Put these lines under the http: that the registry’s config.yml already has, leave what else stands there, then restart the registry"
    );
    let environment = "\
REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin=['https://ui.example.com']
REGISTRY_HTTP_HEADERS_Access-Control-Allow-Headers=['Accept']
REGISTRY_HTTP_HEADERS_Access-Control-Expose-Headers=['Docker-Content-Digest', 'Link']
";
    assert_eq!(text(&cures, "environment"), environment);
}

#[test]
fn deleting_takes_more() {
    let here = asking(known(PAGE, REGISTRY), Password::No, Intent::AlsoDelete);
    let yaml = "\
http:  # yours; keep addr and the rest
  headers:  # yours, if there; keep those of other names
    Access-Control-Allow-Origin: ['https://ui.example.com']
    Access-Control-Allow-Methods: ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']
    Access-Control-Allow-Headers: ['Accept', 'Content-Type']
    Access-Control-Expose-Headers: ['Docker-Content-Digest', 'Link']
storage:  # yours; keep rootdirectory and the rest
  delete:
    enabled: true
";
    let all = cures(&here, &shut());
    assert_eq!(text(&all, "distribution"), yaml);
    assert!(
        all[0].heading.contains("under the http: and the storage:"),
        "{}",
        all[0].heading
    );
    let off = Observed {
        deletion: Some(answer(405, None)),
        ..open()
    };
    let cures = cures(&here, &off);
    assert_eq!(names(&cures), ["distribution", "environment"]);
    assert_eq!(
        text(&cures, "distribution"),
        "storage:  # yours; keep rootdirectory and the rest\n  delete:\n    enabled: true\n"
    );
    assert_eq!(
        text(&cures, "environment"),
        "REGISTRY_STORAGE_DELETE_ENABLED=true\n"
    );
}

#[test]
fn with_a_password_one_origin_comes_first_and_config_yml_does_not_help() {
    let expected = ["nginx, one origin", "Caddy", "Traefik", "nginx"];
    let asks = asking(known(PAGE, REGISTRY), Password::Yes, Intent::Browse);
    assert_eq!(names(&cures(&asks, &shut())), expected);
    // What was seen counts more than what was said.
    let found = cures(&known(PAGE, REGISTRY), &protected());
    assert_eq!(names(&found), expected);
    assert!(
        text(&found, "nginx").contains("Access-Control-Allow-Headers \"Authorization, Accept\"")
    );
}

#[test]
fn who_is_not_sure_is_shown_what_helps_without_a_password_too() {
    let unsure = asking(known(PAGE, REGISTRY), Password::NotSure, Intent::Browse);
    let expected = [
        "nginx, one origin",
        "Caddy",
        "Traefik",
        "nginx",
        "distribution",
        "environment",
    ];
    let found = Report::of(&unsure, &shut());
    assert_eq!(names(&found.cures), expected);
    assert!(text(&found.cures, "distribution").contains("['Accept']"));
    let advice = found.advice.unwrap();
    assert!(advice.contains("one origin is the way"), "{advice}");
    // What was seen decides it, and so does what is said.
    let without_methods = Observed {
        accept: Some(Seen::Nothing),
        ..open()
    };
    let seen = Report::of(&unsure, &without_methods);
    assert_eq!((names(&seen.cures)[0], seen.advice), ("distribution", None));
    for password in [Password::Yes, Password::No] {
        let sure = asking(known(PAGE, REGISTRY), password, Intent::Browse);
        assert_eq!(Report::of(&sure, &shut()).advice, None);
    }
    // Who signed in has a password.
    let signed_in = Known {
        signed_in: Some("alice".to_owned()),
        ..unsure
    };
    let found = Report::of(&signed_in, &shut());
    assert_eq!((found.cures.len(), found.advice), (4, None));
}

#[test]
fn where_questions_are_answered_config_yml_helps_with_a_password_too() {
    let here = known(PAGE, REGISTRY);
    let observed = Observed {
        accept: Some(answer(401, None)),
        ..protected()
    };
    let found = cures(&here, &observed);
    assert_eq!(found[0].name, "distribution");
    assert!(found[0].text.contains("['Authorization', 'Accept']"));
    assert!(found[0].text.contains("'WWW-Authenticate'"));
}

#[test]
fn storage_elsewhere_is_brought_home() {
    let observed = Observed {
        blob: Some(Blob::Unreadable {
            path: "/v2/a/blobs/sha256:0".to_owned(),
            unfollowed: Seen::Redirect,
        }),
        ..open()
    };
    let found = cures(&known(PAGE, REGISTRY), &observed);
    assert_eq!(
        text(&found, "distribution"),
        "storage:  # yours; keep rootdirectory and the rest\n  redirect:\n    disable: true\n"
    );
}

#[test]
fn a_page_without_an_origin_can_only_be_allowed_with_all_others() {
    let found = cures(&known("null", REGISTRY), &shut());
    assert!(text(&found, "distribution").contains("Access-Control-Allow-Origin: ['*']\n"));
    assert!(text(&found, "nginx").contains("Access-Control-Allow-Origin \"*\" always;"));
}

#[test]
fn nginx_goes_before_the_registry() {
    let found = cures(
        &known(PAGE, "http://registry.lan:5000"),
        &Observed::default(),
    );
    let one = "\
location /v2/ {
  proxy_pass http://registry.lan:5000;
  proxy_http_version 1.1;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-Proto $scheme;
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_read_timeout 900s;
  # What people pushed is of the page's origin here: no browser may run it.
  proxy_hide_header X-Content-Type-Options;
  add_header Content-Security-Policy \"default-src 'none'; sandbox\" always;
  add_header X-Content-Type-Options nosniff always;
}
";
    // An https page cannot read it at all: one origin is the way.
    assert_eq!(names(&found), ["nginx, one origin", "Caddy", "Traefik"]);
    assert_eq!(text(&found, "nginx, one origin"), one);
    let under = cures(&known(PAGE, "https://example.com/docker/main"), &shut());
    let text = text(&under, "nginx, one origin");
    assert!(
        text.contains("proxy_pass https://example.com/docker/main/v2/;\n"),
        "{text}"
    );
    assert!(text.contains("proxy_ssl_server_name on;\n"), "{text}");
}

#[test]
fn traefik_names_host_and_port() {
    let found = cures(
        &known("https://ui.example.com:8443", "http://registry.lan:5000"),
        &Observed::default(),
    );
    let expected = "\
# In the Compose file, at the service that is the registry. Host is the name that people open.
labels:
  - 'traefik.http.routers.registry.rule=Host(`ui.example.com`) && PathPrefix(`/v2/`)'
  - 'traefik.http.services.registry.loadbalancer.server.port=5000'
  - 'traefik.http.routers.registry.middlewares=registry-sandbox'
  - 'traefik.http.middlewares.registry-sandbox.headers.contentsecuritypolicy=default-src ''none''; sandbox'
  - 'traefik.http.middlewares.registry-sandbox.headers.contenttypenosniff=true'
";
    assert_eq!(text(&found, "Traefik"), expected);
}

#[test]
fn caddy_answers_the_question_and_hides_the_registrys_own_headers() {
    let found = cures(&known(PAGE, REGISTRY), &shut());
    let expected = "\
@preflight {
  method OPTIONS
  path /v2/*
}
header Access-Control-Allow-Origin \"https://ui.example.com\"
header Access-Control-Allow-Headers \"Accept\"
header Access-Control-Expose-Headers \"Docker-Content-Digest, Link\"
handle @preflight {
  respond 204
}
handle {
  reverse_proxy https://registry.example.com:5000 {
    header_up Host {upstream_hostport}
    header_down -Access-Control-Allow-Origin
    header_down -Access-Control-Allow-Headers
    header_down -Access-Control-Expose-Headers
  }
}
";
    assert_eq!(text(&found, "Caddy"), expected);
}

#[test]
fn caddy_lets_nothing_of_the_registry_run_at_the_pages_origin() {
    let found = cures(
        &known(PAGE, "http://registry.lan:5000"),
        &Observed::default(),
    );
    let expected = "\
handle /v2/* {
  reverse_proxy http://registry.lan:5000 {
    header_down Content-Security-Policy \"default-src 'none'; sandbox\"
    header_down X-Content-Type-Options nosniff
  }
}
";
    assert_eq!(text(&found, "Caddy"), expected);
}

#[test]
fn caddy_writes_the_path_of_a_registry_that_has_one() {
    let found = cures(&known(PAGE, "https://example.com/docker/main"), &shut());
    let text = text(&found, "Caddy");
    assert!(
        text.contains("\n  rewrite * /docker/main{uri}\n  reverse_proxy https://example.com {\n"),
        "{text}"
    );
}

#[test]
fn traefik_answers_the_question() {
    let here = asking(known(PAGE, REGISTRY), Password::No, Intent::AlsoDelete);
    let expected = "\
# In the Compose file, at the service that is the registry.
labels:
  - 'traefik.http.middlewares.registry-cors.headers.accesscontrolalloworiginlist=https://ui.example.com'
  - 'traefik.http.middlewares.registry-cors.headers.accesscontrolallowmethods=GET,HEAD,PUT,DELETE,OPTIONS'
  - 'traefik.http.middlewares.registry-cors.headers.accesscontrolallowheaders=Accept,Content-Type'
  - 'traefik.http.middlewares.registry-cors.headers.accesscontrolexposeheaders=Docker-Content-Digest,Link'
  - 'traefik.http.middlewares.registry-cors.headers.addvaryheader=true'
  - 'traefik.http.routers.registry.middlewares=registry-cors'
";
    assert_eq!(text(&cures(&here, &shut()), "Traefik"), expected);
}

#[test]
fn nginx_answers_the_question_and_hides_the_registrys_own_headers() {
    let found = cures(&known(PAGE, REGISTRY), &shut());
    let expected = "\
# In http, beside the servers:
map $http_origin $cors_origin { default \"\"; \"https://ui.example.com\" $http_origin; }

# In the server before the registry:
location /v2/ {
  if ($request_method = OPTIONS) { return 204; }
  add_header Access-Control-Allow-Origin $cors_origin always;
  add_header Vary Origin always;
  add_header Access-Control-Allow-Headers \"Accept\" always;
  add_header Access-Control-Expose-Headers \"Docker-Content-Digest, Link\" always;
  proxy_hide_header Access-Control-Allow-Origin;
  proxy_hide_header Access-Control-Allow-Headers;
  proxy_hide_header Access-Control-Expose-Headers;
  proxy_pass https://registry.example.com:5000;
  proxy_http_version 1.1;
  proxy_ssl_server_name on;
  proxy_set_header Host $proxy_host;
  proxy_set_header X-Forwarded-Proto $scheme;
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_read_timeout 900s;
}
";
    assert_eq!(text(&found, "nginx"), expected);
}
