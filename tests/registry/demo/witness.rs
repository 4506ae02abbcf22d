//! A real client reads of the demo what is whole, and refuses what is damaged.

use std::process::{Command, Output};

use porthole_test_support::{
    demo,
    docker_registry::{Cors, DockerRegistry},
};

fn copied(registry: &DockerRegistry, image: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let source = format!("docker://{}/{image}", registry.host());
    let target = format!("dir:{}", folder.path().display());
    let copy = ["copy", "--all", "--src-tls-verify=false", &source, &target];
    Command::new("skopeo").args(copy).output().unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn skopeo_copies_what_is_whole_and_refuses_what_is_damaged() {
    let registry = DockerRegistry::start(Cors::None);
    demo::push(registry.pusher()).await.unwrap();
    demo::damage(&registry).await.unwrap();
    for image in [
        "gallery/ui:2.2.11",
        "gallery/api:3.1.0-alpine",
        "gallery/logs:latest",
        "golden/dotnet-sdk:9",
        "tools/curl:21.07",
        "lab/oddities:born-1970",
        "lab/oddities:every-field",
        "lab/oddities:zstd",
    ] {
        let copy = copied(&registry, image);
        let said = String::from_utf8_lossy(&copy.stderr);
        assert!(copy.status.success(), "{image}: {said}");
    }
    for (image, reason) in [
        ("lab/oddities:changed-layer", "igest did not match"),
        ("lab/oddities:gone", "manifest unknown"),
        ("lab/oddities:missing-platform", "manifest unknown"),
        ("gallery/prototype:0.1", "manifest unknown"),
    ] {
        let copy = copied(&registry, image);
        let said = String::from_utf8_lossy(&copy.stderr);
        assert!(!copy.status.success(), "{image}");
        assert!(said.contains(reason), "{image}: {said}");
    }
}
