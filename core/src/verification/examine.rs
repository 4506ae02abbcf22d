//! From a manifest to the blobs that an image consists of: manifests and configs are read anew,
//! and nothing is taken from one that is not what was promised.

use std::collections::{HashSet, VecDeque};

use futures_util::future::join_all;

use crate::{
    integrity::{
        blob::{embedded::check_embedded, expectation::Depth, verdict::BlobVerdict},
        finding::{Finding, Unverifiable},
        hasher::Hasher,
        limits::{Bound, Limits},
        obstacle::Obstacle,
    },
    oci::{
        config::ImageConfig,
        descriptor::Descriptor,
        digest::Digest,
        document::{Content, Document},
        index::Index,
        manifest::ImageManifest,
        media_type::{ManifestKind, MediaType},
        platform::Platform,
        tolerant::Malformed,
    },
    registry::{
        error::RegistryError,
        manifest::{ManifestAddress, Promise, ReadManifest},
        memory::Freshness,
        queue::Priority,
        transport::Transport,
    },
    verification::{
        Verification,
        blob::{Blob, BlobReader, BlobState, Origin},
        ledger::{Contents, Image, Part, Scope, Subject, SubjectState, depth_of, ends_everything},
    },
};

/// More manifests than an honest index lists, with those of the indexes that it lists.
const MANIFESTS: usize = 2_000;
/// Content that a descriptor carries is unpacked in the page's own thread: not for long.
const OF_EMBEDDED: Bound = Bound {
    free: 8 << 20,
    ratio: 0,
};

/// Manifests of an index that are asked for at a time.
const AT_A_TIME: usize = 6;

/// What a listed manifest turned out to be.
enum Read {
    Image(Box<Image>),
    Index(Box<Part>, Box<Index>),
}

/// A manifest that is still to be read.
struct Listed {
    descriptor: Descriptor,
    parent: Digest,
}

impl<T: Transport, R: BlobReader> Verification<T, R> {
    /// Reads the manifests and configs of a subject.
    pub(super) async fn contents(&self, subject: &Subject) -> SubjectState {
        let address = &subject.address;
        let priority = Priority::Background;
        let read = self
            .client
            .manifest(&self.repository, address, priority, Freshness::Registry);
        let read = read.await;
        if let Err(error) = &read
            && ends_everything(&error.kind)
        {
            self.ledger.borrow_mut().given_up = Some(error.clone());
            return SubjectState::Waiting;
        }
        let (root, document) = self.part(read, promised_by(address));
        let mut contents = Contents {
            root: root.clone(),
            indexes: Vec::new(),
            images: Vec::new(),
            left_out: Vec::new(),
        };
        match document.map(|document| document.content) {
            Some(Content::Image(image)) => {
                contents.images.push(self.image(root, None, &image).await);
            }
            Some(Content::Index(index)) => {
                if let Some(parent) = root.digest {
                    self.listed(&index, parent, &subject.scope, &mut contents)
                        .await;
                }
            }
            Some(_) => contents
                .left_out
                .push("its manifest names no layers".to_owned()),
            None => {}
        }
        SubjectState::Read(Box::new(contents))
    }

    /// Reads the images that an index lists, and those that indexes in it list.
    async fn listed(&self, index: &Index, root: Digest, scope: &Scope, contents: &mut Contents) {
        let mut waiting: VecDeque<Listed> = VecDeque::new();
        list(index, &root, scope, &mut waiting, contents);
        let mut seen = HashSet::from([root]);
        while !waiting.is_empty() {
            let batch = waiting.drain(..waiting.len().min(AT_A_TIME));
            let batch: Vec<Listed> = batch
                .filter(|next| seen.insert(next.descriptor.digest.clone()))
                .collect();
            if seen.len() > MANIFESTS {
                let words = format!("manifests after the first {MANIFESTS}");
                contents.left_out.push(words);
                return;
            }
            let read = join_all(batch.iter().map(|next| self.listed_manifest(next)));
            for (next, read) in batch.iter().zip(read.await) {
                match read {
                    Read::Image(image) => contents.images.push(*image),
                    Read::Index(part, index) => {
                        let parent = &next.descriptor.digest;
                        list(&index, parent, &Scope::All, &mut waiting, contents);
                        contents.indexes.push(*part);
                    }
                }
            }
        }
    }

    async fn listed_manifest(&self, listed: &Listed) -> Read {
        let Listed { descriptor, parent } = listed;
        let promise = Promise { descriptor, parent };
        let priority = Priority::Background;
        let read = self
            .client
            .promised_manifest(&self.repository, promise, priority, Freshness::Registry)
            .await;
        let (part, document) = self.part(read, Some(descriptor.digest.clone()));
        let platform = descriptor.platform().cloned();
        Read::Image(Box::new(match document.map(|document| document.content) {
            Some(Content::Image(image)) => self.image(part, platform, &image).await,
            Some(Content::Index(index)) => return Read::Index(Box::new(part), index),
            _ => Image {
                manifest: part,
                platform,
                config: None,
                blobs: Vec::new(),
                left_out: 0,
            },
        }))
    }

    /// Reads the config of an image, and places its blobs.
    async fn image(
        &self,
        manifest: Part,
        platform: Option<Platform>,
        image: &ImageManifest,
    ) -> Image {
        let descriptor = image.config.as_ref().ok().and_then(Option::as_ref);
        let of_image = descriptor.filter(|config| config.media_type.is_image_config());
        let other = descriptor.filter(|config| !config.media_type.is_image_config());
        let parent = manifest.digest.clone();
        let (config, diff_ids) = match (of_image, parent) {
            (Some(descriptor), Some(parent)) => {
                let (part, diff_ids) = self.config(descriptor, &parent).await;
                (Some(part), diff_ids)
            }
            _ => (None, Vec::new()),
        };
        let depth = depth_of(config.as_ref(), self.depth);
        let fits = diff_ids.len() == image.layers.len() + image.layers_left_out;
        let layers = image.layers.iter().enumerate().map(|(position, layer)| {
            let diff_id = diff_ids.get(position).filter(|_| fits).cloned().flatten();
            let diff_id = diff_id.filter(|_| depth == Depth::Content);
            self.place(layer.0.as_ref(), diff_id, depth)
        });
        let blobs = layers.chain(other.map(|config| self.place(Ok(config), None, Depth::AllBytes)));
        let broken = usize::from(image.config.is_err());
        Image {
            blobs: blobs.collect(),
            left_out: image.layers_left_out
                + usize::from(image.layers_malformed.is_some())
                + broken,
            manifest,
            platform,
            config,
        }
    }

    async fn config(
        &self,
        descriptor: &Descriptor,
        parent: &Digest,
    ) -> (Part, Vec<Option<Digest>>) {
        let promise = Promise { descriptor, parent };
        let priority = Priority::Background;
        let read = self
            .client
            .config(&self.repository, promise, priority, Freshness::Registry);
        let read = read.await;
        let mut diff_ids = Vec::new();
        let outcome = read.map(|finding| {
            finding.map(|read| {
                diff_ids = read.config.as_ref().map(diff_ids_of).unwrap_or_default();
                read.bytes.len() as u64
            })
        });
        let part = Part {
            digest: Some(descriptor.digest.clone()),
            media_type: descriptor.media_type.clone(),
            outcome,
            at: self.now(),
        };
        (part, diff_ids)
    }

    /// What was found of a manifest, and what it says where that may be believed.
    fn part(
        &self,
        read: Result<Finding<ReadManifest>, RegistryError>,
        promised: Option<Digest>,
    ) -> (Part, Option<Document>) {
        let mut document = None;
        let outcome = read.map(|finding| {
            finding.map(|manifest| {
                document = manifest.document.ok();
                manifest.bytes.len() as u64
            })
        });
        let found = outcome.as_ref().ok().and_then(Finding::digest).cloned();
        let media_type = document
            .as_ref()
            .map(|document| document.media_type.clone());
        let part = Part {
            digest: promised.or(found),
            media_type: media_type.unwrap_or_default(),
            outcome,
            at: self.now(),
        };
        (part, document)
    }

    /// Where a blob stands in the ledger. One that need not be read has its verdict at once.
    fn place(
        &self,
        descriptor: Result<&Descriptor, &Malformed>,
        diff_id: Option<Digest>,
        depth: Depth,
    ) -> Result<usize, Malformed> {
        let descriptor = descriptor.map_err(Clone::clone)?;
        let new = || {
            let (origin, verdict) = at_once(descriptor, diff_id.clone(), depth);
            Blob {
                descriptor: without_data(descriptor),
                diff_id: diff_id.clone(),
                depth,
                origin,
                state: verdict.map_or(BlobState::Waiting, |verdict| {
                    BlobState::Judged(verdict, self.now())
                }),
            }
        };
        let mut ledger = self.ledger.borrow_mut();
        Ok(ledger.place(descriptor, diff_id.clone(), new))
    }
}

/// Where the bytes of a blob are, and the verdict where they need not be asked for.
fn at_once(
    descriptor: &Descriptor,
    diff_id: Option<Digest>,
    depth: Depth,
) -> (Origin, Option<BlobVerdict>) {
    let unverifiable = |obstacle| BlobVerdict::Unverifiable {
        obstacle,
        bytes: None,
    };
    let algorithm = descriptor.digest.algorithm();
    let limits = Limits {
        content: [OF_EMBEDDED; 2],
        ..Limits::default()
    };
    if let Some(verdict) = check_embedded(descriptor, diff_id, depth, limits) {
        return (Origin::Descriptor, Some(verdict));
    }
    if descriptor.is_foreign() {
        return (Origin::Elsewhere, Some(unverifiable(Obstacle::Foreign)));
    }
    let is_unknown = Hasher::of(algorithm).is_none();
    let unknown = || Unverifiable::Algorithm(algorithm.as_str().to_owned()).into();
    (
        Origin::Registry,
        is_unknown.then(|| unverifiable(unknown())),
    )
}

/// What it carries is not needed any more, and may be much.
fn without_data(descriptor: &Descriptor) -> Descriptor {
    Descriptor {
        data: crate::oci::tolerant::Tolerant(Ok(None)),
        ..descriptor.clone()
    }
}

fn list(
    index: &Index,
    parent: &Digest,
    scope: &Scope,
    waiting: &mut VecDeque<Listed>,
    contents: &mut Contents,
) {
    let is_meant = |descriptor: &Descriptor| match scope {
        Scope::All => true,
        Scope::Image(digest) => descriptor.digest == *digest,
    };
    let entries = index.manifests.iter().filter_map(|entry| entry.value());
    for descriptor in entries.filter(|descriptor| is_meant(descriptor)) {
        if is_manifest(&descriptor.media_type) {
            waiting.push_back(Listed {
                descriptor: descriptor.clone(),
                parent: parent.clone(),
            });
        } else {
            let words = format!("{}, which is no manifest by its type", descriptor.digest);
            contents.left_out.push(words);
        }
    }
    if *scope != Scope::All {
        return;
    }
    let malformed = index.malformed().count();
    if malformed > 0 {
        let words = format!("{malformed} entries of the index that cannot be read");
        contents.left_out.push(words);
    }
    if index.manifests_left_out > 0 {
        let words = format!("{} entries after the first", index.manifests_left_out);
        contents.left_out.push(words);
    }
}

/// Old indexes do not say what they list.
fn is_manifest(media_type: &MediaType) -> bool {
    let kind = media_type.manifest_kind();
    matches!(kind, Some(ManifestKind::Image | ManifestKind::Index))
        || media_type.as_str().is_empty()
}

fn promised_by(address: &ManifestAddress) -> Option<Digest> {
    match address {
        ManifestAddress::Digest(digest) => Some(digest.clone()),
        ManifestAddress::Tag(_) => None,
    }
}

/// What a config says that its layers unpack to; nothing in place of what cannot be read.
fn diff_ids_of(config: &ImageConfig) -> Vec<Option<Digest>> {
    let rootfs = config.rootfs.value().and_then(Option::as_ref);
    let diff_ids = rootfs.and_then(|rootfs| rootfs.diff_ids.value()?.as_ref());
    let diff_ids = diff_ids.into_iter().flatten();
    diff_ids.map(|diff_id| diff_id.value().cloned()).collect()
}
