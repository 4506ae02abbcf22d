//! The fake that claims to choose like distribution 2.8 is held against distribution 2.8.

use porthole_core::registry::transport::Response;
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    fake::{FakeRegistry, worlds::distribution_2::STORED},
    image::media_type,
};
use serde_json::Value;

use crate::read;

/// What can be compared of two answers. A rewritten manifest is compared by its layers, for no
/// two signatures are alike.
#[derive(Debug, PartialEq)]
struct Answered {
    status: u16,
    media_type: Option<String>,
    digest: Option<String>,
    errors: Value,
    layers: Value,
}

async fn ask(base: &str, path: &str, accept: Option<&str>) -> Answered {
    let url = format!("{base}/v2/{path}");
    let (response, body) = read::ask(url, accept.map(str::to_owned)).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    let media_type = response.header("content-type");
    let rewritten = media_type.as_deref() == Some(media_type::DOCKER_SCHEMA_1);
    Answered {
        status: response.status(),
        media_type,
        digest: response
            .header("docker-content-digest")
            .filter(|_| !rewritten),
        errors: body["errors"].clone(),
        layers: body["fsLayers"].clone(),
    }
}

fn accepts() -> Vec<Option<String>> {
    let types = [
        media_type::DOCKER_MANIFEST,
        media_type::DOCKER_LIST,
        media_type::OCI_MANIFEST,
        media_type::OCI_INDEX,
    ];
    let alone = types.iter().map(|&one| one.to_owned());
    let pairs = [
        types[..2].join(","),
        types[2..].join(", "),
        types.join(", "),
    ];
    let others = ["*/*", "application/*", "application/json"].map(str::to_owned);
    let weighted = format!("{};q=0", media_type::DOCKER_MANIFEST);
    let given = alone.chain(pairs).chain(others).chain([weighted]);
    given.map(Some).chain([None]).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn the_fake_answers_as_the_real_one_to_every_accept() {
    let real = DockerRegistry::start(Cors::WithoutAllowHeaders);
    let fake = FakeRegistry::start();
    let fake = fake.world("accept-like-distribution-2");
    for (name, manifest) in &*STORED {
        real.push(name, "latest", manifest).await.unwrap();
        for reference in ["latest", manifest.digest()] {
            let path = format!("{name}/manifests/{reference}");
            for accept in accepts() {
                let expected = ask(real.origin(), &path, accept.as_deref()).await;
                let found = ask(&fake, &path, accept.as_deref()).await;
                assert_eq!(found, expected, "{path} accepting {accept:?}");
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_fake_does_not_know_what_the_real_one_does_not_know() {
    let real = DockerRegistry::start(Cors::All);
    let fake = FakeRegistry::start();
    let fake = fake.world("accept-like-distribution-2");
    real.push("stored/oci", "latest", &STORED["stored/oci"])
        .await
        .unwrap();
    let nothing = format!("sha256:{}", "0".repeat(64));
    for path in [
        "stored/oci/manifests/absent".to_owned(),
        format!("stored/oci/manifests/{nothing}"),
        format!("stored/oci/blobs/{nothing}"),
        "absent/tags/list".to_owned(),
        "absent/manifests/latest".to_owned(),
    ] {
        let expected = ask(real.origin(), &path, Some(media_type::OCI_MANIFEST)).await;
        assert_eq!(
            ask(&fake, &path, Some(media_type::OCI_MANIFEST)).await,
            expected,
            "{path}"
        );
    }
}
