//! What is rare in registries, and what goes wrong in them: each under a tag that says it. What
//! goes wrong is pushed whole and damaged later.

use super::{
    PLATFORMS, Release,
    base::{SUMMER, packages},
    description::{Description, Source},
    text::words,
};
use crate::image::{Flavour, HealthCheck, Image, Index, Layer, LayerFiles, Manifest};

pub(super) const REPOSITORY: &str = "lab/oddities";
pub(super) const EMPTIED: &str = "gallery/prototype";

/// What the changed layer says before and after; both are as long.
pub(super) const BEFORE: &str = "Harbour at dusk; 120.00";
pub(super) const AFTER: &str = "Harbour at dusk; 920.00";

const EPOCH: &str = "1970-01-01T00:00:00Z";

fn described(tag: &str, created: &str, title: &'static str, text: &'static str) -> Description {
    let source = Source {
        repository: REPOSITORY,
        title,
        description: text,
    };
    source.described(tag, created)
}

/// A layer with a program that nothing else has.
fn program(subject: &str) -> LayerFiles {
    LayerFiles::new().file("opt/oddity/program", words(subject, 3_000))
}

fn image(platform: &str, description: &Description, layer: &Layer) -> Image {
    let image = SUMMER
        .image(Flavour::Oci, platform)
        .created(description.created())
        .layer(layer, "COPY --from=build /oddity /opt/oddity # buildkit");
    description.everywhere(image)
}

/// An index of two platforms. The second is deleted later.
pub(super) fn missing_platform() -> Manifest {
    let description = described(
        "missing-platform",
        "2026-07-02T10:00:00Z",
        "An index with a missing platform",
        "The index lists linux/arm64/v8, but its manifest was deleted from the registry",
    );
    let images = PLATFORMS.map(|platform| {
        let layer = program(&format!("missing {platform}")).gzip();
        image(platform, &description, &layer).build()
    });
    let index = description.index(Index::oci());
    images.iter().fold(index, Index::image).build()
}

/// An image of a layer that is no archive but the plain files, so that a change in it breaks
/// nothing but its digest. Its last layer is changed later.
pub(super) fn changed_layer() -> Manifest {
    let description = described(
        "changed-layer",
        "2026-07-06T10:00:00Z",
        "An image with a changed layer",
        "Somebody changed a price in the last layer: as many bytes as before, but another digest",
    );
    let prices = format!("A pier; 80.00\n{BEFORE}\nTwo boats; 200.00\n");
    let layer = LayerFiles::new()
        .file("opt/oddity/prices.txt", prices)
        .plain();
    image("linux/amd64", &description, &layer).build()
}

/// An image whose manifest is lost later, while its tag stays.
pub(super) fn gone() -> Manifest {
    let description = described(
        "gone",
        "2026-07-10T10:00:00Z",
        "A tag without a manifest",
        "The registry lists the tag, but lost the manifest",
    );
    let layer = program("gone").gzip();
    image("linux/amd64", &description, &layer).build()
}

/// An image that is deleted later, with the only tag of its repository.
pub(super) fn emptied() -> Manifest {
    let prototype = Source {
        repository: EMPTIED,
        title: "A prototype",
        description: "What the gallery was before it was one",
    };
    let description = prototype.described("0.1", "2026-04-08T16:20:00Z");
    image("linux/amd64", &description, &program("prototype").gzip()).build()
}

fn born_1970() -> Manifest {
    let description = described(
        "born-1970",
        EPOCH,
        "An image without a date",
        "Built reproducibly: the builder wrote 1970 in place of a date",
    );
    let image = Image::oci()
        .created(EPOCH)
        .layer(
            &program("reproducible").gzip(),
            "bazel build //gallery:print",
        )
        .entrypoint(&["/opt/oddity/program"]);
    description.everywhere(image).build()
}

fn zstd() -> Manifest {
    let description = described(
        "zstd",
        "2026-07-14T10:00:00Z",
        "An image with a zstd layer",
        "The last layer is compressed with Zstandard, the others with gzip",
    );
    let layer = LayerFiles::new()
        .file("opt/oddity/program", words("zstandard", 8_000))
        .zstd();
    image("linux/amd64", &description, &layer).build()
}

fn every_field() -> Manifest {
    let description = described(
        "every-field",
        "2026-07-21T10:00:00Z",
        "An image with every field",
        "Everything that a Dockerfile can say about how an image runs",
    );
    let image = packages(
        SUMMER.image(Flavour::Oci, "linux/amd64"),
        &["bash"],
        "linux/amd64",
        3_000,
    )
    .created(description.created())
    .author("The Gallery <builds@gallery.example>");
    description.everywhere(process(surroundings(image))).build()
}

/// What the process finds when it starts.
fn surroundings(image: Image) -> Image {
    image
        .step("SHELL [/bin/bash -o pipefail -c]")
        .shell(&["/bin/bash", "-o", "pipefail", "-c"])
        .step("ENV GALLERY_ROOM=north GALLERY_GREETING=Come in, it is open")
        .env("GALLERY_ROOM=north")
        .env("GALLERY_GREETING=Come in, it is open")
        .step("WORKDIR /opt/oddity")
        .working_dir("/opt/oddity")
        .layer(&program("every field").gzip(), "COPY . . # buildkit")
        .step("EXPOSE map[5353/udp:{} 8080/tcp:{} 8443/tcp:{}]")
        .port("5353/udp")
        .port("8080/tcp")
        .port("8443/tcp")
        .step("VOLUME [/data /var/log/oddity]")
        .volume("/data")
        .volume("/var/log/oddity")
        .label("com.gallery.curator", "Room of oddities")
}

/// How the process starts, is watched and ends.
fn process(image: Image) -> Image {
    image
        .step("HEALTHCHECK &{[\"CMD-SHELL\" \"/opt/oddity/program --well\"] \"1m0s\" \"3s\" \"20s\" \"0s\" '\\x05'}")
        .health_check(HealthCheck {
            test: ["CMD-SHELL", "/opt/oddity/program --well"].map(str::to_owned).into(),
            interval: 60_000_000_000,
            timeout: 3_000_000_000,
            start_period: 20_000_000_000,
            retries: 5,
        })
        .step("ONBUILD COPY . /opt/oddity/pictures")
        .on_build("COPY . /opt/oddity/pictures")
        .step("ONBUILD RUN /opt/oddity/program --index")
        .on_build("RUN /opt/oddity/program --index")
        .step("STOPSIGNAL SIGQUIT")
        .stop_signal("SIGQUIT")
        .step("USER 1000:1000")
        .user("1000:1000")
        .step("ENTRYPOINT [\"/opt/oddity/program\"]")
        .entrypoint(&["/opt/oddity/program"])
        .step("CMD [\"--room\" \"north\"]")
        .cmd(&["--room", "north"])
}

pub(super) fn releases() -> Vec<Release> {
    let oddities = [
        ("missing-platform", missing_platform()),
        ("changed-layer", changed_layer()),
        ("gone", gone()),
        ("born-1970", born_1970()),
        ("zstd", zstd()),
        ("every-field", every_field()),
    ];
    let oddities = oddities.map(|(tag, manifest)| Release::new(REPOSITORY, &[tag], manifest));
    let emptied = Release::new(EMPTIED, &["0.1"], emptied());
    oddities.into_iter().chain([emptied]).collect()
}
