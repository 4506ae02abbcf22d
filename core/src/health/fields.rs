//! Fields that are not what their specification says.

use crate::{
    health::{Diagnosis, sample::Sample},
    oci::{
        config::{Execution, Healthcheck, HistoryEntry, ImageConfig, RootFilesystem},
        descriptor::{Annotations, Descriptor},
        media_type::MediaType,
        tolerant::{Malformed, Tolerant},
    },
};

/// The malformed fields of one document.
#[derive(Default)]
pub(super) struct Fields<'a> {
    names: Sample,
    first: Option<&'a Malformed>,
}

/// A field's name, and what is wrong with it.
type Field<'a> = (&'static str, Option<&'a Malformed>);

fn wrong<T>(field: &Tolerant<T>) -> Option<&Malformed> {
    field.0.as_ref().err()
}

impl<'a> Fields<'a> {
    fn look(&mut self, fields: &[Field<'a>], name: &dyn Fn(&str) -> String) {
        for (field, malformed) in fields {
            if malformed.is_some() {
                self.names.add(name(field));
                self.first = self.first.or(*malformed);
            }
        }
    }

    /// What manifests and indexes have both.
    pub(super) fn of_manifest(
        subject: &'a Result<Option<Descriptor>, Malformed>,
        artifact_type: &'a Result<Option<MediaType>, Malformed>,
        annotations: &'a Result<Option<Annotations>, Malformed>,
    ) -> Self {
        let mut fields = Self::default();
        let own = [
            ("subject", subject.as_ref().err()),
            ("artifactType", artifact_type.as_ref().err()),
            ("annotations", annotations.as_ref().err()),
        ];
        fields.look(&own, &str::to_owned);
        fields
    }

    /// Those of a descriptor, too.
    pub(super) fn add_descriptor(&mut self, descriptor: &'a Descriptor, part: &str) {
        let fields = [
            ("platform", wrong(&descriptor.platform)),
            ("artifactType", wrong(&descriptor.artifact_type)),
            ("annotations", wrong(&descriptor.annotations)),
            ("urls", wrong(&descriptor.urls)),
        ];
        self.look(&fields, &|field| format!("{field} of {part}"));
    }

    pub(super) fn of_config(config: &'a ImageConfig) -> Self {
        let mut fields = Self::default();
        let own = [
            ("created", wrong(&config.created)),
            ("author", wrong(&config.author)),
            ("os", wrong(&config.os)),
            ("architecture", wrong(&config.architecture)),
            ("variant", wrong(&config.variant)),
            ("os.version", wrong(&config.os_version)),
            ("config", wrong(&config.config)),
            ("rootfs", wrong(&config.rootfs)),
            ("history", wrong(&config.history)),
        ];
        fields.look(&own, &str::to_owned);
        if let Ok(Some(execution)) = &config.config.0 {
            fields.add_execution(execution);
        }
        if let Ok(Some(rootfs)) = &config.rootfs.0 {
            fields.add_rootfs(rootfs);
        }
        if let Ok(Some(history)) = &config.history.0 {
            fields.add_history(history);
        }
        fields
    }

    fn add_execution(&mut self, execution: &'a Execution) {
        let fields = [
            ("User", wrong(&execution.user)),
            ("ExposedPorts", wrong(&execution.exposed_ports)),
            ("Env", wrong(&execution.env)),
            ("Entrypoint", wrong(&execution.entrypoint)),
            ("Cmd", wrong(&execution.cmd)),
            ("Volumes", wrong(&execution.volumes)),
            ("WorkingDir", wrong(&execution.working_dir)),
            ("Labels", wrong(&execution.labels)),
            ("StopSignal", wrong(&execution.stop_signal)),
            ("OnBuild", wrong(&execution.on_build)),
            ("Shell", wrong(&execution.shell)),
            ("Healthcheck", wrong(&execution.healthcheck)),
        ];
        self.look(&fields, &|field| format!("config.{field}"));
        if let Ok(Some(check)) = &execution.healthcheck.0 {
            self.add_healthcheck(check);
        }
    }

    fn add_healthcheck(&mut self, check: &'a Healthcheck) {
        let fields = [
            ("Test", wrong(&check.test)),
            ("Interval", wrong(&check.interval)),
            ("Timeout", wrong(&check.timeout)),
            ("StartPeriod", wrong(&check.start_period)),
            ("StartInterval", wrong(&check.start_interval)),
            ("Retries", wrong(&check.retries)),
        ];
        self.look(&fields, &|field| format!("config.Healthcheck.{field}"));
    }

    fn add_rootfs(&mut self, rootfs: &'a RootFilesystem) {
        self.look(&[("diff_ids", wrong(&rootfs.diff_ids))], &|field| {
            format!("rootfs.{field}")
        });
        let diff_ids = rootfs.diff_ids.value().and_then(Option::as_ref);
        for (position, diff_id) in diff_ids.into_iter().flatten().enumerate() {
            self.look(&[("diff_ids", wrong(diff_id))], &|field| {
                format!("rootfs.{field}[{position}]")
            });
        }
    }

    fn add_history(&mut self, history: &'a [Tolerant<HistoryEntry>]) {
        for (position, entry) in history.iter().enumerate() {
            let step = match &entry.0 {
                Err(malformed) => vec![("", Some(malformed))],
                Ok(entry) => vec![
                    (".created", wrong(&entry.created)),
                    (".created_by", wrong(&entry.created_by)),
                    (".comment", wrong(&entry.comment)),
                    (".empty_layer", wrong(&entry.empty_layer)),
                ],
            };
            self.look(&step, &|field| format!("history[{position}]{field}"));
        }
    }

    /// Says which fields of the document are malformed, and how the first is.
    pub(super) fn diagnose(self, document: &str, diagnosis: &mut Diagnosis) {
        let (Some(first), names) = (self.first, self.names) else {
            return;
        };
        let reason = &first.reason;
        diagnosis.warning(
            match names.number() {
                1 => format!("A field of the {document} is malformed: {names} ({reason})."),
                number => format!(
                    "{number} fields of the {document} are malformed: {names}. The first: {reason}."
                ),
            },
            None,
        );
    }
}
