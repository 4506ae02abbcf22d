//! A token, and how long it is good for.

use std::time::Duration;

use crate::{
    oci::json::{self, Reading},
    registry::sign_in::{authorization::Authorization, secret::Secret},
};

/// The longest answer of a token service, in bytes.
pub(crate) const TOKEN_LIMIT: usize = 64 * 1024;

/// What holds where the service says nothing, distribution's token specification.
const USUAL_LIFE: Duration = Duration::from_mins(1);
/// No token is held longer than a day.
const LONGEST_LIFE: u64 = 24 * 60 * 60;

/// A token that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) authorization: Authorization,
    /// For how long it is used: a fifth less than it is good for.
    pub(crate) life: Duration,
}

impl Token {
    /// Reads the answer of a token service; nothing where it holds no token.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let answer = Reading::of(&["token", "access_token", "expires_in"])
            .object(body)
            .ok()?;
        let text = |key: &str| {
            let text = answer.optional(key, json::text).ok().flatten();
            text.filter(|text| is_token(text))
        };
        let token = text("token").or_else(|| text("access_token"))?;
        let seconds = answer.optional("expires_in", json::unsigned).ok().flatten();
        let life = seconds.map_or(USUAL_LIFE, |seconds| {
            Duration::from_secs(seconds.min(LONGEST_LIFE))
        });
        Some(Self {
            authorization: Authorization::bearer(Secret::new(token)),
            life: life * 4 / 5,
        })
    }
}

/// Anything that can stand in a header.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<(String, u64)> {
        let token = Token::read(body.as_bytes())?;
        Some((token.authorization.header(), token.life.as_secs()))
    }

    #[test]
    fn tokens_come_under_two_names() {
        let given = |text: &str, seconds| Some((format!("Bearer {text}"), seconds));
        assert_eq!(read(r#"{"token":"a","expires_in":300}"#), given("a", 240));
        assert_eq!(read(r#"{"access_token":"b"}"#), given("b", 48));
        assert_eq!(
            read(r#"{"token":"","access_token":"c","expires_in":null}"#),
            given("c", 48)
        );
        assert_eq!(read(r#"{"token":"d","expires_in":0}"#), given("d", 0));
        assert_eq!(read(r#"{"token":"e","expires_in":-5}"#), given("e", 48));
    }

    #[test]
    fn what_holds_no_token_is_none() {
        for body in [
            "",
            "<html>",
            "[]",
            "{}",
            r#"{"token":7}"#,
            r#"{"token":"a\r\nX: y"}"#,
        ] {
            assert_eq!(read(body), None, "{body}");
        }
    }
}
