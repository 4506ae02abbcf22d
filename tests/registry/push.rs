//! What is pushed is what a real client reads, and what a real client pushes is read here.

use std::process::Command;

use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    image::{Image, Index, LayerFiles, Manifest, helm_chart, sha256},
};

use crate::read::read;

fn image(platform: &str) -> Image {
    let base = LayerFiles::new().file("etc/os-release", "ID=none\n").gzip();
    let own = LayerFiles::new().file("srv/platform", platform).gzip();
    Image::oci()
        .platform(platform)
        .created("2026-03-01T10:00:00Z")
        .layer(&base, "ADD rootfs.tar / # buildkit")
        .step("ENV COLOUR=teal")
        .layer(&own, "COPY platform /srv/ # buildkit")
        .env("COLOUR=teal")
        .label("org.opencontainers.image.title", "Witnessed")
}

fn both_platforms() -> Manifest {
    let (amd64, arm64) = (
        image("linux/amd64").build(),
        image("linux/arm64/v8").build(),
    );
    Index::oci()
        .image(&amd64)
        .image(&arm64)
        .attestation(&amd64)
        .attestation(&arm64)
        .build()
}

fn skopeo(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("skopeo").args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "skopeo {arguments:?}: {said}");
    output.stdout
}

#[tokio::test(flavor = "current_thread")]
async fn skopeo_reads_what_was_pushed() {
    let registry = DockerRegistry::start(Cors::All);
    let index = both_platforms();
    registry.push("witness/seen", "1.0", &index).await.unwrap();

    let reference = format!("docker://{}/witness/seen:1.0", registry.host());
    let raw = skopeo(&["inspect", "--raw", "--tls-verify=false", &reference]);
    assert_eq!(raw, index.content.bytes);

    let seen = skopeo(&[
        "inspect",
        "--tls-verify=false",
        "--override-arch=arm64",
        &reference,
    ]);
    let seen: serde_json::Value = serde_json::from_slice(&seen).unwrap();
    assert_eq!(seen["Architecture"], "arm64");
    assert_eq!(seen["Created"], "2026-03-01T10:00:00Z");
    assert_eq!(seen["Env"], serde_json::json!(["COLOUR=teal"]));
    assert_eq!(
        seen["Labels"]["org.opencontainers.image.title"],
        "Witnessed"
    );
    assert_eq!(seen["Layers"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn skopeo_copies_every_byte_of_what_was_pushed() {
    let registry = DockerRegistry::start(Cors::None);
    let docker = LayerFiles::new().file("etc/motd", "Ahoy.\n").gzip();
    let docker = Image::docker().layer(&docker, "COPY motd /etc/").build();
    registry
        .push("witness/docker", "1.0", &docker)
        .await
        .unwrap();

    let folder = tempfile::tempdir().unwrap();
    let source = format!("docker://{}/witness/docker:1.0", registry.host());
    let target = format!("dir:{}", folder.path().display());
    skopeo(&["copy", "--src-tls-verify=false", &source, &target]);
    assert_eq!(
        std::fs::read(folder.path().join("manifest.json")).unwrap(),
        docker.content.bytes
    );
    for blob in &docker.blobs {
        let file = folder
            .path()
            .join(blob.digest.trim_start_matches("sha256:"));
        assert_eq!(std::fs::read(file).unwrap(), blob.bytes);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_skopeo_pushes_is_read_byte_for_byte() {
    let registry = DockerRegistry::start(Cors::All);
    let index = both_platforms();
    registry
        .push("witness/source", "1.0", &index)
        .await
        .unwrap();
    let at = |repository: &str| format!("docker://{}/{repository}:1.0", registry.host());
    skopeo(&[
        "copy",
        "--all",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        &at("witness/source"),
        &at("witness/target"),
    ]);

    let copied = read(&registry, "witness/target/manifests/1.0").await;
    assert_eq!(copied, index.content.bytes);
    for child in &index.children {
        let path = format!("witness/target/manifests/{}", child.digest());
        assert_eq!(read(&registry, &path).await, child.content.bytes);
        for blob in &child.blobs {
            let path = format!("witness/target/blobs/{}", blob.digest);
            assert_eq!(sha256(&read(&registry, &path).await), blob.digest);
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_blob_is_stored_once_and_mounted_after() {
    let registry = DockerRegistry::start(Cors::All);
    let chart = LayerFiles::new().file("shop/Chart.yaml", "name: shop\n");
    let chart = helm_chart("shop", "1.0.0", "2026-03-01T10:00:00Z", chart);
    registry.push("charts/shop", "1.0.0", &chart).await.unwrap();
    registry.push("charts/copy", "1.0.0", &chart).await.unwrap();

    // An upload leaves the folder of uploads behind, a mount makes none.
    let uploads = |repository: &str| {
        let folder = registry.storage().join("repositories").join(repository);
        folder.join("_uploads").exists()
    };
    assert!(uploads("charts/shop"));
    assert!(!uploads("charts/copy"));
    for blob in &chart.blobs {
        let path = format!("charts/copy/blobs/{}", blob.digest);
        assert_eq!(read(&registry, &path).await, blob.bytes);
    }
}
