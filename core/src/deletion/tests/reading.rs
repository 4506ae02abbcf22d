//! What can be read of a random repository.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{
    case::{Content, is_about},
    world::{Fate, Made},
};
use crate::{
    deletion::{
        manifest::{Child, Manifest},
        plan::Selection,
        snapshot::{Known, Snapshot, Target},
    },
    oci::{
        digest::Digest,
        media_type::{MediaType, OCI_INDEX, OCI_MANIFEST},
        tag::Tag,
    },
    registry::{
        error::{ErrorKind, RegistryError, Subject},
        request::{ManifestBody, Method},
    },
};

/// What can be read of a repository.
pub(super) struct Reading<'a> {
    pub(super) made: &'a Made,
    pub(super) contents: &'a BTreeMap<Digest, Content>,
    pub(super) tags: &'a BTreeMap<Tag, Digest>,
    pub(super) fates: &'a BTreeMap<Digest, Fate>,
    pub(super) selection: &'a Selection,
}

impl Reading<'_> {
    pub(super) fn snapshot(&self) -> Snapshot {
        let names = self.tags.iter();
        let targets = names.map(|(tag, digest)| (tag.clone(), self.target(tag, digest)));
        let mut snapshot = Snapshot {
            tags: targets.collect(),
            illegible_tags: if self.made.is_legible {
                0
            } else {
                self.made.illegible_tags
            },
            manifests: BTreeMap::new(),
        };
        let mut left: Vec<Digest> = snapshot.by_digest().into_keys().cloned().collect();
        left.extend(self.selection.digests.iter().cloned());
        let may_go = self.may_go();
        while let Some(digest) = left.pop() {
            if self.fates[&digest] == Fate::LeftOut && self.is_image_that_stays(&digest, &may_go) {
                continue;
            }
            let known = self.known(&digest);
            if let Known::Read(manifest) = &known {
                left.extend(manifest.children.iter().map(|child| child.digest.clone()));
            }
            snapshot.manifests.insert(digest, known);
        }
        snapshot
    }

    fn target(&self, tag: &Tag, digest: &Digest) -> Target {
        let number = self.tags.keys().position(|other| other == tag).unwrap();
        let made = self.made.tags.get(number);
        if !self.made.is_legible && made.is_some_and(|made| made.is_unread) {
            return Target::Unread(RegistryError {
                kind: ErrorKind::NoAnswer,
                subject: Subject::Manifest,
                method: Method::Head,
                path: String::new(),
            });
        }
        match self.fates[digest] {
            // Now and then a registry knows only half of it.
            Fate::Missing if number % 4 != 0 => Target::Missing,
            Fate::Schema1 if number % 2 == 0 => Target::Unnamed,
            _ => Target::Manifest(digest.clone()),
        }
    }

    fn is_image_that_stays(&self, digest: &Digest, may_go: &BTreeSet<Digest>) -> bool {
        self.contents[digest].children.is_empty() && !may_go.contains(digest)
    }

    /// What may go with what is selected, in whichever mode.
    fn may_go(&self) -> BTreeSet<Digest> {
        let selected = self.tags.iter();
        let selected = selected.filter(|(tag, _)| self.selection.tags.contains(*tag));
        let mut left: Vec<&Digest> = selected.map(|(_, digest)| digest).collect();
        left.extend(&self.selection.digests);
        let mut may_go = BTreeSet::new();
        while let Some(digest) = left.pop() {
            if may_go.insert(digest.clone()) {
                left.extend(&self.contents[digest].children);
                let helpers = self.tags.iter().filter(|(tag, _)| is_about(tag, digest));
                left.extend(helpers.map(|(_, target)| target));
            }
        }
        may_go
    }

    fn known(&self, digest: &Digest) -> Known {
        let content = &self.contents[digest];
        match self.fates[digest] {
            Fate::Missing => return Known::Missing,
            Fate::Schema1 => return Known::Schema1,
            Fate::Unread => return Known::Unread("unread".to_owned()),
            Fate::Read | Fate::ReadInPart | Fate::LeftOut => {}
        }
        let is_part = self.fates[digest] == Fate::ReadInPart && !content.children.is_empty();
        let legible = content.children.len() - usize::from(is_part);
        let media_type = if content.children.is_empty() {
            OCI_MANIFEST
        } else {
            OCI_INDEX
        };
        let bytes = vec![b' '; usize::try_from(content.size).unwrap()];
        Known::Read(Rc::new(Manifest {
            body: ManifestBody::new(MediaType::of(media_type), bytes.into()),
            children: content.children[..legible]
                .iter()
                .map(|child| self.child(child))
                .collect(),
            lists_more: is_part,
            blobs: content.blobs.clone(),
            uses_more: false,
        }))
    }

    fn child(&self, digest: &Digest) -> Child {
        let number = self.contents.keys().position(|other| other == digest);
        let is_image = self.contents[digest].children.is_empty();
        Child {
            digest: digest.clone(),
            platform: None,
            is_attestation: is_image && self.made.manifests[number.unwrap()].is_attestation,
            is_image,
        }
    }
}
