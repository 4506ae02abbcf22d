//! The config of an image.

mod execution;

pub use execution::{Execution, Healthcheck};

use crate::oci::{
    digest::Digest,
    json::{self, Fault, Json, Reading},
    platform::Platform,
    timestamp::Timestamp,
    tolerant::Tolerant,
};

/// What is read of a config.
const FIELDS: [&str; 9] = [
    "created",
    "author",
    "os",
    "architecture",
    "variant",
    "os.version",
    "config",
    "rootfs",
    "history",
];

/// An image config: OCI image specification 1.1, "Image Configuration", or Docker's. Every
/// field may be missing, and each may be malformed by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageConfig {
    /// When the builder says that it built the image.
    pub created: Tolerant<Option<Timestamp>>,
    /// Who the builder says made it.
    pub author: Tolerant<Option<String>>,
    /// The operating system.
    pub os: Tolerant<Option<String>>,
    /// The processor.
    pub architecture: Tolerant<Option<String>>,
    /// The variant of the processor.
    pub variant: Tolerant<Option<String>>,
    /// The version of the operating system.
    pub os_version: Tolerant<Option<String>>,
    /// What a container of it runs, and how.
    pub config: Tolerant<Option<Execution>>,
    /// The layers, uncompressed.
    pub rootfs: Tolerant<Option<RootFilesystem>>,
    /// How each layer was made, lowest first, with steps that made none.
    pub history: Tolerant<Option<Vec<Tolerant<HistoryEntry>>>>,
}

/// The layers of an image as they are on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RootFilesystem {
    /// The digest of each layer, uncompressed, lowest first.
    pub diff_ids: Tolerant<Option<Vec<Tolerant<Digest>>>>,
}

/// One step of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When it was run.
    pub created: Tolerant<Option<Timestamp>>,
    /// The command.
    pub created_by: Tolerant<Option<String>>,
    /// A remark of the builder.
    pub comment: Tolerant<Option<String>>,
    /// Whether it made no layer.
    pub empty_layer: Tolerant<Option<bool>>,
}

impl ImageConfig {
    /// Reads a config's bytes.
    ///
    /// # Errors
    /// When they are no JSON object; the reason in words.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let object = Reading::of(&FIELDS).object(bytes)?;
        Ok(Self {
            created: object.tolerant("created", Timestamp::read),
            author: object.tolerant("author", json::text),
            os: object.tolerant("os", json::text),
            architecture: object.tolerant("architecture", json::text),
            variant: object.tolerant("variant", json::text),
            os_version: object.tolerant("os.version", json::text),
            config: object.tolerant("config", Execution::read),
            rootfs: object.tolerant("rootfs", RootFilesystem::read),
            history: object.tolerant("history", history),
        })
    }

    /// What the image runs on, as the config itself says.
    pub fn platform(&self) -> Platform {
        let text = |field: &Tolerant<Option<String>>| {
            let text = field.value().cloned().flatten();
            text.filter(|text| !text.is_empty())
        };
        Platform {
            os: text(&self.os),
            architecture: text(&self.architecture),
            variant: text(&self.variant),
            os_version: text(&self.os_version),
        }
    }

    /// All steps, lowest first; none where the list is missing or malformed.
    pub fn steps(&self) -> impl Iterator<Item = &Tolerant<HistoryEntry>> {
        let entries = self.history.value().and_then(Option::as_ref);
        entries.into_iter().flatten()
    }

    /// The steps that made a layer, lowest first; nothing in place of one that is malformed.
    /// Their number and that of the layers can disagree.
    pub fn layer_history(&self) -> impl Iterator<Item = Option<&HistoryEntry>> {
        let entries = self.steps().map(Tolerant::value);
        entries.filter(|entry| entry.is_none_or(HistoryEntry::made_a_layer))
    }
}

impl RootFilesystem {
    fn read(json: &Json) -> Result<Self, Fault> {
        Ok(Self {
            diff_ids: json::object(json)?.tolerant("diff_ids", diff_ids),
        })
    }
}

fn diff_ids(json: &Json) -> Result<Vec<Tolerant<Digest>>, Fault> {
    json::list_of(json, |json| Ok(json::tolerant(json, Digest::read)))
}

fn history(json: &Json) -> Result<Vec<Tolerant<HistoryEntry>>, Fault> {
    json::list_of(json, |json| Ok(json::tolerant(json, HistoryEntry::read)))
}

impl HistoryEntry {
    fn read(json: &Json) -> Result<Self, Fault> {
        let object = json::object(json)?;
        Ok(Self {
            created: object.tolerant("created", Timestamp::read),
            created_by: object.tolerant("created_by", json::text),
            comment: object.tolerant("comment", json::text),
            empty_layer: object.tolerant("empty_layer", json::boolean),
        })
    }

    /// Whether the step made a layer: one that does not say otherwise did.
    pub fn made_a_layer(&self) -> bool {
        self.empty_layer.value() != Some(&Some(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_config_is_one() {
        let config = ImageConfig::read(b"{}").unwrap();
        assert_eq!(config, ImageConfig::default());
        assert!(config.platform().is_unknown());
        assert_eq!(config.layer_history().count(), 0);
    }

    #[test]
    fn each_field_may_be_wrong_by_itself() {
        let config = ImageConfig::read(
            br#"{"created":"yesterday","os":5,"architecture":"arm64","variant":"v8",
                "config":{"Env":["A=1"],"Labels":{"a":5},"Cmd":"sh","User":"10001"},
                "rootfs":{"diff_ids":["no digest"]},
                "history":[{"created_by":"ADD"},7,{"created_by":"ENV","empty_layer":true},{"created_by":"RUN"}]}"#,
        )
        .unwrap();
        assert!(config.created.0.is_err());
        assert!(config.os.0.is_err());
        assert_eq!(config.platform().to_string(), "unknown/arm64/v8");
        let execution = config.config.value().unwrap().as_ref().unwrap();
        assert_eq!(
            execution.env.value().unwrap().as_deref(),
            Some(&["A=1".to_owned()][..])
        );
        assert!(execution.labels.0.is_err());
        assert!(execution.cmd.0.is_err());
        assert_eq!(execution.user.value().unwrap().as_deref(), Some("10001"));
        let command = |entry: Option<&HistoryEntry>| entry?.created_by.value()?.clone();
        let commands: Vec<_> = config.layer_history().map(command).collect();
        let expected = [Some("ADD".to_owned()), None, Some("RUN".to_owned())];
        assert_eq!(commands, expected);
    }

    #[test]
    fn a_history_without_end_is_malformed_and_not_kept() {
        let json = format!(r#"{{"history":[{}{{}}]}}"#, "{},".repeat(10_000));
        let config = ImageConfig::read(json.as_bytes()).unwrap();
        assert!(config.history.0.unwrap_err().reason.contains("10000"));
    }
}
