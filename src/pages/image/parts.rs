//! One image, and what is known beside its manifest.

use std::{future::pending, rc::Rc, sync::Arc};

use leptos::prelude::untrack;
use porthole_core::{
    integrity::finding::Finding,
    oci::{
        config::ImageConfig, descriptor::Descriptor, digest::Digest, manifest::ImageManifest,
        name::RepositoryName, tolerant::Tolerant,
    },
    registry::{
        config::ReadConfig,
        manifest::{ManifestAddress, Promise, ReadManifest},
        memory::Freshness,
        queue::Priority,
    },
    route::{Query, Route, View},
};

use crate::{
    components::raw::Lead,
    connection::{
        Connection,
        loading::{Loader, Loading, load},
    },
    navigation::Navigation,
    pages::image::{Promised, config::pair, content::CONFIG},
};

/// One image, and what is known beside its manifest.
#[derive(Clone)]
pub(crate) struct ImageParts {
    /// The repository.
    pub(crate) repository: RepositoryName,
    /// What was found of the manifest.
    pub(crate) finding: Rc<Finding<ReadManifest>>,
    /// The manifest.
    pub(crate) manifest: ImageManifest,
    /// Its digest.
    pub(crate) digest: Digest,
    /// What the index promised of it, where it was opened by one.
    pub(crate) promised: Option<Promised>,
    /// The config being read; nothing where the manifest names none of an image.
    pub(crate) config: Option<Loader<Finding<ReadConfig>>>,
}

impl ImageParts {
    /// An image of which the config begins to be read. `promised` is there where an index lists it.
    pub(crate) fn read(
        repository: RepositoryName,
        finding: Rc<Finding<ReadManifest>>,
        manifest: ImageManifest,
        digest: Digest,
        promised: Option<Promised>,
    ) -> Self {
        let config = image_config(&manifest)
            .map(|descriptor| load_config(&repository, descriptor.clone(), &digest));
        Self {
            repository,
            finding,
            manifest,
            digest,
            promised,
            config,
        }
    }

    /// The same with its config as the registry has it now. What is remembered does not tell
    /// whether the registry still has it.
    pub(crate) fn asked_anew(&self) -> Self {
        let mut image = self.clone();
        if let (Some(known), Some(descriptor)) = (self.config, image_config(&self.manifest)) {
            let survey = Connection::in_use().details(&self.repository).survey();
            let (descriptor, parent) = (descriptor.clone(), self.digest.clone());
            image.config = Some(load(move || {
                // Whoever reads a signal here begins anew when it changes.
                let state = known.state();
                let survey = Rc::clone(&survey);
                let (descriptor, parent) = (descriptor.clone(), parent.clone());
                async move {
                    match state {
                        Loading::Waiting => pending().await,
                        Loading::Failed(error) => Err(error),
                        Loading::Ready(finding) if finding.remembered_since().is_none() => {
                            Ok((*finding).clone())
                        }
                        Loading::Ready(_) => {
                            let promise = Promise {
                                descriptor: &descriptor,
                                parent: &parent,
                            };
                            let (priority, freshness) = (Priority::OnScreen, Freshness::Registry);
                            survey.image_config(promise, priority, freshness).await
                        }
                    }
                }
            }));
        }
        image
    }

    /// How many layers it has, with those that were not kept.
    pub(crate) fn layers(&self) -> usize {
        self.manifest.layers.len() + self.manifest.layers_left_out
    }

    /// The name of a file with a part of it.
    pub(crate) fn file(&self, part: &str) -> String {
        let name = self.repository.as_str().replace('/', "-");
        format!("{name}-{}-{part}.json", self.digest.short())
    }

    /// Where the digests in it lead: layers to their view, the config to its tab,
    /// anything else to the view of a manifest.
    pub(crate) fn lead(&self) -> Lead {
        let layers = self.manifest.layers.iter().filter_map(Tolerant::value);
        let layers: Vec<Digest> = layers.map(|layer| layer.digest.clone()).collect();
        let config = self.manifest.config.as_ref().ok().and_then(Option::as_ref);
        let config = config.map(|config| config.digest.clone());
        let has_config = self.config.is_some();
        let (repository, image) = (self.repository.clone(), self.digest.clone());
        Arc::new(move |digest| {
            let connection = Connection::in_use();
            if layers.contains(digest) {
                return Some(layer_address(&connection, &repository, &image, digest));
            }
            if config.as_ref() == Some(digest) {
                return has_config.then(config_address);
            }
            let address = ManifestAddress::Digest(digest.clone());
            Some(connection.href(View::Image(repository.clone(), address)))
        })
    }

    /// The annotations of the manifest, and those of the index.
    pub(crate) fn annotations(&self) -> [Vec<(String, String)>; 2] {
        let own = self.manifest.annotations.as_ref().ok();
        let own = own.and_then(Option::as_ref);
        let of_index = self.promised.as_ref();
        let of_index = of_index.and_then(|promised| promised.annotations.as_ref());
        [own, of_index].map(|annotations| {
            let annotations = annotations.into_iter().flatten();
            annotations.map(|(name, value)| pair(name, value)).collect()
        })
    }

    /// What the config says, once it is here and is what was promised; tracked.
    pub(crate) fn read_config(&self) -> Option<Rc<ImageConfig>> {
        match self.config?.state() {
            Loading::Ready(finding) => finding.content()?.config.clone().ok().map(Rc::new),
            _ => None,
        }
    }
}

/// The address of what is open, with the config shown.
fn config_address() -> String {
    let route = untrack(|| Navigation::in_use().part(Clone::clone));
    let query = Query {
        tab: Some(CONFIG.to_owned()),
        ..route.query
    };
    Route { query, ..route }.to_string()
}

/// The address of a layer's view, which remembers the image that it was opened from.
pub(crate) fn layer_address(
    connection: &Connection,
    repository: &RepositoryName,
    image: &Digest,
    layer: &Digest,
) -> String {
    let route = connection.route(View::Layer(repository.clone(), layer.clone()));
    let query = Query {
        image: Some(image.to_string()),
        ..route.query
    };
    Route { query, ..route }.to_string()
}

/// The descriptor of the config, where it is an image's.
fn image_config(image: &ImageManifest) -> Option<&Descriptor> {
    let config = image.config.as_ref().ok()?.as_ref()?;
    config.media_type.is_image_config().then_some(config)
}

fn load_config(
    repository: &RepositoryName,
    descriptor: Descriptor,
    parent: &Digest,
) -> Loader<Finding<ReadConfig>> {
    let survey = Connection::in_use().details(repository).survey();
    let parent = parent.clone();
    load(move || {
        let survey = Rc::clone(&survey);
        let (descriptor, parent) = (descriptor.clone(), parent.clone());
        async move {
            let promise = Promise {
                descriptor: &descriptor,
                parent: &parent,
            };
            let (priority, freshness) = (Priority::OnScreen, Freshness::Remembered);
            survey.image_config(promise, priority, freshness).await
        }
    })
}
