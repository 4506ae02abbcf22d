//! From what was seen to what is wrong: for each thing the smallest set of causes that a browser
//! can tell apart, likeliest first.

use crate::registry::{
    address::Scheme,
    check::{
        asked::{Known, Password},
        cause::Cause,
        cures::value::port,
        network::{has_name, is_near, may_be_kept_away},
        observed::{Blob, Exposed, Observed},
        probe::{Seen, SentHeader},
    },
    error::ErrorKind,
};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it may be, likeliest first; where there is one, that is it.
    pub causes: Vec<Cause>,
}

impl Found {
    fn certain(cause: Cause) -> Self {
        Self {
            causes: vec![cause],
        }
    }

    /// Whether all else works in spite of it, as far as is likely.
    pub(crate) fn is_small(&self) -> bool {
        self.causes.first().is_none_or(Cause::is_small)
    }
}

/// All that is wrong, as far as it is known by now.
pub fn diagnose(known: &Known, observed: &Observed) -> Vec<Found> {
    if known.is_mixed() {
        return vec![Found::certain(Cause::MixedContent)];
    }
    if let Some(found) = unreached(known, observed).or_else(|| unreadable(known, observed)) {
        return vec![found];
    }
    let mut found = Vec::new();
    if is_sent(observed.with_credentials.as_ref()) == Some(false) {
        found.push(Found::certain(Cause::CredentialsNotAllowed));
    }
    found.extend(unsent(observed));
    found.extend(unanswered(observed));
    let hidden = not_exposed(known, observed);
    if !hidden.is_empty() {
        found.push(Found::certain(Cause::NotExposed(hidden)));
    }
    found.extend(observed.blob.as_ref().and_then(blob));
    found.extend(observed.deletion.as_ref().and_then(undeleted));
    found
}

/// Nothing answered at all.
fn unreached(known: &Known, observed: &Observed) -> Option<Found> {
    let causes = match observed.reached.as_ref()? {
        Seen::Opaque | Seen::Answer(_) | Seen::Redirect => return None,
        Seen::Nothing if observed.unfollowed == Some(Seen::Redirect) => {
            vec![Cause::LeadsElsewhere]
        }
        Seen::Nothing => nobody(known, false),
        Seen::KeptFromLocalNetwork if !is_more_private(known) => nobody(known, true),
        // Browsers that ask their user first let the page wait.
        Seen::TimedOut if is_more_private(known) => vec![Cause::LocalNetwork, Cause::Silent],
        seen => vec![reason(seen)?],
    };
    Some(Found { causes })
}

/// What the browser says itself.
fn reason(seen: &Seen) -> Option<Cause> {
    match seen {
        Seen::ForbiddenHere => Some(Cause::OwnPolicy),
        Seen::KeptFromLocalNetwork => Some(Cause::LocalNetworkRefused),
        Seen::TimedOut => Some(Cause::Silent),
        _ => None,
    }
}

fn nobody(known: &Known, is_kept_away: bool) -> Vec<Cause> {
    let address = known.address();
    if !known.page.is_online && !address.is_this_computer() {
        return vec![Cause::Offline];
    }
    if !known.reach.cross_origin {
        return vec![Cause::Down];
    }
    let kept_away = is_kept_away || is_more_private(known);
    let is_https = address.scheme() == Scheme::Https;
    let is_near = is_https && is_near(address);
    let likely = [
        (Cause::PlainHttp, is_near),
        (Cause::Down, true),
        (
            Cause::PlainHttp,
            is_https && !is_near && port(address) != "443",
        ),
        (Cause::UnknownName, has_name(address)),
        (Cause::Certificate, is_https),
        (Cause::LocalNetwork, kept_away),
        (Cause::Extension, true),
    ];
    let likely = likely.into_iter().filter(|(_, is_possible)| *is_possible);
    likely.map(|(cause, _)| cause).collect()
}

/// Whether the registry's address says that its network is more private than the page's.
fn is_more_private(known: &Known) -> bool {
    let page = known.page.address();
    page.is_some_and(|page| may_be_kept_away(&page, known.address()))
}

/// Something answered, and this page may not read it.
fn unreadable(known: &Known, observed: &Observed) -> Option<Found> {
    let read = observed.read.as_ref()?;
    let causes = match (read, &observed.unfollowed) {
        (Seen::Answer(_), _) => return None,
        (Seen::Nothing | Seen::KeptFromLocalNetwork, Some(Seen::Redirect)) => {
            vec![Cause::LeadsElsewhere]
        }
        // It was reached: whatever the browser was told, it does not keep this page away.
        (Seen::Nothing | Seen::KeptFromLocalNetwork, _) => {
            let mut causes = vec![Cause::OriginNotAllowed, Cause::LeadsElsewhere];
            if known.asked.password != Password::No {
                causes.push(Cause::RefusalNotAllowed);
            }
            causes
        }
        (seen, _) => vec![reason(seen)?],
    };
    Some(Found { causes })
}

/// Whether a question that needs permission was let through; nothing where that is not known.
fn is_sent(seen: Option<&Seen>) -> Option<bool> {
    match seen? {
        Seen::Answer(_) => Some(true),
        Seen::Nothing | Seen::KeptFromLocalNetwork => Some(false),
        _ => None,
    }
}

/// What this page may not send.
fn unsent(observed: &Observed) -> Vec<Found> {
    let refused: Vec<_> = headers(observed)
        .into_iter()
        .filter(|(_, seen)| is_sent(*seen) == Some(false))
        .map(|(header, _)| header.name())
        .collect();
    let deletes = is_sent(observed.deletion.as_ref());
    let seen = headers(observed).map(|(_, seen)| is_sent(seen));
    if seen.contains(&Some(true)) || deletes == Some(true) {
        // The browser's question is answered: what is refused is not on the list.
        let headers = (!refused.is_empty()).then_some(Cause::HeadersNotAllowed(refused));
        let method = (deletes == Some(false)).then_some(Cause::MethodNotAllowed);
        return headers
            .into_iter()
            .chain(method)
            .map(Found::certain)
            .collect();
    }
    if refused.is_empty() {
        return Vec::new();
    }
    let lists = Cause::HeadersNotAllowed(refused);
    let causes = if observed.asks_who() {
        vec![Cause::PreflightRefused, lists]
    } else {
        vec![lists, Cause::PreflightRefused]
    };
    vec![Found { causes }]
}

/// The headers that were tried, and what came of each.
pub(crate) fn headers(observed: &Observed) -> [(SentHeader, Option<&Seen>); 3] {
    [
        (SentHeader::Authorization, observed.authorization.as_ref()),
        (SentHeader::Accept, observed.accept.as_ref()),
        (SentHeader::ContentType, observed.content_type.as_ref()),
    ]
}

/// What the registry said.
fn unanswered(observed: &Observed) -> Option<Found> {
    let is_asked_before = |kind: &ErrorKind| {
        let signed = [&observed.authorization, &observed.with_credentials];
        let refused = |seen: &Option<Seen>| is_sent(seen.as_ref()) == Some(false);
        signed.into_iter().any(refused)
            && matches!(kind, ErrorKind::SignInNotAllowed | ErrorKind::NoAnswer)
    };
    match (&observed.registry, &observed.catalog) {
        (Some(Err(kind)), _) if is_asked_before(kind) => None,
        (Some(Err(kind)), _) => Some(Found::certain(Cause::Registry(kind.clone()))),
        (_, Some(Err(kind))) if is_asked_before(kind) => None,
        (_, Some(Err(kind))) => Some(Found::certain(Cause::Catalog(kind.clone()))),
        _ => None,
    }
}

fn not_exposed(known: &Known, observed: &Observed) -> Vec<&'static str> {
    if !known.reach.cross_origin {
        return Vec::new();
    }
    let headers = exposed(observed).into_iter();
    let missing = headers.filter(|(_, exposed)| *exposed == Some(Exposed::Missing));
    missing.map(|(name, _)| name).collect()
}

/// The headers of answers that a page wants to read, and whether it may.
pub(crate) fn exposed(observed: &Observed) -> [(&'static str, Option<Exposed>); 3] {
    let challenge = observed.read.as_ref().and_then(|seen| match seen {
        Seen::Answer(head) if head.challenge.is_some() => Some(Exposed::There),
        Seen::Answer(head) if head.status == 401 => Some(Exposed::Missing),
        Seen::Answer(_) => Some(Exposed::Unseen),
        _ => None,
    });
    [
        ("Docker-Content-Digest", observed.digest),
        ("Link", observed.link),
        ("WWW-Authenticate", challenge),
    ]
}

fn undeleted(seen: &Seen) -> Option<Found> {
    let Seen::Answer(head) = seen else {
        return None;
    };
    match head.status {
        405 => Some(Found::certain(Cause::DeletionOff)),
        403 => Some(Found::certain(Cause::DeletionDenied(head.said.clone()))),
        _ => None,
    }
}

fn blob(blob: &Blob) -> Option<Found> {
    let Blob::Unreadable { unfollowed, .. } = blob else {
        return None;
    };
    let causes = match unfollowed {
        Seen::Redirect => vec![Cause::StorageRedirect],
        Seen::Nothing => vec![Cause::BlobNotAllowed],
        _ => vec![Cause::StorageRedirect, Cause::BlobNotAllowed],
    };
    Some(Found { causes })
}
