//! The `config.yml` of a registry for one test.

use std::{fmt::Write, path::Path};

/// What the registry lets pages of other origins do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cors {
    /// Everything that a page needs.
    All,
    /// Nothing: it was never configured.
    None,
    /// Reading, but of no header that is not always readable.
    WithoutExpose,
    /// Only what needs no preflight.
    WithoutAllowHeaders,
}

const ALLOW_HEADERS: (&str, &str) = ("Access-Control-Allow-Headers", "Accept, Authorization");
const EXPOSE_HEADERS: (&str, &str) = (
    "Access-Control-Expose-Headers",
    "Docker-Content-Digest, Link, WWW-Authenticate, Retry-After",
);

impl Cors {
    fn headers(self) -> Vec<(&'static str, &'static str)> {
        let mut headers = vec![
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
        ];
        match self {
            Self::All => headers.extend([ALLOW_HEADERS, EXPOSE_HEADERS]),
            Self::None => headers.clear(),
            Self::WithoutExpose => headers.push(ALLOW_HEADERS),
            Self::WithoutAllowHeaders => headers.push(EXPOSE_HEADERS),
        }
        headers
    }
}

/// The header by which a registry is told from another that took its port.
pub(super) const INSTANCE: &str = "X-Instance";

/// A configuration that listens on a port and keeps everything below a folder.
pub(super) fn configuration(cors: Cors, port: u16, storage: &Path, instance: &str) -> String {
    let mut headers = String::new();
    for (name, value) in cors.headers().into_iter().chain([(INSTANCE, instance)]) {
        writeln!(headers, "    {name}: ['{value}']").expect("a string takes all that is written");
    }
    format!(
        "version: 0.1
log:
  level: error
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: {}
  delete:
    enabled: true
http:
  addr: 127.0.0.1:{port}
  headers:
{headers}",
        storage.display()
    )
}
