//! A real registry lets pages do what it was configured to let them do.

use porthole_test_support::docker_registry::{Cors, DockerRegistry};

#[tokio::test(flavor = "current_thread")]
async fn pages_may_do_what_was_configured() {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (cors, readable, exposes, sends) in [
        (Cors::All, true, true, true),
        (Cors::None, false, false, false),
        (Cors::WithoutExpose, true, false, true),
        (Cors::WithoutAllowHeaders, true, true, false),
    ] {
        let registry = DockerRegistry::start(cors);
        let address = format!("{}/v2/_catalog", registry.origin());
        let preflight = client
            .request(reqwest::Method::OPTIONS, address)
            .send()
            .await
            .unwrap();
        let has = |name| preflight.headers().contains_key(name);
        assert_eq!(has("access-control-allow-origin"), readable, "{cors:?}");
        assert_eq!(has("access-control-expose-headers"), exposes, "{cors:?}");
        assert_eq!(has("access-control-allow-headers"), sends, "{cors:?}");
    }
}

#[test]
fn a_dropped_registry_is_gone() {
    let registry = DockerRegistry::start(Cors::All);
    let (host, storage) = (registry.host().to_owned(), registry.storage());
    assert!(std::net::TcpStream::connect(&host).is_ok());
    drop(registry);
    assert!(std::net::TcpStream::connect(&host).is_err());
    assert!(!storage.exists());
}
