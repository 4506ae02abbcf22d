//! Who asks.

use crate::registry::sign_in::{authorization::Authorization, secret::Secret};

/// How somebody signs in at a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// By a name and a password, or a token in the password's place.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// By a token that is sent to the registry as it is.
    Token(Secret),
}

impl Login {
    /// Who that is, as the page shows it.
    pub fn name(&self) -> &str {
        match self {
            Self::Password { user, .. } => user,
            Self::Token(_) => "with a token",
        }
    }

    /// What is sent to a registry, or to a token service, that asks for a password.
    pub(crate) fn basic(&self) -> Option<Authorization> {
        match self {
            Self::Password { user, password } => Some(Authorization::basic(user, password)),
            Self::Token(_) => None,
        }
    }

    /// What is sent to a registry that asks for a token, before a token service is asked.
    pub(crate) fn bearer(&self) -> Option<Authorization> {
        match self {
            Self::Password { .. } => None,
            Self::Token(token) => Some(Authorization::bearer(token.clone())),
        }
    }
}
