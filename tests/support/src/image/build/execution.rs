//! What a container of the image runs, and as what.

use std::collections::BTreeMap;

use super::Image;
use crate::image::HealthCheck;

impl Image {
    /// Who the process runs as.
    #[must_use]
    pub fn user(mut self, user: &str) -> Self {
        self.config.execution.user = Some(user.to_owned());
        self
    }

    /// Where the process starts.
    #[must_use]
    pub fn working_dir(mut self, path: &str) -> Self {
        self.config.execution.working_dir = Some(path.to_owned());
        self
    }

    /// A port that the process listens on: `8080/tcp`.
    #[must_use]
    pub fn port(mut self, port: &str) -> Self {
        let ports = &mut self.config.execution.exposed_ports;
        ports.insert(port.to_owned(), BTreeMap::new());
        self
    }

    /// A folder whose content outlives the container.
    #[must_use]
    pub fn volume(mut self, path: &str) -> Self {
        let volumes = &mut self.config.execution.volumes;
        volumes.insert(path.to_owned(), BTreeMap::new());
        self
    }

    /// The signal that ends the process.
    #[must_use]
    pub fn stop_signal(mut self, signal: &str) -> Self {
        self.config.execution.stop_signal = Some(signal.to_owned());
        self
    }

    /// A variable of the environment: `PATH=/usr/bin`.
    #[must_use]
    pub fn env(mut self, assignment: &str) -> Self {
        self.config.execution.env.push(assignment.to_owned());
        self
    }

    /// What is started.
    #[must_use]
    pub fn entrypoint(mut self, words: &[&str]) -> Self {
        self.config.execution.entrypoint = owned(words);
        self
    }

    /// The arguments that can be replaced.
    #[must_use]
    pub fn cmd(mut self, words: &[&str]) -> Self {
        self.config.execution.cmd = owned(words);
        self
    }

    /// A label of the configuration.
    #[must_use]
    pub fn label(mut self, name: &str, value: &str) -> Self {
        let labels = &mut self.config.execution.labels;
        labels.insert(name.to_owned(), value.to_owned());
        self
    }

    /// How a container is asked whether it is well.
    #[must_use]
    pub fn health_check(mut self, check: HealthCheck) -> Self {
        self.config.execution.healthcheck = Some(check);
        self
    }

    /// A step that is left to who builds from the image.
    #[must_use]
    pub fn on_build(mut self, instruction: &str) -> Self {
        let instructions = &mut self.config.execution.on_build;
        instructions.push(instruction.to_owned());
        self
    }

    /// The shell that commands are given to.
    #[must_use]
    pub fn shell(mut self, words: &[&str]) -> Self {
        self.config.execution.shell = owned(words);
        self
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_only_docker_knows_is_written_as_docker_writes_it() {
        let check = HealthCheck {
            test: owned(&["CMD", "true"]),
            interval: 30_000_000_000,
            timeout: 5_000_000_000,
            start_period: 1_000_000_000,
            retries: 3,
        };
        let image = Image::docker()
            .health_check(check)
            .on_build("COPY . /src")
            .shell(&["/bin/bash", "-c"])
            .build();
        let config: Value = serde_json::from_slice(&image.blobs[0].bytes).unwrap();
        assert_eq!(
            config["config"],
            json!({
                "Healthcheck": {
                    "Test": ["CMD", "true"],
                    "Interval": 30_000_000_000_u64,
                    "Timeout": 5_000_000_000_u64,
                    "StartPeriod": 1_000_000_000,
                    "Retries": 3,
                },
                "OnBuild": ["COPY . /src"],
                "Shell": ["/bin/bash", "-c"],
            })
        );
    }
}
