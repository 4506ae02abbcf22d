//! A real registry lets pages do what it was configured to let them do.

use porthole_test_support::docker_registry::{Access, Configuration, Cors, DockerRegistry};
use porthole_test_support::image::{Image, LayerFiles};
use reqwest::{Client, Method, Response, redirect::Policy};

async fn asked(method: Method, registry: &DockerRegistry, path: &str) -> Response {
    let client = Client::builder().no_proxy().redirect(Policy::none());
    let address = format!("{}/v2/{path}", registry.origin());
    let request = client.build().unwrap().request(method, address);
    request.send().await.unwrap()
}

fn values(answer: &Response, header: &str) -> Vec<String> {
    let values = answer.headers().get_all(header).iter();
    values
        .map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "current_thread")]
async fn pages_may_do_what_was_configured() {
    for (cors, readable, exposes, sends) in [
        (Cors::All, true, true, true),
        (Cors::None, false, false, false),
        (Cors::WithoutExpose, true, false, true),
        (Cors::WithoutAllowHeaders, true, true, false),
    ] {
        let registry = DockerRegistry::start(cors);
        let preflight = asked(Method::OPTIONS, &registry, "_catalog").await;
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

#[tokio::test(flavor = "current_thread")]
async fn a_registry_with_passwords_refuses_preflights() {
    let closed = Configuration::from(Cors::All).access(Access::Htpasswd);
    let registry = DockerRegistry::start(closed);
    let preflight = asked(Method::OPTIONS, &registry, "_catalog").await;
    assert_eq!(preflight.status(), 401);
    assert_eq!(values(&preflight, ORIGIN), ["*"]);
}

const ORIGIN: &str = "Access-Control-Allow-Origin";
const EXPOSE: &str = "Access-Control-Expose-Headers";

#[tokio::test(flavor = "current_thread")]
async fn what_is_pasted_into_a_registry_holds_after_a_restart() {
    let two = ["http://localhost:1", "http://localhost:2"];
    let broken = Configuration::from(Cors::WithoutExpose).header(ORIGIN, &two);
    let mut registry = DockerRegistry::start(broken.clone());
    let origin = registry.origin().to_owned();
    let answer = asked(Method::GET, &registry, "").await;
    assert_eq!(values(&answer, ORIGIN), two);

    let cure = format!(
        "http:\n  headers:\n    {ORIGIN}: ['{}']\n    {EXPOSE}: ['Link']\n",
        two[0]
    );
    registry.restart(broken.clone().pasted(&cure)).unwrap();
    assert_eq!(registry.origin(), origin);
    let answer = asked(Method::GET, &registry, "").await;
    assert_eq!(values(&answer, ORIGIN), [two[0]]);
    assert_eq!(values(&answer, EXPOSE), ["Link"]);

    // A list is wanted; the reason is the registry's own.
    let refused = registry.restart(broken.clone().pasted(&format!("{ORIGIN}: x")));
    assert!(refused.unwrap_err().to_string().contains("unmarshal"));
    registry.restart(broken.header(ORIGIN, &[])).unwrap();
    let answer = asked(Method::GET, &registry, "").await;
    assert!(values(&answer, ORIGIN).is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn what_its_environment_says_holds() {
    let mut told = Configuration::default();
    let variable = format!("REGISTRY_HTTP_HEADERS_{ORIGIN}");
    told.environment
        .insert(variable, "[http://localhost:1]".to_owned());
    let registry = DockerRegistry::start(told);
    let answer = asked(Method::GET, &registry, "").await;
    assert_eq!(values(&answer, ORIGIN), ["http://localhost:1"]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_deletes_only_where_that_was_configured() {
    let mut told = Configuration::default();
    let path = format!("gallery/ui/manifests/sha256:{}", "0".repeat(64));
    let mut registry = DockerRegistry::start(told.clone());
    assert_eq!(asked(Method::DELETE, &registry, &path).await.status(), 404);
    told.delete = false;
    registry.restart(told).unwrap();
    assert_eq!(asked(Method::DELETE, &registry, &path).await.status(), 405);
}

#[tokio::test(flavor = "current_thread")]
async fn blobs_lie_elsewhere_where_that_was_configured() {
    let storage = "http://localhost:1";
    let mut registry = DockerRegistry::start(Cors::All);
    let layer = LayerFiles::new().file("srv/what", "an image").gzip();
    let image = Image::oci().layer(&layer, "COPY what /srv/").build();
    registry.push("gallery/ui", "1.0", &image).await.unwrap();
    let mut told = Configuration::from(Cors::All);
    told.redirect = Some(storage.to_owned());
    registry.restart(told).unwrap();
    let path = format!("gallery/ui/blobs/{}", image.blobs[0].digest);
    let answer = asked(Method::GET, &registry, &path).await;
    assert_eq!(answer.status(), 307);
    let blobs = format!("{storage}/docker/registry/v2/blobs/sha256/");
    assert!(values(&answer, "Location")[0].starts_with(&blobs));
    assert_eq!(values(&answer, ORIGIN), ["*"]);
}
