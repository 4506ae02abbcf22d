//! What a config says of the containers that it is for.

use std::{collections::BTreeMap, time::Duration};

use crate::oci::{
    json::{self, Fault, Json},
    tolerant::Tolerant,
};

/// What a container of an image runs, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Execution {
    /// The user, or `user:group`.
    pub user: Tolerant<Option<String>>,
    /// Ports, as in `8080/tcp`, each with the JSON that stands there: `{}` by the specification.
    pub exposed_ports: Tolerant<Option<BTreeMap<String, String>>>,
    /// Environment variables, as in `NAME=value`.
    pub env: Tolerant<Option<Vec<String>>>,
    /// The program and its fixed arguments.
    pub entrypoint: Tolerant<Option<Vec<String>>>,
    /// The arguments that a user may replace.
    pub cmd: Tolerant<Option<Vec<String>>>,
    /// Folders that are volumes, each with the JSON that stands there.
    pub volumes: Tolerant<Option<BTreeMap<String, String>>>,
    /// The folder that the program starts in.
    pub working_dir: Tolerant<Option<String>>,
    /// Labels: free texts.
    pub labels: Tolerant<Option<BTreeMap<String, String>>>,
    /// The signal that asks the program to end.
    pub stop_signal: Tolerant<Option<String>>,
    /// How to find out whether the program is well. Docker's, as are those that follow.
    pub healthcheck: Tolerant<Option<Healthcheck>>,
    /// The instructions that a build on top of the image begins with.
    pub on_build: Tolerant<Option<Vec<String>>>,
    /// The program and arguments that commands in a build are handed to.
    pub shell: Tolerant<Option<Vec<String>>>,
}

/// How to find out whether the program of a container is well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Healthcheck {
    /// The command, with `CMD`, `CMD-SHELL` or `NONE` before it; nothing where it is the base's.
    pub test: Tolerant<Option<Vec<String>>>,
    /// From one run to the next. None of these times is set where it is zero.
    pub interval: Tolerant<Option<Duration>>,
    /// When a run has hung.
    pub timeout: Tolerant<Option<Duration>>,
    /// How long the program may take to start, in which failures do not count.
    pub start_period: Tolerant<Option<Duration>>,
    /// From one run to the next while it starts.
    pub start_interval: Tolerant<Option<Duration>>,
    /// How many failures in a row it takes to be unwell.
    pub retries: Tolerant<Option<u64>>,
}

impl Execution {
    pub(super) fn read(json: &Json) -> Result<Self, Fault> {
        let object = json::object(json)?;
        Ok(Self {
            user: object.tolerant("User", json::text),
            exposed_ports: object.tolerant("ExposedPorts", json::json_map),
            env: object.tolerant("Env", json::texts),
            entrypoint: object.tolerant("Entrypoint", json::texts),
            cmd: object.tolerant("Cmd", json::texts),
            volumes: object.tolerant("Volumes", json::json_map),
            working_dir: object.tolerant("WorkingDir", json::text),
            labels: object.tolerant("Labels", json::text_map),
            stop_signal: object.tolerant("StopSignal", json::text),
            healthcheck: object.tolerant("Healthcheck", Healthcheck::read),
            on_build: object.tolerant("OnBuild", json::texts),
            shell: object.tolerant("Shell", json::texts),
        })
    }
}

impl Healthcheck {
    fn read(json: &Json) -> Result<Self, Fault> {
        let object = json::object(json)?;
        Ok(Self {
            test: object.tolerant("Test", json::texts),
            interval: object.tolerant("Interval", nanoseconds),
            timeout: object.tolerant("Timeout", nanoseconds),
            start_period: object.tolerant("StartPeriod", nanoseconds),
            start_interval: object.tolerant("StartInterval", nanoseconds),
            retries: object.tolerant("Retries", json::unsigned),
        })
    }
}

fn nanoseconds(json: &Json) -> Result<Duration, Fault> {
    json::unsigned(json).map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::config::ImageConfig;

    fn execution(json: &str) -> Execution {
        let json = format!(r#"{{"config":{json}}}"#);
        let config = ImageConfig::read(json.as_bytes()).unwrap().config;
        config.0.unwrap().unwrap()
    }

    #[test]
    fn what_only_docker_has_is_read() {
        let execution = execution(
            r#"{"Healthcheck":{"Test":["CMD-SHELL","wget -q localhost"],"Interval":30000000000,
                "Timeout":1500000000,"StartPeriod":0,"StartInterval":5000000000,"Retries":3},
                "OnBuild":["COPY . /src","RUN make"],"Shell":["/bin/bash","-c"]}"#,
        );
        let health = execution.healthcheck.0.unwrap().unwrap();
        let test = ["CMD-SHELL", "wget -q localhost"].map(str::to_owned);
        assert_eq!(health.test.0.unwrap().unwrap(), test);
        let times = [
            health.interval,
            health.timeout,
            health.start_period,
            health.start_interval,
        ];
        let times = times.map(|time| time.0.unwrap().unwrap().as_millis());
        assert_eq!(times, [30_000, 1_500, 0, 5_000]);
        assert_eq!(health.retries.value(), Some(&Some(3)));
        assert_eq!(
            execution.on_build.0.unwrap().unwrap(),
            ["COPY . /src", "RUN make"]
        );
        assert_eq!(execution.shell.0.unwrap().unwrap(), ["/bin/bash", "-c"]);
    }

    #[test]
    fn what_only_docker_has_may_be_wrong_part_by_part() {
        let wrong = execution(
            r#"{"Healthcheck":{"Test":"curl","Interval":"30s","Timeout":-1,"StartPeriod":1e400,
                "StartInterval":1.5,"Retries":2},"OnBuild":[1],"Shell":{}}"#,
        );
        let health = wrong.healthcheck.0.unwrap().unwrap();
        assert!(health.test.0.is_err());
        for time in [
            health.interval,
            health.timeout,
            health.start_period,
            health.start_interval,
        ] {
            assert!(time.0.is_err());
        }
        assert_eq!(health.retries.value(), Some(&Some(2)));
        assert!(wrong.on_build.0.is_err() && wrong.shell.0.is_err());
        assert!(execution(r#"{"Healthcheck":[]}"#).healthcheck.0.is_err());
        assert_eq!(execution(r#"{"Healthcheck":null}"#), Execution::default());
    }
}
