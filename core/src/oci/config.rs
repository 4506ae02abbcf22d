//! The config of an image.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::oci::{digest::Digest, platform::Platform, timestamp::Timestamp, tolerant::Tolerant};

/// An image config: OCI image specification 1.1, "Image Configuration", or Docker's. Every
/// field may be missing, and each may be malformed by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object")]
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
    #[serde(rename = "os.version")]
    pub os_version: Tolerant<Option<String>>,
    /// What a container of it runs, and how.
    pub config: Tolerant<Option<Execution>>,
    /// The layers, uncompressed.
    pub rootfs: Tolerant<Option<RootFilesystem>>,
    /// How each layer was made, lowest first, with steps that made none.
    pub history: Tolerant<Option<Vec<Tolerant<HistoryEntry>>>>,
}

/// What a container of an image runs, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase", expecting = "an object")]
pub struct Execution {
    /// The user, or `user:group`.
    pub user: Tolerant<Option<String>>,
    /// Ports, as in `8080/tcp`.
    pub exposed_ports: Tolerant<Option<BTreeMap<String, serde_json::Value>>>,
    /// Environment variables, as in `NAME=value`.
    pub env: Tolerant<Option<Vec<String>>>,
    /// The program and its fixed arguments.
    pub entrypoint: Tolerant<Option<Vec<String>>>,
    /// The arguments that a user may replace.
    pub cmd: Tolerant<Option<Vec<String>>>,
    /// Folders that are volumes.
    pub volumes: Tolerant<Option<BTreeMap<String, serde_json::Value>>>,
    /// The folder that the program starts in.
    pub working_dir: Tolerant<Option<String>>,
    /// Labels: free texts.
    pub labels: Tolerant<Option<BTreeMap<String, String>>>,
    /// The signal that asks the program to end.
    pub stop_signal: Tolerant<Option<String>>,
}

/// The layers of an image as they are on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object")]
pub struct RootFilesystem {
    /// The digest of each layer, uncompressed, lowest first.
    pub diff_ids: Tolerant<Option<Vec<Tolerant<Digest>>>>,
}

/// One step of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "an object")]
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

    /// The steps that made a layer, lowest first; nothing in place of one that is malformed.
    /// Their number and that of the layers can disagree.
    pub fn layer_history(&self) -> impl Iterator<Item = Option<&HistoryEntry>> {
        let entries = self.history.value().and_then(Option::as_ref);
        let entries = entries.into_iter().flatten().map(Tolerant::value);
        entries.filter(|entry| entry.is_none_or(HistoryEntry::made_a_layer))
    }
}

impl HistoryEntry {
    fn made_a_layer(&self) -> bool {
        self.empty_layer.value() != Some(&Some(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_config_is_one() {
        let config: ImageConfig = serde_json::from_str("{}").unwrap();
        assert_eq!(config, ImageConfig::default());
        assert!(config.platform().is_unknown());
        assert_eq!(config.layer_history().count(), 0);
    }

    #[test]
    fn each_field_may_be_wrong_by_itself() {
        let config: ImageConfig = serde_json::from_str(
            r#"{"created":"yesterday","os":5,"architecture":"arm64","variant":"v8",
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
}
