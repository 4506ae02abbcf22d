//! Reading from a real registry, by the transport of native tests.

use porthole_core::registry::{
    request::Request,
    transport::{Response, Transport},
};
use porthole_test_support::{
    docker_registry::DockerRegistry, image::media_type, native_transport::NativeTransport,
};
use serde_json::Value;

/// The status, the answer and its body.
pub(crate) async fn ask(url: String, accept: Option<String>) -> (impl Response, Vec<u8>) {
    let request = Request {
        accept,
        ..Request::get(url)
    };
    let mut response = NativeTransport::new().send(&request).await.unwrap();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.unwrap() {
        body.extend(chunk);
    }
    (response, body)
}

/// A body, whatever type of manifest it is.
pub(crate) async fn read(registry: &DockerRegistry, path: &str) -> Vec<u8> {
    let accepted = [
        media_type::OCI_INDEX,
        media_type::OCI_MANIFEST,
        media_type::DOCKER_LIST,
        media_type::DOCKER_MANIFEST,
    ];
    let url = format!("{}/v2/{path}", registry.origin());
    let (response, body) = ask(url, Some(accepted.join(","))).await;
    assert_eq!(response.status(), 200, "{path}");
    body
}

pub(crate) async fn read_json(registry: &DockerRegistry, path: &str) -> Value {
    serde_json::from_slice(&read(registry, path).await).unwrap()
}
