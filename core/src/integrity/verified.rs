//! What was compared with a promise, and kept it.

use crate::{
    integrity::finding::Source,
    oci::{digest::Digest, timestamp::Timestamp},
};

/// Where bytes were read before they were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// From the registry.
    Registry,
    /// From a memory, which has had them from the registry since then.
    Memory {
        /// When they were read from the registry.
        since: Timestamp,
    },
}

/// A value whose bytes hash to an independent statement.
///
/// It is made only by comparing bytes; nothing else can make one, JSON least of all:
///
/// ```
/// let text: String = serde_json::from_str("\"text\"").unwrap();
/// ```
/// ```compile_fail
/// use porthole_core::integrity::verified::Verified;
/// let text: Verified<String> = serde_json::from_str("\"text\"").unwrap();
/// ```
/// and not by naming its fields:
/// ```compile_fail
/// use porthole_core::{integrity::verified::Verified, oci::digest::Digest};
/// let digest = Digest::parse("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a").unwrap();
/// let forged = Verified { value: (), digest, sources: Vec::new() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T> {
    value: T,
    digest: Digest,
    sources: Vec<Source>,
    provenance: Provenance,
}

impl<T> Verified<T> {
    /// Only for the comparison, which is in this room.
    pub(in crate::integrity) fn new(
        value: T,
        digest: Digest,
        sources: Vec<Source>,
        provenance: Provenance,
    ) -> Self {
        Self {
            value,
            digest,
            sources,
            provenance,
        }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The digest that its bytes have.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Who promised that digest.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Where its bytes were read.
    pub fn provenance(&self) -> Provenance {
        self.provenance
    }

    /// The same bytes, read as something else.
    pub(crate) fn map<U>(self, read: impl FnOnce(T) -> U) -> Verified<U> {
        Verified {
            value: read(self.value),
            digest: self.digest,
            sources: self.sources,
            provenance: self.provenance,
        }
    }
}
