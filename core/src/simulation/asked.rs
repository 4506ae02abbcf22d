//! What a request is about, by its address.

use crate::{
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::manifest::ManifestAddress,
};

/// What is asked of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked<'a> {
    /// The address of the repository, under which its lists and manifests are.
    pub(super) base: &'a str,
    /// Its name.
    pub(super) repository: &'a str,
    pub(super) about: About<'a>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum About<'a> {
    Tags,
    /// A manifest by what stands there, which may be neither a tag nor a digest.
    Manifest(&'a str),
}

impl<'a> Asked<'a> {
    /// Reads an address; nothing where it is of anything else, such as a blob.
    pub(super) fn of(url: &'a str) -> Option<Self> {
        let path = url.split(['?', '#']).next()?;
        let (base, about) = match path.strip_suffix("/tags/list") {
            Some(base) => (base, About::Tags),
            None => {
                let (base, reference) = path.rsplit_once("/manifests/")?;
                (base, About::Manifest(reference))
            }
        };
        let (_, repository) = base.split_once("/v2/")?;
        RepositoryName::parse(repository).ok()?;
        Some(Self {
            base,
            repository,
            about,
        })
    }

    /// The tag or the digest of the manifest, if it is one.
    pub(super) fn address(&self) -> Option<ManifestAddress> {
        match self.about {
            About::Manifest(reference) => address(reference),
            About::Tags => None,
        }
    }
}

/// A tag or a digest: a digest has a colon, a tag has none.
pub(super) fn address(reference: &str) -> Option<ManifestAddress> {
    if reference.contains(':') {
        Digest::parse(reference).ok().map(ManifestAddress::Digest)
    } else {
        Tag::parse(reference).ok().map(ManifestAddress::Tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_tags_and_manifests_are_read() {
        let base = "https://registry.example/path/v2/gallery/ui";
        for (rest, about) in [
            ("/tags/list?n=5", About::Tags),
            ("/manifests/2.1", About::Manifest("2.1")),
            ("/manifests/sha256:00", About::Manifest("sha256:00")),
        ] {
            let url = format!("{base}{rest}");
            let asked = Asked::of(&url).unwrap();
            assert_eq!((asked.base, asked.repository), (base, "gallery/ui"));
            assert_eq!(asked.about, about);
        }
        let odd = Asked::of("http://a/v2/b/manifests/c/manifests/d").unwrap();
        assert_eq!(odd.repository, "b/manifests/c");
    }

    #[test]
    fn all_else_is_not_of_them() {
        for url in [
            "https://registry.example/v2/",
            "https://registry.example/v2/_catalog",
            "https://registry.example/v2/gallery/ui/blobs/sha256:00",
            "https://registry.example/v2/UPPER/tags/list",
            "https://registry.example/gallery/tags/list",
        ] {
            assert_eq!(Asked::of(url), None, "{url}");
        }
    }
}
