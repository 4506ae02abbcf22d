//! How a registry for one test is configured, and its `config.yml`.

use std::{
    collections::BTreeMap,
    fmt::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::pasted::merged;

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

/// How a registry is configured. As it is made, anybody may read, write and delete, and pages of
/// other origins may do nothing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Configuration {
    /// Headers of every answer; each value becomes a line of its own.
    pub headers: BTreeMap<String, Vec<String>>,
    /// YAML that is merged into the file key by key, of whole keys or of headers only. What it
    /// names replaces what else is said of it.
    pub pasted: String,
    /// Variables of its environment, which replace what its file says.
    pub environment: BTreeMap<String, String>,
    /// Whether it deletes.
    pub delete: bool,
    /// Who may do something.
    pub access: Access,
    /// Where blobs are to be fetched: an origin that serves its storage at `/docker/registry/v2/`.
    pub redirect: Option<String>,
    /// Whether the file is Debian's, but for its port, its storage and its passwords.
    pub is_stock: bool,
}

/// Who may do something at a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Anybody everything.
    #[default]
    Open,
    /// The users everything, by their passwords, and nobody else anything.
    Htpasswd,
    /// Whoever has a token what it says.
    Token(TokenAccess),
}

/// Whose tokens a registry accepts, and where it sends people for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAccess {
    /// The address of the token service.
    pub realm: String,
    /// What the token service calls the registry.
    pub service: String,
    /// Who signs the tokens, by name.
    pub issuer: String,
    /// Who signs the tokens: a certificate as PEM.
    pub certificate: String,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            headers: BTreeMap::new(),
            pasted: String::new(),
            environment: BTreeMap::new(),
            delete: true,
            access: Access::Open,
            redirect: None,
            is_stock: false,
        }
    }
}

impl From<Cors> for Configuration {
    fn from(cors: Cors) -> Self {
        let headers = cors.headers().into_iter();
        headers.fold(Self::default(), |configuration, (name, value)| {
            configuration.header(name, &[value])
        })
    }
}

impl Configuration {
    /// The same with a header of every answer; without one where there are no values.
    #[must_use]
    pub fn header(mut self, name: &str, values: &[&str]) -> Self {
        let values: Vec<_> = values.iter().map(|&value| value.to_owned()).collect();
        if values.is_empty() {
            self.headers.remove(name);
        } else {
            self.headers.insert(name.to_owned(), values);
        }
        self
    }

    /// The same with YAML that somebody merged into the file.
    #[must_use]
    pub fn pasted(mut self, yaml: &str) -> Self {
        yaml.clone_into(&mut self.pasted);
        self
    }

    /// The same for those who may.
    #[must_use]
    pub fn access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }
}

/// The header by which a registry is told from another that took its port.
pub(super) const INSTANCE: &str = "X-Instance";

/// Where one registry keeps what is its own.
pub(super) struct Place<'a> {
    pub(super) port: u16,
    pub(super) storage: &'a Path,
    /// Its name, which no other registry has.
    pub(super) instance: &'a str,
    pub(super) htpasswd: PathBuf,
    pub(super) certificate: PathBuf,
}

impl Configuration {
    /// The file that makes a registry so.
    pub(super) fn file(&self, place: &Place<'_>) -> String {
        let file = if self.is_stock {
            stock(place)
        } else {
            self.own_file(place)
        };
        merged(&file, &self.pasted)
    }

    fn own_file(&self, place: &Place<'_>) -> String {
        let Place { port, storage, .. } = place;
        let storage = storage.display();
        let delete = self.delete;
        let headers = self.header_lines(place.instance);
        let access = self.access_lines(place);
        let redirect = self.redirect_lines();
        format!(
            "version: 0.1
log:
  level: error
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: {storage}
  delete:
    enabled: {delete}
{redirect}{access}validation:
  manifests:
    urls:
      allow: ['^https://']
http:
  addr: 127.0.0.1:{port}
  headers:
{headers}"
        )
    }

    fn header_lines(&self, instance: &str) -> String {
        let mut lines = format!("    {INSTANCE}: ['{instance}']\n");
        for (name, values) in &self.headers {
            let values = values.join("', '");
            writeln!(lines, "    {name}: ['{values}']")
                .expect("a string takes all that is written");
        }
        lines
    }

    fn access_lines(&self, place: &Place<'_>) -> String {
        match &self.access {
            Access::Open => String::new(),
            Access::Htpasswd => {
                let path = place.htpasswd.display();
                format!("auth:\n  htpasswd:\n    realm: basic-realm\n    path: {path}\n")
            }
            Access::Token(token) => {
                let TokenAccess {
                    realm,
                    service,
                    issuer,
                    ..
                } = token;
                let certificate = place.certificate.display();
                format!(
                    "auth:\n  token:\n    realm: {realm}\n    service: {service}\n    issuer: {issuer}\n    rootcertbundle: {certificate}\n"
                )
            }
        }
    }

    fn redirect_lines(&self) -> String {
        self.redirect.as_ref().map_or_else(String::new, |address| {
            format!(
                "middleware:\n  storage:\n    - name: redirect\n      options:\n        baseurl: {address}\n"
            )
        })
    }
}

/// Debian's `/etc/docker/registry/config.yml`, without its passwords.
fn stock(place: &Place<'_>) -> String {
    let (port, instance) = (place.port, place.instance);
    let storage = place.storage.display();
    format!(
        "version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: {storage}
  delete:
    enabled: true
http:
  addr: 127.0.0.1:{port}
  headers:
    X-Content-Type-Options: [nosniff]
    {INSTANCE}: ['{instance}']
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
"
    )
}
