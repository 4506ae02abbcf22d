//! The media types that the generator writes.

/// A Docker image manifest, schema 2.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// A Docker manifest list.
pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// The configuration of a Docker image.
pub const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
/// A signed Docker manifest of schema 1.
pub const DOCKER_SCHEMA_1: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";
/// A Docker layer that its own registry does not hold.
pub const DOCKER_FOREIGN_LAYER: &str = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
/// An OCI layer that its own registry need not hold.
pub const OCI_FOREIGN_LAYER: &str = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
/// An OCI image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// An OCI index.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The configuration of an OCI image.
pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// The configuration of an OCI artifact that has none.
pub const OCI_EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// A statement about an image, as `BuildKit` attaches it.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";
/// The metadata of a Helm chart.
pub const HELM_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
/// The files of a Helm chart.
pub const HELM_CHART: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
/// The payload that a cosign signature signs.
pub const COSIGN_PAYLOAD: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// An envelope around a signed statement.
pub const DSSE: &str = "application/vnd.dsse.envelope.v1+json";
/// A bill of materials in the words of SPDX.
pub const SPDX: &str = "application/spdx+json";
