//! Random repositories, and what is selected of them.

use std::collections::BTreeMap;

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

use super::{
    case::{Case, Content},
    reading::Reading,
};
use crate::{
    deletion::plan::{Mode, Plan, Selection, TagRemoval},
    oci::{digest::Digest, tag::Tag},
};

/// What becomes of a manifest between the registry and the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Read,
    Missing,
    Schema1,
    Unread,
    /// Its last child is not legible.
    ReadInPart,
    /// It is an image that stays, so nobody asked for it.
    LeftOut,
}

#[derive(Clone, Debug)]
pub(super) struct MadeManifest {
    /// What it lists, of those made before; an image lists nothing.
    children: Vec<Index>,
    blobs: Vec<u8>,
    is_sha512: bool,
    pub(super) is_attestation: bool,
    salt: u8,
    fate: Fate,
}

#[derive(Clone, Debug)]
pub(super) struct MadeTag {
    /// The manifest that it is about, and the ending of its name.
    about: Option<(Index, &'static str)>,
    leads_to: Index,
    pub(super) is_unread: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) manifests: Vec<MadeManifest>,
    pub(super) tags: Vec<MadeTag>,
    /// Whether everything can be read.
    pub(super) is_legible: bool,
    pub(super) illegible_tags: usize,
    selected_tags: u16,
    selected_digests: Vec<Index>,
    mode: Mode,
    removal: TagRemoval,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        20 => Just(Fate::Read),
        2 => Just(Fate::Missing),
        1 => Just(Fate::Schema1),
        1 => Just(Fate::Unread),
        1 => Just(Fate::ReadInPart),
        3 => Just(Fate::LeftOut),
    ]
}

prop_compose! {
    fn manifest()(
        children in prop_oneof![2 => Just(Vec::new()), 3 => vec(any::<Index>(), 1..4)],
        blobs in vec(0..8_u8, 0..4),
        is_sha512 in prop::bool::weighted(0.1),
        is_attestation in prop::bool::weighted(0.2),
        salt in any::<u8>(),
        fate in fate(),
    ) -> MadeManifest {
        MadeManifest { children, blobs, is_sha512, is_attestation, salt, fate }
    }
}

prop_compose! {
    fn tag()(
        about in prop::option::weighted(
            0.4,
            (any::<Index>(), select(vec!["", ".sig", ".att", ".sbom"])),
        ),
        leads_to in any::<Index>(),
        is_unread in prop::bool::weighted(0.03),
    ) -> MadeTag {
        MadeTag { about, leads_to, is_unread }
    }
}

prop_compose! {
    fn made()(
        manifests in vec(manifest(), 1..10),
        tags in vec(tag(), 0..9),
        is_legible in prop::bool::weighted(0.6),
        illegible_tags in prop_oneof![30 => Just(0_usize), 1 => Just(2_usize)],
        selected_tags in any::<u16>(),
        selected_digests in prop_oneof![3 => Just(Vec::new()), 1 => vec(any::<Index>(), 1..3)],
        mode in select(vec![Mode::Tags, Mode::Images, Mode::TagsOnly]),
        removal in select(vec![TagRemoval::Request, TagRemoval::Tombstone]),
    ) -> Made {
        Made {
            manifests, tags, is_legible, illegible_tags, selected_tags, selected_digests, mode,
            removal,
        }
    }
}

/// Any deletion in any repository.
pub(super) fn case() -> impl Strategy<Value = Case> {
    made().prop_map(Made::case)
}

impl MadeManifest {
    /// No two have the same; their order is not the order in which they list each other.
    fn digest(&self, number: usize) -> Digest {
        let (algorithm, length) = if self.is_sha512 {
            ("sha512", 124)
        } else {
            ("sha256", 60)
        };
        let text = format!(
            "{algorithm}:{:02x}{number:02x}{}",
            self.salt,
            "0".repeat(length)
        );
        Digest::parse(&text).unwrap()
    }

    fn fate(&self, is_legible: bool) -> Fate {
        match self.fate {
            Fate::Missing | Fate::LeftOut if is_legible => self.fate,
            _ if is_legible => Fate::Read,
            Fate::Schema1 | Fate::LeftOut if !self.children.is_empty() => Fate::Read,
            fate => fate,
        }
    }
}

fn blob(number: u8) -> (Digest, u64) {
    let digest = format!("sha256:b10b{number:02x}{}", "0".repeat(58));
    (Digest::parse(&digest).unwrap(), 1 << (number + 8))
}

impl Made {
    fn digests(&self) -> Vec<Digest> {
        let numbered = self.manifests.iter().enumerate();
        numbered.map(|(number, made)| made.digest(number)).collect()
    }

    fn contents(&self, digests: &[Digest]) -> BTreeMap<Digest, Content> {
        let numbered = self.manifests.iter().enumerate();
        let contents = numbered.map(|(number, made)| {
            let before = &digests[..number];
            let children = made.children.iter().filter(|_| number > 0);
            let children: Vec<Digest> = children.map(|child| child.get(before).clone()).collect();
            let is_image = children.is_empty();
            let blobs = made.blobs.iter().filter(|_| is_image);
            let content = Content {
                blobs: blobs.map(|number| blob(*number)).collect(),
                children,
                size: number as u64 + 1,
            };
            (digests[number].clone(), content)
        });
        contents.collect()
    }

    fn tags(&self, digests: &[Digest]) -> BTreeMap<Tag, Digest> {
        let numbered = self.tags.iter().enumerate();
        let tags = numbered.map(|(number, made)| {
            let name = made.about.as_ref().map_or_else(
                || format!("v{number}"),
                |(about, ending)| {
                    let about = about.get(digests);
                    let algorithm = about.algorithm().as_str();
                    format!("{algorithm}-{:.64}{ending}", about.encoded())
                },
            );
            (
                Tag::parse(&name).unwrap(),
                made.leads_to.get(digests).clone(),
            )
        });
        tags.collect()
    }

    fn selection(&self, digests: &[Digest], tags: &BTreeMap<Tag, Digest>) -> Selection {
        let numbered = tags.keys().enumerate();
        let selected = numbered.filter(|(number, _)| self.selected_tags >> number & 1 == 1);
        let selected = selected.map(|(_, tag)| tag.clone());
        let gone = Tag::parse("never-was-here").unwrap();
        let which = self.selected_digests.iter();
        Selection {
            tags: selected.chain([gone]).collect(),
            digests: which.map(|which| which.get(digests).clone()).collect(),
        }
    }

    fn case(self) -> Case {
        let digests = self.digests();
        let (contents, tags) = (self.contents(&digests), self.tags(&digests));
        let selection = self.selection(&digests, &tags);
        let fates = self.manifests.iter().map(|made| made.fate(self.is_legible));
        let fates: BTreeMap<Digest, Fate> = digests.iter().cloned().zip(fates).collect();
        let reading = Reading {
            made: &self,
            contents: &contents,
            tags: &tags,
            fates: &fates,
            selection: &selection,
        };
        let snapshot = reading.snapshot();
        let is_there = |digest: &&Digest| fates[*digest] != Fate::Missing;
        let there = digests.iter().filter(is_there).cloned().collect();
        Case {
            plan: Plan::of(&snapshot, &selection, self.mode, self.removal),
            removal: self.removal,
            contents,
            there,
            tags,
            snapshot,
            selection,
        }
    }
}
