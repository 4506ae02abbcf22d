//! Manifests of schema 1, as distribution 2 makes them for clients that know no other.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::image::{Content, Manifest, media_type, sha256};

/// An empty layer, which schema 1 needs for every step that made none.
const EMPTY_LAYER: &str = "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4";

/// The image as a signed manifest of schema 1. Its digest is that of the payload, which is the
/// body without its signatures. Nobody's key made the signature.
pub(super) fn rewritten(repository: &str, tag: &str, image: &Manifest) -> Content {
    let payload = payload(repository, tag, image);
    let signed = signed(&payload);
    let mut content = Content::new(media_type::DOCKER_SCHEMA_1, signed);
    content.digest = sha256(payload.as_bytes());
    content
}

fn payload(repository: &str, tag: &str, image: &Manifest) -> String {
    let (config, layers) = image.blobs.split_last().expect("an image has a config");
    let config: Value = serde_json::from_slice(&config.bytes).expect("an image's config is JSON");
    let steps = config["history"].as_array().cloned().unwrap_or_default();
    let mut layers = layers.iter();
    let mut written: Vec<_> = steps
        .iter()
        .map(|step| {
            let layer = if step["empty_layer"] == true {
                None
            } else {
                layers.next()
            };
            let digest = layer.map_or(EMPTY_LAYER, |layer| &layer.digest);
            let compatible = json!({
                "id": sha256(step.to_string().as_bytes()).trim_start_matches("sha256:"),
                "created": step["created"],
                "container_config": { "Cmd": [step["created_by"]] },
            });
            (
                json!({ "blobSum": digest }),
                json!({ "v1Compatibility": compatible.to_string() }),
            )
        })
        .collect();
    written.reverse();
    let (layers, history): (Vec<_>, Vec<_>) = written.into_iter().unzip();
    let payload = json!({
        "schemaVersion": 1,
        "name": repository,
        "tag": tag,
        "architecture": config["architecture"],
        "fsLayers": layers,
        "history": history,
    });
    format!("{payload:#}")
}

fn signed(payload: &str) -> String {
    let end = "\n}";
    let body = payload
        .strip_suffix(end)
        .expect("an indented object ends so");
    let protected = json!({
        "formatLength": body.len(),
        "formatTail": URL_SAFE_NO_PAD.encode(end),
        "time": "2026-04-01T08:00:00Z",
    });
    let signatures = json!([{
        "header": { "alg": "ES256" },
        "signature": URL_SAFE_NO_PAD.encode("nobody's signature"),
        "protected": URL_SAFE_NO_PAD.encode(protected.to_string()),
    }]);
    format!("{body},\n  \"signatures\": {signatures:#}{end}")
}
