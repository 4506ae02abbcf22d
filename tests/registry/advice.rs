//! The lines that are advised after a deletion, done at a real registry.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use porthole_core::{
    deletion::advice::{Advice, Done, Software},
    oci::name::RepositoryName,
};
use porthole_test_support::{
    docker_registry::{Configuration, DockerRegistry},
    image::{Image, Index, LayerFiles, Manifest},
};
use reqwest::{Client, StatusCode};

use crate::read::read;

fn image(platform: &str, file: &str) -> Manifest {
    let layer = LayerFiles::new().file("srv/file", file).gzip();
    Image::oci()
        .platform(platform)
        .layer(&layer, "COPY file /srv/")
        .build()
}

async fn status(registry: &DockerRegistry, path: &str) -> StatusCode {
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.head(format!("{}/v2/{path}", registry.origin()));
    let accept =
        "application/vnd.oci.image.index.v1+json,application/vnd.oci.image.manifest.v1+json";
    request
        .header("Accept", accept)
        .send()
        .await
        .unwrap()
        .status()
}

async fn delete(registry: &DockerRegistry, repository: &str, digest: &str) {
    let client = Client::builder().no_proxy().build().unwrap();
    let address = format!("{}/v2/{repository}/manifests/{digest}", registry.origin());
    let answer = client.delete(address).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
}

fn advice(repository: &str) -> Advice {
    Software::Distribution2.advice(Done {
        repository: &RepositoryName::parse(repository).unwrap(),
        frees: true,
        emptied: true,
    })
}

fn lines<'a>(advice: &'a Advice, name: &str) -> &'a str {
    let found = advice.lines.iter().find(|lines| lines.name == name);
    &found.unwrap().text
}

fn sh(script: &str) -> Output {
    Command::new("sh").args(["-euc", script]).output().unwrap()
}

/// The registry's own folder, with its config.yml and its storage.
fn folder(registry: &DockerRegistry) -> PathBuf {
    let storage = registry.storage();
    storage.ancestors().nth(4).unwrap().to_owned()
}

#[tokio::test(flavor = "current_thread")]
async fn collecting_as_advised_frees_what_was_deleted_and_keeps_platforms() {
    let mut registry = DockerRegistry::start(Configuration::default());
    let kept = Index::oci()
        .image(&image("linux/amd64", "kept one"))
        .image(&image("linux/arm64", "kept two"))
        .build();
    let gone = image("linux/amd64", "gone");
    registry.push("gallery/ui", "kept", &kept).await.unwrap();
    registry.push("gallery/ui", "gone", &gone).await.unwrap();
    delete(&registry, "gallery/ui", gone.digest()).await;

    let advice = advice("gallery/ui");
    let configuration = folder(&registry).join("config.yml");
    for line in lines(&advice, "Debian").lines() {
        let Some(line) = line.strip_prefix("sudo -u docker-registry ") else {
            assert!(line.starts_with("sudo systemctl "), "{line}");
            continue;
        };
        let path = configuration.display().to_string();
        let output = sh(&line.replace("/etc/docker/registry/config.yml", &path));
        assert!(output.status.success(), "{output:?}");
    }
    registry.restart(Configuration::default()).unwrap();
    for child in &kept.children {
        let path = format!("gallery/ui/manifests/{}", child.digest());
        assert_eq!(read(&registry, &path).await, child.content.bytes);
        for blob in &child.blobs {
            let path = format!("gallery/ui/blobs/{}", blob.digest);
            assert_eq!(read(&registry, &path).await, blob.bytes);
        }
    }
    let layer = &gone.blobs.last().unwrap().digest;
    let path = format!("gallery/ui/blobs/{layer}");
    assert_eq!(status(&registry, &path).await, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "current_thread")]
async fn an_emptied_repository_goes_as_advised() {
    let registry = DockerRegistry::start(Configuration::default());
    for repository in ["gallery/ui", "gallery/ui/api", "gallery"] {
        let image = image("linux/amd64", "any");
        registry.push(repository, "1.0", &image).await.unwrap();
    }
    let image = image("linux/amd64", "any");
    delete(&registry, "gallery/ui", image.digest()).await;
    let catalog = read(&registry, "_catalog").await;
    assert!(
        String::from_utf8(catalog)
            .unwrap()
            .contains("\"gallery/ui\"")
    );

    let root = folder(&registry).join("storage");
    let advice = advice("gallery/ui");
    let script = lines(&advice, "Storage");
    let script = script.replace("cd /var/lib/registry", &format!("cd {}", root.display()));
    assert!(fs::exists(root.join("docker/registry/v2/repositories/gallery/ui/_layers")).unwrap());
    let output = sh(&script);
    assert!(output.status.success(), "{output:?}");
    let catalog: serde_json::Value =
        serde_json::from_slice(&read(&registry, "_catalog").await).unwrap();
    assert_eq!(
        catalog["repositories"],
        serde_json::json!(["gallery", "gallery/ui/api"])
    );
    for kept in ["gallery", "gallery/ui/api"] {
        assert_eq!(
            status(&registry, &format!("{kept}/manifests/1.0")).await,
            StatusCode::OK
        );
    }
}
