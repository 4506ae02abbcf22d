//! Every world does what it says, as a plain client sees it.

mod blobs;
mod broken;
mod faults;
mod hostile;
mod listing;
mod log;
mod refused;
mod sizes;
mod stored;
mod writes;
mod writes_refused;

use std::collections::BTreeSet;

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;

use super::FakeRegistry;
use crate::image::Content;

/// One fake registry and a client that follows no redirects.
struct Ground {
    registry: FakeRegistry,
    client: Client,
}

impl Ground {
    fn new() -> Self {
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            registry: FakeRegistry::start(),
            client,
        }
    }

    /// `plain/v2/_catalog`, below the origin.
    async fn get(&self, path: &str) -> Response {
        let address = format!("{}/{path}", self.registry.origin());
        self.client.get(address).send().await.unwrap()
    }

    async fn accepting(&self, path: &str, accept: &str) -> Response {
        let address = format!("{}/{path}", self.registry.origin());
        let request = self.client.get(address).header("accept", accept);
        request.send().await.unwrap()
    }

    async fn preflight(&self, path: &str) -> Response {
        let address = format!("{}/{path}", self.registry.origin());
        let request = self.client.request(Method::OPTIONS, address);
        request.send().await.unwrap()
    }

    /// A request that is not sent yet.
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = format!("{}/{path}", self.registry.origin());
        self.client.request(method, address)
    }

    async fn delete(&self, path: &str) -> Response {
        self.request(Method::DELETE, path).send().await.unwrap()
    }

    async fn put(&self, path: &str, content: &Content) -> Response {
        let request = self.request(Method::PUT, path);
        let request = request.header("content-type", &content.media_type);
        let request = request.body(content.bytes.clone());
        request.send().await.unwrap()
    }

    /// The tags of a repository: `writable/v2/gallery/ui`.
    async fn tags(&self, repository: &str) -> BTreeSet<String> {
        let listed = self.json(&format!("{repository}/tags/list")).await;
        let tags = listed["tags"].as_array().into_iter().flatten();
        tags.map(|tag| tag.as_str().unwrap().to_owned()).collect()
    }

    async fn json(&self, path: &str) -> Value {
        parsed(self.get(path).await).await
    }
}

async fn parsed(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    let value = response.headers().get(name);
    value.map(|value| value.to_str().unwrap())
}

/// The codes of an error body.
async fn code(response: Response) -> String {
    let body = parsed(response).await;
    body["errors"][0]["code"].as_str().unwrap().to_owned()
}
