//! Fields are read one by one: texts to the letter, what is no date or size as malformed.

use porthole_core::{
    integrity::finding::Finding,
    oci::{
        config::{Execution, ImageConfig},
        manifest::StoredSize,
        tolerant::Tolerant,
    },
};
use porthole_test_support::fake::{
    FakeRegistry,
    worlds::hostile::{BIDIRECTIONAL, IMAGES, MARKUP, SCRIPT_LINK, long},
};

use crate::{
    open::{Open, open},
    page::Origin,
    read::{config, image, index, manifest, promised_config},
};

struct Hostile {
    _fake: FakeRegistry,
    open: Open,
}

impl Hostile {
    fn new() -> Self {
        let fake = FakeRegistry::start();
        let open = open(&fake.world("hostile"), Origin::Same);
        Self { _fake: fake, open }
    }

    async fn config(&self, tag: &str) -> ImageConfig {
        let parent = manifest(&self.open, IMAGES, tag).await.unwrap();
        let (promised, digest) = (promised_config(&parent), parent.digest().unwrap());
        let found = config(&self.open, IMAGES, &promised, digest).await.unwrap();
        match found {
            Finding::Verified(verified) => verified.value().config.clone().unwrap(),
            finding => panic!("{:?}", finding.digest()),
        }
    }

    async fn execution(&self, tag: &str) -> Execution {
        value(&self.config(tag).await.config)
    }

    async fn stored_size(&self, tag: &str) -> StoredSize {
        image(&manifest(&self.open, IMAGES, tag).await.unwrap()).stored_size()
    }
}

fn value<V: Clone>(field: &Tolerant<Option<V>>) -> V {
    field.value().cloned().flatten().unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn dates_that_are_none_are_malformed() {
    let hostile = Hostile::new();
    for (tag, expected) in [
        ("created-missing", Ok(None)),
        ("created-empty", Err("\"\"")),
        ("created-yesterday", Err("\"yesterday\"")),
        ("created-number", Err("1772359200")),
        ("created-year-0001", Ok(Some("0001-01-01T00:00:00Z"))),
        ("created-year-1970", Ok(Some("1970-01-01T00:00:00Z"))),
        ("created-year-9999", Ok(Some("9999-12-31T23:59:59Z"))),
        (
            "created-day-31-of-february",
            Err("\"2026-02-31T00:00:00Z\""),
        ),
        ("created-with-offset", Ok(Some("2026-03-01T10:00:00Z"))),
    ] {
        let created = hostile.config(tag).await.created.0;
        let created = created.map(|date| date.map(|date| date.to_string()));
        let found = created.as_ref().map(Option::as_deref);
        assert_eq!(found.map_err(|wrong| &*wrong.found), expected, "{tag}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn labels_are_texts_to_the_letter() {
    let hostile = Hostile::new();
    for (tag, name, text) in [
        ("labels-markup", MARKUP, MARKUP),
        (
            "labels-script-link",
            "org.opencontainers.image.source",
            SCRIPT_LINK,
        ),
        ("labels-bidirectional", BIDIRECTIONAL, BIDIRECTIONAL),
        ("labels-bidirectional", "control", "a\0b\u{7}c\u{1b}[31md"),
        ("labels-long", "long-value", &long()),
        ("labels-long", &long(), "long name"),
        ("labels-many", "label-1999", "value"),
        ("labels-prototype", "__proto__", "polluted"),
    ] {
        let labels = value(&hostile.execution(tag).await.labels);
        assert_eq!(labels.get(name).map(String::as_str), Some(text), "{tag}");
    }
    assert_eq!(
        hostile.execution("labels-null").await.labels.value(),
        Some(&None)
    );
    let wrong = hostile.execution("labels-wrong-types").await;
    assert!(wrong.labels.0.is_err());
    assert_eq!(value(&wrong.env), ["PATH=/usr/bin"]);
}

#[tokio::test(flavor = "current_thread")]
async fn commands_and_environments_are_texts_to_the_letter() {
    let hostile = Hostile::new();
    let command = hostile.execution("command-markup").await;
    assert_eq!(value(&command.entrypoint), [MARKUP, SCRIPT_LINK]);
    assert_eq!(value(&command.cmd), [BIDIRECTIONAL, ""]);
    assert_eq!(value(&command.user), MARKUP);
    assert!(value(&command.exposed_ports).contains_key(MARKUP));

    let environment = hostile.execution("environment-without-equals").await;
    assert_eq!(
        value(&environment.env),
        ["PATH", "=", "=value", "A=b=c", ""]
    );
    let environment = hostile.execution("environment-long").await;
    assert_eq!(value(&environment.env), [format!("A={}", long())]);
}

#[tokio::test(flavor = "current_thread")]
async fn authors_steps_and_platforms_are_texts_to_the_letter() {
    let hostile = Hostile::new();
    for (what, text) in [
        ("markup", MARKUP),
        ("bidirectional", BIDIRECTIONAL),
        ("long", &long()),
    ] {
        let authored = hostile.config(&format!("author-{what}")).await;
        assert_eq!(value(&authored.author), text);
        let stepped = hostile.config(&format!("history-{what}")).await;
        let first = stepped.layer_history().next().unwrap().unwrap();
        assert_eq!(value(&first.created_by), text);
    }
    let platform = hostile.config("platform-markup").await.platform();
    assert_eq!(platform.os.as_deref(), Some(MARKUP));
    assert_eq!(platform.variant, Some(long()));
}

#[tokio::test(flavor = "current_thread")]
async fn sizes_that_are_none_are_counted_and_none_overflows() {
    let hostile = Hostile::new();
    let good = hostile.stored_size("good").await;
    assert_eq!((good.unknown, good.foreign_bytes), (0, 0));
    for tag in [
        "size-negative",
        "size-exponent",
        "size-null",
        "digest-none",
        "config-digest-none",
    ] {
        let size = hostile.stored_size(tag).await;
        assert_eq!(size.unknown, 1, "{tag}");
        assert!(0 < size.bytes && size.bytes < good.bytes, "{tag}");
    }
    for tag in ["size-largest", "sizes-overflow"] {
        assert_eq!(hostile.stored_size(tag).await.bytes, u64::MAX, "{tag}");
    }
    let above = manifest(&hostile.open, IMAGES, "size-above-2-to-53").await;
    let layer = image(&above.unwrap()).layers[0].value().unwrap().size;
    assert_eq!(layer, 9_007_199_254_740_993);
    let foreign = hostile.stored_size("foreign-layers").await;
    assert_eq!(foreign.foreign_bytes, 1_700_000_000);
    let many = hostile.stored_size("layers-many").await;
    assert!(many.bytes < good.bytes, "the same layer counts once");
}

#[tokio::test(flavor = "current_thread")]
async fn entries_of_indexes_say_of_themselves_what_they_say() {
    let hostile = Hostile::new();
    let first = async |tag: &str| {
        let parent = manifest(&hostile.open, IMAGES, tag).await.unwrap();
        index(&parent).images().next().unwrap().clone()
    };
    for (tag, expected) in [
        ("index-without-platforms", None),
        ("index-platform-null", None),
        ("index-platform-lies", Some("windows/s390x".to_owned())),
        (
            "index-platform-markup",
            Some(format!("{MARKUP}/{MARKUP}/{MARKUP}:{MARKUP}")),
        ),
    ] {
        let entry = first(tag).await;
        assert_eq!(entry.platform().map(ToString::to_string), expected, "{tag}");
    }
    let unknown = first("index-child-type-unknown").await;
    assert_eq!(unknown.media_type.manifest_kind(), None);
}
