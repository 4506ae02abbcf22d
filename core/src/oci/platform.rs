//! Platforms.

use std::fmt;

use crate::oci::json::{self, Fault, Json};

/// What an image runs on: the `platform` of a descriptor in an index, OCI image specification
/// 1.1, "OCI Image Index". Every field may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Platform {
    /// The operating system, such as `linux`.
    pub os: Option<String>,
    /// The processor, such as `arm64`.
    pub architecture: Option<String>,
    /// The variant of the processor, such as `v8`.
    pub variant: Option<String>,
    /// The version of the operating system, which Windows images name.
    pub os_version: Option<String>,
}

impl Platform {
    pub(crate) fn read(json: &Json) -> Result<Self, Fault> {
        let object = json::object(json)?;
        Ok(Self {
            os: object.optional("os", json::text)?,
            architecture: object.optional("architecture", json::text)?,
            variant: object.optional("variant", json::text)?,
            os_version: object.optional("os.version", json::text)?,
        })
    }

    /// Whether it says nothing: builders mark attestations with `unknown/unknown`.
    pub fn is_unknown(&self) -> bool {
        let says_nothing =
            |part: &Option<String>| part.as_deref().is_none_or(|text| text == "unknown");
        says_nothing(&self.os) && says_nothing(&self.architecture)
    }
}

/// `os/architecture/variant`, with `:version` behind it where there is one.
impl fmt::Display for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "unknown".to_owned());
        write!(formatter, "{}/{}", part(&self.os), part(&self.architecture))?;
        if let Some(variant) = &self.variant {
            write!(formatter, "/{variant}")?;
        }
        if let Some(version) = &self.os_version {
            write!(formatter, ":{version}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(json: &str) -> Platform {
        Platform::read(&json::value(json)).unwrap()
    }

    #[test]
    fn a_platform_is_written_as_commands_write_it() {
        assert_eq!(
            platform(r#"{"os":"linux","architecture":"amd64"}"#).to_string(),
            "linux/amd64"
        );
        assert_eq!(
            platform(r#"{"os":"linux","architecture":"arm64","variant":"v8","extra":1}"#)
                .to_string(),
            "linux/arm64/v8"
        );
        assert_eq!(
            platform(r#"{"os":"windows","architecture":"amd64","os.version":"10.0.20348"}"#)
                .to_string(),
            "windows/amd64:10.0.20348"
        );
    }

    #[test]
    fn unknown_is_told_from_half_known() {
        assert!(platform("{}").is_unknown());
        assert!(platform(r#"{"os":"unknown","architecture":"unknown"}"#).is_unknown());
        assert!(!platform(r#"{"os":"linux"}"#).is_unknown());
    }
}
