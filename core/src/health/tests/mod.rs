mod any;
mod config;
mod image;
mod index;
mod layers;
mod stored;

use super::*;
use crate::oci::{
    config::ImageConfig,
    descriptor::Descriptor,
    document::Document,
    media_type::{self, MediaType, OCI_CONFIG},
    timestamp::Timestamp,
};

/// A digest of its own for each number.
fn digest(number: usize) -> String {
    format!("sha256:{number:012x}{}", "0".repeat(52))
}

fn document(json: &str) -> Document {
    Document::read(json.as_bytes(), None).unwrap()
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-20T12:00:00Z").unwrap()
}

fn layer(number: usize, rest: &str) -> String {
    let digest = digest(number);
    format!(
        r#"{{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{digest}","size":32{rest}}}"#
    )
}

fn descriptor_of_config(rest: &str) -> String {
    let digest = digest(0xc0);
    format!(r#""config":{{"mediaType":"{OCI_CONFIG}","digest":"{digest}","size":500{rest}}}"#)
}

/// A manifest of OCI's format.
fn manifest(fields: &str) -> Document {
    let own = media_type::OCI_MANIFEST;
    document(&format!(
        r#"{{"schemaVersion":2,"mediaType":"{own}",{fields}}}"#
    ))
}

fn image_with(layers: &[String]) -> Document {
    let config = descriptor_of_config("");
    manifest(&format!(r#"{config},"layers":[{}]"#, layers.join(",")))
}

fn check(
    document: &Document,
    config: ConfigContent<'_>,
    promise: Option<&Descriptor>,
) -> Vec<Ailment> {
    let Content::Image(manifest) = &document.content else {
        panic!("{document:?}");
    };
    let image = ReadImage {
        promise,
        media_type: &document.media_type,
        manifest,
        config,
    };
    of_image(image, now())
}

fn of_layers(layers: &[String]) -> Vec<Ailment> {
    check(&image_with(layers), ConfigContent::NotRead, None)
}

fn read_config(json: &str) -> ImageConfig {
    ImageConfig::read(json.as_bytes()).unwrap()
}

/// What is found, each with its severity.
fn words(ailments: &[Ailment]) -> Vec<String> {
    let words = ailments.iter();
    words
        .map(|ailment| format!("{:?}: {}", ailment.severity, ailment.what))
        .collect()
}

#[test]
fn a_first_format_and_a_contradicting_type_are_said() {
    let schema_1 = document(r#"{"schemaVersion":1,"fsLayers":[]}"#);
    let ailments = of_document(&schema_1);
    assert_eq!(ailments[0].severity, Severity::Fault);
    assert!(ailments[0].what.contains("schema 1"));
    let json = format!(
        r#"{{"mediaType":"{}","layers":[]}}"#,
        media_type::OCI_MANIFEST
    );
    let served_as = MediaType::of(media_type::DOCKER_MANIFEST);
    let contradicting = Document::read(json.as_bytes(), Some(&served_as)).unwrap();
    assert_eq!(
        words(&of_document(&contradicting)),
        [format!(
            "Note: The manifest says that it is {}, but was served as {}.",
            media_type::OCI_MANIFEST,
            media_type::DOCKER_MANIFEST
        )]
    );
    assert_eq!(of_document(&document(&json)), []);
}
