//! For the registry itself: distribution, which is `registry:2` and `registry:3` too.

use crate::registry::check::cures::{Cure, Needs, value::yaml};

/// Lines of its config.yml.
pub(super) fn file(needs: &Needs<'_>) -> Cure {
    let mut text = String::new();
    let mut keys = Vec::new();
    if needs.cors {
        keys.push("http:");
        text.push_str("http:  # yours; keep addr and the rest\n  headers:  # yours, if there; keep those of other names\n");
        for (name, values) in needs.headers() {
            text.extend([format!("    {name}: {}\n", list(&values))]);
        }
    }
    if needs.no_redirects || needs.turn_on_deletion {
        keys.push("storage:");
        text.push_str("storage:  # yours; keep rootdirectory and the rest\n");
    }
    if needs.no_redirects {
        text.push_str("  redirect:\n    disable: true\n");
    }
    if needs.turn_on_deletion {
        text.push_str("  delete:\n    enabled: true\n");
    }
    Cure {
        name: "distribution",
        heading: format!(
            "Put these lines under the {} that the registry’s config.yml already has, leave what else stands there, then restart the registry",
            keys.join(" and the ")
        ),
        text,
    }
}

/// Variables of its environment.
pub(super) fn environment(needs: &Needs<'_>) -> Cure {
    let mut text = String::new();
    if needs.cors {
        for (name, values) in needs.headers() {
            text.extend([format!("REGISTRY_HTTP_HEADERS_{name}={}\n", list(&values))]);
        }
    }
    if needs.no_redirects {
        text.push_str("REGISTRY_STORAGE_REDIRECT_DISABLE=true\n");
    }
    if needs.turn_on_deletion {
        text.push_str("REGISTRY_STORAGE_DELETE_ENABLED=true\n");
    }
    Cure {
        name: "environment",
        // What both name is sent twice, and two origins are as bad as none.
        heading: "Put into a file for docker run --env-file, or for env_file of Compose, take lines of the same names out of config.yml, then start the registry anew".to_owned(),
        text,
    }
}

/// A list, even of one: distribution takes nothing else, and each entry becomes a header.
fn list(values: &[&str]) -> String {
    let values: Vec<_> = values.iter().map(|value| yaml(value)).collect();
    format!("[{}]", values.join(", "))
}
