//! What is read of the images of an index beside the one that is looked at.

use std::{future::pending, rc::Rc};

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    inventory::summary::ImageSummary,
    oci::{
        digest::Digest, document::Content, index::Index, name::RepositoryName, platform::Platform,
    },
    registry::manifest::ReadManifest,
    survey::Survey,
};

use crate::{
    connection::{
        Connection,
        loading::{Loader, load},
    },
    transport::BrowserTransport,
};

/// What was read of the images of an index, in its order.
#[derive(Clone, Copy)]
pub(crate) struct Siblings {
    /// Their manifests.
    pub(crate) images: Loader<Vec<ImageSummary>>,
    /// What their configs say that they run on.
    pub(crate) configs: Loader<Vec<Option<Platform>>>,
}

impl Siblings {
    /// Asks for the images of an index once the one that is looked at is there, for its manifest
    /// first, then for its config: that one need not be asked for again.
    pub(crate) fn read(
        repository: &RepositoryName,
        index: &Rc<Finding<ReadManifest>>,
        is_first_read: RwSignal<bool>,
        is_first_whole: RwSignal<bool>,
    ) -> Self {
        let survey = Connection::in_use().details(repository).survey();
        Self {
            images: of_images(
                &survey,
                index,
                is_first_read,
                async |survey, list, digest| survey.children(list, digest).await,
            ),
            configs: of_images(
                &survey,
                index,
                is_first_whole,
                async |survey, list, digest| survey.config_platforms(list, digest).await,
            ),
        }
    }
}

fn of_images<T: 'static>(
    survey: &Rc<Survey<BrowserTransport>>,
    index: &Rc<Finding<ReadManifest>>,
    may_begin: RwSignal<bool>,
    read: impl AsyncFn(Rc<Survey<BrowserTransport>>, &Index, &Digest) -> Vec<T> + Copy + 'static,
) -> Loader<Vec<T>> {
    let (survey, index) = (Rc::clone(survey), Rc::clone(index));
    load(move || {
        // Whoever reads a signal here begins anew when it changes.
        let may_begin = may_begin.get();
        let (survey, index) = (Rc::clone(&survey), Rc::clone(&index));
        async move {
            if !may_begin {
                return pending().await;
            }
            let document = index.content().and_then(|read| read.document.as_ref().ok());
            match (document.map(|document| &document.content), index.digest()) {
                (Some(Content::Index(list)), Some(digest)) => Ok(read(survey, list, digest).await),
                _ => Ok(Vec::new()),
            }
        }
    })
}
