//! The report of a verification: what was read from where, when, and what came of it. As JSON of
//! a documented format (docs/VERIFICATION.md), and in words for a page to print. Both say the same
//! [`Facts`](facts::Facts), and none says more than was compared.

mod difference;
mod document;
mod facts;
mod repeat;
mod sections;
#[cfg(test)]
mod tests;
mod writer;

use crate::{
    integrity::{blob::expectation::Depth, finding::Finding},
    oci::{digest::Digest, name::RepositoryName, timestamp::Timestamp},
    registry::{
        address::{RegistryAddress, Scheme},
        client::Reach,
        manifest::ManifestAddress,
    },
    verification::{
        expected::Expected,
        ledger::{Ledger, Part, Subject},
        standing::{Proof, Standing},
    },
};

pub use sections::Section;

/// The format of the report as JSON.
pub const FORMAT: &str = "porthole.verification/1";

/// What a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What was verified, and what came of it.
    pub ledger: &'a Ledger,
    /// The repository.
    pub repository: &'a RepositoryName,
    /// How the registry is reached.
    pub reach: &'a Reach,
    /// What stands before a repository in a reference: a host, with its port if it has one.
    pub pull_host: &'a str,
    /// The origin of the page that verified.
    pub page_origin: &'a str,
    /// When it began.
    pub begun: Timestamp,
    /// When it ended, or was stopped.
    pub ended: Timestamp,
    /// How deep layers were looked into.
    pub depth: Depth,
    /// The digest that the user expects, and what came of comparing it with the manifest.
    pub expected: Option<(&'a Digest, Option<Expected>)>,
}

impl Report<'_> {
    /// How far all of it is proved, in the word of the ladder.
    pub fn overall(&self) -> &'static str {
        let subjects = self.ledger.subjects().iter();
        let standings = subjects.map(|subject| self.ledger.standing(subject));
        let proof = standings
            .fold(Standing::default(), |sum, standing| sum + standing)
            .proof();
        match self.comparison() {
            Some(Expected::Other) if proof != Proof::Mismatch => "not as expected",
            _ => proof.word(),
        }
    }

    /// What came of comparing the expected digest with what was read: nothing where it was not
    /// compared. What is known of it from elsewhere counts only where the digests themselves
    /// cannot tell, being of two algorithms.
    fn comparison(&self) -> Option<Expected> {
        let (digest, told) = self.expected?;
        let [subject] = self.ledger.subjects() else {
            return None;
        };
        let root = subject.contents().map(|contents| &contents.root);
        let root = root.filter(|root| root.proof() == Proof::AllBytes)?;
        match &root.digest {
            Some(found) if found == digest => Some(Expected::Same),
            Some(found) if found.algorithm() == digest.algorithm() => Some(Expected::Other),
            _ => told,
        }
    }

    /// Whether nothing but bytes was to be compared.
    fn is_shallow(&self) -> bool {
        self.depth == Depth::AllBytes
    }

    /// The subject as clients name it.
    fn reference(&self, subject: &Subject) -> String {
        let separator = match subject.address {
            ManifestAddress::Tag(_) => ':',
            ManifestAddress::Digest(_) => '@',
        };
        let (host, repository) = (self.pull_host, self.repository);
        format!("{host}/{repository}{separator}{}", subject.address)
    }

    /// Whether the registry or the page came over plain http and a network: somebody on the path
    /// could have changed them.
    fn is_plain(&self) -> bool {
        let is_plain = |address: &RegistryAddress| {
            address.scheme() == Scheme::Http && !address.is_this_computer()
        };
        is_plain(&self.reach.address)
            || RegistryAddress::parse(self.page_origin).is_ok_and(|page| is_plain(&page))
    }
}

impl Expected {
    /// What came of it, in words.
    fn word(comparison: Option<Self>) -> &'static str {
        match comparison {
            Some(Self::Same) => "same",
            Some(Self::Other) => "other",
            Some(Self::Unknown) => "unknown algorithm",
            None => "not compared",
        }
    }
}

impl Part {
    /// The digest that it should have: the one that was promised, or else the one that it has.
    fn expected(&self) -> Option<&Digest> {
        match &self.outcome {
            Ok(Finding::Mismatch(mismatch)) => Some(&mismatch.expected.digest),
            _ => self.digest.as_ref(),
        }
    }
}

/// How deep it was looked, in the word of the ladder that it can reach.
fn depth_word(depth: Depth) -> &'static str {
    match depth {
        Depth::AllBytes => "all bytes",
        Depth::Content => "content",
    }
}
