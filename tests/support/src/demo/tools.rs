//! Small tools, as every registry has them.

use super::{
    PLATFORMS, Release,
    base::{SPRING, WINTER, described, packages},
    text::words,
};
use crate::image::{Flavour, Image, Index, LayerFiles, Manifest};

/// A Docker manifest list, without provenance.
fn curl(version: &str, created: &str) -> Manifest {
    let images = PLATFORMS.map(|platform| {
        let image = SPRING.image(Flavour::Docker, platform).created(created);
        let image = packages(image, &["curl"], platform, 10_000)
            .step("ENTRYPOINT [\"curl\"]")
            .entrypoint(&["curl"]);
        described(image, "tools/curl", version, "Asks addresses").build()
    });
    images.iter().fold(Index::docker(), Index::image).build()
}

fn web_ping(version: &str, created: &str) -> Manifest {
    let script = LayerFiles::new()
        .file(
            "web-ping/app.js",
            words(&format!("web-ping {version}"), 3_000),
        )
        .gzip();
    let image: Image = WINTER
        .image(Flavour::Docker, "linux/amd64")
        .created(created);
    let image = packages(image, &["node"], "linux/amd64", 14_000)
        .step("ENV TARGET=gallery.example METHOD=HEAD INTERVAL=3000")
        .env("TARGET=gallery.example")
        .env("METHOD=HEAD")
        .env("INTERVAL=3000")
        .step("WORKDIR /web-ping")
        .working_dir("/web-ping")
        .layer(&script, "COPY app.js . # buildkit")
        .step("CMD [\"node\" \"/web-ping/app.js\"]")
        .cmd(&["node", "/web-ping/app.js"]);
    described(
        image,
        "tools/web-ping",
        version,
        "Asks one address again and again",
    )
    .build()
}

pub(super) fn releases() -> Vec<Release> {
    vec![
        Release::new(
            "tools/curl",
            &["8.12.0"],
            curl("8.12.0", "2026-03-17T12:00:00Z"),
        ),
        Release::new(
            "tools/curl",
            &["8.13.0", "8", "latest"],
            curl("8.13.0", "2026-04-07T12:00:00Z"),
        ),
        Release::new(
            "tools/web-ping",
            &["1.0"],
            web_ping("1.0", "2026-01-14T19:26:13Z"),
        ),
        Release::new(
            "tools/web-ping",
            &["1.1", "latest"],
            web_ping("1.1", "2026-01-28T20:01:47Z"),
        ),
    ]
}
