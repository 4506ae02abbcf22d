//! The line that decides what no browser tells.

use crate::registry::{
    check::{
        asked::Known,
        cause::Cause,
        diagnosis::Found,
        observed::{Blob, Observed},
        report::takes_password,
    },
    shell::shell,
};

/// A line for a terminal, and how to read what comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curl {
    /// The line.
    pub line: String,
    /// What the answer says.
    pub tells: String,
}

/// The line for the first thing that may have several causes.
pub fn deciding(known: &Known, observed: &Observed, found: &[Found]) -> Option<Curl> {
    let open = found.iter().find(|found| found.causes.len() > 1);
    let Some(open) = open else {
        let is_untried = known.wants_to_delete() && known.reach.cross_origin && known.is_read_only;
        return (is_untried && observed.status().is_some()).then(|| {
            let signs = takes_password(known, observed);
            preflight(known, "DELETE", if signs { "authorization" } else { "" })
        });
    };
    let root = known.address().url("/v2/");
    let origin = &known.page.origin;
    let sent = shell(&format!("Origin: {origin}"));
    let has = |cause: &Cause| open.causes.contains(cause);
    if has(&Cause::PreflightRefused) {
        let headers = open.causes.iter().find_map(|cause| match cause {
            Cause::HeadersNotAllowed(names) => Some(names.join(",").to_ascii_lowercase()),
            _ => None,
        });
        return Some(preflight(known, "GET", &headers.unwrap_or_default()));
    }
    if has(&Cause::OriginNotAllowed) {
        return Some(Curl {
            line: format!("curl -i -H {sent} {}", shell(&root)),
            tells: format!(
                "A status from 301 to 308: it leads elsewhere. Otherwise exactly one line Access-Control-Allow-Origin must come, with {origin} or *."
            ),
        });
    }
    if let Some(Blob::Unreadable { path, .. }) = &observed.blob
        && has(&Cause::StorageRedirect)
    {
        let user = if takes_password(known, observed) {
            " -u NAME"
        } else {
            ""
        };
        return Some(Curl {
            line: format!("curl -sS -o /dev/null -D -{user} -H {sent} {}", shell(&known.address().url(path))),
            tells: "Status 307: it leads to its storage, which has to allow this page. Otherwise a line Access-Control-Allow-Origin is missing.".to_owned(),
        });
    }
    if has(&Cause::Silent) {
        return Some(Curl {
            line: format!("curl -v --max-time 10 {}", shell(&root)),
            tells: "An answer: the browser keeps this page away. None: whatever listens there is silent.".to_owned(),
        });
    }
    let plain = if has(&Cause::PlainHttp) {
        " “Wrong version number”, or another word about TLS or SSL: it speaks plain http."
    } else {
        ""
    };
    Some(Curl {
        line: format!("curl -v {}", shell(&root)),
        tells: format!(
            "“Could not resolve host”: the name. “Connection refused”: it is down. A word about a certificate: the browser does not trust it.{plain} An answer: something in the browser keeps this page away."
        ),
    })
}

/// What the browser asks before a request that is not simple.
fn preflight(known: &Known, method: &str, headers: &str) -> Curl {
    let page = known.page.origin.as_str();
    let asked = (!headers.is_empty()).then(|| format!("Access-Control-Request-Headers: {headers}"));
    let named = match asked {
        Some(_) => format!("{method} and each of the headers"),
        None => method.to_owned(),
    };
    let headers = [
        format!("Origin: {page}"),
        format!("Access-Control-Request-Method: {method}"),
    ];
    let headers: Vec<_> = headers.into_iter().chain(asked).collect();
    let headers: Vec<_> = headers
        .iter()
        .map(|header| format!("-H {}", shell(header)))
        .collect();
    let root = shell(&known.address().url("/v2/"));
    Curl {
        line: format!("curl -i -X OPTIONS {} {root}", headers.join(" ")),
        tells: format!(
            "Status 200 or 204, and {named} named in the answer: it is allowed. Status 401: the question itself is refused, as by distribution with a password."
        ),
    }
}
