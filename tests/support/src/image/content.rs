//! Bytes and what names them.

use std::{collections::BTreeMap, fmt::Write};

use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Platform;

/// The sha256 digest of bytes, as registries write it.
pub fn sha256(bytes: &[u8]) -> String {
    written(Sha256::new_with_prefix(bytes))
}

/// The digest of what went through a hash, as registries write it.
pub(super) fn written(hash: Sha256) -> String {
    let mut digest = String::from("sha256:");
    for byte in hash.finalize() {
        write!(digest, "{byte:02x}").expect("a string takes all that is written");
    }
    digest
}

/// Bytes with their media type and their digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What the bytes are.
    pub media_type: String,
    /// The digest of the bytes.
    pub digest: String,
    /// The bytes.
    pub bytes: Bytes,
}

impl Content {
    /// Bytes of a media type; the digest is computed.
    pub fn new(media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self {
            media_type: media_type.into(),
            digest: sha256(&bytes),
            bytes,
        }
    }

    /// A value as JSON, indented as builders leave it.
    pub fn json(media_type: impl Into<String>, value: &impl Serialize) -> Self {
        let bytes = serde_json::to_vec_pretty(value).expect("the generator's values are JSON");
        Self::new(media_type, bytes)
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// What a manifest says of this content.
    pub fn descriptor(&self) -> Descriptor {
        Descriptor {
            media_type: self.media_type.clone(),
            digest: self.digest.clone(),
            size: self.size(),
            ..Descriptor::default()
        }
    }
}

/// A reference to content, as manifests hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What the content is.
    pub media_type: String,
    /// The digest of the content.
    pub digest: String,
    /// How many bytes it has.
    pub size: u64,
    /// What the content runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// What kind of artifact the content is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Whatever else there is to say.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Where else the content lies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// The content itself, as base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_is_the_one_everybody_computes() {
        assert_eq!(
            sha256(b"{}"),
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        );
    }
}
