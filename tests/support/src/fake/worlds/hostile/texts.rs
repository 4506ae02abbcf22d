//! Texts that want to be more than texts.

use serde_json::{Value, json};

use super::{BIDIRECTIONAL, Case, MARKUP, SCRIPT_LINK, config, long, manifest};
use crate::fake::store::Repository;

pub(super) const CASES: &[Case] = &[
    ("labels-markup", |repository, tag| {
        labels(repository, tag, json!({ MARKUP: MARKUP }));
    }),
    ("labels-script-link", |repository, tag| {
        let links = json!({
            "org.opencontainers.image.source": SCRIPT_LINK,
            "org.opencontainers.image.url": "data:text/html,<script>window.executed=true</script>",
            "org.opencontainers.image.documentation": format!("https://example.com/\"{MARKUP}"),
            "org.opencontainers.image.vendor": "JAVASCRIPT:window.executed=true",
        });
        labels(repository, tag, links);
    }),
    ("labels-bidirectional", |repository, tag| {
        labels(
            repository,
            tag,
            json!({ BIDIRECTIONAL: BIDIRECTIONAL, "control": "a\u{0}b\u{7}c\u{1b}[31md" }),
        );
    }),
    ("labels-long", |repository, tag| {
        labels(
            repository,
            tag,
            json!({ long(): "long name", "long-value": long() }),
        );
    }),
    ("labels-many", |repository, tag| {
        let many = (0..2_000).map(|number| (format!("label-{number:04}"), json!("value")));
        labels(repository, tag, Value::Object(many.collect()));
    }),
    ("labels-null", |repository, tag| {
        labels(repository, tag, Value::Null);
    }),
    ("labels-wrong-types", |repository, tag| {
        labels(
            repository,
            tag,
            json!({ "number": 1, "null": null, "array": ["a"], "text": "b" }),
        );
    }),
    ("labels-prototype", |repository, tag| {
        labels(
            repository,
            tag,
            json!({ "__proto__": "polluted", "constructor": "polluted" }),
        );
    }),
    ("environment-markup", |repository, tag| {
        environment(
            repository,
            tag,
            json!([format!("A={MARKUP}"), MARKUP, BIDIRECTIONAL]),
        );
    }),
    ("environment-without-equals", |repository, tag| {
        environment(repository, tag, json!(["PATH", "=", "=value", "A=b=c", ""]));
    }),
    ("environment-long", |repository, tag| {
        environment(repository, tag, json!([format!("A={}", long())]));
    }),
    ("command-markup", |repository, tag| {
        config(repository, tag, |it| {
            it["config"]["Entrypoint"] = json!([MARKUP, SCRIPT_LINK]);
            it["config"]["Cmd"] = json!([BIDIRECTIONAL, ""]);
            it["config"]["WorkingDir"] = MARKUP.into();
            it["config"]["User"] = MARKUP.into();
            it["config"]["ExposedPorts"] = json!({ MARKUP: {} });
        });
    }),
    ("history-markup", |repository, tag| {
        history(repository, tag, MARKUP);
    }),
    ("history-bidirectional", |repository, tag| {
        history(repository, tag, BIDIRECTIONAL);
    }),
    ("history-long", |repository, tag| {
        history(repository, tag, &long());
    }),
    ("author-markup", |repository, tag| {
        author(repository, tag, MARKUP);
    }),
    ("author-bidirectional", |repository, tag| {
        author(repository, tag, BIDIRECTIONAL);
    }),
    ("author-long", |repository, tag| {
        author(repository, tag, &long());
    }),
    ("platform-markup", |repository, tag| {
        config(repository, tag, |it| {
            it["os"] = MARKUP.into();
            it["architecture"] = BIDIRECTIONAL.into();
            it["variant"] = long().into();
        });
    }),
    ("annotations-markup", |repository, tag| {
        let annotations =
            json!({ MARKUP: SCRIPT_LINK, "org.opencontainers.image.url": SCRIPT_LINK });
        manifest(repository, tag, |it| it["annotations"] = annotations);
    }),
    ("annotations-wrong-types", |repository, tag| {
        manifest(repository, tag, |it| {
            it["annotations"] = json!({ "a": 1, "b": null, "c": "text" });
        });
    }),
    ("media-type-markup", |repository, tag| {
        manifest(repository, tag, |it| {
            it["layers"][0]["mediaType"] = MARKUP.into();
        });
    }),
];

fn labels(repository: &mut Repository, tag: &str, labels: Value) {
    config(repository, tag, |it| it["config"]["Labels"] = labels);
}

fn environment(repository: &mut Repository, tag: &str, environment: Value) {
    config(repository, tag, |it| it["config"]["Env"] = environment);
}

fn history(repository: &mut Repository, tag: &str, text: &str) {
    config(repository, tag, |it| {
        it["history"][0]["created_by"] = text.into();
        it["history"][0]["comment"] = text.into();
        it["history"][0]["author"] = text.into();
    });
}

fn author(repository: &mut Repository, tag: &str, text: &str) {
    config(repository, tag, |it| it["author"] = text.into());
}
