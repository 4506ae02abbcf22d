//! The page of the gallery through a summer: its releases, the tags that move over them, and what
//! was said about the newest.

use super::{
    PLATFORMS, Release,
    description::{Description, Source},
    golden::{EIGHT, NINE, NINE_IN_SUMMER, Runtime},
    multi_platform,
    text::words,
};
use crate::image::{
    Artifact, Content, Image, Index, Layer, LayerFiles, Manifest, cosign_attestation,
    cosign_attestation_tag, media_type, referrers, referrers_tag, signature, signature_tag,
};

const UI: Source = Source {
    repository: "gallery/ui",
    title: "Web front end of the image gallery",
    description: "The page on which the pictures hang",
};

/// Versions with the tags that lead to them. `2.1` was forgotten on the first of its line.
const SUMMER: [(&[&str], &str); 16] = [
    (&["2.1.106", "2.1"], "2026-06-02T09:12:31Z"),
    (&["2.1.108"], "2026-06-04T15:40:02Z"),
    (&["2.1.111"], "2026-06-09T10:05:47Z"),
    (&["2.1.113"], "2026-06-12T13:58:20Z"),
    (&["2.1.114"], "2026-06-16T08:31:09Z"),
    (&["2.2.0"], "2026-06-22T11:44:55Z"),
    (&["2.2.4"], "2026-06-30T09:27:13Z"),
    (&["2.2.9"], "2026-07-08T16:02:38Z"),
    (&["2.2.11", "2.2", "2"], "2026-07-15T07:50:26Z"),
    (&["3.0.0-rc.1"], "2026-07-17T14:19:41Z"),
    (&["3.0.12"], "2026-07-23T12:33:08Z"),
    (&["3.0.27"], "2026-07-30T09:01:54Z"),
    (&["3.0.38"], "2026-08-05T15:26:17Z"),
    (&["3.0.40", "stable"], "2026-08-10T10:48:33Z"),
    (&["3.0.41"], "2026-08-14T13:15:52Z"),
    (&["3.0.42", "3", "latest"], "2026-08-19T08:07:29Z"),
];
const NIGHTLY: (&str, &str) = ("nightly-20260820", "2026-08-20T03:00:12Z");

fn runtime(version: &str) -> &'static Runtime {
    match version {
        "3.0.0-rc.1" | "3.0.12" | "3.0.27" => &NINE,
        _ if version.starts_with('2') => &EIGHT,
        _ => &NINE_IN_SUMMER,
    }
}

fn site(version: &str) -> Layer {
    LayerFiles::new()
        .file(
            "app/wwwroot/index.html",
            format!("<!doctype html>\n<title>The Gallery {version}</title>\n"),
        )
        .file(
            "app/wwwroot/gallery.css",
            words(&format!("style {version}"), 5_000),
        )
        .file(
            "app/wwwroot/gallery.js",
            words(&format!("script {version}"), 15_000),
        )
        .gzip()
}

fn program() -> Layer {
    LayerFiles::new()
        .file("app/Gallery.Ui.txt", words("page", 6_000))
        .gzip()
}

fn image(version: &str, description: &Description, platform: &str) -> Image {
    let image = runtime(version)
        .aspnet_core(platform)
        .created(description.created())
        .step("WORKDIR /app")
        .working_dir("/app")
        .layer(&program(), "COPY --from=build /app/publish . # buildkit")
        .layer(
            &site(version),
            "COPY --from=site /app/dist wwwroot # buildkit",
        )
        .step("EXPOSE map[8080/tcp:{}]")
        .port("8080/tcp")
        .step("ENTRYPOINT [\"dotnet\" \"Gallery.Ui.dll\"]")
        .entrypoint(&["dotnet", "Gallery.Ui.dll"])
        .step("CMD [\"--urls\" \"http://+:8080\"]")
        .cmd(&["--urls", "http://+:8080"])
        .stop_signal("SIGQUIT");
    description.everywhere(image)
}

fn description(version: &str, created: &str) -> Description {
    runtime(version).base_of(UI.described(version, created))
}

fn index(version: &str, created: &str) -> Manifest {
    let description = description(version, created);
    // Small boards were given up with the third version.
    let platforms: &[&str] = if version.starts_with("2.2") {
        EIGHT.platforms
    } else {
        &PLATFORMS
    };
    let index = description.index(Index::oci());
    multi_platform(index, platforms, |platform| {
        image(version, &description, platform)
    })
}

fn release(tag: &str, manifest: Manifest) -> Release {
    Release::new(UI.repository, &[tag], manifest)
}

/// The signature of a release.
fn signed(of: &Manifest) -> Release {
    release(&signature_tag(of.digest()), signature(UI.repository, of))
}

/// The bill of materials of a release, which a registry without referrers keeps under a tag.
fn bill_of_materials(of: &Manifest) -> Release {
    let bill = format!(
        "{{\"spdxVersion\":\"SPDX-2.3\",\"name\":\"{}\"}}\n",
        UI.repository
    );
    let bill = Artifact::of_type(media_type::SPDX)
        .layer(
            Content::new(media_type::SPDX, bill),
            &[("org.opencontainers.image.title", "gallery-ui.spdx.json")],
        )
        .subject(of)
        .build();
    let listed = referrers(&[(&bill, media_type::SPDX)]);
    release(&referrers_tag(of.digest()), listed)
}

pub(super) fn releases() -> Vec<Release> {
    let summer =
        SUMMER.map(|(tags, created)| Release::new(UI.repository, tags, index(tags[0], created)));
    let [.., before, newest] = &summer;
    let newest = &newest.manifest;
    let said = [
        signed(&before.manifest),
        signed(newest),
        release(
            &cosign_attestation_tag(newest.digest()),
            cosign_attestation(newest),
        ),
        bill_of_materials(newest),
    ];
    let (version, created) = NIGHTLY;
    let nightly = image(version, &description(version, created), "linux/amd64");
    let nightly = release(version, nightly.build());
    summer.into_iter().chain(said).chain([nightly]).collect()
}
