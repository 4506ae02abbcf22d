//! Platforms.

use std::fmt;

use serde::Deserialize;

/// What an image runs on: the `platform` of a descriptor in an index, OCI image specification
/// 1.1, "OCI Image Index". Every field may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(expecting = "a platform")]
pub struct Platform {
    /// The operating system, such as `linux`.
    #[serde(default)]
    pub os: Option<String>,
    /// The processor, such as `arm64`.
    #[serde(default)]
    pub architecture: Option<String>,
    /// The variant of the processor, such as `v8`.
    #[serde(default)]
    pub variant: Option<String>,
    /// The version of the operating system, which Windows images name.
    #[serde(default, rename = "os.version")]
    pub os_version: Option<String>,
}

impl Platform {
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
        serde_json::from_str(json).unwrap()
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
