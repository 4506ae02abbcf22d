//! Who asks.

use std::fmt;

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

/// Why a text cannot be signed in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidLogin {
    /// There is no name.
    NoName,
    /// There is no password, or no token.
    NoSecret,
    /// A name with a colon would be read as another one, RFC 7617, 2.
    Colon,
    /// A token has only visible ASCII letters: it goes into a header as it is.
    Token,
}

impl fmt::Display for InvalidLogin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoName => "Type a name and a password.",
            Self::NoSecret => "Type the password, or the token.",
            Self::Colon => "A name has no colon: what stands behind it would be taken for the password.",
            Self::Token => "This is no token: it holds letters, spaces or signs that no token has. It was not sent.",
        })
    }
}

impl Login {
    /// By a name and a password.
    ///
    /// # Errors
    /// When one of them is missing, or the name cannot be sent.
    pub fn by_password(user: &str, password: String) -> Result<Self, InvalidLogin> {
        let user = user.trim().to_owned();
        if user.is_empty() {
            return Err(InvalidLogin::NoName);
        }
        if password.is_empty() {
            return Err(InvalidLogin::NoSecret);
        }
        if user.contains(':') {
            return Err(InvalidLogin::Colon);
        }
        let password = Secret::new(password);
        Ok(Self::Password { user, password })
    }

    /// By a token.
    ///
    /// # Errors
    /// When it is missing, or cannot be sent.
    pub fn by_token(token: &str) -> Result<Self, InvalidLogin> {
        let token = token.trim();
        if token.is_empty() {
            return Err(InvalidLogin::NoSecret);
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidLogin::Token);
        }
        Ok(Self::Token(Secret::new(token.to_owned())))
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_header_cannot_hold_is_no_token() {
        for token in ["tök", "a b", "a\u{0}b", "日本", "\u{7f}", "a\nb"] {
            assert_eq!(
                Login::by_token(token),
                Err(InvalidLogin::Token),
                "{token:?}"
            );
        }
        assert_eq!(Login::by_token(" "), Err(InvalidLogin::NoSecret));
        let token = Login::by_token(" abc.DEF-_= \n").unwrap();
        assert_eq!(token.bearer().unwrap().header(), "Bearer abc.DEF-_=");
    }

    #[test]
    fn a_name_has_no_colon_and_a_password_may_have_anything() {
        let login = |user: &str, password: &str| Login::by_password(user, password.to_owned());
        assert_eq!(login("alice:x", "pw"), Err(InvalidLogin::Colon));
        assert_eq!(login(" ", "pw"), Err(InvalidLogin::NoName));
        assert_eq!(login("alice", ""), Err(InvalidLogin::NoSecret));
        assert!(login(" alice ", " :pässwörd\n").is_ok());
    }
}
