//! A few healthy repositories, for every world that needs some.

use std::sync::LazyLock;

use crate::{
    fake::store::Store,
    image::{
        Flavour, Image, Index, Layer, LayerFiles, Manifest, helm_chart, signature, signature_tag,
    },
};

/// Images of an invented gallery, a chart, and a repository that is a namespace too.
pub(super) static GALLERY: LazyLock<Store> = LazyLock::new(|| {
    let mut store = Store::default();
    let (first, second) = (multi_platform("1.0"), multi_platform("1.1"));
    store
        .repository("gallery/ui")
        .push("latest", &second)
        .push("1.1", &second)
        .push(
            &signature_tag(second.digest()),
            &signature("gallery/ui", &second),
        )
        .push("1.0", &first);
    store
        .repository("gallery")
        .push("1.0", &single(Flavour::Oci, "base"));
    store
        .repository("gallery/api")
        .push("2.0.0", &single(Flavour::Docker, "api"));
    store.repository("tools/list").push("7", &list());
    let chart = LayerFiles::new().file("gallery/Chart.yaml", "name: gallery\n");
    let chart = helm_chart("gallery", "0.3.0", "2026-04-01T08:00:00Z", chart);
    store.repository("charts/gallery").push("0.3.0", &chart);
    store
});

/// A layer with one file.
pub(super) fn layer(path: &str, content: &str) -> Layer {
    LayerFiles::new().file(path, content).gzip()
}

fn image(flavour: Flavour, platform: &str, what: &str) -> Image {
    Image::new(flavour)
        .platform(platform)
        .created("2026-03-01T10:00:00Z")
        .layer(
            &layer("etc/os-release", "ID=none\n"),
            "ADD rootfs.tar / # buildkit",
        )
        .step("ENV PATH=/usr/bin")
        .env("PATH=/usr/bin")
        .created("2026-04-01T08:00:00Z")
        .layer(&layer("srv/index.html", what), "COPY . /srv # buildkit")
        .step("ENTRYPOINT [\"/usr/bin/serve\"]")
        .entrypoint(&["/usr/bin/serve"])
        .label("org.opencontainers.image.title", what)
}

/// A healthy image for one platform.
pub(super) fn single(flavour: Flavour, what: &str) -> Manifest {
    image(flavour, "linux/amd64", what).build()
}

fn multi_platform(version: &str) -> Manifest {
    let amd64 = image(Flavour::Oci, "linux/amd64", version).build();
    let arm64 = image(Flavour::Oci, "linux/arm64/v8", version).build();
    let index = Index::oci().image(&amd64).image(&arm64);
    index.attestation(&amd64).attestation(&arm64).build()
}

fn list() -> Manifest {
    let amd64 = image(Flavour::Docker, "linux/amd64", "list").build();
    let arm = image(Flavour::Docker, "linux/arm/v7", "list").build();
    Index::docker().image(&amd64).image(&arm).build()
}
