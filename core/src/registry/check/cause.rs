//! Why something does not work, told apart as far as a browser can.

use crate::registry::{
    check::asked::Known,
    error::{ErrorKind, RegistryError, Subject},
    request::{Credentials, Method},
};

/// One cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The browser has no network.
    Offline,
    /// An https page may not read plain http.
    MixedContent,
    /// The policy that this page was served with forbids to ask the registry.
    OwnPolicy,
    /// The browser may keep the page away from a more private network.
    LocalNetwork,
    /// The browser was told to keep the page away from a more private network.
    LocalNetworkRefused,
    /// Nobody listens there.
    Down,
    /// The name cannot be looked up.
    UnknownName,
    /// The browser does not trust the certificate.
    Certificate,
    /// It is asked for https and speaks plain http.
    PlainHttp,
    /// Something in the browser blocks it.
    Extension,
    /// Whoever listens there says nothing.
    Silent,
    /// `Access-Control-Allow-Origin` is missing, names another origin, or stands there twice.
    OriginNotAllowed,
    /// It leads to another address, which does not allow this page to read.
    LeadsElsewhere,
    /// It wants a password, and only its refusals lack `Access-Control-Allow-Origin`.
    RefusalNotAllowed,
    /// Reading is allowed, but not with what the browser holds for the registry.
    CredentialsNotAllowed,
    /// Before what is not simple the browser asks for permission, and that question is refused.
    PreflightRefused,
    /// `Access-Control-Allow-Headers` lacks these.
    HeadersNotAllowed(Vec<&'static str>),
    /// `Access-Control-Allow-Methods` lacks DELETE.
    MethodNotAllowed,
    /// What the registry answered, or that it is none.
    Registry(ErrorKind),
    /// What it answered when it was asked for its repositories.
    Catalog(ErrorKind),
    /// `Access-Control-Expose-Headers` lacks these.
    NotExposed(Vec<&'static str>),
    /// The registry sends people elsewhere for blobs, and there this page may not read.
    StorageRedirect,
    /// What the registry answers for blobs lacks `Access-Control-Allow-Origin`.
    BlobNotAllowed,
    /// The registry does not delete.
    DeletionOff,
    /// Whoever asks may not delete; what the registry said.
    DeletionDenied(Option<String>),
}

impl Cause {
    /// The cause in words.
    pub fn words(&self, known: &Known) -> String {
        let origin = &known.page.origin;
        let address = known.address();
        match self {
            Self::Registry(kind) => explained(kind, Subject::Ping, known),
            Self::Catalog(kind) => explained(kind, Subject::Catalog, known),
            Self::UnknownName => format!("The name {} cannot be looked up (DNS).", address.host()),
            Self::PlainHttp => {
                let plain = address.to_string().replacen("https:", "http:", 1);
                format!("It speaks plain http: try {plain}.")
            }
            Self::DeletionDenied(said) => not_yours(said.as_deref(), known),
            Self::OriginNotAllowed => format!(
                "Its answers do not allow pages of {origin} to read them: Access-Control-Allow-Origin is missing, names another origin, or stands there twice."
            ),
            Self::CredentialsNotAllowed => format!(
                "It is to be asked with what this browser holds for it (cookies, logins), and does not allow that: it takes Access-Control-Allow-Credentials: true, and exactly {origin} in Access-Control-Allow-Origin."
            ),
            Self::HeadersNotAllowed(names) => {
                format!("Access-Control-Allow-Headers lacks {}.", names.join(", "))
            }
            Self::NotExposed(names) => {
                format!("Access-Control-Expose-Headers lacks {}.", names.join(", "))
            }
            _ => self.fixed_words().to_owned(),
        }
    }

    fn fixed_words(&self) -> &'static str {
        match self {
            Self::Offline => "This computer is offline.",
            Self::MixedContent => {
                "This page came over https, and the registry is plain http. Browsers do not let the one read the other. Serve the registry over https, or this page over http."
            }
            Self::OwnPolicy => {
                "The Content-Security-Policy that this page is served with forbids to ask the registry: its connect-src has to name it."
            }
            Self::LocalNetwork => {
                "The browser keeps this page away from the local network, or waits for you to allow it. Allow it in the settings of this site, or serve Porthole within that network."
            }
            Self::LocalNetworkRefused => {
                "This browser was told to keep this page away from the local network. Allow it in the settings of this site."
            }
            Self::Down => {
                "Nothing listens there: the registry, or what stands before it, is down, or the port is another."
            }
            Self::Certificate => {
                "Its certificate is not trusted by this browser. Open the address in a tab to see."
            }
            Self::Extension => "An extension of this browser blocks it.",
            Self::Silent => {
                "Whatever listens there does not answer: it is overloaded, or a firewall drops what is sent."
            }
            Self::LeadsElsewhere => {
                "It leads to another address (to https, or to the login page of a proxy), and there this page may not read."
            }
            Self::RefusalNotAllowed => {
                "It wants a password, and where it says so Access-Control-Allow-Origin is missing, as with zot."
            }
            Self::PreflightRefused => {
                "Before such a request the browser asks for permission (a preflight, OPTIONS), without the password. That is refused: distribution answers it with 401 where it asks for a password, and no line of its configuration changes that."
            }
            Self::MethodNotAllowed => "Access-Control-Allow-Methods lacks DELETE.",
            Self::StorageRedirect => {
                "It sends people to its storage for configs and layers, and the storage does not allow this page to read."
            }
            Self::BlobNotAllowed => {
                "Where it gives configs and layers, Access-Control-Allow-Origin is missing."
            }
            Self::DeletionOff => "The registry is configured not to delete.",
            // These have words of their own.
            _ => "",
        }
    }

    /// Whether all else works in spite of it.
    pub(crate) fn is_small(&self) -> bool {
        match self {
            Self::NotExposed(_) => true,
            Self::HeadersNotAllowed(names) => names == &["Accept"],
            _ => false,
        }
    }
}

/// Who may not delete, as far as it is known who that was: it is asked with no password but what
/// the browser itself holds.
fn not_yours(said: Option<&str>, known: &Known) -> String {
    let who = match known.reach.credentials {
        Credentials::Include => "Whoever this browser signed in as there may not delete.",
        Credentials::Omit => "Whoever asks without a password may not delete.",
    };
    let said = said.map_or_else(String::new, |said| format!(" The registry said: “{said}”."));
    format!("{who}{said} Ask whoever runs it for the right to delete.")
}

/// What people read elsewhere on the page for the same error.
fn explained(kind: &ErrorKind, subject: Subject, known: &Known) -> String {
    let error = RegistryError {
        kind: kind.clone(),
        subject,
        method: Method::Get,
        path: String::new(),
    };
    let explanation = error.explain(&known.reach, &known.page.origin);
    let mut words = explanation.title + ".";
    for cause in explanation.causes.iter().take(1) {
        words.push(' ');
        words.push_str(cause);
    }
    words
}
