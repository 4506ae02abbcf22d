//! The tombstone: an empty index under a tag that is to go.
//!
//! Distribution 2.8 removes no tag alone. So the tag is made to lead to a manifest that nothing
//! else leads to, and that one is deleted. It says which tag it stands for and where that led, so
//! that anybody can put it back when only half was done.

use crate::{
    oci::{
        digest::Digest,
        document::{Content, Document},
        index::Index,
        media_type::{MediaType, OCI_INDEX},
        tag::Tag,
    },
    registry::request::ManifestBody,
};

/// The tag that it stands for.
const TAG: &str = "porthole.removed.tag";
/// Where that led.
const DIGEST: &str = "porthole.removed.digest";
/// Makes it unlike any other.
const UNIQUE: &str = "porthole.removed.unique";

/// What a tombstone says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The tag that it stands for.
    pub tag: Tag,
    /// Where that led; nothing where its manifest was missing or had no name.
    pub digest: Option<Digest>,
}

impl Tombstone {
    /// The manifest. No other has its digest: `unique` is a number that was never used before.
    pub fn body(&self, unique: u128) -> ManifestBody {
        // Neither a tag nor a digest has a character that JSON writes otherwise.
        let digest = self.digest.as_ref();
        let digest = digest.map(|digest| format!(r#""{DIGEST}":"{digest}","#));
        let text = format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[],"annotations":{{"{TAG}":"{}",{}"{UNIQUE}":"{unique:032x}"}}}}"#,
            self.tag,
            digest.unwrap_or_default(),
        );
        ManifestBody::new(MediaType::of(OCI_INDEX), text.into_bytes().into())
    }

    /// What a manifest says, if it is a tombstone.
    pub fn read(document: &Document) -> Option<Self> {
        let Content::Index(index) = &document.content else {
            return None;
        };
        Self::of_index(index)
    }

    /// What an index says, if it is a tombstone.
    pub fn of_index(index: &Index) -> Option<Self> {
        let annotations = index.annotations.as_ref().ok()?.as_ref()?;
        if !index.manifests.is_empty() || !annotations.contains_key(UNIQUE) {
            return None;
        }
        let digest = annotations.get(DIGEST);
        Some(Self {
            tag: Tag::parse(annotations.get(TAG)?).ok()?,
            digest: digest.and_then(|text| Digest::parse(text).ok()),
        })
    }
}
