//! The service behind the gallery's page, built on the golden runtime.

use super::{
    Release,
    base::described,
    golden::{EIGHT, NINE, Runtime},
    multi_platform,
    text::words,
};
use crate::image::{Image, Index, LayerFiles};

const NAME: &str = "gallery/api";

fn image(runtime: &Runtime, version: &str, created: &str, platform: &str) -> Image {
    let files = LayerFiles::new()
        .file(
            "app/Gallery.Api.txt",
            words(&format!("service {version}"), 22_000),
        )
        .file(
            "app/appsettings.json",
            format!("{{\n  \"Version\": \"{version}\"\n}}\n"),
        )
        .gzip();
    let image = runtime
        .aspnet_core(platform)
        .created(created)
        .step("WORKDIR /app")
        .working_dir("/app")
        .layer(&files, "COPY --from=build /app/publish . # buildkit")
        .step("HEALTHCHECK &{[\"CMD\" \"curl\" \"-f\" \"http://localhost:8080/health\"] \"30s\"}")
        .step("ENTRYPOINT [\"dotnet\" \"Gallery.Api.dll\"]")
        .entrypoint(&["dotnet", "Gallery.Api.dll"])
        .port("8080/tcp")
        .volume("/data");
    described(image, NAME, version, "Tells which pictures there are").label(
        "org.opencontainers.image.base.name",
        &format!("golden/aspnet-core:{}", runtime.version),
    )
}

pub(super) fn releases() -> Vec<Release> {
    let releases = [
        (&EIGHT, &["2.0.0", "2.0"][..], "2026-02-16T11:20:18Z"),
        (&EIGHT, &["2.1.0", "2.1", "2"], "2026-03-09T09:33:55Z"),
        (
            &NINE,
            &["3.0.0", "3.0", "3", "latest"],
            "2026-03-31T14:02:26Z",
        ),
    ];
    releases
        .map(|(runtime, tags, created)| {
            let image = |platform: &str| image(runtime, tags[0], created, platform);
            Release::new(NAME, tags, multi_platform(Index::oci(), image))
        })
        .into()
}
