//! What was learned of a registry while it was used. It is kept in the connection and nowhere
//! else.

use std::collections::BTreeMap;

use crate::{oci::name::RepositoryName, registry::accept::Pair};

/// What a registry turned out to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is learned by itself")]
pub struct Capabilities {
    /// Whether anything was answered that shows a registry.
    pub is_registry: bool,
    /// Which manifest types a repository answered to.
    pairs: BTreeMap<RepositoryName, Pair>,
    /// Whether `Docker-Content-Digest` can be read from here; nothing before the first manifest.
    pub digest_header: Option<bool>,
    /// Whether HEAD tells no digest here, although GET may: it is refused, or comes without that
    /// header.
    pub head_tells_no_digest: bool,
    /// Whether a list went on although no `Link` could be read.
    pub link_hidden: bool,
    /// Whether pages of a chosen size are refused.
    pub page_size_refused: bool,
}

impl Capabilities {
    /// More repositories than anyone looks at are not remembered.
    const REMEMBERED: usize = 10_000;

    /// The manifest types that the repository answered to.
    pub fn pair(&self, repository: &RepositoryName) -> Option<Pair> {
        self.pairs.get(repository).copied()
    }

    /// Remembers the manifest types that the repository answered to.
    pub(crate) fn answered(&mut self, repository: &RepositoryName, pair: Pair) {
        if self.pairs.len() < Self::REMEMBERED || self.pairs.contains_key(repository) {
            self.pairs.insert(repository.clone(), pair);
        }
    }
}
