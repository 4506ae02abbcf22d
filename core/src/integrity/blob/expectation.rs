//! What a blob is expected to be.

use crate::{
    integrity::obstacle::Obstacle,
    oci::{descriptor::Descriptor, digest::Digest, media_type::MediaType},
};

/// What is promised of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobExpectation {
    /// Its digest.
    pub digest: Digest,
    /// How many bytes it has.
    pub size: u64,
    /// What its descriptor says it is.
    pub media_type: MediaType,
    /// The digest of its content, from the image's config, where it is one of its layers.
    pub diff_id: Option<Digest>,
}

/// How deep a blob is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Depth {
    /// Its bytes, as they are.
    AllBytes,
    /// Its bytes, and its content against the `diff_id`.
    Content,
}

impl BlobExpectation {
    /// What a descriptor promises.
    pub fn of(descriptor: &Descriptor, diff_id: Option<Digest>) -> Self {
        Self {
            digest: descriptor.digest.clone(),
            size: descriptor.size,
            media_type: descriptor.media_type.clone(),
            diff_id,
        }
    }

    /// What a descriptor promises of a blob in its registry.
    ///
    /// # Errors
    /// When the blob is kept elsewhere, so that there is nothing to ask the registry for.
    pub fn of_stored(descriptor: &Descriptor, diff_id: Option<Digest>) -> Result<Self, Obstacle> {
        if descriptor.is_foreign() {
            return Err(Obstacle::Foreign);
        }
        Ok(Self::of(descriptor, diff_id))
    }
}
