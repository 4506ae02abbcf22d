//! A registry, as somebody else sees it.

use std::collections::{BTreeMap, BTreeSet};

use porthole_test_support::docker_registry::DockerRegistry;
use reqwest::StatusCode;

/// A registry, as somebody else sees it.
pub(super) struct Witness {
    client: reqwest::Client,
    origin: String,
    pub(super) name: String,
}

impl Witness {
    pub(super) fn of(registry: &DockerRegistry, name: &str) -> Self {
        Self {
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            origin: registry.origin().to_owned(),
            name: name.to_owned(),
        }
    }

    async fn head(&self, path: &str) -> Option<String> {
        let address = format!("{}/v2/{}/{path}", self.origin, self.name);
        let accept =
            "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
        let asked = self
            .client
            .head(address)
            .header("accept", accept)
            .send()
            .await
            .unwrap();
        match asked.status() {
            StatusCode::OK => Some(
                asked.headers()["docker-content-digest"]
                    .to_str()
                    .unwrap()
                    .to_owned(),
            ),
            StatusCode::NOT_FOUND => None,
            status => panic!("{path}: {status}"),
        }
    }

    /// Deletes a manifest.
    pub(super) async fn delete(&self, digest: &str) {
        let address = format!("{}/v2/{}/manifests/{digest}", self.origin, self.name);
        let answer = self.client.delete(address).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
    }

    /// Where every tag leads.
    pub(super) async fn tags(&self) -> BTreeMap<String, String> {
        let address = format!("{}/v2/{}/tags/list", self.origin, self.name);
        let text = self
            .client
            .get(address)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let list: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut tags = BTreeMap::new();
        for name in list["tags"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap();
            let led = self.head(&format!("manifests/{name}")).await;
            tags.insert(name.to_owned(), led.expect(name));
        }
        tags
    }

    /// Which of the manifests are there.
    pub(super) async fn there(&self, digests: &BTreeSet<String>) -> BTreeSet<String> {
        let mut there = BTreeSet::new();
        for digest in digests {
            there.extend(self.head(&format!("manifests/{digest}")).await);
        }
        there
    }
}
