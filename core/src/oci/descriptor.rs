//! Descriptors: how one piece of content names another.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::oci::{
    digest::Digest,
    json::{self, Fault, Json},
    media_type::MediaType,
    platform::Platform,
    tolerant::Tolerant,
};

/// Annotations: free texts by name.
pub type Annotations = BTreeMap<String, String>;

/// A descriptor, OCI image specification 1.1, "Content Descriptors". Without a right digest
/// and size there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// What the content is. Missing in some old Docker lists.
    pub media_type: MediaType,
    /// The content's name of itself.
    pub digest: Digest,
    /// How many bytes it has.
    pub size: u64,
    /// What it runs on, in an index.
    pub platform: Tolerant<Option<Platform>>,
    /// What it is, where its media type is a general one.
    pub artifact_type: Tolerant<Option<MediaType>>,
    /// Free texts.
    pub annotations: Tolerant<Option<Annotations>>,
    /// Other places that hold the content: it is not stored in this registry then.
    pub urls: Tolerant<Option<Vec<String>>>,
    /// The content itself, where somebody put it here so that it need not be fetched. It is
    /// no more to be believed than what is.
    pub data: Tolerant<Option<Vec<u8>>>,
}

impl Descriptor {
    /// Content that is longer belongs into a blob: it is not read from the descriptor.
    pub const LONGEST_DATA: usize = 1 << 20;

    /// A descriptor that says no more than it must.
    pub fn of(digest: Digest, size: u64) -> Self {
        Self {
            media_type: MediaType::default(),
            digest,
            size,
            platform: Tolerant::default(),
            artifact_type: Tolerant::default(),
            annotations: Tolerant::default(),
            urls: Tolerant::default(),
            data: Tolerant::default(),
        }
    }

    pub(crate) fn read(json: &Json) -> Result<Self, Fault> {
        let object = json::object(json)?;
        Ok(Self {
            media_type: object
                .given("mediaType", MediaType::read)?
                .unwrap_or_default(),
            digest: object.required("digest", Digest::read)?,
            size: object.required("size", json::unsigned)?,
            platform: object.tolerant("platform", Platform::read),
            artifact_type: object.tolerant("artifactType", MediaType::read),
            annotations: object.tolerant("annotations", json::text_map),
            urls: object.tolerant("urls", json::texts),
            data: object.tolerant("data", data),
        })
    }

    /// An annotation, by its name.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        let annotations = self.annotations.value()?.as_ref()?;
        annotations.get(name).map(String::as_str)
    }

    /// What the index says that it runs on.
    pub fn platform(&self) -> Option<&Platform> {
        self.platform.value()?.as_ref()
    }

    /// Whether it is an attestation about another entry of the index, and no image, as
    /// buildx marks them.
    pub fn is_attestation(&self) -> bool {
        self.annotation("vnd.docker.reference.type") == Some("attestation-manifest")
    }

    /// Whether the content is kept elsewhere: a foreign, not to be distributed layer.
    pub fn is_foreign(&self) -> bool {
        matches!(self.urls.value(), Some(Some(urls)) if !urls.is_empty())
    }
}

/// Bytes as base64 with its padding (RFC 4648, section 4).
fn data(json: &Json) -> Result<Vec<u8>, Fault> {
    let text = json::text(json)?;
    let longest = Descriptor::LONGEST_DATA;
    if text.len() > longest.div_ceil(3) * 4 {
        return Err(Fault::new(format!("more than {longest} bytes")));
    }
    let bytes = STANDARD.decode(text);
    bytes.map_err(|_| Fault::new("it is no base64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    fn read(rest: &str) -> Result<Descriptor, Fault> {
        Descriptor::read(&json::value(&format!(r#"{{"digest":"{DIGEST}"{rest}}}"#)))
    }

    #[test]
    fn only_digest_and_size_are_needed() {
        let descriptor = read(r#","size":2"#).unwrap();
        assert_eq!(descriptor.size, 2);
        assert_eq!(descriptor.media_type.as_str(), "");
        assert_eq!(descriptor.platform(), None);
        assert!(!descriptor.is_foreign());
    }

    #[test]
    fn a_wrong_size_is_no_size() {
        for size in [
            "-1",
            "1.5",
            "\"2\"",
            "null",
            "1e400",
            "18446744073709551616",
        ] {
            assert!(read(&format!(r#","size":{size}"#)).is_err(), "{size}");
        }
        assert_eq!(
            read(r#","size":9007199254740993"#).unwrap().size,
            9_007_199_254_740_993
        );
    }

    #[test]
    fn what_is_optional_may_be_wrong() {
        let descriptor =
            read(r#","size":2,"platform":7,"annotations":["x"],"urls":"x","artifactType":0"#)
                .unwrap();
        assert!(descriptor.platform.0.is_err());
        assert_eq!(descriptor.annotation("x"), None);
        assert!(!descriptor.is_foreign());
    }

    #[test]
    fn attestations_and_foreign_layers_are_told_apart() {
        let attestation =
            read(r#","size":2,"annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#);
        assert!(attestation.unwrap().is_attestation());
        assert!(
            read(r#","size":2,"urls":["https://example.com/layer"]"#)
                .unwrap()
                .is_foreign()
        );
    }

    #[test]
    fn content_in_the_descriptor_is_kept_up_to_a_size() {
        let read_data = |data: &str| read(&format!(r#","size":2,"data":{data}"#)).unwrap().data;
        assert_eq!(read_data("\"e30=\"").0, Ok(Some(b"{}".to_vec())));
        assert_eq!(read_data("\"\"").0, Ok(Some(Vec::new())));
        assert_eq!(read_data("null").0, Ok(None));
        for wrong in ["\"e30\"", "\"e30-\"", "\"e3 0=\"", "\"e31=\"", "7", "[]"] {
            assert!(read_data(wrong).0.is_err(), "{wrong}");
        }
        let of_length = |bytes| format!("\"{}\"", STANDARD.encode(vec![0; bytes]));
        let longest = Descriptor::LONGEST_DATA;
        assert!(read_data(&of_length(longest)).0.is_ok());
        let too_long = read_data(&of_length(longest + 3)).0.unwrap_err();
        assert_eq!(too_long.reason, "more than 1048576 bytes");
        assert!(too_long.found.len() < 200);
    }
}
