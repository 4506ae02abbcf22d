//! What says something about a manifest, listed where a registry without that question keeps it.

use super::{Index, Manifest};

/// The index of what refers to a manifest, each with the type of artifact that it is.
pub fn referrers(of: &[(&Manifest, &str)]) -> Manifest {
    let index = of.iter().fold(Index::oci(), |index, (manifest, kind)| {
        index.artifact(manifest, kind)
    });
    index.build()
}

/// The tag under which what refers to a digest is listed.
pub fn referrers_tag(digest: &str) -> String {
    digest.replace(':', "-")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::image::{Artifact, Image};

    #[test]
    fn referrers_are_listed_with_their_types() {
        let artifact = Artifact::of_type("application/x")
            .subject(&Image::oci().build())
            .build();
        let index = referrers(&[(&artifact, "application/x")]);
        let written: Value = serde_json::from_slice(&index.content.bytes).unwrap();
        assert_eq!(written["manifests"][0]["digest"], artifact.digest());
        assert_eq!(written["manifests"][0]["artifactType"], "application/x");
        assert!(written["manifests"][0].get("platform").is_none());
        assert_eq!(index.children, [artifact]);
        assert_eq!(referrers_tag("sha256:abc"), "sha256-abc");
    }
}
