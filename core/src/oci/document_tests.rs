use proptest::prelude::*;

use super::*;
use crate::oci::media_type;

const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn descriptor(size: &str) -> String {
    format!(r#"{{"mediaType":"application/x","digest":"{DIGEST}","size":{size}}}"#)
}

fn read(json: &str, served_as: &str) -> Document {
    Document::read(json.as_bytes(), Some(&MediaType::of(served_as))).unwrap()
}

fn image(json: &str) -> ImageManifest {
    match read(json, media_type::OCI_MANIFEST).content {
        Content::Image(manifest) => *manifest,
        content => panic!("{content:?}"),
    }
}

#[test]
fn the_body_tells_what_a_host_without_media_types_does_not() {
    let docker = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[]}}"#,
        media_type::DOCKER_LIST
    );
    let document = read(&docker, "application/octet-stream");
    assert_eq!(document.media_type.as_str(), media_type::DOCKER_LIST);
    assert_eq!(document.served_as, None);
    assert!(matches!(document.content, Content::Index(_)));

    let without_type = Document::read(br#"{"schemaVersion":2,"layers":[]}"#, None).unwrap();
    assert!(matches!(without_type.content, Content::Image(_)));
}

#[test]
fn a_contradiction_is_kept_and_the_body_wins() {
    let json = format!(
        r#"{{"mediaType":"{}","manifests":[]}}"#,
        media_type::OCI_INDEX
    );
    let document = read(&json, media_type::OCI_MANIFEST);
    assert!(matches!(document.content, Content::Index(_)));
    assert_eq!(
        document.served_as.unwrap().as_str(),
        media_type::OCI_MANIFEST
    );
}

#[test]
fn a_document_that_is_two_things_is_refused() {
    let json = br#"{"schemaVersion":2,"manifests":[],"layers":[],"config":{}}"#;
    assert_eq!(Document::read(json, None), Err(InvalidDocument::Ambiguous));
}

#[test]
fn what_is_no_object_is_refused() {
    for json in [
        "",
        "null",
        "[]",
        "[null,null,null,null,null,null,null,null,null]",
        "\"x\"",
        "7",
        "<html>",
        "{",
        "{}x",
    ] {
        let result = Document::read(json.as_bytes(), None);
        assert!(
            matches!(result, Err(InvalidDocument::Json(_))),
            "{json}: {result:?}"
        );
    }
    let deep = "[".repeat(10_000);
    assert!(Document::read(format!(r#"{{"layers":{deep}"#).as_bytes(), None).is_err());
}

#[test]
fn one_bad_layer_leaves_the_others() {
    let layers = [
        descriptor("7"),
        descriptor("-1"),
        descriptor("9007199254740993"),
    ]
    .join(",");
    let manifest = image(&format!(r#"{{"config":5,"layers":[{layers},"x"]}}"#));
    let sizes: Vec<_> = manifest
        .layers
        .iter()
        .map(|layer| layer.value().map(|layer| layer.size))
        .collect();
    assert_eq!(sizes, [Some(7), None, Some(9_007_199_254_740_993), None]);
    assert!(manifest.config.is_err());
    let size = manifest.stored_size();
    assert_eq!(
        (size.bytes, size.unknown),
        (7, 3),
        "the same digest counts once"
    );
}

#[test]
fn a_number_beyond_all_bounds_is_the_fault_of_its_layer() {
    let layers = ["7", "1e400", "-0", "18446744073709551616"].map(descriptor);
    let json = format!(r#"{{"x":1e400,"layers":[{}]}}"#, layers.join(","));
    let manifest = image(&json);
    assert_eq!(manifest.layers[0].value().unwrap().size, 7);
    for layer in &manifest.layers[1..] {
        let reason = &layer.0.as_ref().unwrap_err().reason;
        assert!(reason.starts_with("size: "), "{reason}");
    }
    assert_eq!(manifest.stored_size().unknown, 3);
}

#[test]
fn a_field_that_is_there_twice_or_too_deep_is_no_manifest() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    for json in [
        r#"{"layers":[],"layers":[]}"#.to_owned(),
        format!(r#"{{"config":{deep}}}"#),
    ] {
        let result = Document::read(json.as_bytes(), None);
        assert!(matches!(result, Err(InvalidDocument::Json(_))), "{json}");
    }
    let unknown = format!(r#"{{"x":{deep},"x":0,"layers":[{{"y":1,"y":2}}]}}"#);
    assert_eq!(image(&unknown).layers.len(), 1);
}

#[test]
fn layers_may_be_null_or_no_list() {
    assert!(
        image(r#"{"layers":null,"manifests":null}"#)
            .layers
            .is_empty()
    );
    let manifest = image(r#"{"layers":"x"}"#);
    assert!(manifest.layers.is_empty());
    assert!(manifest.layers_malformed.is_some());
}

#[test]
fn foreign_bytes_are_counted_apart() {
    let foreign = descriptor("5").replace('}', r#","urls":["https://example.com/"]}"#);
    let size = image(&format!(r#"{{"layers":[{foreign}]}}"#)).stored_size();
    assert_eq!((size.bytes, size.foreign_bytes), (0, 5));
}

#[test]
fn schema_1_and_unknown_kinds_are_recognised() {
    let schema_1 =
        format!(r#"{{"schemaVersion":1,"fsLayers":[{{"blobSum":"{DIGEST}"}},{{"blobSum":"x"}}]}}"#);
    match read(&schema_1, "application/json").content {
        Content::Schema1(schema_1) => assert_eq!(schema_1.layers.len(), 2),
        content => panic!("{content:?}"),
    }
    assert_eq!(
        read("{}", "application/vnd.example+json").content,
        Content::Unknown
    );
}

#[test]
fn attestations_are_no_images() {
    let attestation = descriptor("5").replace(
        '}',
        r#","annotations":{"vnd.docker.reference.type":"attestation-manifest"}}"#,
    );
    let json = format!(r#"{{"manifests":[{},{attestation},7]}}"#, descriptor("5"));
    match read(&json, media_type::OCI_INDEX).content {
        Content::Index(index) => {
            assert_eq!(index.images().count(), 1);
            assert_eq!(index.malformed().count(), 1);
        }
        content => panic!("{content:?}"),
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Document::read(&bytes, None);
    }

    #[test]
    fn no_field_panics(field in "mediaType|config|layers|manifests|fsLayers|subject|annotations", value in "[\\[{\"0-9a-z:,\\]}-]{0,20}") {
        let _ = Document::read(format!(r#"{{"{field}":{value}}}"#).as_bytes(), None);
    }
}
