//! What every course on registries begins with: one image under four tags. Beside it lie three
//! whose deletion reaches further than their tags.

use crate::{
    image::{Flavour, Image, Index, Layer, LayerFiles, Manifest, signature, signature_tag},
    push::{PushError, Pusher},
};

/// The repository of all of them.
pub const REPOSITORY: &str = "gallery/ui";
/// Four tags of one image, in Docker's media types.
pub const ALIASES: [&str; 4] = ["latest", "2", "2.1", "2.1.106"];
/// An index of two platforms, each with an attestation.
pub const ATTESTED: &str = "2.1.105";
/// An image that is signed: [`signature_tag`] of its digest is a tag too.
pub const SIGNED: &str = "2.1.104";
/// An index of two platforms, of which one has a [tag of its own](SHARED_PLATFORM).
pub const SHARED: &str = "2.1.103";
/// The platform `linux/amd64` of [`SHARED`].
pub const SHARED_PLATFORM: &str = "2.1.103-amd64";

/// Every tag with what it leads to.
pub fn tagged() -> Vec<(String, Manifest)> {
    let newest = image(Flavour::Docker, "2.1.106", "linux/amd64");
    let aliases = ALIASES.map(|tag| (tag, newest.clone()));
    let signed = image(Flavour::Oci, SIGNED, "linux/amd64");
    let shared = image(Flavour::Oci, SHARED, "linux/amd64");
    let others = [
        (ATTESTED, attested()),
        (SHARED, shared_by_index(&shared)),
        (SHARED_PLATFORM, shared),
    ];
    let signatures = [
        (
            signature_tag(signed.digest()),
            signature(REPOSITORY, &signed),
        ),
        (SIGNED.to_owned(), signed),
    ];
    let named = aliases.into_iter().chain(others);
    let named = named.map(|(tag, manifest)| (tag.to_owned(), manifest));
    named.chain(signatures).collect()
}

/// Pushes all of it.
///
/// # Errors
/// When the registry does not answer, or refuses.
pub async fn push(pusher: &Pusher) -> Result<Vec<(String, String)>, PushError> {
    let mut held = Vec::new();
    for (tag, manifest) in tagged() {
        pusher.push(REPOSITORY, &tag, &manifest).await?;
        held.push((REPOSITORY.to_owned(), tag));
    }
    Ok(held)
}

fn attested() -> Manifest {
    let [amd64, arm64] =
        ["linux/amd64", "linux/arm64/v8"].map(|on| image(Flavour::Oci, ATTESTED, on));
    let index = Index::oci().image(&amd64).image(&arm64);
    index.attestation(&amd64).attestation(&arm64).build()
}

fn shared_by_index(amd64: &Manifest) -> Manifest {
    let arm64 = image(Flavour::Oci, SHARED, "linux/arm64/v8");
    Index::oci().image(amd64).image(&arm64).build()
}

/// A base that all share, and a layer of its own.
fn image(flavour: Flavour, version: &str, platform: &str) -> Manifest {
    Image::new(flavour)
        .platform(platform)
        .created("2026-05-04T06:00:00Z")
        .layer(&base(platform), "ADD driftwood-rootfs.tar.xz / # buildkit")
        .created("2026-06-02T09:12:31Z")
        .layer(&site(version), "COPY site /srv # buildkit")
        .step("CMD [\"serve\"]")
        .cmd(&["serve"])
        .label("org.opencontainers.image.version", version)
        .build()
}

fn base(platform: &str) -> Layer {
    let libraries = (0..4_000).map(|line| format!("{platform}, line {line}\n"));
    LayerFiles::new()
        .file("etc/os-release", "ID=driftwood\n")
        .file("usr/lib/libraries.txt", libraries.collect::<String>())
        .gzip()
}

fn site(version: &str) -> Layer {
    let page = format!("<!doctype html>\n<title>The Gallery {version}</title>\n");
    LayerFiles::new().file("srv/index.html", page).gzip()
}
