//! What befell the registry of the demo after everything was pushed.

use std::{fs, io, path::Path};

use reqwest::Client;

use super::oddities;
use crate::{docker_registry::DockerRegistry, image::Manifest};

/// Damages a registry that holds the demo: a platform and a tag lose their manifests, a layer is
/// changed on the disk, a repository is emptied. It stays a real registry that answers for what it
/// holds.
///
/// # Errors
/// When the registry does not hold the demo, or refuses to delete.
pub async fn damage(registry: &DockerRegistry) -> io::Result<()> {
    let missing = &oddities::missing_platform().children[1];
    delete(registry.origin(), oddities::REPOSITORY, missing).await?;
    delete(registry.origin(), oddities::EMPTIED, &oddities::emptied()).await?;
    lose(&registry.storage(), oddities::REPOSITORY, &oddities::gone())?;
    change(&registry.storage(), &oddities::changed_layer())
}

async fn delete(origin: &str, repository: &str, manifest: &Manifest) -> io::Result<()> {
    let address = format!("{origin}/v2/{repository}/manifests/{}", manifest.digest());
    let client = Client::builder().no_proxy().build();
    let client = client.map_err(io::Error::other)?;
    let answer = client.delete(address).send().await;
    let answer = answer.map_err(io::Error::other)?;
    answer.error_for_status().map_err(io::Error::other)?;
    Ok(())
}

/// Takes a manifest from a repository and leaves its tags, as a collection of garbage does that
/// runs while somebody pushes.
fn lose(storage: &Path, repository: &str, manifest: &Manifest) -> io::Result<()> {
    let revision = storage
        .join("repositories")
        .join(repository)
        .join("_manifests/revisions/sha256")
        .join(hex(manifest.digest()));
    fs::remove_file(revision.join("link"))
}

/// Changes the last layer of an image into other bytes of the same length.
fn change(storage: &Path, image: &Manifest) -> io::Result<()> {
    let [.., layer, _config] = &image.blobs[..] else {
        return Err(io::Error::other("the image has no layer to change"));
    };
    let hex = hex(&layer.digest);
    let data = storage
        .join("blobs/sha256")
        .join(&hex[..2])
        .join(hex)
        .join("data");
    let mut bytes = fs::read(&data)?;
    let before = oddities::BEFORE.as_bytes();
    let place = bytes
        .windows(before.len())
        .position(|window| window == before)
        .ok_or_else(|| io::Error::other("the layer does not say what is to be changed"))?;
    bytes[place..place + before.len()].copy_from_slice(oddities::AFTER.as_bytes());
    fs::write(data, bytes)
}

fn hex(digest: &str) -> &str {
    digest.trim_start_matches("sha256:")
}
