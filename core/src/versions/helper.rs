//! Helper tags: what signs or describes another manifest, where a registry knows no referrers.

use crate::oci::{
    digest::{Algorithm, Digest},
    tag::Tag,
};

/// A helper tag, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// What it leads to.
    pub kind: HelperKind,
    /// What that is about.
    pub subject: Subject,
}

/// What a helper tag leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelperKind {
    /// The index of all that refers to the subject: OCI distribution specification 1.1,
    /// "Referrers tag schema".
    Referrers,
    /// A cosign signature, `.sig`.
    Signature,
    /// A cosign attestation, `.att`.
    Attestation,
    /// A bill of materials, `.sbom`.
    BillOfMaterials,
}

/// The manifest that a helper tag is about. A sha512 digest does not fit into a tag: its first
/// 64 digits stand for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    algorithm: Algorithm,
    digits: String,
}

const DIGITS: usize = 64;

impl Helper {
    /// Reads a tag. Most are no helpers.
    pub fn of(tag: &Tag) -> Option<Self> {
        let (algorithm, rest) = tag.as_str().split_once('-')?;
        let algorithm = match algorithm {
            "sha256" => Algorithm::Sha256,
            "sha512" => Algorithm::Sha512,
            _ => return None,
        };
        let (digits, ending) = rest.split_at_checked(DIGITS)?;
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let kind = match ending {
            "" => HelperKind::Referrers,
            ".sig" => HelperKind::Signature,
            ".att" => HelperKind::Attestation,
            ".sbom" => HelperKind::BillOfMaterials,
            _ => return None,
        };
        digits.bytes().all(is_digit).then(|| Self {
            kind,
            subject: Subject {
                algorithm,
                digits: digits.to_owned(),
            },
        })
    }
}

impl Subject {
    /// Whether it is the manifest of this digest.
    pub fn is(&self, digest: &Digest) -> bool {
        *digest.algorithm() == self.algorithm && digest.encoded().starts_with(&self.digits)
    }

    /// The whole digest, where the tag has it.
    pub fn digest(&self) -> Option<Digest> {
        let text = [self.algorithm.as_str(), ":", &self.digits].concat();
        Digest::parse(&text).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DIGITS: &str = "9f2c41d0a7b39f2c41d0a7b39f2c41d0a7b39f2c41d0a7b39f2c41d0a7b39f2c";

    fn helper(text: &str) -> Option<Helper> {
        Helper::of(&Tag::parse(text).unwrap())
    }

    #[test]
    fn each_kind_tells_its_subject() {
        let digest = Digest::parse(&format!("sha256:{DIGITS}")).unwrap();
        for (ending, kind) in [
            ("", HelperKind::Referrers),
            (".sig", HelperKind::Signature),
            (".att", HelperKind::Attestation),
            (".sbom", HelperKind::BillOfMaterials),
        ] {
            let helper = helper(&format!("sha256-{DIGITS}{ending}")).unwrap();
            assert_eq!(helper.kind, kind);
            assert_eq!(helper.subject.digest().as_ref(), Some(&digest));
            assert!(helper.subject.is(&digest));
        }
    }

    #[test]
    fn half_a_sha512_digest_stands_for_it() {
        let subject = helper(&format!("sha512-{DIGITS}")).unwrap().subject;
        let digest = |digits: String| Digest::parse(&format!("sha512:{digits}")).unwrap();
        assert!(subject.is(&digest(DIGITS.repeat(2))));
        assert!(!subject.is(&digest("0".repeat(128))));
        assert!(!subject.is(&Digest::parse(&format!("sha256:{DIGITS}")).unwrap()));
        assert_eq!(subject.digest(), None);
    }

    #[test]
    fn all_else_is_no_helper() {
        for text in [
            "latest",
            "1.2.3",
            "sha256",
            "sha256-",
            "sha256-9f2c41d0a7b3",
            &format!("sha256-{DIGITS}0"),
            &format!("sha256-{DIGITS}.zip"),
            &format!("sha256-{DIGITS}-alpine"),
            &format!("sha256-{}", DIGITS.to_uppercase()),
            &format!("sha384-{DIGITS}"),
            &format!("sha256-{}", "g".repeat(64)),
        ] {
            assert_eq!(helper(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_tag_panics(text in "(sha256-|sha512-)?[a-zA-Z0-9_][a-zA-Z0-9._-]{0,120}") {
            let _ = helper(&text);
        }
    }
}
