//! Whether the registry says that it has every blob: which are asked for, what was told of each,
//! and what follows from that.

mod ask;
mod findings;
mod images;

pub use ask::{Told, ask};
pub use findings::{of_blobs, of_read_images, summary};
pub use images::{ReadImages, read_images};

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    health::sample::Sample,
    oci::{descriptor::Descriptor, digest::Digest, manifest::ImageManifest},
};

/// More blobs are not asked for.
const MOST: usize = 10_000;

/// The blobs of some images, each once.
#[derive(Debug, Default)]
pub struct Blobs {
    list: Vec<Blob>,
    places: BTreeMap<Digest, usize>,
    /// Those whose bytes stand in the manifest itself.
    carried: BTreeSet<Digest>,
    /// Those that are kept at addresses which the manifest names.
    elsewhere: BTreeSet<Digest>,
    /// Those above the most that are asked for.
    left_out: BTreeSet<Digest>,
}

#[derive(Debug)]
struct Blob {
    digest: Digest,
    size: u64,
    /// What it is, in the first image that names it.
    name: String,
    /// The images that name it, where there are several.
    images: Sample,
}

impl Blobs {
    /// The blobs of one image.
    pub fn of_image(manifest: &ImageManifest) -> Self {
        let mut blobs = Self::default();
        blobs.add_image(manifest, None);
        blobs
    }

    /// How many are asked for.
    pub fn number(&self) -> usize {
        self.list.len()
    }

    fn add_image(&mut self, manifest: &ImageManifest, image: Option<&str>) {
        let mut seen = BTreeSet::new();
        if let Ok(Some(config)) = &manifest.config {
            seen.insert(&config.digest);
            self.add(config, "config", image);
        }
        for (position, layer) in manifest.layers.iter().enumerate() {
            let layer = layer.value().filter(|layer| seen.insert(&layer.digest));
            if let Some(layer) = layer {
                self.add(layer, &format!("layer {}", position + 1), image);
            }
        }
    }

    fn add(&mut self, descriptor: &Descriptor, what: &str, image: Option<&str>) {
        let digest = &descriptor.digest;
        if matches!(descriptor.data.value(), Some(Some(_))) {
            self.carried.insert(digest.clone());
            return;
        }
        if descriptor.is_foreign() {
            self.elsewhere.insert(digest.clone());
            return;
        }
        let place = match self.places.get(digest) {
            Some(place) => *place,
            None if self.list.len() == MOST => {
                self.left_out.insert(digest.clone());
                return;
            }
            None => {
                self.places.insert(digest.clone(), self.list.len());
                self.list.push(Blob {
                    digest: digest.clone(),
                    size: descriptor.size,
                    name: format!("{what} ({})", digest.short()),
                    images: Sample::default(),
                });
                self.list.len() - 1
            }
        };
        if let Some(image) = image {
            self.list[place].images.add(image.to_owned());
        }
    }
}

impl Blob {
    /// As in `layer 2 (9f2c41d0a7b3) of linux/amd64 and linux/arm64`.
    fn name(&self) -> String {
        if self.images.is_empty() {
            return self.name.clone();
        }
        format!("{} of {}", self.name, self.images)
    }
}
