//! The digest that a user expects: from a lock file, a deployment, a colleague.

use crate::{
    integrity::hasher::Hasher,
    oci::digest::{Algorithm, Digest},
};

/// What came of comparing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// These bytes have it.
    Same,
    /// They have another.
    Other,
    /// Its algorithm is unknown here.
    Unknown,
}

/// Compares a manifest's bytes with the digest that is expected of them.
pub fn compare_expected(bytes: &[u8], expected: &Digest) -> Expected {
    match Hasher::digest(expected.algorithm(), bytes) {
        Some(found) if found == *expected => Expected::Same,
        Some(_) => Expected::Other,
        None => Expected::Unknown,
    }
}

/// Reads what somebody pasted: a digest, a reference that ends with one, or 64 hexadecimal digits.
pub fn read_expected(text: &str) -> Option<Digest> {
    let text = text.trim();
    let text = text.rsplit_once('@').map_or(text, |(_, digest)| digest);
    let has_name = |name: &str| {
        text.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    let is_bare = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = if is_bare {
        format!("sha256:{}", text.to_ascii_lowercase())
    } else if has_name("sha256:") || has_name("sha512:") {
        text.to_ascii_lowercase()
    } else {
        text.to_owned()
    };
    let digest = Digest::parse(&text).ok()?;
    let is_known = !matches!(digest.algorithm(), Algorithm::Unknown(_));
    is_known.then_some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn what_people_paste_is_read() {
        let digest = Digest::parse(&format!("sha256:{ABC}")).unwrap();
        for text in [
            format!("sha256:{ABC}"),
            format!("  sha256:{ABC}\n"),
            format!("registry.example:5000/a/b:1.0@sha256:{ABC}"),
            ABC.to_owned(),
            ABC.to_uppercase(),
            format!("SHA256:{}", ABC.to_uppercase()),
        ] {
            assert_eq!(read_expected(&text).as_ref(), Some(&digest), "{text}");
        }
        for text in [
            "",
            "sha256:",
            "latest",
            &ABC[1..],
            "sha256:zz",
            "blake3:abc",
        ] {
            assert_eq!(read_expected(text), None, "{text}");
        }
    }

    #[test]
    fn bytes_are_compared_by_the_algorithm_that_is_expected() {
        let digest = Digest::parse(&format!("sha256:{ABC}")).unwrap();
        assert_eq!(compare_expected(b"abc", &digest), Expected::Same);
        assert_eq!(compare_expected(b"abd", &digest), Expected::Other);
        let sha512 = Hasher::digest(&Algorithm::Sha512, b"abc").unwrap();
        assert_eq!(compare_expected(b"abc", &sha512), Expected::Same);
        let unknown = Digest::parse("blake3:abc").unwrap();
        assert_eq!(compare_expected(b"abc", &unknown), Expected::Unknown);
    }
}
