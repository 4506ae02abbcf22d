//! Random repositories, what can be read of them, and what is selected.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    rc::Rc,
};

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

use crate::{
    deletion::{
        manifest::{Child, Manifest},
        plan::{Mode, Plan, Removal, Selection, TagRemoval},
        snapshot::{Known, Snapshot, Target},
        steps::Action,
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
    versions::helper::Helper,
};

/// What a manifest is in truth.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) children: Vec<Digest>,
    pub(super) blobs: BTreeMap<Digest, u64>,
    pub(super) size: u64,
}

/// A repository in truth, what was read of it, and what is planned.
pub(super) struct Case {
    /// What each digest means, whether the registry has it or not.
    pub(super) contents: BTreeMap<Digest, Content>,
    /// What the registry has.
    pub(super) there: BTreeSet<Digest>,
    /// Where every tag leads in truth.
    pub(super) tags: BTreeMap<Tag, Digest>,
    pub(super) snapshot: Snapshot,
    pub(super) selection: Selection,
    pub(super) removal: TagRemoval,
    pub(super) plan: Plan,
}

/// What becomes of a manifest between the registry and the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
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
struct MadeManifest {
    /// What it lists, of those made before; an image lists nothing.
    children: Vec<Index>,
    blobs: Vec<u8>,
    is_sha512: bool,
    is_attestation: bool,
    salt: u8,
    fate: Fate,
}

#[derive(Clone, Debug)]
struct MadeTag {
    /// The manifest that it is about, and the ending of its name.
    about: Option<(Index, &'static str)>,
    leads_to: Index,
    is_unread: bool,
}

#[derive(Clone, Debug)]
struct Made {
    manifests: Vec<MadeManifest>,
    tags: Vec<MadeTag>,
    /// Whether everything can be read.
    is_legible: bool,
    illegible_tags: usize,
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
    made().prop_map(|made| made.case())
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
        let names = selected.map(|(_, tag)| tag.clone());
        let gone = Tag::parse("never-was-here").unwrap();
        let named = self.selected_digests.iter();
        Selection {
            tags: names.chain([gone]).collect(),
            digests: named.map(|which| which.get(digests).clone()).collect(),
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

/// What can be read of a repository.
struct Reading<'a> {
    made: &'a Made,
    contents: &'a BTreeMap<Digest, Content>,
    tags: &'a BTreeMap<Tag, Digest>,
    fates: &'a BTreeMap<Digest, Fate>,
    selection: &'a Selection,
}

impl Reading<'_> {
    fn snapshot(&self) -> Snapshot {
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

/// Whether a tag is named as that of something about a manifest.
pub(super) fn is_about(tag: &Tag, digest: &Digest) -> bool {
    Helper::of(tag).is_some_and(|helper| helper.subject.is(digest))
}

impl Case {
    /// Whether all was read that can be, and nothing is there that no tag leads to.
    pub(super) fn is_all_known(&self) -> bool {
        let is_read = |digest: &Digest| self.snapshot.manifest(digest).is_some();
        self.can_read_all() && self.there.iter().all(is_read)
    }

    /// Whether nothing is unread but what nothing leads to, and images that stay.
    pub(super) fn can_read_all(&self) -> bool {
        let snapshot = &self.snapshot;
        snapshot.illegible_tags == 0
            && snapshot.unread_tags().next().is_none()
            && snapshot.unread_lists().next().is_none()
    }

    /// Whether a tag may lead to it that nothing tells.
    pub(super) fn may_be_unnamed(&self, digest: &Digest) -> bool {
        let snapshot = &self.snapshot;
        let is_schema_1 = snapshot.manifests.get(digest) == Some(&Known::Schema1);
        is_schema_1
            && snapshot
                .tags
                .values()
                .any(|target| *target == Target::Unnamed)
    }

    /// The manifests that the plan says will go.
    pub(super) fn named(&self) -> BTreeSet<&Digest> {
        let plan = &self.plan;
        let along = &plan.along;
        let tags = plan.removed.values().chain(along.helpers.values());
        let with_tags = tags.filter_map(|removal| match removal {
            Removal::WithManifest(digest) => Some(digest),
            Removal::TagOnly(_) => None,
        });
        let others = plan.images.iter().chain(along.platforms.keys());
        let others = others.chain(&along.attestations).chain(&along.indexes);
        others.chain(&along.artifacts).chain(with_tags).collect()
    }

    /// Whether the plan says that a tag goes.
    pub(super) fn goes(&self, tag: &Tag) -> bool {
        self.plan.removed.contains_key(tag) || self.plan.along.helpers.contains_key(tag)
    }

    /// Whether the plan says that an index loses a child.
    pub(super) fn is_told_broken(&self, index: &Digest, child: &Digest) -> bool {
        let mut broken = self.plan.broken.iter();
        broken.any(|it| it.index == *index && it.child == *child)
    }
}

/// Digests in short, and what is behind them.
impl fmt::Debug for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |digest: &Digest| digest.encoded()[..4].to_owned();
        for (digest, content) in &self.contents {
            let known = match self.snapshot.manifests.get(digest) {
                Some(Known::Read(manifest)) if manifest.lists_more => "read in part",
                Some(Known::Read(_)) => "read",
                Some(Known::Schema1) => "schema 1",
                Some(Known::Missing) => "missing",
                Some(Known::Unread(_)) => "unread",
                None => "not in the snapshot",
            };
            let children: Vec<_> = content.children.iter().map(short).collect();
            let blobs = content.blobs.keys().map(|blob| &blob.encoded()[4..6]);
            let blobs: Vec<_> = blobs.collect();
            writeln!(
                formatter,
                "{}: {children:?} {blobs:?} {known}",
                short(digest)
            )?;
        }
        for (tag, digest) in &self.tags {
            let known = match &self.snapshot.tags[tag] {
                Target::Manifest(_) => "",
                Target::Unread(_) => " unread",
                Target::Missing => " missing",
                Target::Unnamed => " unnamed",
            };
            writeln!(formatter, "{tag} -> {}{known}", short(digest))?;
        }
        let tags: Vec<_> = self.selection.tags.iter().map(Tag::as_str).collect();
        let digests: Vec<_> = self.selection.digests.iter().map(short).collect();
        writeln!(formatter, "{:?} of {tags:?} {digests:?}", self.plan.mode)?;
        for step in &self.plan.steps {
            match &step.action {
                Action::DeleteManifest { digest, .. } => {
                    write!(formatter, "delete {}", short(digest))?;
                }
                Action::RemoveTag { tag, .. } => write!(formatter, "remove {tag}")?,
            }
            writeln!(formatter, " needs {:?}", step.needs)?;
        }
        let plan = &self.plan;
        writeln!(
            formatter,
            "{:?}\n{:?}\n{:?}",
            plan.kept, plan.broken, plan.space
        )
    }
}
