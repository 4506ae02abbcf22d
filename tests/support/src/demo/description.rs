//! What the gallery's builds say about what they built, in the words of OCI.

use crate::image::{Image, Index, sha256};

/// What is built from one source.
pub(super) struct Source {
    pub(super) repository: &'static str,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
}

/// A description of one build.
pub(super) struct Description {
    created: String,
    facts: Vec<(&'static str, String)>,
}

impl Source {
    pub(super) fn described(&self, version: &str, created: &str) -> Description {
        let repository = self.repository;
        // As long as the hash of a commit, and as far from telling anything.
        let revision = sha256(format!("{repository} {version}").as_bytes())[7..47].to_owned();
        let facts = vec![
            ("created", created.to_owned()),
            ("description", self.description.to_owned()),
            (
                "documentation",
                format!("https://docs.gallery.example/{repository}"),
            ),
            ("licenses", "Apache-2.0".to_owned()),
            ("revision", revision),
            (
                "source",
                format!("https://git.gallery.example/{repository}"),
            ),
            ("title", self.title.to_owned()),
            ("vendor", "The Gallery".to_owned()),
            ("version", version.to_owned()),
        ];
        Description {
            created: created.to_owned(),
            facts,
        }
    }
}

impl Description {
    /// The date of the build.
    pub(super) fn created(&self) -> &str {
        &self.created
    }

    /// Adds the image that the build started from.
    pub(super) fn based_on(mut self, name: &str, digest: &str) -> Self {
        self.facts.push(("base.name", name.to_owned()));
        self.facts.push(("base.digest", digest.to_owned()));
        self
    }

    /// Written into the config, where Docker's own builder writes it.
    pub(super) fn labels(&self, image: Image) -> Image {
        self.pairs()
            .fold(image, |image, (name, value)| image.label(&name, value))
    }

    /// Written into the config and into the manifest.
    pub(super) fn everywhere(&self, image: Image) -> Image {
        self.pairs()
            .fold(self.labels(image), |image, (name, value)| {
                image.annotation(&name, value)
            })
    }

    /// Written into an index.
    pub(super) fn index(&self, index: Index) -> Index {
        self.pairs()
            .fold(index, |index, (name, value)| index.annotation(&name, value))
    }

    fn pairs(&self) -> impl Iterator<Item = (String, &str)> {
        let pairs = self.facts.iter();
        pairs.map(|(name, value)| (format!("org.opencontainers.image.{name}"), value.as_str()))
    }
}
