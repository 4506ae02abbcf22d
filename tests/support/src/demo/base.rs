//! The invented system that all images stand on: Driftwood, for every platform.

use super::text::words;
use crate::image::{Flavour, Image, LayerFiles};

/// A release of Driftwood.
pub(super) struct Driftwood {
    pub(super) version: &'static str,
    created: &'static str,
}

pub(super) const WINTER: Driftwood = Driftwood {
    version: "12.4",
    created: "2026-01-12T01:20:33Z",
};
pub(super) const SPRING: Driftwood = Driftwood {
    version: "12.5",
    created: "2026-03-16T01:22:07Z",
};
pub(super) const SUMMER: Driftwood = Driftwood {
    version: "12.6",
    created: "2026-07-06T01:18:52Z",
};

impl Driftwood {
    /// An image with nothing but the system.
    pub(super) fn image(&self, flavour: Flavour, platform: &str) -> Image {
        let subject = format!("Driftwood {} for {platform}", self.version);
        let release = format!(
            "NAME=\"Driftwood\"\nID=driftwood\nVERSION_ID=\"{}\"\nHOME_URL=\"https://driftwood.example\"\n",
            self.version
        );
        let system = LayerFiles::new()
            .folder("etc")
            .file("etc/os-release", release)
            .file(
                "etc/passwd",
                "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n",
            )
            .file("etc/hosts", "127.0.0.1\tlocalhost\n")
            .folder("usr")
            .folder("usr/bin")
            .link("bin", "usr/bin")
            .file(
                "usr/bin/sh",
                format!("#!driftwood\n{}", words(&subject, 12_000)),
            )
            .file("usr/share/driftwood/packages", words("packages", 4_000))
            .gzip();
        Image::new(flavour)
            .platform(platform)
            .created(self.created)
            .layer(&system, "ADD driftwood-rootfs.tar.xz / # buildkit")
            .step("CMD [\"/bin/sh\"]")
            .cmd(&["/bin/sh"])
            .env("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    }
}

/// Packages, as the system's own installer leaves them.
pub(super) fn packages(image: Image, names: &[&str], platform: &str, size: usize) -> Image {
    let files = names.iter().fold(LayerFiles::new(), |files, name| {
        let path = format!("usr/lib/{name}/{name}.txt");
        files.file(&path, words(&format!("{name} for {platform}"), size))
    });
    let command = format!(
        "RUN /bin/sh -c apk add --no-cache {} # buildkit",
        names.join(" ")
    );
    image.layer(&files.gzip(), &command)
}
