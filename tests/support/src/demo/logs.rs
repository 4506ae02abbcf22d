//! The collector of the gallery's logs.

use super::{
    Release,
    base::{SPRING, packages},
    description::Source,
};
use crate::image::{Flavour, LayerFiles, Manifest};

const LOGS: Source = Source {
    repository: "gallery/logs",
    title: "Collector of the gallery's logs",
    description: "Carries the gallery's logs to the shore",
};

/// Still built the way it was built first: one platform, Docker's own media types.
fn image(version: &str, created: &str) -> Manifest {
    let image = SPRING
        .image(Flavour::Docker, "linux/amd64")
        .created(created);
    let image = packages(image, &["ferry"], "linux/amd64", 7_000);
    let files = LayerFiles::new()
        .file(
            "etc/ferry/pipeline.conf",
            format!("# {version}\ninput tail /var/log/gallery\noutput stdout\n"),
        )
        .gzip();
    let image = image
        .author("Logs team <logs@gallery.example>")
        .layer(
            &files,
            "/bin/sh -c #(nop) COPY file:pipeline.conf in /etc/ferry/",
        )
        .step("/bin/sh -c #(nop)  CMD [\"ferry\" \"run\"]")
        .cmd(&["ferry", "run"])
        .volume("/var/log/gallery")
        .label("maintainer", "Logs team <logs@gallery.example>");
    LOGS.described(version, created).labels(image).build()
}

pub(super) fn releases() -> Vec<Release> {
    let releases = [
        (&["1.4"][..], "2026-04-21T07:45:00Z"),
        (&["1.5"], "2026-06-03T07:45:00Z"),
        (&["1.6", "latest"], "2026-08-04T07:45:00Z"),
    ];
    releases
        .map(|(tags, created)| Release::new(LOGS.repository, tags, image(tags[0], created)))
        .into()
}
