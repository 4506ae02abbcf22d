//! References: what people write after `docker pull`.

use std::fmt;

use crate::oci::{
    digest::{Digest, InvalidDigest},
    name::{InvalidName, RepositoryName},
    tag::{InvalidTag, Tag},
};

/// A whole reference: host, repository, and a tag or a digest or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The host, with its port if one is given; `docker.io` where none is written.
    pub host: String,
    /// The repository. On `docker.io`, `ubuntu` means `library/ubuntu`.
    pub repository: RepositoryName,
    /// The tag; `latest` where neither tag nor digest is written.
    pub tag: Option<Tag>,
    /// The digest, which wins over the tag.
    pub digest: Option<Digest>,
}

/// Why a text is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidReference {
    /// The part before the first slash is no host.
    Host,
    /// The name is none.
    Name(InvalidName),
    /// The part after the colon is no tag.
    Tag,
    /// The part after the `@` is no digest.
    Digest(InvalidDigest),
}

/// The host that a short name means.
const DOCKER_HUB: &str = "docker.io";

impl Reference {
    /// Reads `[host[:port]/]name[:tag][@digest]`. The first component is a host if it has a dot
    /// or a colon or is `localhost`, as in distribution's reference grammar; then short names
    /// expand as Docker expands them.
    ///
    /// # Errors
    /// When a part of it is none.
    pub fn parse(text: &str) -> Result<Self, InvalidReference> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (
                rest,
                Some(Digest::parse(digest).map_err(InvalidReference::Digest)?),
            ),
            None => (text, None),
        };
        let (host, rest) = match rest.split_once('/') {
            Some((first, rest)) if names_a_host(first) => (Some(first), rest),
            _ => (None, rest),
        };
        if host.is_some_and(|host| !is_host(host)) {
            return Err(InvalidReference::Host);
        }
        let (name, tag) = match rest.split_once(':') {
            Some((name, tag)) => (
                name,
                Some(Tag::parse(tag).map_err(|InvalidTag| InvalidReference::Tag)?),
            ),
            None => (rest, None),
        };
        let repository = RepositoryName::parse(name).map_err(InvalidReference::Name)?;
        let host = host.unwrap_or(DOCKER_HUB).to_owned();
        let tag = if digest.is_none() {
            tag.or(Some(Tag::latest()))
        } else {
            tag
        };
        Ok(Self {
            repository: expanded(&host, repository)?,
            host,
            tag,
            digest,
        })
    }
}

/// Whether the first component of a reference is a host.
pub(crate) fn names_a_host(component: &str) -> bool {
    component.contains(['.', ':']) || component == "localhost"
}

fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(':') && !port.contains(']') => (name, Some(port)),
        _ => (text, None),
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_address = |inner: &str| {
        inner
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
    };
    let name_is_right = match name.strip_prefix('[') {
        Some(inner) => inner
            .strip_suffix(']')
            .is_some_and(|inner| !inner.is_empty() && is_address(inner)),
        None => name.split('.').all(is_label),
    };
    name_is_right && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn expanded(host: &str, repository: RepositoryName) -> Result<RepositoryName, InvalidReference> {
    if host == DOCKER_HUB && repository.namespace().is_none() {
        RepositoryName::parse(&format!("library/{repository}")).map_err(InvalidReference::Name)
    } else {
        Ok(repository)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.host, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(formatter, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(formatter, "@{digest}")?;
        }
        Ok(())
    }
}

impl fmt::Display for InvalidReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host => formatter.write_str("the part before the first slash is no host"),
            Self::Name(reason) => reason.fmt(formatter),
            Self::Tag => InvalidTag.fmt(formatter),
            Self::Digest(reason) => reason.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    #[test]
    fn short_names_expand() {
        for (short, whole) in [
            ("kiamol/ch05-pi", "docker.io/kiamol/ch05-pi:latest"),
            ("ubuntu", "docker.io/library/ubuntu:latest"),
            ("ubuntu:24.04", "docker.io/library/ubuntu:24.04"),
            ("docker.io/ubuntu", "docker.io/library/ubuntu:latest"),
            ("localhost/a", "localhost/a:latest"),
            ("localhost:5000/a:1", "localhost:5000/a:1"),
            (
                "registry.example.com/a/b",
                "registry.example.com/a/b:latest",
            ),
            ("[::1]:5000/a", "[::1]:5000/a:latest"),
        ] {
            assert_eq!(Reference::parse(short).unwrap().to_string(), whole);
        }
        let by_digest = format!("ghcr.io/a/b@{DIGEST}");
        assert_eq!(Reference::parse(&by_digest).unwrap().tag, None);
        assert_eq!(Reference::parse(&by_digest).unwrap().to_string(), by_digest);
        assert!(
            Reference::parse(&format!("ghcr.io/a/b:1@{DIGEST}"))
                .unwrap()
                .tag
                .is_some()
        );
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in [
            "",
            "A",
            "a b",
            "https://example.com/a",
            "ex ample.com/a",
            "a:",
            "a:b:c",
            "a@",
            "a@sha256:1",
            "host.example:99999/a",
            "-.example/:a",
            "[x]:1/a",
        ] {
            assert!(Reference::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_reference_is_read_as_it_was_written(
            host in "([a-z][a-z0-9-]{0,5}\\.[a-z]{2,3}|localhost)(:[1-9][0-9]{0,3})?",
            name in "[a-z0-9]{1,5}(/[a-z0-9]{1,5}){0,2}",
            tag in proptest::option::of("[A-Za-z0-9_][A-Za-z0-9._-]{0,20}"),
            with_digest in any::<bool>(),
        ) {
            let tagged = tag.map_or_else(|| format!("{host}/{name}"), |tag| format!("{host}/{name}:{tag}"));
            let text = if with_digest { format!("{tagged}@{DIGEST}") } else { tagged };
            let reference = Reference::parse(&text).unwrap();
            prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Reference::parse(&text);
        }
    }
}
