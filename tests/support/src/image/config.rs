//! The configuration of an image, in the order in which builders write its keys.

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Config {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) author: Option<String>,
    pub(super) architecture: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) variant: Option<String>,
    pub(super) os: String,
    #[serde(rename = "config")]
    pub(super) execution: Execution,
    pub(super) rootfs: RootFilesystem,
    pub(super) history: Vec<History>,
}

type Set = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Execution {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) exposed_ports: Set,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) env: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) entrypoint: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cmd: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) volumes: Set,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) working_dir: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stop_signal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) healthcheck: Option<HealthCheck>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) on_build: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) shell: Vec<String>,
}

/// How a container is asked whether it is well. Times are in nanoseconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HealthCheck {
    /// What is run.
    pub test: Vec<String>,
    /// How long between two questions.
    pub interval: u64,
    /// How long an answer may take.
    pub timeout: u64,
    /// How long a start may take.
    pub start_period: u64,
    /// How many bad answers in a row mean that it is not well.
    pub retries: u32,
}

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct RootFilesystem {
    r#type: Layers,
    pub(super) diff_ids: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "lowercase")]
enum Layers {
    #[default]
    Layers,
}

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct History {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) created: Option<String>,
    pub(super) created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) empty_layer: bool,
}
