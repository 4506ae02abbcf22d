//! Small tools, as every registry has them.

use super::{
    PLATFORMS, Release,
    base::{SPRING, WINTER, packages},
    description::Source,
    text::words,
};
use crate::image::{Flavour, Image, Index, LayerFiles, Manifest};

const WEB_PING: Source = Source {
    repository: "tools/web-ping",
    title: "Pings a web site",
    description: "Asks one address again and again",
};

/// A Docker manifest list, without provenance and without a word about what it is.
fn curl(version: &str, created: &str) -> Manifest {
    let images = PLATFORMS.map(|platform| {
        let image = SPRING.image(Flavour::Docker, platform).created(created);
        packages(image, &["curl"], platform, 10_000)
            .step(&format!("ENV CURL_VERSION={version}"))
            .env(&format!("CURL_VERSION={version}"))
            .step("ENTRYPOINT [\"curl\"]")
            .entrypoint(&["curl"])
            .build()
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
    let description = WEB_PING.described(version, created);
    description.labels(image).build()
}

pub(super) fn releases() -> Vec<Release> {
    let curls = [
        (&["20.09"][..], "2026-03-17T12:00:00Z"),
        (&["21.06", "latest"], "2026-04-07T12:00:00Z"),
        // Nobody moved `latest`.
        (&["21.07"], "2026-05-12T12:00:00Z"),
    ];
    let pings = [
        (&["1.0"][..], "2026-01-14T19:26:13Z"),
        (&["1.1", "latest"], "2026-01-28T20:01:47Z"),
    ];
    let curls =
        curls.map(|(tags, created)| Release::new("tools/curl", tags, curl(tags[0], created)));
    let pings = pings
        .map(|(tags, created)| Release::new(WEB_PING.repository, tags, web_ping(tags[0], created)));
    curls.into_iter().chain(pings).collect()
}
