//! What is known of a manifest after it was asked for.

use std::rc::Rc;

use crate::{
    deletion::{manifest::Manifest, snapshot::Known},
    integrity::finding::{Finding, Unverifiable},
    oci::digest::Digest,
    registry::{
        error::{ErrorKind, RegistryError},
        manifest::ReadManifest,
    },
};

pub(super) fn size(known: &Known) -> u64 {
    match known {
        Known::Read(manifest) => manifest.size(),
        _ => 0,
    }
}

pub(super) fn not_found(
    error: &RegistryError,
    in_words: &dyn Fn(&RegistryError) -> String,
) -> Known {
    match error.kind {
        ErrorKind::ManifestUnknown | ErrorKind::NameUnknown => Known::Missing,
        _ => Known::Unread(in_words(error)),
    }
}

pub(super) fn found(digest: &Digest, finding: &Finding<ReadManifest>) -> Known {
    match finding {
        Finding::Unverifiable {
            reason: Unverifiable::Schema1,
            ..
        } => Known::Schema1,
        finding => finding.content().map_or_else(
            || Known::Unread("Its bytes are not what its digest says.".to_owned()),
            |manifest| known(digest, manifest),
        ),
    }
}

/// What is known of a manifest that was read under its digest.
pub(super) fn known(digest: &Digest, read: &ReadManifest) -> Known {
    if let Some(manifest) = Manifest::of(digest, read) {
        return Known::Read(Rc::new(manifest));
    }
    Known::Unread(match &read.document {
        Ok(_) => format!("Nothing here computes {}.", digest.algorithm().as_str()),
        Err(invalid) => format!("It is no manifest: {invalid}."),
    })
}
