//! The index: a list of manifests.

use crate::oci::{
    descriptor::{Annotations, Descriptor},
    entries::Entries,
    json::{self, Object},
    media_type::MediaType,
    tolerant::{Malformed, Tolerant},
};

/// An OCI image index or a Docker manifest list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// The entries, in their order.
    pub manifests: Vec<Tolerant<Descriptor>>,
    /// How many entries follow that are not kept.
    pub manifests_left_out: usize,
    /// Why there are no entries to show, where the list itself is malformed.
    pub manifests_malformed: Option<Malformed>,
    /// What the index is about, where it is an attachment.
    pub subject: Result<Option<Descriptor>, Malformed>,
    /// What an artifact is.
    pub artifact_type: Result<Option<MediaType>, Malformed>,
    /// Free texts.
    pub annotations: Result<Option<Annotations>, Malformed>,
}

impl Index {
    pub(crate) fn read(fields: &Object) -> Self {
        let manifests = Entries::read(fields.get("manifests"), Descriptor::read);
        Self {
            manifests: manifests.kept,
            manifests_left_out: manifests.left_out,
            manifests_malformed: manifests.malformed,
            subject: fields.tolerant("subject", Descriptor::read).0,
            artifact_type: fields.tolerant("artifactType", MediaType::read).0,
            annotations: fields.tolerant("annotations", json::text_map).0,
        }
    }

    /// The entries that are images, and not attestations about one.
    pub fn images(&self) -> impl Iterator<Item = &Descriptor> {
        let entries = self.manifests.iter().filter_map(Tolerant::value);
        entries.filter(|entry| !entry.is_attestation())
    }

    /// The entries that cannot be read.
    pub fn malformed(&self) -> impl Iterator<Item = &Malformed> {
        let entries = self
            .manifests
            .iter()
            .filter_map(|entry| entry.0.as_ref().err());
        entries.chain(&self.manifests_malformed)
    }
}
