//! The collector of the gallery's logs.

use super::{
    Release,
    base::{WINTER, described, packages},
};
use crate::image::{Flavour, LayerFiles, Manifest};

const NAME: &str = "gallery/logs";

/// Still built the way it was built first: one platform, Docker's own media types.
fn image(version: &str, created: &str) -> Manifest {
    let image = WINTER
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
    described(
        image,
        NAME,
        version,
        "Carries the gallery's logs to the shore",
    )
    .build()
}

pub(super) fn releases() -> Vec<Release> {
    vec![
        Release::new(NAME, &["1.4"], image("1.4", "2026-01-20T07:45:00Z")),
        Release::new(
            NAME,
            &["1.5", "latest"],
            image("1.5", "2026-03-03T07:45:00Z"),
        ),
    ]
}
