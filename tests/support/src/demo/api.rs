//! The service behind the gallery's page: on the golden runtime, and as a small image of its own.

use super::{
    PLATFORMS, Release,
    base::{Driftwood, SPRING, SUMMER},
    description::{Description, Source},
    golden::{EIGHT, NINE, NINE_IN_SUMMER, Runtime},
    multi_platform,
    text::words,
};
use crate::image::{Flavour, HealthCheck, Image, Index, LayerFiles};

const API: Source = Source {
    repository: "gallery/api",
    title: "API of the image gallery",
    description: "Tells which pictures there are, and who may see them",
};

/// An image on the golden runtime.
fn on_runtime(
    runtime: &Runtime,
    version: &str,
    description: &Description,
    platform: &str,
) -> Image {
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
        .created(description.created())
        .step("WORKDIR /app")
        .working_dir("/app")
        .layer(&files, "COPY --from=build /app/publish . # buildkit");
    let image = served(image)
        .step("ENTRYPOINT [\"dotnet\" \"Gallery.Api.dll\"]")
        .entrypoint(&["dotnet", "Gallery.Api.dll"]);
    description.everywhere(image)
}

/// A small image, with the runtime in the program.
fn small(system: &Driftwood, version: &str, description: &Description, platform: &str) -> Image {
    let subject = format!("service {version} for {platform}");
    let files = LayerFiles::new()
        .file("app/gallery-api", words(&subject, 14_000))
        .gzip();
    let image = system
        .image(Flavour::Oci, platform)
        .created(description.created())
        .layer(
            &files,
            "COPY --from=build /app/gallery-api /app/ # buildkit",
        )
        .step("USER 65534")
        .user("65534");
    let image = served(image)
        .step("ENTRYPOINT [\"/app/gallery-api\"]")
        .entrypoint(&["/app/gallery-api"]);
    description.everywhere(image)
}

fn served(image: Image) -> Image {
    let address = "http://localhost:8080/health";
    image
        .step(&format!(
            "HEALTHCHECK &{{[\"CMD\" \"curl\" \"-f\" \"{address}\"] \"30s\" \"5s\" \"10s\" \"0s\" '\\x03'}}"
        ))
        .health_check(HealthCheck {
            test: ["CMD", "curl", "-f", address].map(str::to_owned).into(),
            interval: 30_000_000_000,
            timeout: 5_000_000_000,
            start_period: 10_000_000_000,
            retries: 3,
        })
        .port("8080/tcp")
        .volume("/data")
}

fn runtime_release(runtime: &Runtime, tags: &[&str], created: &str) -> Release {
    let description = runtime.base_of(API.described(tags[0], created));
    let index = description.index(Index::oci());
    let manifest = multi_platform(index, &PLATFORMS, |platform| {
        on_runtime(runtime, tags[0], &description, platform)
    });
    Release::new(API.repository, tags, manifest)
}

fn small_release(system: &Driftwood, tags: &[&str], created: &str) -> Release {
    let description = API.described(tags[0], created);
    let index = description.index(Index::oci());
    let manifest = multi_platform(index, &PLATFORMS, |platform| {
        small(system, tags[0], &description, platform)
    });
    Release::new(API.repository, tags, manifest)
}

pub(super) fn releases() -> Vec<Release> {
    vec![
        runtime_release(&EIGHT, &["2.0.0", "2.0"], "2026-05-18T11:20:18Z"),
        runtime_release(&EIGHT, &["2.1.0"], "2026-06-10T09:33:55Z"),
        small_release(&SPRING, &["2.1.0-alpine"], "2026-06-10T09:41:12Z"),
        runtime_release(&EIGHT, &["2.1.1", "2.1", "2"], "2026-06-25T12:17:40Z"),
        small_release(
            &SPRING,
            &["2.1.1-alpine", "2.1-alpine"],
            "2026-06-25T12:25:03Z",
        ),
        runtime_release(&NINE, &["3.0.0", "3.0"], "2026-07-20T14:02:26Z"),
        runtime_release(
            &NINE_IN_SUMMER,
            &["3.1.0", "3.1", "3", "latest"],
            "2026-08-17T10:36:58Z",
        ),
        small_release(
            &SUMMER,
            &["3.1.0-alpine", "3-alpine"],
            "2026-08-17T10:44:21Z",
        ),
    ]
}
