//! The golden images, from which the teams build: a runtime and a kit to build for it.

use std::sync::OnceLock;

use super::{
    PLATFORMS, Release,
    base::{Driftwood, SPRING, SUMMER, WINTER, packages},
    description::{Description, Source},
    multi_platform,
    text::words,
};
use crate::image::{Flavour, Image, Index, LayerFiles, Manifest};

const RUNTIME: Source = Source {
    repository: "golden/aspnet-core",
    title: "Base image for .NET services",
    description: "The runtime that services start from, reviewed before every release",
};
const KIT: Source = Source {
    repository: "golden/dotnet-sdk",
    title: "Build image for .NET services",
    description: "Builds what runs on golden/aspnet-core",
};

/// A version of the runtime on a version of the system.
pub(super) struct Runtime {
    pub(super) version: &'static str,
    pub(super) platforms: &'static [&'static str],
    kit: &'static str,
    system: &'static Driftwood,
    created: &'static str,
    digest: OnceLock<String>,
}

pub(super) static EIGHT: Runtime = Runtime {
    version: "8.0.13",
    platforms: &["linux/amd64", "linux/arm64/v8", "linux/arm/v7"],
    kit: "8.0.406",
    system: &WINTER,
    created: "2026-02-11T18:41:02Z",
    digest: OnceLock::new(),
};
pub(super) static NINE: Runtime = Runtime {
    version: "9.0.3",
    platforms: &PLATFORMS,
    kit: "9.0.202",
    system: &SPRING,
    created: "2026-03-18T09:12:44Z",
    digest: OnceLock::new(),
};
pub(super) static NINE_IN_SUMMER: Runtime = Runtime {
    version: "9.0.7",
    platforms: &PLATFORMS,
    kit: "9.0.302",
    system: &SUMMER,
    created: "2026-07-09T09:05:16Z",
    digest: OnceLock::new(),
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
        RUNTIME
            .described(version, self.created)
            .everywhere(image)
            .label("com.gallery.golden.reviewed", &self.created[..10])
    }

    /// A description that names the runtime as the base.
    pub(super) fn base_of(&self, description: Description) -> Description {
        let name = format!("{}:{}", RUNTIME.repository, self.version);
        let digest = self.digest.get_or_init(|| self.index().digest().to_owned());
        description.based_on(&name, digest)
    }

    fn index(&self) -> Manifest {
        let description = RUNTIME.described(self.version, self.created);
        multi_platform(
            description.index(Index::oci()),
            self.platforms,
            |platform| self.aspnet_core(platform),
        )
    }

    fn kit_index(&self) -> Manifest {
        let index = self.kit_described().index(Index::oci());
        multi_platform(index, &PLATFORMS, |platform| self.dotnet_sdk(platform))
    }

    fn kit_described(&self) -> Description {
        self.base_of(KIT.described(self.kit, self.created))
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
                words(&format!("kit {kit} {platform}"), 48_000),
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
        self.kit_described().everywhere(image)
    }
}

pub(super) fn releases() -> Vec<Release> {
    let runtime = |of: &Runtime, tags: &[&str]| Release::new(RUNTIME.repository, tags, of.index());
    let kit = |of: &Runtime, tags: &[&str]| Release::new(KIT.repository, tags, of.kit_index());
    vec![
        runtime(&EIGHT, &["8.0.13", "8.0", "8"]),
        runtime(&NINE, &["9.0.3"]),
        runtime(&NINE_IN_SUMMER, &["9.0.7", "9.0", "9", "latest"]),
        kit(&EIGHT, &["8.0.406", "8.0", "8"]),
        kit(&NINE, &["9.0.202"]),
        kit(&NINE_IN_SUMMER, &["9.0.302", "9.0", "9", "latest"]),
    ]
}
