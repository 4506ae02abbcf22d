//! The page of the gallery, on two lines of versions; the newest is signed.

use super::{
    Release,
    base::{SPRING, WINTER, described, packages},
    multi_platform,
    text::words,
};
use crate::image::{Flavour, Image, Index, Layer, LayerFiles, Manifest, signature, signature_tag};

const NAME: &str = "gallery/ui";

fn site(version: &str) -> Layer {
    LayerFiles::new()
        .file(
            "srv/gallery/index.html",
            format!("<!doctype html>\n<title>The Gallery {version}</title>\n"),
        )
        .file(
            "srv/gallery/gallery.css",
            words(&format!("style {version}"), 6_000),
        )
        .file(
            "srv/gallery/gallery.js",
            words(&format!("script {version}"), 18_000),
        )
        .gzip()
}

fn settings() -> Layer {
    LayerFiles::new()
        .file(
            "etc/lighthouse/lighthouse.conf",
            "listen 8080\nroot /srv/gallery\n",
        )
        .gzip()
}

fn image(version: &str, created: &str, platform: &str) -> Image {
    let system = if version.starts_with('2') {
        &WINTER
    } else {
        &SPRING
    };
    let image = packages(
        system.image(Flavour::Oci, platform).created(created),
        &["lighthouse"],
        platform,
        9_000,
    );
    let image = image
        .layer(
            &settings(),
            "COPY lighthouse.conf /etc/lighthouse/ # buildkit",
        )
        .layer(
            &site(version),
            "COPY --from=build /app/dist /srv/gallery # buildkit",
        )
        .step("EXPOSE map[8080/tcp:{}]")
        .port("8080/tcp")
        .step("USER 65534")
        .user("65534")
        .step("ENTRYPOINT [\"lighthouse\"]")
        .entrypoint(&["lighthouse"])
        .step("CMD [\"--config\" \"/etc/lighthouse/lighthouse.conf\"]")
        .cmd(&["--config", "/etc/lighthouse/lighthouse.conf"])
        .stop_signal("SIGQUIT");
    described(image, NAME, version, "The page on which the pictures hang")
        .label("org.opencontainers.image.created", created)
}

fn index(version: &str, created: &str) -> Manifest {
    let index = Index::oci().annotation("org.opencontainers.image.version", version);
    multi_platform(index, |platform| image(version, created, platform))
}

pub(super) fn releases() -> Vec<Release> {
    let older = [
        (&["2.0.0", "2.0"][..], "2026-01-19T10:04:51Z"),
        (&["2.1.0"], "2026-02-02T13:47:30Z"),
        (&["2.1.1", "2.1", "2"], "2026-02-23T08:15:09Z"),
        (&["3.0.0"], "2026-03-30T16:58:40Z"),
    ];
    let mut releases: Vec<_> = older
        .map(|(tags, created)| Release::new(NAME, tags, index(tags[0], created)))
        .into();
    let newest = index("3.0.1", "2026-04-14T15:30:12Z");
    let mark = signature(NAME, &newest);
    let mark = Release::new(NAME, &[&signature_tag(newest.digest())], mark);
    releases.push(Release::new(NAME, &["3.0.1", "3.0", "3", "latest"], newest));
    releases.push(mark);
    releases
}
