//! Everything that the config says, and the config itself.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    oci::{
        config::{Execution, Healthcheck, HistoryEntry, ImageConfig},
        tolerant::Tolerant,
    },
};

use crate::{
    components::{
        built::built,
        element::{element, of_class, parts, text},
        facts::{Fact, Value, facts, words},
        loaded::loaded,
        raw::{Lead, raw},
    },
    pages::image::{
        facts::{config_or_fault, pairs},
        parts::ImageParts,
    },
};

/// Longer values are cut; the text of the config below has them whole.
const VALUE_LENGTH: usize = 2_000;
/// More entries of a list are told by their number.
const SHOWN: usize = 500;

/// The config.
pub(crate) fn config(image: &ImageParts) -> AnyView {
    let Some(config) = image.config else {
        return of_class("p", "panel empty")
            .text("The manifest names no config of an image.")
            .view();
    };
    let image = StoredValue::new_local(image.clone());
    loaded(config, "Reading the config", move |finding| {
        let said = config_or_fault(&finding, |config| {
            let [own, of_index] = image.with_value(ImageParts::annotations);
            all(config, own, of_index)
        });
        let raw = finding.content().map(|read| {
            let bytes = read.bytes.clone();
            let file = image.with_value(|image| image.file("config"));
            // What it names are layers unpacked, and what its builder likes: no addresses.
            let lead: Lead = Arc::new(|_| None);
            raw("The config as served", file, bytes, lead)
        });
        parts([said].into_iter().chain(raw))
    })
}

fn all(
    config: &ImageConfig,
    annotations: Vec<(String, String)>,
    of_index: Vec<(String, String)>,
) -> AnyView {
    let execution = config.config.value().cloned().flatten().unwrap_or_default();
    let run = of_class("section", "panel config-part")
        .child(element("h2").text("What a container runs"))
        .child(facts(run(config, &execution)));
    let environment = list(&execution.env).into_iter().map(|entry| {
        let (name, value) = entry.split_once('=').unwrap_or((&entry, ""));
        pair(name, value)
    });
    let environment = environment.collect();
    parts([
        run.view(),
        pairs("Environment", environment),
        pairs("Labels", map(&execution.labels)),
        pairs("Annotations", annotations),
        pairs("Annotations of the index", of_index),
        history(config),
    ])
}

fn run(config: &ImageConfig, execution: &Execution) -> Vec<Fact> {
    let keys = |map: &Tolerant<Option<BTreeMap<String, String>>>| {
        let names = map.0.clone();
        Tolerant(names.map(|map| map.map(|map| map.into_keys().collect::<Vec<_>>())))
    };
    let health = execution.healthcheck.value().and_then(Option::as_ref);
    let rows = [
        Fact::list("Entrypoint", &execution.entrypoint),
        Fact::list("Cmd", &execution.cmd),
        Fact::list("Shell", &execution.shell),
        Fact::code("User", &execution.user),
        Fact::code("Workdir", &execution.working_dir),
        Fact::list("Ports", &keys(&execution.exposed_ports)),
        Fact::list("Volumes", &keys(&execution.volumes)),
        Fact::code("Stop signal", &execution.stop_signal),
        health.map(|check| Fact {
            name: "Health check",
            value: Value::Code(health_check(check)),
        }),
        Fact::list("On build", &execution.on_build),
        Fact::code("Author", &config.author),
    ];
    let mut rows: Vec<Fact> = rows.into_iter().flatten().collect();
    if rows.is_empty() {
        rows.push(Fact {
            name: "Command",
            value: Value::Text("none: the image says nothing of what to run".to_owned()),
        });
    }
    rows
}

fn health_check(check: &Healthcheck) -> String {
    let times = [
        ("every", &check.interval),
        ("timeout", &check.timeout),
        ("start", &check.start_period),
        ("every at start", &check.start_interval),
    ];
    let times = times.into_iter().filter_map(|(name, time)| {
        let time = time.value().copied().flatten()?;
        Some(format!("{name} {} s", time.as_secs()))
    });
    let retries = check.retries.value().copied().flatten();
    let retries = retries.map(|retries| format!("{retries} retries"));
    let test = words(&list(&check.test));
    let all: Vec<String> = [test].into_iter().chain(times).chain(retries).collect();
    all.join(", ")
}

fn list(list: &Tolerant<Option<Vec<String>>>) -> Vec<String> {
    let mut list = list.value().cloned().flatten().unwrap_or_default();
    list.truncate(SHOWN);
    list
}

fn map(map: &Tolerant<Option<BTreeMap<String, String>>>) -> Vec<(String, String)> {
    let map = map.value().and_then(Option::as_ref).into_iter().flatten();
    map.take(SHOWN)
        .map(|(name, value)| pair(name, value))
        .collect()
}

/// A name and a value, as far as they are shown.
pub(crate) fn pair(name: &str, value: &str) -> (String, String) {
    (visible_start(name, 200), visible_start(value, VALUE_LENGTH))
}

fn history(config: &ImageConfig) -> AnyView {
    let entries = config.steps();
    let rows = entries.take(SHOWN).map(|entry| match &entry.0 {
        Ok(entry) => step(entry),
        Err(malformed) => element("li")
            .child(of_class("span", "fault").text(format!(
                "cannot be read: {}",
                visible_start(&malformed.to_string(), 200)
            )))
            .view(),
    });
    let rows: Vec<AnyView> = rows.collect();
    if rows.is_empty() {
        return text("");
    }
    of_class("section", "panel config-part")
        .child(element("h2").text("History"))
        .child(of_class("ol", "history").children(rows))
        .view()
}

fn step(entry: &HistoryEntry) -> AnyView {
    let command = entry
        .created_by
        .value()
        .cloned()
        .flatten()
        .unwrap_or_default();
    let comment = entry
        .comment
        .value()
        .cloned()
        .flatten()
        .filter(|text| !text.is_empty());
    let is_empty = entry.empty_layer.value() == Some(&Some(true));
    let date = entry.created.value().copied().flatten();
    let about = of_class("span", "second")
        .child(built(date))
        .maybe(is_empty.then(|| text(" · no layer")))
        .maybe(comment.map(|comment| text(format!(" · {}", visible_start(&comment, 200)))));
    element("li")
        .child(of_class("code", "command").text(visible_start(&command, VALUE_LENGTH)))
        .child(about)
        .view()
}
