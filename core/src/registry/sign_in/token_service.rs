//! Who gives tokens for a registry: the realm that a registry names, distribution's token
//! specification. A hostile registry can name anything.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::registry::{
    address::{RegistryAddress, Scheme},
    sign_in::challenge::BearerChallenge,
};

/// A token service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenService {
    origin: String,
    /// From the origin on, with a query if the realm has one.
    path: String,
    service: Option<String>,
}

/// Why no token comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenServiceFault {
    /// It is of another origin than the registry, and the user did not agree to it yet.
    NotAgreed(TokenService),
    /// The registry is reached over https and names a plain http service: what is sent there
    /// could be read on the way.
    Insecure(String),
    /// What the registry names is no address.
    Invalid,
    /// No readable answer: down, or it does not allow this page to read it; its origin.
    NoAnswer(String),
    /// It refused, with this status; its origin.
    Refused(String, u16),
    /// What it answered holds no token; its origin.
    NoToken(String),
    /// The registry does not accept the token that was just given; its origin.
    Useless(String),
}

/// What a query may hold as it is: RFC 3986, "unreserved", and what scopes are made of.
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b',');

impl TokenService {
    /// The one that a registry names.
    ///
    /// # Errors
    /// When its realm is no address, or less safe than the registry itself.
    pub fn of(
        challenge: &BearerChallenge,
        registry: &RegistryAddress,
    ) -> Result<Self, TokenServiceFault> {
        let (scheme, rest) = challenge
            .realm
            .split_once("://")
            .ok_or(TokenServiceFault::Invalid)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let address = RegistryAddress::parse(&format!("{scheme}://{authority}"))
            .map_err(|_| TokenServiceFault::Invalid)?;
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"#\\\"<>^`{|}".contains(&byte);
        if !path.bytes().all(is_plain) {
            return Err(TokenServiceFault::Invalid);
        }
        let origin = address.origin();
        if address.scheme() == Scheme::Http && registry.scheme() == Scheme::Https {
            return Err(TokenServiceFault::Insecure(origin));
        }
        Ok(Self {
            origin,
            path: path.to_owned(),
            service: challenge.service.clone(),
        })
    }

    /// For whom its tokens are to be, as the registry says. It gets them, and may name another.
    pub fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The address that gives a token for what the challenge names.
    pub(crate) fn request(&self, challenge: &BearerChallenge) -> String {
        let mut url = self.to_string();
        let mut add = |name: &str, value: &str| {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(name);
            url.push('=');
            url.extend(utf8_percent_encode(value, IN_QUERY));
        };
        if let Some(service) = &challenge.service {
            add("service", service);
        }
        for scope in challenge.scope.iter().flat_map(|scope| scope.split(' ')) {
            if !scope.is_empty() {
                add("scope", scope);
            }
        }
        url
    }
}

impl fmt::Display for TokenService {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.origin, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(realm: &str, registry: &str) -> Result<TokenService, TokenServiceFault> {
        let challenge = BearerChallenge {
            realm: realm.to_owned(),
            ..BearerChallenge::default()
        };
        TokenService::of(&challenge, &RegistryAddress::parse(registry).unwrap())
    }

    #[test]
    fn who_agreed_to_tokens_for_one_did_not_agree_to_tokens_for_another() {
        let registry = RegistryAddress::parse("https://r.example").unwrap();
        let [own, another] = ["r.example", "bank.example"].map(|service| {
            let challenge = BearerChallenge {
                realm: "https://auth.example/token".to_owned(),
                service: Some(service.to_owned()),
                ..BearerChallenge::default()
            };
            TokenService::of(&challenge, &registry).unwrap()
        });
        assert_ne!(own, another);
        assert_eq!(another.service(), Some("bank.example"));
    }

    #[test]
    fn a_token_is_asked_for_with_every_scope() {
        let service = of("https://Auth.example.com/token?a=b", "https://r.example").unwrap();
        let challenge = BearerChallenge {
            service: Some("my registry&".to_owned()),
            scope: Some("repository:lib/oci:pull,push  registry:catalog:*".to_owned()),
            ..BearerChallenge::default()
        };
        assert_eq!(
            service.request(&challenge),
            "https://auth.example.com/token?a=b&service=my%20registry%26\
             &scope=repository:lib/oci:pull,push&scope=registry:catalog:%2A"
        );
        let bare = of("http://localhost:5001", "http://localhost:5000").unwrap();
        assert_eq!(
            bare.request(&BearerChallenge::default()),
            "http://localhost:5001"
        );
    }

    #[test]
    fn a_service_is_not_less_safe_than_its_registry() {
        assert_eq!(
            of("http://auth.example/token", "https://r.example"),
            Err(TokenServiceFault::Insecure(
                "http://auth.example".to_owned()
            ))
        );
        assert!(of("https://auth.example/token", "http://r.example").is_ok());
    }

    #[test]
    fn what_is_no_address_is_none() {
        for realm in [
            "",
            "/token",
            "auth.example/token",
            "javascript://alert(1)",
            "ftp://auth.example/",
            "https://user:secret@auth.example/",
            "https://auth.example/a b",
            "https://auth.example/#x",
            "https://auth.example\\@evil.example/",
            "https:///token",
        ] {
            assert_eq!(
                of(realm, "http://r.example"),
                Err(TokenServiceFault::Invalid),
                "{realm}"
            );
        }
    }
}
