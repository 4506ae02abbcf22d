//! What an image runs on.

use serde::Serialize;

/// An operating system on a processor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Platform {
    /// The processor.
    pub architecture: String,
    /// The operating system.
    pub os: String,
    /// The kind of processor, where one name is not enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

impl Platform {
    /// A platform as it is written: `linux/amd64`, `linux/arm64/v8`.
    pub fn new(written: &str) -> Self {
        let mut parts = written.split('/').map(str::to_owned);
        let os = parts.next().unwrap_or_default();
        Self {
            os,
            architecture: parts.next().expect("a platform is written os/architecture"),
            variant: parts.next(),
        }
    }
}
