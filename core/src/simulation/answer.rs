//! What is answered from memory, in the words of distribution 2.8.

use crate::{
    oci::digest::Digest,
    registry::transport::{Response, TransportFault},
    simulation::{asked::Asked, repository::Stored},
};

/// An answer that no registry gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    /// Names are lower case.
    headers: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
}

impl Answer {
    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: None,
        }
        .with("docker-distribution-api-version", "registry/2.0".to_owned())
    }

    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(super) fn json(status: u16, text: String) -> Self {
        let kind = "application/json; charset=utf-8".to_owned();
        Self::empty(status)
            .with("content-type", kind)
            .body(text.into_bytes())
    }

    fn body(mut self, bytes: Vec<u8>) -> Self {
        let length = bytes.len().to_string();
        self.body = (!bytes.is_empty()).then_some(bytes);
        self.with("content-length", length)
    }

    pub(super) fn manifest(digest: &Digest, stored: &Stored) -> Self {
        Self::empty(200)
            .with("content-type", stored.media_type.to_string())
            .with("docker-content-digest", digest.to_string())
            .with("etag", format!("\"{digest}\""))
            .body(stored.bytes.to_vec())
    }

    /// The same to a HEAD: all but the body.
    pub(super) fn head(mut self) -> Self {
        self.body = None;
        self
    }

    /// Refuses; the details, each as JSON, of one fault each.
    pub(super) fn error(status: u16, (code, message): (&str, &str), details: &[String]) -> Self {
        let fault = |detail: &str| format!(r#"{{"code":"{code}","message":"{message}"{detail}}}"#);
        let detailed = details
            .iter()
            .map(|detail| fault(&format!(r#","detail":{detail}"#)));
        let mut faults: Vec<String> = detailed.collect();
        if faults.is_empty() {
            faults.push(fault(""));
        }
        Self::json(status, format!("{{\"errors\":[{}]}}\n", faults.join(",")))
    }

    pub(super) fn manifest_unknown(asked: &Asked<'_>, reference: &str) -> Self {
        // Neither a name nor a tag nor a digest has a character that JSON writes otherwise.
        let detail = if reference.contains(':') {
            format!(
                r#"{{"Name":"{}","Revision":"{reference}"}}"#,
                asked.repository
            )
        } else {
            format!(r#"{{"Tag":"{reference}"}}"#)
        };
        Self::error(404, MANIFEST_UNKNOWN, &[detail])
    }
}

pub(super) const MANIFEST_UNKNOWN: (&str, &str) = ("MANIFEST_UNKNOWN", "manifest unknown");
pub(super) const MANIFEST_INVALID: (&str, &str) = ("MANIFEST_INVALID", "manifest invalid");
pub(super) const BLOB_UNKNOWN: (&str, &str) = ("MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
pub(super) const DIGEST_INVALID: (&str, &str) = (
    "DIGEST_INVALID",
    "provided digest did not match uploaded content",
);
pub(super) const UNKNOWN: (&str, &str) =
    ("UNKNOWN", "what the changes are laid over cannot be read");

impl Response for Answer {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        Ok(self.body.take())
    }
}
