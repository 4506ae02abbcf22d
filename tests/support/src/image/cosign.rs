//! What cosign lays beside an image, under tags that name the image's digest.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{Artifact, Content, Manifest, attestation, attestation::PROVENANCE, media_type};

/// "nobody's signature".
const NOBODY: &str = "bm9ib2R5J3Mgc2lnbmF0dXJl";

/// A cosign signature of a manifest. Nobody's key made it: it shows where one lies.
pub fn signature(repository: &str, of: &Manifest) -> Manifest {
    let payload = json!({
        "critical": {
            "identity": { "docker-reference": repository },
            "image": { "docker-manifest-digest": of.digest() },
            "type": "cosign container image signature",
        },
        "optional": null,
    });
    Artifact::new(config())
        .layer(
            Content::json(media_type::COSIGN_PAYLOAD, &payload),
            &[("dev.cosignproject.cosign/signature", NOBODY)],
        )
        .build()
}

/// The tag under which cosign keeps the signature of a digest.
pub fn signature_tag(digest: &str) -> String {
    format!("{}.sig", digest.replace(':', "-"))
}

/// A cosign attestation of a manifest: its provenance in an envelope that nobody signed.
pub fn cosign_attestation(of: &Manifest) -> Manifest {
    let provenance = attestation(of);
    let statement = &provenance.blobs[0];
    let envelope = json!({
        "payloadType": media_type::IN_TOTO,
        "payload": STANDARD.encode(&statement.bytes),
        "signatures": [{ "keyid": "", "sig": NOBODY }],
    });
    Artifact::new(config())
        .layer(
            Content::json(media_type::DSSE, &envelope),
            &[
                ("dev.cosignproject.cosign/signature", ""),
                ("predicateType", PROVENANCE),
            ],
        )
        .build()
}

/// The tag under which cosign keeps the attestations of a digest.
pub fn cosign_attestation_tag(digest: &str) -> String {
    format!("{}.att", digest.replace(':', "-"))
}

/// The config that cosign writes: of an image without files.
fn config() -> Content {
    let config =
        json!({ "architecture": "", "os": "", "rootfs": { "type": "layers", "diff_ids": [] } });
    Content::json(media_type::OCI_CONFIG, &config)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::image::Image;

    #[test]
    fn signature_lies_beside_the_digest_it_signs() {
        let image = Image::oci().build();
        let signature = signature("shop/web", &image);
        let payload: Value = serde_json::from_slice(&signature.blobs[0].bytes).unwrap();
        assert_eq!(
            payload["critical"]["image"]["docker-manifest-digest"],
            image.digest()
        );
        assert_eq!(signature_tag("sha256:abc"), "sha256-abc.sig");
    }

    #[test]
    fn attestation_envelops_a_statement_about_the_digest() {
        let image = Image::oci().build();
        let attestation = cosign_attestation(&image);
        let envelope: Value = serde_json::from_slice(&attestation.blobs[0].bytes).unwrap();
        let payload = STANDARD.decode(envelope["payload"].as_str().unwrap());
        let statement: Value = serde_json::from_slice(&payload.unwrap()).unwrap();
        let hex = statement["subject"][0]["digest"]["sha256"].as_str();
        assert_eq!(format!("sha256:{}", hex.unwrap()), image.digest());
        assert_eq!(cosign_attestation_tag("sha256:abc"), "sha256-abc.att");
    }
}
