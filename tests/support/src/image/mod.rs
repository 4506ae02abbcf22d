//! The generator of images: the same calls make the same bytes, on every machine.

mod artifact;
mod attestation;
mod build;
mod config;
mod content;
mod cosign;
mod index;
mod large;
mod layer;
mod manifest;
pub mod media_type;
mod platform;
mod referrers;
mod zeros;

pub use artifact::{Artifact, helm_chart};
pub use attestation::attestation;
pub use build::Image;
pub use config::HealthCheck;
pub use content::{Content, Descriptor, sha256};
pub use cosign::{cosign_attestation, cosign_attestation_tag, signature, signature_tag};
pub use index::Index;
pub use large::LargeLayer;
pub(crate) use layer::gzip;
pub use layer::{Compression, Layer, LayerFiles};
pub use manifest::Manifest;
pub use platform::Platform;
pub use referrers::{referrers, referrers_tag};
pub use zeros::zeros;

/// Whose media types an image speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Docker's image manifest version 2, schema 2, and its manifest lists.
    Docker,
    /// The OCI image specification.
    Oci,
}
