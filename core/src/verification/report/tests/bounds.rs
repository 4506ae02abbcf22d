use proptest::prelude::*;

use super::{
    ledgers::{
        MANIFEST, broken, came, contents, embedded, foreign, layer_bytes, nameless,
        of_other_content, tag, verified, waiting,
    },
    *,
};
use crate::{
    format::visible,
    integrity::finding::Source,
    oci::{media_type::MediaType, platform::Platform, tolerant::Malformed},
    verification::{blob::Blob, ledger::Scope},
};

fn from_outside(text: &str) -> World {
    let mut world = World::of(vec![(tag("1.0"), Scope::All)]);
    let mut layer = came(&layer_bytes(), Depth::Content);
    layer.descriptor.media_type = MediaType::of(text);
    let platform = Platform {
        os: Some(text.to_owned()),
        ..Platform::default()
    };
    let root = verified("manifest", MANIFEST, Source::Header);
    let mut image = world.image(root.clone(), Some(platform), vec![layer]);
    image.blobs.push(Err(Malformed {
        reason: text.to_owned(),
        found: text.to_owned(),
    }));
    let mut contents = contents(root, vec![image]);
    contents.left_out.push(text.to_owned());
    world.read(0, contents);
    world
}

fn texts(value: &Value, found: &mut Vec<usize>) {
    match value {
        Value::String(text) => found.push(text.chars().count()),
        Value::Array(list) => list.iter().for_each(|value| texts(value, found)),
        Value::Object(object) => object.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn whatever_texts_hold_it_is_json_and_nothing_is_hidden(
        text in prop_oneof![".{0,40}", "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\"\\\\🦀]{0,20}"]
    ) {
        let world = from_outside(&text);
        let json = world.report().to_json();
        prop_assert!(json.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)));
        let value: Value = serde_json::from_str(&json).unwrap();
        let subject = &value["subjects"][0];
        prop_assert_eq!(&subject["left_out"][0], &text);
        let platform = subject["images"][0]["platform"].as_str().unwrap();
        prop_assert_eq!(platform, &format!("{text}/unknown"));
        for section in world.report().sections() {
            for line in section.lines.iter().chain([&section.title]) {
                prop_assert_eq!(&*visible(line), line.as_str());
            }
        }
    }

    #[test]
    fn long_texts_are_cut(length in 0_usize..5_000) {
        let world = from_outside(&"ä".repeat(length));
        let mut lengths = Vec::new();
        texts(&parsed(&world.report()), &mut lengths);
        prop_assert!(lengths.iter().all(|length| *length <= 501));
        for section in world.report().sections() {
            for line in section.lines.iter().chain([&section.title]) {
                prop_assert!(line.chars().count() <= 1501);
            }
        }
    }

    #[test]
    fn nothing_is_called_better_than_its_worst_part(blobs in prop::collection::vec(any_blob(), 1..6)) {
        let world = World::of_image(blobs);
        let report = parsed(&world.report());
        let image = &report["subjects"][0]["images"][0];
        let ranks = image["layers"].as_array().unwrap().iter();
        let worst = ranks.map(|layer| rank(&layer["verdict"])).max().unwrap();
        for overall in [&report["overall"], &report["subjects"][0]["overall"], &image["overall"]] {
            prop_assert_eq!(rank(overall), worst);
        }
    }
}

fn rank(word: &Value) -> usize {
    let ladder = [
        "content",
        "all bytes",
        "unverifiable",
        "not read",
        "not readable",
        "mismatch",
    ];
    ladder.iter().position(|known| word == known).unwrap()
}

fn any_blob() -> impl Strategy<Value = Blob> {
    let bytes = layer_bytes();
    prop::sample::select(vec![
        came(&bytes, Depth::Content),
        came(&bytes, Depth::AllBytes),
        came(&bytes[1..], Depth::Content),
        of_other_content(),
        embedded(),
        nameless(),
        foreign(),
        waiting(),
        broken(),
    ])
}
