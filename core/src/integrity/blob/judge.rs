//! What was found against what was promised.

use std::cmp::Ordering;

use crate::integrity::{
    blob::{
        expectation::BlobExpectation,
        measured::{Content, Measured, ReadContent},
        verdict::{BlobMismatch, BlobVerdict, ComparedBytes, ComparedContent, Reason},
    },
    decoding::compression::Compression,
    obstacle::Obstacle,
};

impl BlobExpectation {
    /// Holds what was found against what was promised: the verdict, and for a mismatch the likely
    /// reason.
    pub fn judge(self, found: Measured) -> BlobVerdict {
        if let Some(reason) = bytes_differ(&self, &found) {
            return mismatch(self, found, reason);
        }
        let bytes = ComparedBytes::new(self.digest.clone(), self.size);
        let unverifiable = |obstacle, bytes| BlobVerdict::Unverifiable {
            obstacle,
            bytes: Some(bytes),
        };
        match &found.content {
            Content::NotRead => BlobVerdict::AllBytes(bytes),
            Content::Obstacle(obstacle) => unverifiable(obstacle.clone(), bytes),
            Content::Undecodable { fault, .. } => {
                let reason = Reason::NotDecodable(*fault);
                mismatch(self, found, reason)
            }
            Content::Read(content) if Some(&content.digest) == self.diff_id.as_ref() => {
                let named = Compression::named_by(&self.media_type);
                let ReadContent { digest, size, .. } = content.clone();
                let packed = content.compression;
                let content = ComparedContent::new(bytes, (digest, size), packed, named);
                BlobVerdict::Content(content)
            }
            Content::Read(content) if content.is_doubtful => {
                unverifiable(Obstacle::Compression(None), bytes)
            }
            Content::Read(content) => {
                let reason = Reason::ContentDiffers {
                    found: content.digest.clone(),
                    size: content.size,
                };
                mismatch(self, found, reason)
            }
        }
    }
}

fn mismatch(expected: BlobExpectation, found: Measured, reason: Reason) -> BlobVerdict {
    BlobVerdict::Mismatch(Box::new(BlobMismatch {
        expected,
        found,
        reason,
    }))
}

/// Why the bytes are not those that were promised; nothing where they are.
fn bytes_differ(expected: &BlobExpectation, found: &Measured) -> Option<Reason> {
    if found.digest.as_ref() == Some(&expected.digest) {
        return (found.size != expected.size).then_some(Reason::Size);
    }
    let content = right_content(expected, &found.content);
    let begins_as_promised = found.beginning.as_ref() == Some(&expected.digest);
    Some(match content {
        _ if found.digest.is_some() && found.digest == expected.diff_id => Reason::Unpacked,
        _ if found.size == 0 => Reason::Ghost,
        Some(Compression::Plain) => Reason::Unpacked,
        Some(compression) if is_repacked(expected, found, compression) => {
            Reason::Repacked(compression)
        }
        _ if found.size < expected.size => Reason::Cut,
        _ if found.size > expected.size => Reason::Longer { begins_as_promised },
        _ => Reason::Changed,
    })
}

/// Whether bytes with the right content were packed by somebody else, and not just cut behind
/// it, appended to or changed where the content does not show it.
fn is_repacked(expected: &BlobExpectation, found: &Measured, compression: Compression) -> bool {
    let named = Compression::named_by(&expected.media_type);
    match found.size.cmp(&expected.size) {
        Ordering::Less => named.is_some_and(|named| named != compression),
        Ordering::Equal => false,
        Ordering::Greater => found.beginning.as_ref() != Some(&expected.digest),
    }
}

/// How the content is packed, if it is the right one.
fn right_content(expected: &BlobExpectation, content: &Content) -> Option<Compression> {
    match content {
        Content::Read(content) if Some(&content.digest) == expected.diff_id.as_ref() => {
            Some(content.compression)
        }
        _ => None,
    }
}
