//! What a real registry holds before a test begins.

pub mod lab;
pub mod layers;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    demo,
    image::{Flavour, Image, Index, Layer, LayerFiles, Manifest},
    push::{Push, PushError, Pusher},
};

/// Which repositories there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// The repositories of the demo.
    Small,
    /// One [repository](lab) to delete from.
    Lab,
    /// 1,500 repositories, one of them with 300 tags.
    Walk,
    /// [Images](layers) whose layers are to be verified.
    Layers {
        /// How many bytes the file in the large layer has.
        large: u64,
    },
    /// An image of large layers alone.
    Speed {
        /// How many bytes their files have together.
        large: u64,
        /// How many layers there are.
        layers: u64,
    },
}

/// What was seeded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seeded {
    /// How many repositories there are.
    pub repositories: usize,
    /// The repositories to look at, with all their tags.
    pub tags: BTreeMap<String, Vec<String>>,
}

/// The repository with 300 tags: every third an index of two platforms with attestations.
pub const MANY_TAGS: &str = "gallery/ui";
/// A Docker manifest of schema 2, tag `1.0`.
pub const DOCKER_IMAGE: &str = "legacy/image";
/// A Docker manifest list, tag `1.0`.
pub const DOCKER_LIST: &str = "legacy/list";
/// An OCI manifest, tag `1.0`.
pub const OCI_IMAGE: &str = "gallery/single";

const REPOSITORIES: usize = 1_500;
const TAGS: usize = 300;

/// Seeds a registry that was empty.
///
/// # Errors
/// When the registry does not answer, or refuses.
pub async fn seed(pusher: &Pusher, seed: Seed) -> Result<Seeded, PushError> {
    let held = match seed {
        Seed::Small => demo::push(pusher).await?,
        Seed::Lab => lab::push(pusher).await?,
        Seed::Walk => walk(pusher).await?,
        Seed::Layers { large } => layers::push(pusher, large).await?,
        Seed::Speed { large, layers } => layers::push_speed(pusher, large, layers).await?,
    };
    let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (repository, tag) in held {
        tags.entry(repository).or_default().push(tag);
    }
    let repositories = match seed {
        Seed::Walk => REPOSITORIES,
        _ => tags.len(),
    };
    Ok(Seeded { repositories, tags })
}

async fn walk(pusher: &Pusher) -> Result<Vec<(String, String)>, PushError> {
    let base = LayerFiles::new()
        .file("etc/os-release", "ID=driftwood\n")
        .gzip();
    let kinds = [
        (
            DOCKER_IMAGE,
            image(Flavour::Docker, &base, "linux/amd64", "image"),
        ),
        (DOCKER_LIST, list(&base)),
        (
            OCI_IMAGE,
            image(Flavour::Oci, &base, "linux/amd64", "single"),
        ),
    ];
    let kinds = kinds
        .each_ref()
        .map(|(name, manifest)| push(name, "1.0", manifest));

    let versions: Vec<_> = (0..TAGS).map(|number| version(&base, number)).collect();
    let versions = versions.iter();
    let versions: Vec<_> = versions
        .map(|(tag, manifest)| push(MANY_TAGS, tag, manifest))
        .collect();

    let shared = Image::oci()
        .layer(&base, "ADD driftwood-rootfs.tar.xz /")
        .build();
    let others = 0..REPOSITORIES - kinds.len() - 1;
    let others: Vec<_> = others
        .map(|number| push(&name(number), "1.0", &shared))
        .collect();

    for pushes in [&kinds[..], &versions, &others] {
        // The first alone, so that the others find what they share in place.
        pusher.push_all(&pushes[..1]).await?;
        pusher.push_all(&pushes[1..]).await?;
    }
    let seen = kinds.into_iter().chain(versions);
    Ok(seen.map(|push| (push.repository, push.tag)).collect())
}

fn push<'a>(repository: &str, tag: &str, manifest: &'a Manifest) -> Push<'a> {
    Push {
        repository: repository.to_owned(),
        tag: tag.to_owned(),
        manifest,
    }
}

/// Names of one, two and three parts.
fn name(number: usize) -> String {
    match number % 3 {
        0 => format!("service-{number:04}"),
        1 => format!("team-{:02}/service-{number:04}", number / 50),
        _ => format!("team-{:02}/backend/service-{number:04}", number / 50),
    }
}

fn image(flavour: Flavour, base: &Layer, platform: &str, what: &str) -> Manifest {
    let own = LayerFiles::new().file("srv/what", what).gzip();
    Image::new(flavour)
        .platform(platform)
        .created("2026-03-16T01:22:07Z")
        .layer(base, "ADD driftwood-rootfs.tar.xz / # buildkit")
        .created("2026-04-14T15:30:12Z")
        .layer(&own, "COPY what /srv/ # buildkit")
        .step("CMD [\"serve\"]")
        .cmd(&["serve"])
        .label("org.opencontainers.image.title", what)
        .build()
}

fn list(base: &Layer) -> Manifest {
    let on = |platform| image(Flavour::Docker, base, platform, "list");
    let list = Index::docker().image(&on("linux/amd64"));
    list.image(&on("linux/arm64/v8")).build()
}

fn version(base: &Layer, number: usize) -> (String, Manifest) {
    let tag = format!("{}.{}.{}", 1 + number / 100, number / 10 % 10, number % 10);
    let on = |platform| image(Flavour::Oci, base, platform, &tag);
    let amd64 = on("linux/amd64");
    let manifest = if number.is_multiple_of(3) {
        let arm64 = on("linux/arm64/v8");
        let index = Index::oci().image(&amd64).image(&arm64);
        index.attestation(&amd64).attestation(&arm64).build()
    } else {
        amd64
    };
    (tag, manifest)
}
