//! What can go wrong between this page and a registry, told apart as far as a browser can.

use std::time::Duration;

use crate::{
    oci::json::{self, Json, Reading},
    registry::{
        request::Method, sign_in::token_service::TokenServiceFault, transport::TransportFault,
    },
};

/// A request that did not give what it was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryError {
    /// What went wrong.
    pub kind: ErrorKind,
    /// What was asked for.
    pub subject: Subject,
    /// The method.
    pub method: Method,
    /// The path under the registry's address, with its query. It never holds a credential.
    pub path: String,
}

/// What a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Whether there is a registry.
    Ping,
    /// The list of repositories.
    Catalog,
    /// The list of a repository's tags.
    Tags,
    /// A manifest.
    Manifest,
    /// A blob.
    Blob,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// No readable answer. A browser does not tell whether the registry is down, unknown, has a
    /// bad certificate, or only does not allow this page to read it.
    NoAnswer,
    /// 401: it wants to know who asks; its challenge, where this page may read it.
    Unauthorized(Option<String>),
    /// The registry, or its token service, does not know this name and password, or this token.
    WrongPassword,
    /// The registry was given a password, and has nothing to compare it with.
    PasswordsUnreadable,
    /// Whoever signed in may not do this; the scope that is missing, where the registry names it.
    NoPermission(Option<String>),
    /// No token came for what was asked.
    TokenService(TokenServiceFault),
    /// Without a password the registry answers; with one, this page may not read what comes. A
    /// browser asks for permission first, which is refused.
    SignInNotAllowed,
    /// 403, or a code that says so: whoever asks may not.
    Denied(Answered),
    /// There is no such repository, or it never had a tag.
    NameUnknown,
    /// There is no such manifest.
    ManifestUnknown,
    /// There is no such blob.
    BlobUnknown,
    /// What answers is no registry.
    NotARegistry(NotARegistry),
    /// 429: too many requests; how long to wait, where it says so.
    RateLimited(Option<Duration>),
    /// 5xx: the registry, or what stands before it, failed.
    ServerFault(Answered),
    /// Any other refusal.
    Refused(Answered),
    /// The answer is not what the protocol says; the reason in words.
    Malformed(String),
    /// The body is longer than Porthole reads for this; the limit in bytes.
    TooLarge(u64),
    /// Nothing came for this long.
    TimedOut(Duration),
    /// The body broke off before its end.
    BrokenOff,
    /// It was given up from this side.
    Cancelled,
    /// It would have changed the registry, and this page only reads. Nothing was sent.
    ReadOnly,
}

impl From<TransportFault> for ErrorKind {
    fn from(fault: TransportFault) -> Self {
        match fault {
            TransportFault::NoAnswer => Self::NoAnswer,
            TransportFault::BrokenOff => Self::BrokenOff,
            TransportFault::Cancelled => Self::Cancelled,
            TransportFault::NotPermitted => Self::ReadOnly,
        }
    }
}

/// How an answer shows that it is no registry's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotARegistry {
    /// It is a web page.
    Html,
    /// There is nothing under `/v2/`.
    NothingThere,
}

/// An answer that refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// What the registry said, each with its code; empty where the body told nothing.
    pub faults: Vec<Fault>,
}

/// One entry of a registry's error body, OCI distribution specification 1.1, "Error Codes".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The code, such as `MANIFEST_UNKNOWN`.
    pub code: String,
    /// The message for people, if there is one.
    pub message: String,
}

/// Bodies of errors are read up to here, in bytes.
pub(crate) const ERROR_BODY_LIMIT: usize = 64 * 1024;

const TEXT_LIMIT: usize = 300;
const FAULTS_LIMIT: usize = 5;

impl Answered {
    /// Reads an error body. Any body will do: proxies answer with what they like.
    pub(crate) fn read(status: u16, body: &[u8]) -> Self {
        let body = Reading::of(&["errors"]).object(body).unwrap_or_default();
        let errors = body.into_list("errors").unwrap_or_default().kept;
        Self {
            status,
            faults: errors.iter().take(FAULTS_LIMIT).map(Fault::read).collect(),
        }
    }

    /// Whether the registry named the code. The status is that of the first fault only.
    pub(crate) fn has(&self, code: &str) -> bool {
        self.faults.iter().any(|fault| fault.code == code)
    }
}

impl Fault {
    /// Whatever is no text is taken for an empty one.
    fn read(error: &Json) -> Self {
        let text = |key: &str| {
            let text = json::object(error).and_then(|error| error.required(key, json::text));
            text.unwrap_or_default().chars().take(TEXT_LIMIT).collect()
        };
        Self {
            code: text("code"),
            message: text("message"),
        }
    }
}

impl ErrorKind {
    /// Reads an answer that is no success.
    pub(crate) fn of_answer(subject: Subject, answered: Answered) -> Self {
        match answered.status {
            429 => Self::RateLimited(None),
            500.. => Self::ServerFault(answered),
            403 => Self::Denied(answered),
            _ if answered.has("TOOMANYREQUESTS") => Self::RateLimited(None),
            _ if answered.has("DENIED") => Self::Denied(answered),
            _ if answered.has("NAME_UNKNOWN") => Self::NameUnknown,
            _ if answered.has("MANIFEST_UNKNOWN") => Self::ManifestUnknown,
            _ if answered.has("BLOB_UNKNOWN") => Self::BlobUnknown,
            404 => match subject {
                Subject::Ping => Self::NotARegistry(NotARegistry::NothingThere),
                Subject::Tags => Self::NameUnknown,
                Subject::Manifest => Self::ManifestUnknown,
                Subject::Blob => Self::BlobUnknown,
                Subject::Catalog => Self::Refused(answered),
            },
            _ => Self::Refused(answered),
        }
    }
}

/// Reads `Retry-After`: seconds, up to a day. A date is not read: this crate has no clock.
pub(crate) fn retry_after(header: Option<String>) -> Option<Duration> {
    let seconds = header?.trim().parse::<u64>().ok()?;
    Some(Duration::from_secs(seconds.min(24 * 60 * 60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(subject: Subject, status: u16, body: &str) -> ErrorKind {
        ErrorKind::of_answer(subject, Answered::read(status, body.as_bytes()))
    }

    #[test]
    fn codes_win_over_the_status() {
        let body = r#"{"errors":[{"code":"UNKNOWN","detail":null},{"code":"NAME_UNKNOWN","message":"no"}]}"#;
        assert_eq!(kind(Subject::Tags, 400, body), ErrorKind::NameUnknown);
        assert_eq!(
            kind(Subject::Manifest, 404, "404 page not found"),
            ErrorKind::ManifestUnknown
        );
        assert_eq!(
            kind(Subject::Ping, 404, "<html>"),
            ErrorKind::NotARegistry(NotARegistry::NothingThere)
        );
        assert_eq!(
            kind(Subject::Manifest, 429, "slow down"),
            ErrorKind::RateLimited(None)
        );
    }

    #[test]
    fn any_error_body_is_read() {
        for body in [
            "",
            "true",
            "[]",
            r#"{"errors":7}"#,
            r#"{"errors":[1,null,{"code":5}]}"#,
            "\u{0}",
        ] {
            match kind(Subject::Blob, 500, body) {
                ErrorKind::ServerFault(answered) => assert_eq!(answered.status, 500),
                kind => panic!("{kind:?}"),
            }
        }
        let long = format!(
            r#"{{"errors":[{{"code":"X","message":"{}"}}]}}"#,
            "ä".repeat(5_000)
        );
        assert_eq!(
            Answered::read(400, long.as_bytes()).faults[0]
                .message
                .chars()
                .count(),
            TEXT_LIMIT
        );
    }

    #[test]
    fn retry_after_is_seconds_within_reason() {
        assert_eq!(
            retry_after(Some(" 7 ".to_owned())),
            Some(Duration::from_secs(7))
        );
        assert_eq!(
            retry_after(Some("99999999999".to_owned())),
            Some(Duration::from_hours(24))
        );
        assert_eq!(
            retry_after(Some("Wed, 21 Oct 2026 07:28:00 GMT".to_owned())),
            None
        );
        assert_eq!(retry_after(None), None);
    }
}
