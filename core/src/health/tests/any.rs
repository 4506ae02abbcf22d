//! Whatever a registry serves.

use proptest::prelude::*;

use super::*;

const KEYS: [&str; 24] = [
    "mediaType",
    "schemaVersion",
    "config",
    "layers",
    "manifests",
    "fsLayers",
    "subject",
    "artifactType",
    "annotations",
    "digest",
    "size",
    "platform",
    "urls",
    "os",
    "architecture",
    "variant",
    "os.version",
    "created",
    "rootfs",
    "diff_ids",
    "history",
    "empty_layer",
    "Healthcheck",
    "Env",
];

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<u64>().prop_map(|number| number.to_string()),
        "-?[1-9][0-9]{0,29}(\\.[0-9])?",
        Just(format!("{:?}", digest(1))),
        Just(format!("{OCI_CONFIG:?}")),
        Just(r#""application/vnd.docker.image.rootfs.diff.tar.gzip""#.to_owned()),
        Just(r#""1970-01-01T00:00:00Z""#.to_owned()),
        Just(r#""\u202e""#.to_owned()),
        Just(r#""a:b""#.to_owned()),
    ];
    leaf.prop_recursive(4, 60, 6, |inner| {
        let member = (prop::sample::select(&KEYS[..]), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::btree_map(prop::sample::select(&KEYS[..]), member, 0..6).prop_map(
                |members| object(members.into_iter().map(|(key, (_, json))| (key, json)))
            ),
        ]
    })
}

fn object<'a>(members: impl Iterator<Item = (&'a str, String)>) -> String {
    let members: Vec<_> = members
        .map(|(key, json)| format!("{key:?}:{json}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn descriptor() -> impl Strategy<Value = String> {
    let rest = (0..3_usize, any::<u64>(), json(), json());
    rest.prop_map(|(number, size, platform, other)| {
        let digest = digest(number);
        format!(
            r#"{{"mediaType":"{OCI_CONFIG}","digest":"{digest}","size":{size},"platform":{platform},"urls":{other},"annotations":{other}}}"#
        )
    })
}

fn entries() -> impl Strategy<Value = String> {
    let entry = prop_oneof![descriptor(), json()];
    let list = prop::collection::vec(entry, 0..6).prop_map(|list| format!("[{}]", list.join(",")));
    prop_oneof![4 => list, 1 => json()]
}

fn is_readable(ailments: &[Ailment]) -> bool {
    let is_sorted = ailments.is_sorted_by_key(|ailment| ailment.severity);
    is_sorted
        && ailments.iter().all(|ailment| {
            ailment.what.chars().count() < 1_000
                && crate::format::visible(&ailment.what) == ailment.what
        })
}

proptest! {
    #[test]
    fn no_image_panics(config in prop_oneof![descriptor(), json()], layers in entries(), other in json(), read in json()) {
        let manifest = manifest(&format!(r#""config":{config},"layers":{layers},"subject":{other},"annotations":{other}"#));
        let read = ImageConfig::read(read.as_bytes());
        let content = read.as_ref().map_or_else(|reason| ConfigContent::Unreadable(reason), ConfigContent::Read);
        let promise = Document::read(format!(r#"{{"manifests":{layers}}}"#).as_bytes(), None);
        let promise = promise.as_ref().map(|document| &document.content);
        let promise = match promise {
            Ok(Content::Index(index)) => index.images().next(),
            _ => None,
        };
        prop_assert!(is_readable(&check(&manifest, content, promise)));
    }

    #[test]
    fn no_index_panics(entries in entries(), other in json()) {
        let json = format!(r#"{{"manifests":{entries},"artifactType":{other}}}"#);
        let document = document(&json);
        prop_assert!(is_readable(&of_document(&document)));
        if let Content::Index(index) = &document.content {
            prop_assert!(is_readable(&of_index(index, &document.media_type, &[], &[])));
        }
    }
}
