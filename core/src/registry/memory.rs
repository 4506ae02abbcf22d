//! Content by digest that was verified before, and whether it will do.

use std::{fmt, pin::Pin};

use crate::{
    integrity::{
        compare::compare_remembered,
        finding::{Expectation, Finding, Source},
        verified::Verified,
    },
    oci::{digest::Digest, media_type::MediaType, name::RepositoryName, timestamp::Timestamp},
    registry::{client::RegistryClient, transport::Transport},
};

/// Where content by digest may come from. Which digest a tag names, only the registry tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// From memory, where it was verified before: to be looked at.
    Remembered,
    /// From the registry itself, and from nothing that answers in its place: for whatever says
    /// what the registry has.
    Registry,
}

/// What content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A manifest, of one image or of many.
    Manifest,
    /// The config of an image.
    Config,
}

/// What is known of content beside its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What it is.
    pub kind: Kind,
    /// Where it was read.
    pub repository: RepositoryName,
    /// What it was served as.
    pub served_as: Option<MediaType>,
}

/// Content that was found in memory. It is only a claim: nothing of it is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalled {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What is said of them.
    pub about: About,
    /// When they were read from the registry.
    pub since: Timestamp,
}

/// What a memory looks up.
pub type Recalling<'a> = Pin<Box<dyn Future<Output = Option<Recalled>> + 'a>>;

/// Remembers content of one registry by its digest. It may forget anything at any time.
pub trait Memory: fmt::Debug {
    /// What is remembered under a digest. It answers soon, or with nothing.
    fn recall<'a>(&'a self, digest: &'a Digest) -> Recalling<'a>;

    /// Remembers what was verified just now. Nobody waits for that.
    fn keep(&self, content: &Verified<Vec<u8>>, about: About);

    /// Forgets what is remembered under a digest: it was not what it should be.
    fn forget(&self, digest: &Digest);
}

/// What is looked up for somebody who asks for content by digest.
pub(crate) struct Wanted<'a> {
    pub(crate) kind: Kind,
    pub(crate) repository: &'a RepositoryName,
    pub(crate) expectation: &'a Expectation,
}

impl<T: Transport> RegistryClient<T> {
    /// Looks content up, and compares it once more. What differs is forgotten.
    pub(crate) async fn recall(
        &self,
        wanted: Wanted<'_>,
    ) -> Option<(Finding<Vec<u8>>, Option<MediaType>)> {
        let memory = self.memory()?;
        let digest = &wanted.expectation.digest;
        let Recalled {
            bytes,
            about,
            since,
        } = memory.recall(digest).await?;
        // An address may name any repository: of what another one has, it shall not seem that this
        // one has it too.
        let is_promised = matches!(wanted.expectation.source, Source::Parent(_));
        let is_meant = is_promised || about.repository == *wanted.repository;
        if about.kind != wanted.kind || !is_meant {
            return None;
        }
        match compare_remembered(bytes, since, std::slice::from_ref(wanted.expectation)) {
            finding @ Finding::Verified(_) => Some((finding, about.served_as)),
            Finding::Mismatch(mismatch) => {
                // Right bytes under a wrong promise are still right.
                if !mismatch.is_size_only() {
                    memory.forget(digest);
                }
                None
            }
            Finding::Computed { .. } | Finding::Unverifiable { .. } => None,
        }
    }

    /// Remembers what was read by digest, if it is what was promised.
    pub(crate) fn keep(&self, finding: &Finding<Vec<u8>>, about: impl FnOnce() -> About) {
        if let (Some(memory), Finding::Verified(verified)) = (self.memory(), finding) {
            memory.keep(verified, about());
        }
    }
}
