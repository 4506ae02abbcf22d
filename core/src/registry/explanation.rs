//! Errors in words: a title, likely causes, a next step.

use crate::format::size;
use crate::registry::{
    address::Scheme,
    client::Reach,
    error::{Answered, ErrorKind, NotARegistry, RegistryError, Subject},
    sign_in::explanation::{
        no_permission, passwords_unreadable, sign_in_not_allowed, token_service, unauthorized,
    },
};

/// What a user reads when something failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, in one line.
    pub title: String,
    /// What the cause may be, likeliest first.
    pub causes: Vec<String>,
    /// What to do next.
    pub cure: String,
}

impl RegistryError {
    /// Explains the error to somebody who looks at a page of `page_origin`.
    pub fn explain(&self, reach: &Reach, page_origin: &str) -> Explanation {
        let registry = reach.address.label();
        let subject = self.subject.in_words();
        match &self.kind {
            ErrorKind::NoAnswer if self.subject == Subject::Blob => blob_unreadable(reach, page_origin),
            ErrorKind::NoAnswer if reach.cross_origin => unreadable(reach, page_origin),
            ErrorKind::NoAnswer => explanation(
                format!("{registry} does not answer"),
                [
                    "The registry, or what stands before it, is down.".to_owned(),
                    "This computer is offline.".to_owned(),
                ],
                "Try again. If it lasts, look at the registry's log.",
            ),
            ErrorKind::Unauthorized(challenge) => unauthorized(&registry, challenge.as_deref()),
            ErrorKind::WrongPassword => explanation(
                format!("{registry} does not know this name and password"),
                ["One of them is mistyped, or was changed.".to_owned()],
                "Sign in again.",
            ),
            ErrorKind::PasswordsUnreadable => passwords_unreadable(&registry),
            ErrorKind::NoPermission(scope) => no_permission(&registry, subject, scope.as_deref()),
            ErrorKind::TokenService(fault) => token_service(&registry, fault, page_origin),
            ErrorKind::SignInNotAllowed => sign_in_not_allowed(&registry, page_origin),
            ErrorKind::Denied(answered) => explanation(
                format!("{registry} does not show {subject} to you"),
                said(answered, "Whoever asks has no permission for it.".to_owned()),
                "Ask the registry's administrator for the right to pull.",
            ),
            ErrorKind::NameUnknown => explanation(
                "No such repository".to_owned(),
                [
                    format!("{registry} has no repository of this name, or it never had a tag."),
                    "It was emptied or removed.".to_owned(),
                ],
                "Check the name, or go back to the list of repositories.",
            ),
            ErrorKind::ManifestUnknown => manifest_unknown(&self.path),
            ErrorKind::BlobUnknown => explanation(
                "A blob of this image is missing".to_owned(),
                ["It was deleted, or lost in garbage collection.".to_owned()],
                "Push the image again. After garbage collection restart the registry first.",
            ),
            ErrorKind::NotARegistry(how) => not_a_registry(&registry, *how),
            ErrorKind::RateLimited(wait) => explanation(
                format!("{registry} limits how much may be asked"),
                [match wait {
                    Some(wait) => format!("It asks to wait {} seconds.", wait.as_secs()),
                    None => "It does not say for how long.".to_owned(),
                }],
                "Wait, then try again.",
            ),
            ErrorKind::ServerFault(answered) => explanation(
                format!("{registry} failed with status {}", answered.status),
                said(answered, "The registry, or the proxy before it, has a fault.".to_owned()),
                "Try again. If it lasts, look at the registry's log.",
            ),
            ErrorKind::Refused(answered) if self.subject == Subject::Catalog => explanation(
                format!("{registry} does not list its repositories"),
                said(answered, format!("It answered with status {}; many registries have no such list.", answered.status)),
                "Open a repository by its name instead.",
            ),
            ErrorKind::Refused(answered) => explanation(
                format!("{registry} refused to give {subject}"),
                said(answered, format!("It answered with status {}.", answered.status)),
                "Check the address.",
            ),
            ErrorKind::Malformed(reason) => explanation(
                format!("{registry} gave {subject} in a form that cannot be read"),
                [reason.clone(), "A proxy may have changed or cut the answer.".to_owned()],
                "Try again, or open the address in a tab to see what comes.",
            ),
            ErrorKind::TooLarge(limit) => explanation(
                format!("{} is larger than Porthole reads", capitalised(subject)),
                [format!("It is longer than {}, which no registry needs for this.", size(*limit))],
                "Read it with a command-line client if you trust the registry.",
            ),
            ErrorKind::TimedOut(after) => explanation(
                format!("{registry} did not answer in time"),
                [
                    format!("Nothing came for {} seconds while reading {subject}.", after.as_secs()),
                    "The registry or its storage is very slow, or a proxy holds the answer back.".to_owned(),
                ],
                "Try again.",
            ),
            ErrorKind::BrokenOff => explanation(
                format!("{} broke off before its end", capitalised(subject)),
                [
                    "The connection was lost.".to_owned(),
                    "The content is gone from the registry's storage though it is still listed, as after garbage \
                     collection while it ran."
                        .to_owned(),
                    "A proxy limits the length of answers.".to_owned(),
                ],
                "Try again. If it always breaks off here, restart the registry and push the image again.",
            ),
            ErrorKind::Cancelled => explanation(
                format!("Reading {subject} was stopped"),
                ["It was given up here.".to_owned()],
                "Try again.",
            ),
            ErrorKind::ReadOnly => explanation(
                "This page only reads".to_owned(),
                ["Nothing was sent: what was asked would change the registry.".to_owned()],
                "Turn on deleting in the header, if this page allows it.",
            ),
        }
    }
}

impl Subject {
    /// What is asked for, in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Ping => "the registry",
            Self::Catalog => "the list of repositories",
            Self::Tags => "the list of tags",
            Self::Manifest => "the manifest",
            Self::Blob => "the blob",
        }
    }
}

/// The parts of one.
pub(crate) fn explanation(
    title: String,
    causes: impl IntoIterator<Item = String>,
    cure: &str,
) -> Explanation {
    Explanation {
        title,
        causes: causes.into_iter().collect(),
        cure: cure.to_owned(),
    }
}

fn manifest_unknown(path: &str) -> Explanation {
    let is_digest = path
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains(':'));
    let causes = if is_digest {
        [
            "It was deleted, or never pushed to this repository.",
            "It is a platform of an image, and garbage collection took it though the image is still there.",
        ]
    } else {
        [
            "The tag was never pushed, or was deleted.",
            "The tag is still listed but its manifest is gone: garbage was collected while the \
             registry ran, or a platform of the image was deleted.",
        ]
    };
    explanation(
        "The manifest is not there".to_owned(),
        causes.map(ToOwned::to_owned),
        "Push the image again. After garbage collection restart the registry first.",
    )
}

fn unreadable(reach: &Reach, page_origin: &str) -> Explanation {
    let address = &reach.address;
    let registry = address.label();
    let not_allowed = format!(
        "The registry answers but does not allow pages of {page_origin} to read it \
         (Access-Control-Allow-Origin)."
    );
    let down =
        "It is down, its name is unknown, or its certificate is not trusted by this browser.";
    let kept_away = "The browser keeps this page away from the local network.";
    let is_mixed = page_origin.starts_with("https:")
        && address.scheme() == Scheme::Http
        && !address.is_this_computer();
    if is_mixed {
        return explanation(
            format!("This browser does not let an https page read {registry}"),
            ["The page came over https, and the registry is plain http.".to_owned()],
            "Serve the registry over https, or open Porthole over http.",
        );
    }
    explanation(
        format!("No answer from {registry} that this page may read"),
        [not_allowed, down.to_owned(), kept_away.to_owned()],
        &format!(
            "Open {address}/v2/ in a tab: if it answers there, the registry has to allow this page. \
             Serving Porthole and the registry from one origin needs no such permission.",
        ),
    )
}

/// Whoever asks for a blob has read its manifest: the registry answers, and may send people
/// elsewhere for this.
fn blob_unreadable(reach: &Reach, page_origin: &str) -> Explanation {
    let registry = reach.address.label();
    explanation(
        format!("{registry} gives manifests, but not this blob"),
        [
            format!(
                "It sends the browser to its storage, and that does not allow pages of {page_origin} to read it."
            ),
            "It stopped answering meanwhile.".to_owned(),
        ],
        "Set storage.redirect.disable to true in the registry's configuration, or allow this page in the storage's own CORS rules. Then try again.",
    )
}

fn not_a_registry(registry: &str, how: NotARegistry) -> Explanation {
    let cause = match how {
        NotARegistry::Html => "A web page came instead of the registry's answer: a login page, a proxy's error page, or \
             another service."
            .to_owned(),
        NotARegistry::NothingThere => "There is nothing at /v2/ below this address.".to_owned(),
    };
    explanation(
        format!("{registry} is not a registry"),
        [
            cause,
            "The address lacks a port or a path, or has one too many.".to_owned(),
        ],
        "Check the address. It is the one that stands before /v2/.",
    )
}

/// What the registry itself said, and what it means where it said nothing.
pub(crate) fn said(answered: &Answered, otherwise: String) -> Vec<String> {
    let words = answered
        .faults
        .iter()
        .filter(|fault| !fault.message.is_empty() || !fault.code.is_empty());
    let mut causes: Vec<String> = words
        .map(|fault| {
            format!("It says: {} {}", fault.code, fault.message)
                .trim_end()
                .to_owned()
        })
        .collect();
    causes.push(otherwise);
    causes
}

/// Of the letters that English begins a sentence with: the tables for all weigh 5 kB.
fn capitalised(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{
        address::RegistryAddress, client::Patience, request::Credentials, request::Method,
    };

    fn explained(kind: ErrorKind, registry: &str, page_origin: &str) -> Explanation {
        let address = RegistryAddress::parse(registry).unwrap();
        let reach = Reach {
            cross_origin: address.origin() != page_origin,
            address,
            credentials: Credentials::Omit,
            patience: Patience::default(),
        };
        let error = RegistryError {
            kind,
            subject: Subject::Catalog,
            method: Method::Get,
            path: "/v2/_catalog".to_owned(),
        };
        error.explain(&reach, page_origin)
    }

    #[test]
    fn every_error_has_a_title_a_cause_and_a_cure() {
        let answered = Answered {
            status: 418,
            faults: Vec::new(),
        };
        let wait = std::time::Duration::from_secs(7);
        for kind in [
            ErrorKind::NoAnswer,
            ErrorKind::Unauthorized(None),
            ErrorKind::WrongPassword,
            ErrorKind::PasswordsUnreadable,
            ErrorKind::Denied(answered.clone()),
            ErrorKind::NameUnknown,
            ErrorKind::ManifestUnknown,
            ErrorKind::BlobUnknown,
            ErrorKind::NotARegistry(NotARegistry::Html),
            ErrorKind::NotARegistry(NotARegistry::NothingThere),
            ErrorKind::RateLimited(Some(wait)),
            ErrorKind::ServerFault(answered.clone()),
            ErrorKind::Refused(answered),
            ErrorKind::Malformed("x".to_owned()),
            ErrorKind::TooLarge(5),
            ErrorKind::TimedOut(wait),
            ErrorKind::BrokenOff,
            ErrorKind::Cancelled,
            ErrorKind::ReadOnly,
        ] {
            let explanation = explained(kind.clone(), "localhost:5000", "http://localhost:8080");
            assert!(
                !explanation.title.is_empty() && !explanation.cure.is_empty(),
                "{kind:?}"
            );
            assert!(
                explanation.causes.iter().any(|cause| !cause.is_empty()),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn a_cause_that_cannot_be_is_not_named() {
        let origin = "https://ui.example.com";
        let mixed = explained(ErrorKind::NoAnswer, "http://registry.example.com", origin);
        assert_eq!(mixed.causes.len(), 1);
        let secure = explained(ErrorKind::NoAnswer, "https://registry.example.com", origin);
        assert!(secure.causes[0].contains(origin), "{secure:?}");
        let own = explained(ErrorKind::NoAnswer, origin, origin);
        assert!(
            own.causes
                .iter()
                .all(|cause| !cause.contains("Allow-Origin")),
            "{own:?}"
        );
    }
}
