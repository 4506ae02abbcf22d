use super::{
    ledgers::{INDEX, MANIFEST, came, contents, cut, layer_bytes, tag, verified},
    *,
};
use crate::{integrity::finding::Source, oci::platform::Platform, verification::ledger::Scope};

const DOCUMENT: &str = include_str!("../../../../../docs/VERIFICATION.md");

/// An index of one image, whose second layer is cut.
fn example() -> World {
    let mut world = World::of(vec![(tag("1.0"), Scope::All)]);
    let index = verified("index", INDEX, Source::Header);
    let parent = Source::Parent(index.digest.clone().unwrap());
    let manifest = verified("manifest", MANIFEST, parent);
    let platform = Platform {
        os: Some("linux".to_owned()),
        architecture: Some("amd64".to_owned()),
        ..Platform::default()
    };
    let layers = vec![came(&layer_bytes(), Depth::Content), cut()];
    let images = vec![world.image(manifest, Some(platform), layers)];
    world.expected = index.digest.clone().map(|digest| (digest, None));
    world.read(0, contents(index, images));
    world
}

fn documented() -> Value {
    let (_, after) = DOCUMENT.split_once("```json\n").unwrap();
    let (example, _) = after.split_once("```").unwrap();
    serde_json::from_str(example).unwrap()
}

#[test]
fn the_example_in_the_document_is_what_is_written() {
    let mut documented = documented();
    documented["porthole"] = env!("CARGO_PKG_VERSION").into();
    let json = example().report().to_json();
    assert_eq!(
        documented,
        serde_json::from_str::<Value>(&json).unwrap(),
        "{json}"
    );
}

fn keys<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        Value::Object(object) => {
            for (key, value) in object {
                found.push(key);
                keys(value, found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_document_explains_every_key_and_no_other() {
    let report = parsed(&example().report());
    let mut written = Vec::new();
    keys(&report, &mut written);
    written.sort_unstable();
    written.dedup();
    let (_, section) = DOCUMENT.split_once("## The report").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let first = rows.map(|row| row.split_once(" |").unwrap().0);
    let names = first.flat_map(|names| names.trim_end_matches('`').split("`, `"));
    let mut explained: Vec<_> = names.collect();
    explained.sort_unstable();
    explained.dedup();
    assert_eq!(written, explained);
}
