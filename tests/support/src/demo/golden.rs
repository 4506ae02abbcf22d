//! The golden images, from which the teams build: a runtime and a kit to build for it.

use super::{
    Release,
    base::{Driftwood, SPRING, WINTER, described, packages},
    multi_platform,
    text::words,
};
use crate::image::{Flavour, Image, Index, LayerFiles};

/// A version of the runtime on a version of the system.
pub(super) struct Runtime {
    pub(super) version: &'static str,
    kit: &'static str,
    system: &'static Driftwood,
    created: &'static str,
}

pub(super) const EIGHT: Runtime = Runtime {
    version: "8.0.13",
    kit: "8.0.406",
    system: &WINTER,
    created: "2026-02-11T18:41:02Z",
};
pub(super) const NINE: Runtime = Runtime {
    version: "9.0.3",
    kit: "9.0.202",
    system: &SPRING,
    created: "2026-03-18T09:12:44Z",
};

impl Runtime {
    /// The runtime, ready for an application.
    pub(super) fn aspnet_core(&self, platform: &str) -> Image {
        let version = self.version;
        let system = self
            .system
            .image(Flavour::Oci, platform)
            .created(self.created);
        let image = packages(system, &["ca-certificates", "tzdata"], platform, 5_000);
        let runtime = LayerFiles::new()
            .file(
                &format!("usr/share/dotnet/shared/{version}/runtime.txt"),
                words(&format!("runtime {version} {platform}"), 32_000),
            )
            .file("usr/share/dotnet/LICENSE.txt", words("licence", 1_500))
            .gzip();
        let image = image
            .step(&format!(
                "ENV ASPNETCORE_HTTP_PORTS=8080 DOTNET_VERSION={version}"
            ))
            .env("ASPNETCORE_HTTP_PORTS=8080")
            .env(&format!("DOTNET_VERSION={version}"))
            .layer(
                &runtime,
                &format!("COPY /dotnet/{version} /usr/share/dotnet # buildkit"),
            )
            .step("USER app")
            .user("app");
        described(
            image,
            "golden/aspnet-core",
            version,
            "The runtime that services start from",
        )
        .label("com.gallery.golden.reviewed", "2026-03-20")
    }

    fn dotnet_sdk(&self, platform: &str) -> Image {
        let kit = self.kit;
        let image = packages(
            self.aspnet_core(platform).user("root"),
            &["git", "make"],
            platform,
            8_000,
        );
        let files = LayerFiles::new()
            .file(
                &format!("usr/share/dotnet/sdk/{kit}/compiler.txt"),
                words(&format!("kit {kit} {platform}"), 64_000),
            )
            .gzip();
        let image = image
            .step("ENV DOTNET_NOLOGO=true NUGET_XMLDOC_MODE=skip")
            .env("DOTNET_NOLOGO=true")
            .env("NUGET_XMLDOC_MODE=skip")
            .layer(
                &files,
                &format!("COPY /sdk/{kit} /usr/share/dotnet/sdk/{kit} # buildkit"),
            )
            .step("WORKDIR /src")
            .working_dir("/src");
        described(
            image,
            "golden/dotnet-sdk",
            kit,
            "Builds what runs on golden/aspnet-core",
        )
    }
}

pub(super) fn releases() -> Vec<Release> {
    let runtime =
        |of: &'static Runtime| multi_platform(Index::oci(), |platform| of.aspnet_core(platform));
    let kit =
        |of: &'static Runtime| multi_platform(Index::oci(), |platform| of.dotnet_sdk(platform));
    vec![
        Release::new(
            "golden/aspnet-core",
            &["8.0.13", "8.0", "8"],
            runtime(&EIGHT),
        ),
        Release::new(
            "golden/aspnet-core",
            &["9.0.3", "9.0", "9", "latest"],
            runtime(&NINE),
        ),
        Release::new("golden/dotnet-sdk", &["8.0.406", "8.0", "8"], kit(&EIGHT)),
        Release::new(
            "golden/dotnet-sdk",
            &["9.0.202", "9.0", "9", "latest"],
            kit(&NINE),
        ),
    ]
}
