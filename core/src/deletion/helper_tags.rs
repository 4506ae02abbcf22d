//! Helper tags, by the manifests that they are about.

use std::collections::BTreeMap;

use crate::{
    deletion::snapshot::Target,
    oci::{digest::Digest, tag::Tag},
    versions::helper::Helper,
};

/// `sha256-` and the digits that a tag has room for: OCI distribution specification 1.1, "Referrers
/// tag schema".
const NAME: usize = "sha256-".len() + DIGITS;
const DIGITS: usize = 64;

/// A helper tag, and the manifest that it leads to.
pub(super) type HelperTag<'a> = (&'a Tag, &'a Digest);

/// The helper tags of a repository that lead to a manifest, each with the algorithm in its name, by
/// the digits in it.
pub(super) struct HelperTags<'a>(BTreeMap<&'a str, Vec<(&'a str, HelperTag<'a>)>>);

impl<'a> HelperTags<'a> {
    pub(super) fn of(tags: &'a BTreeMap<Tag, Target>) -> Self {
        let mut helpers = BTreeMap::<_, Vec<_>>::new();
        for (tag, target) in tags {
            let name = Helper::of(tag).and_then(|_| tag.as_str().get(..NAME));
            let name = name.and_then(|name| name.split_once('-'));
            if let (Some((algorithm, digits)), Target::Manifest(digest)) = (name, target) {
                let helper = (algorithm, (tag, digest));
                helpers.entry(digits).or_default().push(helper);
            }
        }
        Self(helpers)
    }

    /// Those that are about a manifest. What leads to itself says nothing about it.
    pub(super) fn about(&self, digest: &Digest) -> impl Iterator<Item = HelperTag<'a>> {
        let digits = digest.encoded();
        let digits = digits.get(..DIGITS).unwrap_or(digits);
        let helpers = self.0.get(digits).into_iter().flatten().copied();
        let algorithm = digest.algorithm().as_str();
        let helpers = helpers.filter(move |(of, _)| *of == algorithm);
        let helpers = helpers.map(|(_, helper)| helper);
        helpers.filter(move |(_, target)| *target != digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(subject: &str, tag: &str) -> bool {
        let digest = |text: &str| Digest::parse(text).unwrap();
        let signature = digest(&format!("sha256:{}", "e".repeat(64)));
        let tag = Tag::parse(tag).unwrap();
        let tags = BTreeMap::from([(tag.clone(), Target::Manifest(signature.clone()))]);
        let helpers = HelperTags::of(&tags);
        let subject = digest(subject);
        let found: Vec<_> = helpers.about(&subject).collect();
        assert!(found.is_empty() || found == [(&tag, &signature)]);
        !found.is_empty()
    }

    #[test]
    fn a_helper_is_found_by_what_it_is_about() {
        let digits = "0123456789abcdef".repeat(4);
        let sha256 = format!("sha256:{digits}");
        for ending in ["", ".sig", ".att", ".sbom"] {
            assert!(about(&sha256, &format!("sha256-{digits}{ending}")));
        }
        let sha512 = format!("sha512:{digits}{digits}");
        assert!(about(&sha512, &format!("sha512-{digits}.sig")));
        assert!(!about(&sha512, &format!("sha256-{digits}.sig")));
        assert!(!about(&sha256, &format!("sha256-{digits}.zip")));
        assert!(!about(&sha256, "latest"));
    }

    #[test]
    fn what_is_tagged_with_its_own_digest_is_no_helper_of_itself() {
        let digits = "e".repeat(64);
        assert!(!about(
            &format!("sha256:{digits}"),
            &format!("sha256-{digits}")
        ));
    }
}
