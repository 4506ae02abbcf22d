//! What is kept of an address.
//!
//! Porthole writes no secret into one. But a registry names what follows in a `Link`, and its token
//! service in a realm, and what stands in a query of theirs is theirs to know: a cursor, or a key
//! that lets in whoever has it. So of a query only the values of keys are kept that the
//! specifications of OCI and of distribution's tokens name.

/// Longer addresses are cut, in bytes.
const LONGEST: usize = 4096;

/// Stands for what is not kept.
pub(super) const HIDDEN: char = '…';

/// The keys whose values are kept.
const KNOWN: [&str; 8] = [
    "n",
    "last",
    "scope",
    "service",
    "artifactType",
    "digest",
    "mount",
    "from",
];

/// An address as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    text: String,
    /// Where the path begins.
    path: usize,
    /// Whether something of it is missing: then nobody can ask it again as it stands.
    pub(super) is_whole: bool,
}

impl Kept {
    pub(super) fn of(address: &str) -> Self {
        let (address, _) = address.split_once('#').unwrap_or((address, ""));
        let (place, query) = match address.split_once('?') {
            Some((place, query)) => (place, Some(query)),
            None => (address, None),
        };
        let (origin, rest) = split_origin(place);
        let mut text = without_user(origin);
        let path = text.len();
        text.push_str(rest);
        let mut is_whole = text.len() == place.len();
        for (position, pair) in query
            .into_iter()
            .flat_map(|query| query.split('&'))
            .enumerate()
        {
            text.push(if position == 0 { '?' } else { '&' });
            is_whole &= keep_pair(&mut text, pair);
        }
        if text.len() > LONGEST {
            text.truncate(text.floor_char_boundary(LONGEST));
            text.push(HIDDEN);
            is_whole = false;
        }
        Self {
            path: path.min(text.len()),
            text,
            is_whole,
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Its origin, and the rest of it.
    pub(super) fn parts(&self) -> (&str, &str) {
        self.text.split_at(self.path)
    }
}

/// Whether the pair is kept whole.
fn keep_pair(text: &mut String, pair: &str) -> bool {
    let (key, value) = match pair.split_once('=') {
        Some((key, value)) => (key, value),
        None => ("", pair),
    };
    if KNOWN.contains(&key) || value.is_empty() {
        text.push_str(pair);
        return true;
    }
    if !key.is_empty() {
        text.push_str(key);
        text.push('=');
    }
    text.push(HIDDEN);
    false
}

/// Scheme, host and port; and what follows.
fn split_origin(place: &str) -> (&str, &str) {
    let host = place.find("://").map_or(0, |colon| colon + 3);
    let end = place[host..]
        .find('/')
        .map_or(place.len(), |end| host + end);
    place.split_at(end)
}

fn without_user(origin: &str) -> String {
    match (origin.split_once("://"), origin.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        (None, Some((_, host))) => host.to_owned(),
        (_, None) => origin.to_owned(),
    }
}
