//! What the registry stored in place of a tombstone.

use crate::{
    deletion::run::{Run, settling::named},
    oci::{
        descriptor::Annotations,
        digest::Digest,
        document::{Content, Document},
        tag::Tag,
    },
    registry::{
        error::{ErrorKind, RegistryError},
        request::{ManifestBody, Method},
        transport::Transport,
    },
};

impl<T: Transport> Run<T> {
    /// Takes it that a push of this run made a tag lead to something else than was pushed.
    pub(super) fn take_as_stored(&self, tag: &Tag, digest: Digest) {
        self.stored.borrow_mut().insert(tag.clone(), digest);
    }

    /// What the registry stored under a tag in place of what it was given, if that is known.
    pub(super) fn stored(&self, tag: &Tag) -> Option<Digest> {
        self.stored.borrow().get(tag).cloned()
    }

    /// Whether a tag leads to what the registry stored in place of its tombstone: this run knows
    /// that, or it says what the tombstone says, whose number no other has.
    pub(super) async fn is_made_of_tombstone(
        &self,
        tag: &Tag,
        now: &Digest,
    ) -> Result<bool, RegistryError> {
        let Some(tombstone) = self.record.tombstone(tag) else {
            return Ok(false);
        };
        if self.stored(tag).as_ref() == Some(now) {
            return Ok(true);
        }
        let manifest = self.manifest(now).await?;
        let says = manifest.and_then(|manifest| annotations(&manifest.body));
        let is_made = says.is_some() && says == annotations(tombstone);
        if is_made {
            self.take_as_stored(tag, now.clone());
        }
        Ok(is_made)
    }

    /// Takes note of where a tag leads after a push that was answered so, if the answer names that.
    pub(super) async fn note_stored(&self, tag: &Tag, error: &RegistryError) {
        let ErrorKind::Malformed(words) = &error.kind else {
            return;
        };
        if let Ok(target) = self.leads(tag).await
            && let Some(now) = named(&target)
            && words.ends_with(&now.to_string())
        {
            self.take_as_stored(tag, now.clone());
        }
    }

    /// The error of a tag that leads to something else than was pushed.
    pub(super) fn other_stored(&self, tag: &Tag, words: String) -> RegistryError {
        self.untrue(Method::Put, tag.as_str(), words)
    }
}

/// Whether it tells that the registry stored something else than it was given.
pub(super) fn is_other_stored(error: &RegistryError) -> bool {
    error.method == Method::Put && matches!(error.kind, ErrorKind::Malformed(_))
}

fn annotations(body: &ManifestBody) -> Option<Annotations> {
    let document = Document::read(body.bytes(), Some(body.media_type())).ok()?;
    match document.content {
        Content::Index(index) => index.annotations.ok()?,
        _ => None,
    }
}
