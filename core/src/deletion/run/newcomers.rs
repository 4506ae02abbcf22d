//! Tags that came since the repository was read.

use std::rc::Rc;

use futures_util::{StreamExt as _, stream};

use crate::{
    deletion::run::{Run, outcome::LeftOut, removing::AT_ONCE, settling::named},
    oci::{digest::Digest, tag::Tag},
    registry::{
        error::{ErrorKind, RegistryError},
        transport::Transport,
    },
};

/// A repository with more tags is not listed again before each deletion.
const LISTED: usize = 1_000;

/// A tag that came since the repository was read.
pub(super) struct Newcomer {
    digest: Digest,
    lists: Rc<[Digest]>,
}

impl<T: Transport> Run<T> {
    /// Whether a tag that came since needs a manifest. Of a repository with many tags that is not
    /// asked: it would be asked again and again.
    pub(super) async fn newcomer_needing(
        &self,
        digest: &Digest,
    ) -> Result<Option<LeftOut>, RegistryError> {
        if self.baseline.borrow().len() > LISTED {
            return Ok(None);
        }
        let mut tags = self.listed().await?;
        tags.retain(|tag| !self.baseline.borrow().contains_key(tag));
        let mut targets = stream::iter(tags)
            .map(|tag| async {
                let target = self.leads(&tag).await;
                (tag, target)
            })
            .buffer_unordered(AT_ONCE);
        while let Some((tag, target)) = targets.next().await {
            let target = target?;
            let Some(now) = named(&target) else { continue };
            if now == digest {
                return Ok(Some(LeftOut::NewTag(tag)));
            }
            if self.lists(&tag, now).await?.contains(digest) {
                return Ok(Some(LeftOut::NewIndex(now.clone())));
            }
        }
        Ok(None)
    }

    /// What a newcomer lists, read once.
    async fn lists(&self, tag: &Tag, digest: &Digest) -> Result<Rc<[Digest]>, RegistryError> {
        if let Some(known) = self.newcomers.borrow().get(tag)
            && known.digest == *digest
        {
            return Ok(Rc::clone(&known.lists));
        }
        let manifest = self.manifest(digest).await?;
        let children = manifest.iter().flat_map(|manifest| &manifest.children);
        let lists: Rc<[Digest]> = children.map(|child| child.digest.clone()).collect();
        let newcomer = Newcomer {
            digest: digest.clone(),
            lists: Rc::clone(&lists),
        };
        self.newcomers.borrow_mut().insert(tag.clone(), newcomer);
        Ok(lists)
    }

    /// The repository's tags; none where it is not there any more.
    pub(super) async fn listed(&self) -> Result<Vec<Tag>, RegistryError> {
        let mut pages = self.client.tags(&self.record.repository);
        let mut tags = Vec::new();
        loop {
            match self.read(async || pages.next().await).await {
                Ok(Some(page)) => tags.extend(page.names),
                Ok(None) => return Ok(tags),
                Err(error) if error.kind == ErrorKind::NameUnknown => return Ok(Vec::new()),
                Err(error) => return Err(error),
            }
        }
    }
}
