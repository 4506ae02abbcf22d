//! What came of checking a blob.

use crate::{
    integrity::{
        blob::{expectation::BlobExpectation, measured::Measured},
        decoding::{compression::Compression, fault::Fault},
        obstacle::Obstacle,
    },
    oci::digest::Digest,
};

/// How far a blob is what was promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobVerdict {
    /// Its bytes are: digest and size agree.
    AllBytes(ComparedBytes),
    /// Its bytes are, and so is its content: its digest agrees with the `diff_id`.
    Content(ComparedContent),
    /// It is not.
    Mismatch(Box<BlobMismatch>),
    /// What was asked cannot be decided.
    Unverifiable {
        /// Why.
        obstacle: Obstacle,
        /// Its bytes, where those were compared and only the content could not be.
        bytes: Option<ComparedBytes>,
    },
}

/// The proof that all bytes of a blob were read, and agree with its digest and size.
///
/// It is made only by comparing them. Nothing else can make one, JSON least of all:
/// ```
/// let text: String = serde_json::from_str("\"text\"").unwrap();
/// ```
/// ```compile_fail
/// use porthole_core::integrity::blob::verdict::ComparedBytes;
/// let forged: ComparedBytes = serde_json::from_str("{}").unwrap();
/// ```
/// and not by naming its fields:
/// ```compile_fail
/// use porthole_core::{integrity::blob::verdict::ComparedBytes, oci::digest::Digest};
/// let digest = Digest::parse("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a").unwrap();
/// let forged = ComparedBytes { digest, size: 2 };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedBytes {
    digest: Digest,
    size: u64,
}

/// The proof that a blob's content was compared too.
///
/// ```compile_fail
/// use porthole_core::integrity::blob::verdict::ComparedContent;
/// let forged: ComparedContent = serde_json::from_str("{}").unwrap();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedContent {
    bytes: ComparedBytes,
    diff_id: Digest,
    size: u64,
    compression: Compression,
    named: Option<Compression>,
}

/// How a blob differs from what was promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobMismatch {
    /// What was promised.
    pub expected: BlobExpectation,
    /// What came.
    pub found: Measured,
    /// What is likely behind it.
    pub reason: Reason,
}

/// What is likely behind a mismatch, as far as the bytes tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The digest agrees: the descriptor names a wrong size.
    Size,
    /// What came is the content itself: it was unpacked on the way.
    Unpacked,
    /// What came is the right content, packed differently: it was packed anew on the way.
    Repacked(Compression),
    /// Nothing came: the registry still knows the blob and has it no more, as after a garbage
    /// collection while it ran.
    Ghost,
    /// It is too short. Where it ended is how much was found.
    Cut,
    /// It is too long.
    Longer {
        /// Whether it begins with all that was promised.
        begins_as_promised: bool,
    },
    /// It has the right length, and other bytes.
    Changed,
    /// The content that the descriptor carries itself is not what it promises.
    Embedded,
    /// The bytes are those that were pushed; what they unpack to is not what the config names.
    ContentDiffers {
        /// The digest of the content.
        found: Digest,
        /// How many bytes the content has.
        size: u64,
    },
    /// The bytes are those that were pushed; they cannot be unpacked.
    NotDecodable(Fault),
}

impl BlobMismatch {
    /// Whether digest and size agree, so that what differs is the content.
    pub fn has_pushed_bytes(&self) -> bool {
        matches!(
            self.reason,
            Reason::ContentDiffers { .. } | Reason::NotDecodable(_)
        )
    }
}

impl ComparedBytes {
    /// Only for the comparison.
    pub(super) fn new(digest: Digest, size: u64) -> Self {
        Self { digest, size }
    }

    /// The digest that they have.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// How many they are.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl ComparedContent {
    /// Only for the comparison.
    pub(super) fn new(
        bytes: ComparedBytes,
        content: (Digest, u64),
        compression: Compression,
        named: Option<Compression>,
    ) -> Self {
        let (diff_id, size) = content;
        Self {
            bytes,
            diff_id,
            size,
            compression,
            named,
        }
    }

    /// The bytes that it was read from.
    pub fn bytes(&self) -> &ComparedBytes {
        &self.bytes
    }

    /// The digest that the content has.
    pub fn diff_id(&self) -> &Digest {
        &self.diff_id
    }

    /// How many bytes the content has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How it is packed, by its own bytes.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// How the media type says that it is packed, where it says otherwise.
    pub fn disagreeing_media_type(&self) -> Option<Compression> {
        self.named.filter(|named| *named != self.compression)
    }
}

impl BlobVerdict {
    /// The proof that all bytes agree, where they do.
    pub fn bytes(&self) -> Option<&ComparedBytes> {
        match self {
            Self::AllBytes(bytes) => Some(bytes),
            Self::Content(content) => Some(content.bytes()),
            Self::Unverifiable { bytes, .. } => bytes.as_ref(),
            Self::Mismatch(_) => None,
        }
    }
}
