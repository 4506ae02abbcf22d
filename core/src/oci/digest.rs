//! Digests.

use std::fmt;

use crate::oci::json::{self, Fault, Json};

/// The algorithm of a digest. Those the OCI image specification 1.1 registers and a browser
/// can compute here have a case of their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// SHA-256: 64 lower-case hexadecimal digits.
    Sha256,
    /// SHA-512: 128 lower-case hexadecimal digits.
    Sha512,
    /// Any other name the grammar allows: kept and shown, but nothing can be compared with it.
    Unknown(String),
}

/// A digest such as `sha256:9f2c…`: the name that content has of itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest {
    algorithm: Algorithm,
    encoded: String,
}

/// Why a text is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidDigest {
    /// It is not `algorithm:encoded` with the characters of the grammar.
    Grammar,
    /// The encoded part has not the digits that its algorithm gives.
    Encoded,
}

/// Longer ones are no digests of any algorithm, only a burden.
const LONGEST: usize = 512;

impl Algorithm {
    /// The name as it stands before the colon.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
            Self::Unknown(name) => name,
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let is_part = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        match name {
            "sha256" => Some(Self::Sha256),
            "sha512" => Some(Self::Sha512),
            _ if name.split(['+', '.', '_', '-']).all(is_part) => {
                Some(Self::Unknown(name.to_owned()))
            }
            _ => None,
        }
    }

    fn accepts(&self, encoded: &str) -> bool {
        let is_hexadecimal = || {
            encoded
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        match self {
            Self::Sha256 => encoded.len() == 64 && is_hexadecimal(),
            Self::Sha512 => encoded.len() == 128 && is_hexadecimal(),
            Self::Unknown(_) => true,
        }
    }
}

impl Digest {
    /// How many characters of the encoded part stand for the whole on a page.
    const SHORT: usize = 12;

    /// Reads a digest, the OCI image specification 1.1, "Digests".
    ///
    /// # Errors
    /// When the text breaks the grammar, or its digits do not fit its algorithm.
    pub fn parse(text: &str) -> Result<Self, InvalidDigest> {
        let (name, encoded) = text.split_once(':').ok_or(InvalidDigest::Grammar)?;
        let algorithm = Algorithm::parse(name).ok_or(InvalidDigest::Grammar)?;
        let is_encoded =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b'_' | b'-');
        if encoded.is_empty() || text.len() > LONGEST || !encoded.bytes().all(is_encoded) {
            return Err(InvalidDigest::Grammar);
        }
        if !algorithm.accepts(encoded) {
            return Err(InvalidDigest::Encoded);
        }
        Ok(Self {
            algorithm,
            encoded: encoded.to_owned(),
        })
    }

    pub(crate) fn read(json: &Json) -> Result<Self, Fault> {
        Self::parse(&json::text(json)?).map_err(|invalid| Fault::new(invalid.to_string()))
    }

    /// A digest that was computed here, from the bytes of a hash.
    pub(crate) fn of_hash(algorithm: Algorithm, hash: &[u8]) -> Self {
        let mut encoded = String::with_capacity(2 * hash.len());
        for byte in hash {
            for nibble in [byte >> 4, byte & 15] {
                encoded.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        Self { algorithm, encoded }
    }

    /// Its algorithm.
    pub fn algorithm(&self) -> &Algorithm {
        &self.algorithm
    }

    /// What stands after the colon.
    pub fn encoded(&self) -> &str {
        &self.encoded
    }

    /// The first twelve characters after the colon, for a narrow column.
    pub fn short(&self) -> &str {
        self.encoded.get(..Self::SHORT).unwrap_or(&self.encoded)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.algorithm.as_str(), self.encoded)
    }
}

impl fmt::Display for InvalidDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Grammar => "a digest is an algorithm, a colon and an encoded hash",
            Self::Encoded => {
                "a sha256 digest has 64 lower-case hexadecimal digits, a sha512 one 128"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_registered_algorithms_have_their_digits() {
        let digits = "0123456789abcdef".repeat(4);
        let digest = Digest::parse(&format!("sha256:{digits}")).unwrap();
        assert_eq!(digest.algorithm(), &Algorithm::Sha256);
        assert_eq!(digest.short(), "0123456789ab");
        assert!(Digest::parse(&format!("sha512:{digits}{digits}")).is_ok());
        for wrong in [
            format!("sha256:{digits}0"),
            format!("sha512:{digits}"),
            format!("sha256:{}", digits.to_uppercase()),
            "sha256:abc".to_owned(),
        ] {
            assert_eq!(
                Digest::parse(&wrong),
                Err(InvalidDigest::Encoded),
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_unknown_algorithm_is_kept() {
        let digest =
            Digest::parse("multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8")
                .unwrap();
        assert_eq!(
            digest.algorithm(),
            &Algorithm::Unknown("multihash+base58".to_owned())
        );
        assert!(Digest::parse("blake3:x").is_ok());
    }

    #[test]
    fn what_breaks_the_grammar_is_refused() {
        for text in [
            "",
            "sha256",
            "sha256:",
            ":abc",
            "SHA256:abc",
            "a++b:c",
            "a:b c",
            "a:b/c",
            "a:\u{202e}",
        ] {
            assert_eq!(Digest::parse(text), Err(InvalidDigest::Grammar), "{text}");
        }
        assert_eq!(
            Digest::parse(&format!("a:{}", "b".repeat(600))),
            Err(InvalidDigest::Grammar)
        );
    }

    proptest! {
        #[test]
        fn a_digest_is_written_as_it_was_read(text in "[a-z0-9]{1,6}([+._-][a-z0-9]{1,4}){0,2}:[a-zA-Z0-9=_-]{1,80}") {
            if let Ok(digest) = Digest::parse(&text) {
                prop_assert_eq!(digest.to_string(), text);
            }
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Digest::parse(&text);
        }
    }
}
