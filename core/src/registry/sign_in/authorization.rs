//! The header that carries a secret.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::registry::sign_in::secret::Secret;

/// The value of an `Authorization` header. `Debug` shows its scheme only.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization {
    scheme: Scheme,
    credentials: Secret,
}

/// How the registry is told who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// By name and password, RFC 7617.
    Basic,
    /// By a token, RFC 6750.
    Bearer,
}

impl Authorization {
    /// A name and a password, as UTF-8.
    pub(crate) fn basic(user: &str, password: &Secret) -> Self {
        let pair = STANDARD.encode(format!("{user}:{}", password.reveal()));
        Self {
            scheme: Scheme::Basic,
            credentials: Secret::new(pair),
        }
    }

    /// A token.
    pub(crate) fn bearer(token: Secret) -> Self {
        Self {
            scheme: Scheme::Bearer,
            credentials: token,
        }
    }

    pub(crate) fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// A header's value, as a transport was given it by another thread; nothing where it is none.
    pub fn of_header(header: &str) -> Option<Self> {
        let (scheme, credentials) = header.split_once(' ')?;
        Some(Self {
            scheme: match scheme {
                "Basic" => Scheme::Basic,
                "Bearer" => Scheme::Bearer,
                _ => return None,
            },
            credentials: Secret::new(credentials.to_owned()),
        })
    }

    /// The header's value, for the transport that sends it.
    pub fn header(&self) -> String {
        let scheme = match self.scheme {
            Scheme::Basic => "Basic",
            Scheme::Bearer => "Bearer",
        };
        format!("{scheme} {}", self.credentials.reveal())
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} …", self.scheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_passwords_are_utf_8() {
        // RFC 7617, 2.1.
        let header = Authorization::basic("test", &Secret::new("123£".to_owned())).header();
        assert_eq!(header, "Basic dGVzdDoxMjPCow==");
    }

    #[test]
    fn another_thread_gets_the_same() {
        let secret = Secret::new("a b".to_owned());
        for made in [
            Authorization::basic("a", &secret),
            Authorization::bearer(secret),
        ] {
            assert_eq!(Authorization::of_header(&made.header()), Some(made));
        }
        assert_eq!(Authorization::of_header("Digest abc"), None);
        assert_eq!(Authorization::of_header("Bearer"), None);
    }

    #[test]
    fn debug_shows_no_secret() {
        let secret = Secret::new("hunter2".to_owned());
        let basic = Authorization::basic("alice", &secret);
        let bearer = Authorization::bearer(secret);
        let shown = format!("{basic:?} {bearer:?}");
        assert_eq!(shown, "Basic … Bearer …");
    }
}
