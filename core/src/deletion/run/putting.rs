//! Putting manifests and tags.

use crate::{
    deletion::run::{
        Run,
        asking::is_refusal,
        outcome::{LeftOut, Outcome},
        settling::{is_same, moved},
        state::End,
        stored::is_other_stored,
    },
    oci::{digest::Digest, tag::Tag},
    registry::{manifest::ManifestAddress, request::ManifestBody, transport::Transport},
};

impl<T: Transport> Run<T> {
    /// Puts a manifest that is kept, unless it is there.
    pub(super) async fn put_back(&self, place: usize, digest: &Digest) -> Result<Outcome, End> {
        match self.is_there(digest).await {
            Ok(false) => {}
            Ok(true) => return Ok(Outcome::Done),
            Err(error) => return Ok(Outcome::LeftOut(LeftOut::Unread(error))),
        }
        let Some(body) = self.record.bodies.get(digest) else {
            return Ok(Outcome::LeftOut(LeftOut::NoBytes(digest.clone())));
        };
        let address = ManifestAddress::Digest(digest.clone());
        self.put_at(place, &address, body).await
    }

    /// Makes a tag lead to a manifest, unless somebody moved it meanwhile.
    pub(super) async fn put_tag(
        &self,
        place: usize,
        tag: &Tag,
        (digest, was): (&Digest, Option<&Digest>),
    ) -> Result<Outcome, End> {
        match self.leads(tag).await {
            Ok(target) if is_same(&target, Some(digest)) => return Ok(Outcome::Done),
            Ok(target) if is_same(&target, was) => {}
            Ok(target) => return Ok(Outcome::LeftOut(moved(tag, was, &target))),
            Err(error) => return Ok(Outcome::LeftOut(LeftOut::Unread(error))),
        }
        let body = match self.body(digest).await {
            Ok(Some(body)) => body,
            Ok(None) => return Ok(Outcome::LeftOut(LeftOut::NoBytes(digest.clone()))),
            Err(error) => return Ok(Outcome::LeftOut(LeftOut::Unread(error))),
        };
        self.put_at(place, &ManifestAddress::Tag(tag.clone()), &body)
            .await
    }

    async fn put_at(
        &self,
        place: usize,
        address: &ManifestAddress,
        body: &ManifestBody,
    ) -> Result<Outcome, End> {
        self.under_way(place).await?;
        Ok(match self.put(address, body).await {
            Ok(()) => Outcome::Done,
            Err(error) if is_refusal(&error.kind) => Outcome::Failed(error),
            Err(error) => {
                let work = &self.record.tasks[place].work;
                match self.settled(work, error.clone()).await {
                    Outcome::LeftOut(_) if is_other_stored(&error) => Outcome::Failed(error),
                    settled => settled,
                }
            }
        })
    }
}
