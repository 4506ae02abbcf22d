//! Reading what the inventory is made of, and nothing twice.

mod examine;
mod once;
mod parts;

use std::{cell::RefCell, rc::Rc, sync::Arc};

use crate::{
    integrity::finding::Finding,
    inventory::{
        repository::{RepositoryInventory, TagState},
        summary::Summary,
    },
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::{
        client::RegistryClient,
        manifest::{ManifestAddress, ReadManifest},
        memory::Freshness,
        queue::Priority,
        transport::Transport,
    },
    survey::{once::Once, parts::Part},
};

/// The tags of one repository, being read. Readers of the same digest share the requests.
pub struct Survey<T> {
    client: Rc<RegistryClient<T>>,
    repository: RepositoryName,
    inventory: RefCell<RepositoryInventory>,
    parts: Once<Part>,
}

impl<T: Transport + 'static> Survey<T> {
    /// A survey that has read nothing yet.
    pub fn new(client: Rc<RegistryClient<T>>, repository: RepositoryName) -> Rc<Self> {
        Rc::new(Self {
            client,
            repository,
            inventory: RefCell::default(),
            parts: Once::default(),
        })
    }

    /// Looks at what was read.
    pub fn look<V>(&self, look: impl FnOnce(&RepositoryInventory) -> V) -> V {
        look(&self.inventory.borrow())
    }

    /// Forgets tags that failed or that are not listed any more.
    pub fn forget(&self, is_stale: impl Fn(&Tag, &TagState) -> bool) {
        let mut inventory = self.inventory.borrow_mut();
        let stale: Vec<Tag> = inventory
            .tags()
            .filter(|(tag, state)| is_stale(tag, state))
            .map(|(tag, _)| tag.clone())
            .collect();
        for tag in &stale {
            inventory.remove(tag);
        }
    }

    /// Reads a tag: its manifest, always from the registry; the manifests of its platforms and
    /// the config, unless they were read before. Dropping it ends requests that nobody else
    /// waits for.
    pub async fn read(self: Rc<Self>, tag: Tag, priority: Priority) {
        let (survey, name) = (Rc::clone(&self), tag.to_string());
        let read = async move {
            survey.read_tag(tag, priority).await;
            // A tag can move: whoever asks later asks the registry.
            (Part::Tag, false)
        };
        self.parts.get(name, Box::pin(read)).await;
    }

    /// Takes a tag whose manifest was read elsewhere just now: the tag is not asked for again, and
    /// of its parts only those that nobody read.
    pub async fn take(
        self: Rc<Self>,
        tag: Tag,
        finding: Finding<ReadManifest>,
        priority: Priority,
    ) {
        let state = self.state(finding, priority).await;
        self.inventory.borrow_mut().insert(tag, state);
    }

    async fn read_tag(self: Rc<Self>, tag: Tag, priority: Priority) {
        let address = ManifestAddress::Tag(tag.clone());
        let manifest =
            self.client
                .manifest(&self.repository, &address, priority, Freshness::Registry);
        let state = match manifest.await {
            Ok(finding) => self.state(finding, priority).await,
            Err(error) => TagState::of_error(error),
        };
        self.inventory.borrow_mut().insert(tag, state);
    }

    async fn state(
        self: &Rc<Self>,
        finding: Finding<ReadManifest>,
        priority: Priority,
    ) -> TagState {
        let mut content = None;
        let finding = finding.map(|manifest| content = Some(manifest));
        let summary = match (content, finding.digest().cloned()) {
            (Some(manifest), Some(digest)) => self.summary(digest, manifest, priority).await,
            (Some(manifest), None) => Some(Arc::new(examine::unaddressed(&manifest))),
            (None, _) => None,
        };
        TagState::Read { finding, summary }
    }

    async fn summary(
        self: &Rc<Self>,
        digest: Digest,
        manifest: ReadManifest,
        priority: Priority,
    ) -> Option<Arc<Summary>> {
        let survey = Rc::clone(self);
        // The digest itself names the manifest alone.
        let key = format!("{digest} with all parts");
        let examine = async move {
            let (summary, is_final) = survey.examine(&digest, &manifest, priority).await;
            (Part::Summary(Arc::new(summary)), is_final)
        };
        match self.parts.get(key, Box::pin(examine)).await.0 {
            Part::Summary(summary) => Some(summary),
            _ => None,
        }
    }
}
