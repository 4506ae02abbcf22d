//! Attestations, as `docker buildx` puts them beside each platform.

use serde_json::{Value, json};

use super::{Artifact, Content, Manifest, media_type};

pub(super) const PROVENANCE: &str = "https://slsa.dev/provenance/v0.2";

/// The provenance of an image. Its config is a dummy, as in the ones that `BuildKit` makes.
pub fn attestation(image: &Manifest) -> Manifest {
    let statement = Content::json(media_type::IN_TOTO, &statement(image.digest()));
    let config = json!({
        "architecture": "unknown",
        "os": "unknown",
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": [statement.digest] },
    });
    Artifact::new(Content::json(media_type::OCI_CONFIG, &config))
        .layer(statement, &[("in-toto.io/predicate-type", PROVENANCE)])
        .build()
}

fn statement(digest: &str) -> Value {
    let hex = digest.strip_prefix("sha256:").unwrap_or(digest);
    json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "predicateType": PROVENANCE,
        "subject": [{ "name": "image", "digest": { "sha256": hex } }],
        "predicate": {
            "builder": { "id": "" },
            "buildType": "https://mobyproject.org/buildkit@v1",
            "metadata": { "reproducible": true },
        },
    })
}
