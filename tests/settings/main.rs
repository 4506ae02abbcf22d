//! docs/config.schema.json says of config.json what the page reads of it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod schema;

use std::{collections::BTreeSet, fs, path::Path};

use porthole_core::settings::Settings;
use serde_json::{Value, json};

use crate::schema::Schema;

/// The whole of config.json; each test changes it in one place.
fn whole() -> Value {
    let examples = Schema::read().document["examples"].clone();
    let last = examples.as_array().unwrap().last().unwrap();
    last.clone()
}

fn both_accept(document: &Value) -> bool {
    let settings = Settings::parse(&document.to_string());
    let faults = Schema::read().faults(document);
    assert_eq!(
        settings.is_ok(),
        faults.is_empty(),
        "{document}: the page says {settings:?}, the schema {faults:?}"
    );
    settings.is_ok()
}

fn project_file(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// The keys that the page takes, as it names them where it takes none of those that are there.
fn keys_of_the_page(document: &Value) -> BTreeSet<String> {
    let reason = Settings::parse(&document.to_string()).unwrap_err().reason;
    let (_, list) = reason.split_once("expected one of `").unwrap();
    let (list, _) = list.rsplit_once('`').unwrap();
    list.split("`, `").map(ToOwned::to_owned).collect()
}

fn keys_of(object: &Value) -> BTreeSet<String> {
    object.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn the_keys_are_the_same() {
    let schema = Schema::read().document;
    let properties = &schema["properties"];
    let of_a_registry = &schema["$defs"]["registry"]["properties"];
    let unknown = json!({ "?": 1 });
    assert!(!both_accept(&unknown));
    assert_eq!(keys_of_the_page(&unknown), keys_of(properties));
    let unknown = json!({ "registries": [{ "url": "/", "?": 1 }] });
    assert!(!both_accept(&unknown));
    assert_eq!(keys_of_the_page(&unknown), keys_of(of_a_registry));
    assert_eq!(keys_of(&whole()), keys_of(properties));
    assert_eq!(keys_of(&whole()["registries"][0]), keys_of(of_a_registry));
}

#[test]
fn what_is_shipped_and_shown_is_right() {
    let schema = Schema::read().document;
    for example in schema["examples"].as_array().unwrap() {
        assert!(both_accept(example), "{example}");
    }
    for path in ["config.json", "deploy/one-login.json"] {
        let document = serde_json::from_str(&project_file(path)).unwrap();
        assert!(both_accept(&document), "{path}");
    }
    let hosting = project_file("docs/HOSTING.md");
    let blocks: Vec<_> = hosting.split("```json\n").skip(1).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let (text, _) = block.split_once("```").unwrap();
        assert!(both_accept(&serde_json::from_str(text).unwrap()), "{text}");
    }
}

const TEXTS: &[&str] = &[
    "", " ", "x", "auto", "light", "Dark", "omit", "include", "demo", "a-1", "A b", "a\n",
];

const ADDRESSES: &[&str] = &[
    "/",
    "./demo",
    "../x",
    ".",
    "..",
    "//host",
    "/a//b",
    "http://localhost:5000",
    "https://a.example/b",
    "https://a.example/b/",
    "https://[::1]:5000",
    "https://",
    "https:///a",
    "ftp://a.example",
    "a.example",
    "https://user:secret@a.example",
    "https://a b",
    "https://a.example/?q",
    "https://a.example#f",
    "javascript:alert(1)",
];

/// What may stand at some key, and what may stand at none.
fn values() -> Vec<Value> {
    let others = json!([
        null, true, 0, [], {}, [1], [["x"]], [{}], [{ "url": "/" }], ["web/storefront"], [null],
        "a".repeat(64), "a".repeat(65)
    ]);
    let texts = TEXTS.iter().chain(ADDRESSES).map(|text| json!(text));
    let words = words_of(&Schema::read().document);
    let others = others.as_array().unwrap().clone();
    texts.chain(words).chain(others).collect()
}

/// The words that the schema lists anywhere.
fn words_of(schema: &Value) -> Vec<Value> {
    let own = schema.get("enum").and_then(Value::as_array);
    let below: Vec<&Value> = match schema {
        Value::Object(object) => object.values().collect(),
        Value::Array(list) => list.iter().collect(),
        _ => Vec::new(),
    };
    let below = below.into_iter().flat_map(words_of);
    own.into_iter().flatten().cloned().chain(below).collect()
}

#[test]
fn whatever_stands_at_a_key_both_take_it_or_both_refuse_it() {
    let whole = whole();
    let mut seen = [0, 0];
    for key in keys_of(&whole) {
        for value in values() {
            let mut document = whole.clone();
            document[&key] = value;
            seen[usize::from(both_accept(&document))] += 1;
        }
    }
    for key in keys_of(&whole["registries"][0]) {
        for value in values() {
            let mut document = whole.clone();
            document["registries"][0][&key] = value;
            seen[usize::from(both_accept(&document))] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
}

#[test]
fn a_key_may_be_left_out_unless_it_is_an_address() {
    let whole = whole();
    for key in keys_of(&whole) {
        let mut document = whole.clone();
        document.as_object_mut().unwrap().remove(&key);
        assert!(both_accept(&document), "{key}");
    }
    for key in keys_of(&whole["registries"][0]) {
        let mut document = whole.clone();
        let registry = document["registries"][0].as_object_mut().unwrap();
        registry.remove(&key);
        assert_eq!(both_accept(&document), key != "url", "{key}");
    }
}

#[test]
fn what_is_no_object_is_no_config() {
    for document in values() {
        assert_eq!(both_accept(&document), document == json!({}), "{document}");
    }
}
