//! A manifest with its children and its config, as a row of a table shows them.

use std::sync::Arc;

use crate::{
    inventory::kind::Kind,
    oci::{digest::Digest, platform::Platform, timestamp::Timestamp},
    registry::error::RegistryError,
};

/// What was read of a manifest, and of what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What it is.
    pub kind: Kind,
    /// The images in it: one, or one for each platform of an index.
    pub images: Vec<ImageSummary>,
    /// How many more images an index lists, which were not read.
    pub left_out: usize,
    /// When its builder says that it was built; nothing where no date was read.
    pub created: Option<Timestamp>,
    /// What it is for, in its builder's words.
    pub description: Option<String>,
    /// Since when the oldest part of it was remembered, where any was not asked for.
    pub remembered: Option<Timestamp>,
}

/// One image of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSummary {
    /// What it runs on, if anything says so.
    pub platform: Option<Platform>,
    /// Its manifest.
    pub digest: Digest,
    /// What was read of it.
    pub content: ImageContent,
}

/// What was read of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageContent {
    /// Its manifest was read.
    Stored(Arc<Stored>),
    /// The registry does not have its manifest.
    Missing,
    /// The bytes that came are others than were promised.
    Mismatch,
    /// Its manifest was read; the bytes that came for its config are others than were promised.
    ConfigMismatch(Arc<Stored>),
    /// It is an index itself, or of a kind that names no layers.
    Other,
    /// It could not be read.
    Failed(RegistryError),
}

/// What an image has in the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Config and layers, compressed, each digest once. In bytes.
    pub bytes: u64,
    /// Whether parts of it have a size that cannot be read, so that it has more than these bytes.
    pub has_more: bool,
    /// Its layers, each once, lowest first.
    pub layers: Vec<Digest>,
}

impl Summary {
    /// The smallest and the largest of its images, in bytes; nothing where none was read.
    pub fn sizes(&self) -> Option<(u64, u64)> {
        let sizes = || self.images.iter().filter_map(ImageSummary::bytes);
        Some((sizes().min()?, sizes().max()?))
    }

    /// Whether one of its images has more bytes than could be read, so that its sizes are the least
    /// that they can be.
    pub fn has_more(&self) -> bool {
        let mut stored = self.images.iter().filter_map(ImageSummary::stored);
        stored.any(|stored| stored.has_more)
    }

    /// Whether a layer is in one of its images.
    pub fn has_layer(&self, layer: &Digest) -> bool {
        self.images.iter().any(|image| image.has_layer(layer))
    }

    /// How many of its images the registry does not have.
    pub fn missing(&self) -> usize {
        let images = self.images.iter();
        let missing = images.filter(|image| image.content == ImageContent::Missing);
        missing.count()
    }

    /// Its images that are not what was promised, as far as that was seen.
    pub fn mismatches(&self) -> impl Iterator<Item = &ImageSummary> {
        self.images.iter().filter(|image| {
            matches!(
                image.content,
                ImageContent::Mismatch | ImageContent::ConfigMismatch(_)
            )
        })
    }

    /// What its images run on, each once, in the order of the index.
    pub fn platforms(&self) -> Vec<&Platform> {
        let mut platforms: Vec<&Platform> = Vec::new();
        let all = self
            .images
            .iter()
            .filter_map(|image| image.platform.as_ref());
        for platform in all {
            if !platforms.contains(&platform) {
                platforms.push(platform);
            }
        }
        platforms
    }
}

impl ImageSummary {
    /// What it has in the registry, where its manifest was read.
    pub fn stored(&self) -> Option<&Stored> {
        match &self.content {
            ImageContent::Stored(stored) | ImageContent::ConfigMismatch(stored) => Some(stored),
            _ => None,
        }
    }

    /// Whether a layer is in it, as far as it was read.
    pub fn has_layer(&self, layer: &Digest) -> bool {
        self.stored()
            .is_some_and(|stored| stored.layers.contains(layer))
    }

    /// Its size in the registry, in bytes; nothing where it was not read.
    pub fn bytes(&self) -> Option<u64> {
        self.stored().map(|stored| stored.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(letter: char) -> Digest {
        Digest::parse(&format!("sha256:{}", letter.to_string().repeat(64))).unwrap()
    }

    /// Images by what they run on, and their only layers.
    fn summary(images: &[(&str, char)]) -> Summary {
        let image = |(os, layer): &(&str, char)| ImageSummary {
            platform: Some(Platform {
                os: Some((*os).to_owned()),
                ..Platform::default()
            }),
            digest: digest('f'),
            content: ImageContent::Stored(Arc::new(Stored {
                bytes: 1,
                has_more: false,
                layers: vec![digest(*layer)],
            })),
        };
        Summary {
            kind: Kind::Image,
            images: images.iter().map(image).collect(),
            left_out: 0,
            created: None,
            description: None,
            remembered: None,
        }
    }

    #[test]
    fn what_several_images_run_on_is_named_once_in_the_order_of_the_index() {
        let summary = summary(&[("windows", 'a'), ("linux", 'b'), ("windows", 'c')]);
        let platforms = summary.platforms().into_iter();
        let platforms: Vec<_> = platforms.map(ToString::to_string).collect();
        assert_eq!(platforms, ["windows/unknown", "linux/unknown"]);
    }

    #[test]
    fn a_layer_of_one_image_is_a_layer_of_the_whole() {
        let summary = summary(&[("windows", 'a'), ("linux", 'b')]);
        let has = ['a', 'b', 'c'].map(|layer| summary.has_layer(&digest(layer)));
        assert_eq!(has, [true, true, false]);
    }
}
