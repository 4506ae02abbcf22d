//! Where a registry is.

use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
};

/// The address of a registry: scheme, host, port, and the path that stands before `/v2`.
///
/// It never holds a user or a password.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegistryAddress {
    scheme: Scheme,
    /// The host in lower case, with its port unless that is the scheme's own.
    host: String,
    /// Empty, or a slash and what follows, without one at the end.
    path: String,
}

/// How a registry is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Plain: what is on the path can read and change everything.
    Http,
    /// Over TLS.
    Https,
}

/// Why a text is no address of a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidAddress {
    /// There is nothing.
    Empty,
    /// The scheme is neither http nor https.
    Scheme,
    /// A user or a password stands in it.
    Credentials,
    /// The host or its port is none.
    Host,
    /// The path has characters that need another writing, or there is a query or a fragment.
    Path,
}

impl Scheme {
    /// The scheme as text, without the colon.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn own_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl RegistryAddress {
    const LONGEST: usize = 1000;

    /// Reads what a person types: `https://registry.example.com`, `localhost:5000`, with a path
    /// where the registry lies under one. Without a scheme, this computer means http and any
    /// other host https. A pasted `/v2/…` is taken off.
    ///
    /// # Errors
    /// When it is no such address.
    pub fn parse(text: &str) -> Result<Self, InvalidAddress> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidAddress::Empty);
        }
        if text.len() > Self::LONGEST {
            return Err(InvalidAddress::Path);
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(read_scheme(scheme)?), rest),
            None => (None, text),
        };
        let (authority, path) = match rest.find(['/', '?', '#']) {
            Some(start) => rest.split_at(start),
            None => (rest, ""),
        };
        if authority.contains('@') {
            return Err(InvalidAddress::Credentials);
        }
        let authority = authority.to_ascii_lowercase();
        let (name, port) = split_port(&authority)?;
        let scheme = scheme.unwrap_or(if is_this_computer(name) {
            Scheme::Http
        } else {
            Scheme::Https
        });
        let host = match port.filter(|port| *port != scheme.own_port()) {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        };
        Ok(Self {
            scheme,
            host,
            path: read_path(path)?,
        })
    }

    /// How it is spoken to.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Scheme, host and port: what a browser calls an origin.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme.as_str(), self.host)
    }

    /// What people call it, and what stands before a repository in a reference: host, port, path.
    pub fn label(&self) -> String {
        format!("{}{}", self.host, self.path)
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The absolute address of a path under it, such as `/v2/`.
    pub fn url(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// Whether the host is this computer, which a browser trusts over plain http.
    pub fn is_this_computer(&self) -> bool {
        split_port(&self.host).is_ok_and(|(name, _)| is_this_computer(name))
    }
}

fn read_scheme(text: &str) -> Result<Scheme, InvalidAddress> {
    match text.to_ascii_lowercase().as_str() {
        "http" => Ok(Scheme::Http),
        "https" => Ok(Scheme::Https),
        _ => Err(InvalidAddress::Scheme),
    }
}

/// RFC 1035, 2.3.4, without the last dot.
const LONGEST_NAME: usize = 253;

fn split_port(authority: &str) -> Result<(&str, Option<u16>), InvalidAddress> {
    let after_brackets = authority.rfind(']').map_or(0, |end| end + 1);
    let (name, port) = match authority[after_brackets..].rfind(':') {
        Some(colon) => {
            let (name, port) = authority.split_at(after_brackets + colon);
            let digits = port[1..].bytes().all(|byte| byte.is_ascii_digit());
            let port = port[1..]
                .parse::<u16>()
                .ok()
                .filter(|port| digits && *port > 0);
            (name, Some(port.ok_or(InvalidAddress::Host)?))
        }
        None => (authority, None),
    };
    let is_address = |inner: &str| inner.parse::<Ipv6Addr>().is_ok();
    let is_label = |label: &str| {
        let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(is_inner)
            && !label.starts_with('-')
    };
    let name_is_right = match name.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']').is_some_and(is_address),
        None => {
            name.len() <= LONGEST_NAME && name.split('.').all(is_label) && !hides_an_address(name)
        }
    };
    if name_is_right {
        Ok((name, port))
    } else {
        Err(InvalidAddress::Host)
    }
}

fn is_this_computer(name: &str) -> bool {
    let is_loopback = name
        .parse::<Ipv4Addr>()
        .is_ok_and(|address| address.is_loopback());
    name == "localhost" || name.ends_with(".localhost") || name == "[::1]" || is_loopback
}

/// Whether a browser takes the name for an IPv4 address in any of its writings (URL standard,
/// "ends in a number checker"), such as `127.1` or `0x7f000001`: what is asked would not be
/// what is shown.
fn hides_an_address(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_number = last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit());
    is_number && name.parse::<Ipv4Addr>().is_err()
}

fn read_path(path: &str) -> Result<String, InvalidAddress> {
    let path = path.split_once("/v2/").map_or(path, |(before, _)| before);
    let path = path.strip_suffix("/v2").unwrap_or(path);
    let path = path.trim_end_matches('/');
    let mut segments = path.split('/');
    if segments.next() == Some("") && segments.all(is_segment) {
        Ok(path.to_owned())
    } else {
        Err(InvalidAddress::Path)
    }
}

/// RFC 3986, "segment-nz", less colon and at, which an image's reference has, and what a browser takes for a step up or to the same place.
fn is_segment(segment: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte);
    let is_hexadecimal = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        let escapes = byte == b'%' && is_hexadecimal(bytes.next()) && is_hexadecimal(bytes.next());
        if !is_plain(byte) && !escapes {
            return false;
        }
    }
    let written_out = segment.to_ascii_lowercase().replace("%2e", ".");
    !matches!(&*written_out, "" | "." | "..")
}

/// The canonical writing, without a slash at the end. It reads back to itself.
impl fmt::Display for RegistryAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}://{}{}",
            self.scheme.as_str(),
            self.host,
            self.path
        )
    }
}

impl fmt::Display for InvalidAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "Type the address of a registry, such as localhost:5000.",
            Self::Scheme => "The address of a registry starts with http:// or https://.",
            Self::Credentials => {
                "Leave user and password out of the address: it can end up in histories and logs."
            }
            Self::Host => {
                "The host is not one: it has letters, digits, dots and dashes, then a colon and a port \
                 up to 65535 if there is one. Write an international name as xn--…"
            }
            Self::Path => {
                "Only a host and a plain path make the address of a registry. Leave out a query, a # and spaces; \
                 of an image's reference take only what stands before the repository."
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_is_read() {
        for (typed, address) in [
            ("localhost:5000", "http://localhost:5000"),
            ("127.0.0.1:5000/", "http://127.0.0.1:5000"),
            ("[::1]:5000", "http://[::1]:5000"),
            ("registry.example.com", "https://registry.example.com"),
            (
                " HTTPS://Registry.Example.com:443/v2/ ",
                "https://registry.example.com",
            ),
            (
                "http://registry.example.com:80/v2/_catalog?n=5",
                "http://registry.example.com",
            ),
            (
                "https://example.com/artifactory/api/docker/main/v2",
                "https://example.com/artifactory/api/docker/main",
            ),
            ("http://registry_1:5000", "http://registry_1:5000"),
            (
                "http://localhost/my%20site/demo",
                "http://localhost/my%20site/demo",
            ),
        ] {
            assert_eq!(RegistryAddress::parse(typed).unwrap().to_string(), address);
        }
        let address = RegistryAddress::parse("https://example.com:8443/a/").unwrap();
        assert_eq!(address.label(), "example.com:8443/a");
        assert_eq!(address.origin(), "https://example.com:8443");
        assert_eq!(address.url("/v2/"), "https://example.com:8443/a/v2/");
        let is_this_computer =
            |typed: &str| RegistryAddress::parse(typed).unwrap().is_this_computer();
        assert!(is_this_computer("127.0.0.2:5000") && is_this_computer("a.localhost"));
        assert!(!is_this_computer("127.0.0.1.evil.example") && !is_this_computer("10.0.0.1"));
    }

    #[test]
    fn what_is_none_is_refused() {
        use InvalidAddress::{Credentials, Empty, Host, Path, Scheme};
        for (typed, reason) in [
            ("  ", Empty),
            ("ftp://example.com", Scheme),
            ("javascript://example.com", Scheme),
            ("http://user:secret@example.com", Credentials),
            ("user@example.com", Credentials),
            ("not an address", Host),
            ("example.com:99999", Host),
            ("example.com:+80", Host),
            ("example..com", Host),
            ("[zz]:5", Host),
            ("[1:2:3]", Host),
            ("[::1:::]", Host),
            ("[::999.1.1.1]", Host),
            ("http://", Host),
            ("exämple.com", Host),
            ("javascript:alert(1)", Host),
            ("127.1", Host),
            ("2130706433", Host),
            ("http://0x7f.1", Host),
            ("http://example.0x7f", Host),
            ("256.1.1.1", Host),
            ("example.com/a b", Path),
            ("example.com/a//b", Path),
            ("example.com/../b", Path),
            ("example.com/a/%2E%2e/b", Path),
            ("example.com/a%2/b", Path),
            ("example.com?x", Path),
            ("docker.io/library/nginx:latest", Path),
            ("example.com/a#b", Path),
        ] {
            assert_eq!(RegistryAddress::parse(typed), Err(reason), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn an_address_reads_back_to_itself(text in "(https?://)?([a-z0-9]{1,8}\\.){0,2}[a-z]{1,5}(:[1-9][0-9]{0,3})?(/[a-z0-9._~-]{1,5}){0,3}/?") {
            if let Ok(address) = RegistryAddress::parse(&text) {
                prop_assert_eq!(RegistryAddress::parse(&address.to_string()), Ok(address));
            }
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = RegistryAddress::parse(&text);
        }
    }
}
