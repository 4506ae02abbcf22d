//! The demo: an invented image gallery, with the images that it is built from.

mod api;
mod base;
mod charts;
mod damage;
mod description;
mod golden;
mod logs;
mod oddities;
mod recording;
mod text;
mod tools;
mod ui;

pub use damage::damage;
pub use recording::{record, recorded};

use crate::{
    image::{Image, Index, Manifest},
    push::{PushError, Pusher},
};

/// The platforms that most images are built for.
const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64/v8"];

/// A manifest with the tags that lead to it.
struct Release {
    repository: &'static str,
    tags: Vec<String>,
    manifest: Manifest,
}

impl Release {
    fn new(repository: &'static str, tags: &[&str], manifest: Manifest) -> Self {
        let tags = tags.iter().map(|&tag| tag.to_owned()).collect();
        Self {
            repository,
            tags,
            manifest,
        }
    }
}

/// Everything in the demo, what others are built from first.
fn releases() -> Vec<Release> {
    [
        golden::releases(),
        ui::releases(),
        api::releases(),
        logs::releases(),
        tools::releases(),
        charts::releases(),
        oddities::releases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Pushes the demo, whole, and returns its repositories with their tags.
///
/// # Errors
/// When the registry does not answer, or refuses.
pub async fn push(pusher: &Pusher) -> Result<Vec<(String, String)>, PushError> {
    let mut held = Vec::new();
    for Release {
        repository,
        tags,
        manifest,
    } in releases()
    {
        for tag in tags {
            pusher.push(repository, &tag, &manifest).await?;
            held.push((repository.to_owned(), tag));
        }
    }
    Ok(held)
}

/// An image for every platform, each with its provenance.
fn multi_platform(index: Index, platforms: &[&str], image: impl Fn(&str) -> Image) -> Manifest {
    let images = platforms.iter().map(|platform| image(platform).build());
    let images: Vec<_> = images.collect();
    let index = images.iter().fold(index, Index::image);
    images.iter().fold(index, Index::attestation).build()
}
