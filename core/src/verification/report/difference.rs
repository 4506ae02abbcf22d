//! How something differs from what was promised, in a report.

use crate::{
    integrity::{
        blob::{
            measured::{Content, End},
            verdict::{BlobMismatch, Reason},
        },
        finding::Mismatch,
    },
    oci::digest::Digest,
    verification::report::facts::source,
};

/// How it differs from what was promised.
pub(super) struct Difference {
    pub(super) promised_by: String,
    pub(super) expected_digest: Digest,
    pub(super) found_digest: Option<Digest>,
    pub(super) expected_size: Option<u64>,
    pub(super) found_size: u64,
    pub(super) end: &'static str,
    pub(super) found_content: Option<Digest>,
    pub(super) reason: &'static str,
    pub(super) likely: String,
    pub(super) cure: &'static str,
}

impl Difference {
    /// Of a blob, which a manifest promised.
    pub(super) fn of_blob(mismatch: &BlobMismatch, parent: String) -> Self {
        let explained = mismatch.explain();
        Self {
            promised_by: match mismatch.reason {
                Reason::ContentDiffers { .. } => "the diff_id in the config".to_owned(),
                _ => parent,
            },
            expected_digest: mismatch.expected.digest.clone(),
            found_digest: mismatch.found.digest().cloned(),
            expected_size: Some(mismatch.expected.size),
            found_size: mismatch.found.size(),
            end: match mismatch.found.end() {
                End::Whole => "whole",
                End::BrokenOff => "broken off",
                End::Stopped => "stopped here",
            },
            found_content: match mismatch.found.content() {
                Content::Read(content) => Some(content.digest.clone()),
                _ => None,
            },
            reason: explained.short,
            likely: explained.likely,
            cure: explained.cure,
        }
    }

    /// Of a manifest or a config.
    pub(super) fn of(mismatch: &Mismatch) -> Self {
        let (reason, likely) = if mismatch.is_size_only() {
            (
                "wrong size",
                "The bytes have the digest that was promised; another size is named for them.",
            )
        } else {
            (
                "other bytes",
                "The bytes that came are not those that were promised. Nothing of them was used.",
            )
        };
        Self {
            promised_by: source(&mismatch.expected.source),
            expected_digest: mismatch.expected.digest.clone(),
            found_digest: Some(mismatch.found.clone()),
            expected_size: mismatch.expected.size,
            found_size: mismatch.found_size,
            end: "whole",
            found_content: None,
            reason,
            likely: likely.to_owned(),
            cure: "Do not use this image from here. Push it again, or compare the registry's storage with a copy that is known to be good.",
        }
    }
}
