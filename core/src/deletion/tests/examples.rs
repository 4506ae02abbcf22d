//! Plans as people make them.

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    deletion::{
        manifest::{Child, Manifest},
        plan::{Break, Mode, Plan, Reason, Removal, Selection, TagRemoval},
        snapshot::{Known, Snapshot, Target},
        space::Space,
        steps::Action,
    },
    oci::{
        digest::Digest,
        media_type::{MediaType, OCI_INDEX, OCI_MANIFEST},
        platform::Platform,
        tag::Tag,
    },
    registry::request::ManifestBody,
};

/// A manifest takes so many bytes, whatever it is.
const SIZE: usize = 1_000;

fn digest(number: u64) -> Digest {
    Digest::parse(&format!("sha256:{number:064x}")).unwrap()
}

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn signature_of(number: u64) -> String {
    format!("sha256-{number:064x}.sig")
}

fn manifest(media_type: &str, children: Vec<Child>, blobs: &[(u64, u64)]) -> Known {
    let blobs = blobs.iter().map(|(number, size)| (digest(*number), *size));
    Known::Read(Rc::new(Manifest {
        body: ManifestBody::new(MediaType::of(media_type), vec![b' '; SIZE].into()),
        children,
        lists_more: false,
        blobs: blobs.collect(),
        uses_more: false,
    }))
}

fn image(blobs: &[(u64, u64)]) -> Known {
    manifest(OCI_MANIFEST, Vec::new(), blobs)
}

fn linux(architecture: &str) -> Platform {
    Platform {
        os: Some("linux".to_owned()),
        architecture: Some(architecture.to_owned()),
        ..Platform::default()
    }
}

fn child(number: u64, platform: Option<Platform>) -> Child {
    Child {
        digest: digest(number),
        is_attestation: platform.is_none(),
        platform,
        is_image: true,
    }
}

/// An index of two platforms and an attestation.
fn index(first: u64) -> Known {
    let children = vec![
        child(first, Some(linux("amd64"))),
        child(first + 1, Some(linux("arm64"))),
        child(first + 2, None),
    ];
    manifest(OCI_INDEX, children, &[])
}

const BASE: (u64, u64) = (0xb0, 71_000_000);

/// `gallery/ui`: 3.0.41 is multi-platform and signed, `stable` is 3.0.40, `latest` is something
/// else on the same base.
fn gallery() -> Snapshot {
    let tags = [
        ("3.0.41", 0x41),
        (&signature_of(0x41), 0x51),
        ("3.0.40", 0x40),
        ("stable", 0x40),
        ("latest", 0x42),
    ];
    let manifests = [
        (0x41, index(0x10)),
        (0x10, image(&[BASE, (1, 2_000_000)])),
        (0x11, image(&[BASE, (2, 2_290_000)])),
        (0x12, image(&[(3, 4_000)])),
        (0x51, image(&[(4, 500)])),
        (0x40, image(&[BASE, (5, 3_000_000)])),
        (0x42, image(&[BASE, (6, 3_000_000)])),
    ];
    let tags = tags.map(|(text, number)| (tag(text), Target::Manifest(digest(number))));
    let manifests = manifests.map(|(number, known)| (digest(number), known));
    Snapshot {
        tags: tags.into(),
        illegible_tags: 0,
        manifests: manifests.into(),
    }
}

fn selection(tags: &[&str]) -> Selection {
    Selection {
        tags: tags.iter().map(|text| tag(text)).collect(),
        ..Selection::default()
    }
}

fn plan(snapshot: &Snapshot, tags: &[&str], mode: Mode) -> Plan {
    Plan::of(snapshot, &selection(tags), mode, TagRemoval::Tombstone)
}

/// Each step as a line: what it deletes or removes, and what it needs.
fn lines(plan: &Plan) -> Vec<String> {
    let steps = plan.steps.iter().map(|step| match &step.action {
        Action::DeleteManifest { digest, tags } => {
            let tags: Vec<&str> = tags.iter().map(Tag::as_str).collect();
            let number = digest.encoded().trim_start_matches('0');
            format!("{number} with {tags:?} after {:?}", step.needs)
        }
        Action::RemoveTag { tag, .. } => format!("{tag} after {:?}", step.needs),
    });
    steps.collect()
}

#[test]
fn two_tags_of_which_one_is_not_the_last() {
    let plan = plan(&gallery(), &["3.0.41", "3.0.40"], Mode::Tags);
    let removed = BTreeMap::from([
        (tag("3.0.40"), Removal::TagOnly(Some(digest(0x40)))),
        (tag("3.0.41"), Removal::WithManifest(digest(0x41))),
    ]);
    assert_eq!(plan.removed, removed);
    assert_eq!(plan.images, [digest(0x41)].into());
    let platforms = [
        (digest(0x10), Some(linux("amd64"))),
        (digest(0x11), Some(linux("arm64"))),
    ];
    assert_eq!(plan.along.platforms, platforms.into());
    assert_eq!(plan.along.attestations, [digest(0x12)].into());
    let helpers = [(
        tag(&signature_of(0x41)),
        Removal::WithManifest(digest(0x51)),
    )];
    assert_eq!(plan.along.helpers, helpers.into());
    let of = [digest(0x41)].into();
    assert!(plan.along.listed_by.values().all(|parents| *parents == of));
    assert_eq!(plan.kept.tags, 2);
    assert_eq!(
        plan.kept.aliases,
        [(digest(0x40), vec![tag("stable")])].into()
    );
    let space = Space {
        at_most: 2_000_000 + 2_290_000 + 4_000 + 500 + 5 * SIZE as u64,
        shared: BASE.1,
        unread: 0,
        unmeasured: 0,
    };
    assert_eq!(plan.space, space);
    assert!(plan.pushes() && plan.broken.is_empty() && plan.obstacles.is_empty());
    assert_eq!(
        lines(&plan),
        [
            "3.0.40 after []".to_owned(),
            r#"41 with ["3.0.41"] after []"#.to_owned(),
            "10 with [] after [1]".to_owned(),
            "11 with [] after [1]".to_owned(),
            "12 with [] after [1]".to_owned(),
            format!(r#"51 with ["{}"] after [1]"#, signature_of(0x41)),
        ]
    );
}

#[test]
fn the_images_go_with_all_their_tags() {
    let plan = plan(&gallery(), &["3.0.41", "3.0.40"], Mode::Images);
    let removed = BTreeMap::from([
        (tag("3.0.40"), Removal::WithManifest(digest(0x40))),
        (tag("3.0.41"), Removal::WithManifest(digest(0x41))),
        (tag("stable"), Removal::WithManifest(digest(0x40))),
    ]);
    assert_eq!(plan.removed, removed);
    assert_eq!(plan.kept.tags, 1);
    assert!(!plan.pushes());
}

#[test]
fn only_tags_bring_nothing_back() {
    let plan = plan(&gallery(), &["3.0.41", "3.0.40"], Mode::TagsOnly);
    assert_eq!(lines(&plan), ["3.0.40 after []", "3.0.41 after []"]);
    assert_eq!((plan.space.at_most, plan.space.shared), (0, 0));
    assert!(plan.along.helpers.is_empty());
}

#[test]
fn a_platform_that_has_a_tag_stays() {
    let mut gallery = gallery();
    let arm = Target::Manifest(digest(0x11));
    gallery.tags.insert(tag("arm"), arm);
    let plan = plan(&gallery, &["3.0.41"], Mode::Tags);
    assert_eq!(
        plan.along.platforms,
        [(digest(0x10), Some(linux("amd64")))].into()
    );
    let reason = Reason::Tagged(vec![tag("arm")]);
    assert_eq!(plan.kept.manifests, [(digest(0x11), reason)].into());
}

#[test]
fn a_platform_alone_breaks_its_index_or_only_loses_its_tag() {
    let mut gallery = gallery();
    let arm = Target::Manifest(digest(0x11));
    gallery.tags.insert(tag("arm"), arm);
    let images = plan(&gallery, &["arm"], Mode::Images);
    let lost = Break {
        index: digest(0x41),
        tags: vec![tag("3.0.41")],
        child: digest(0x11),
        platform: Some(linux("arm64")),
    };
    assert_eq!(images.broken, [lost]);
    // For as long as the index is there the manifest itself is not collected.
    assert_eq!(images.space.at_most, 2_290_000);
    let tags = plan(&gallery, &["arm"], Mode::Tags);
    assert_eq!(lines(&tags), ["arm after []"]);
    let reason = Reason::Listed(digest(0x41));
    assert_eq!(tags.kept.manifests, [(digest(0x11), reason)].into());
}

#[test]
fn tags_without_a_name_for_their_manifest_go_alone() {
    let mut gallery = gallery();
    gallery.tags.insert(tag("lost"), Target::Missing);
    gallery.tags.insert(tag("old"), Target::Unnamed);
    for mode in [Mode::Tags, Mode::Images, Mode::TagsOnly] {
        let plan = plan(&gallery, &["lost", "old"], mode);
        assert_eq!(lines(&plan), ["lost after []", "old after []"]);
        assert!(
            plan.removed
                .values()
                .all(|removal| *removal == Removal::TagOnly(None))
        );
    }
}

#[test]
fn an_emptied_repository_keeps_nothing() {
    let gallery = gallery();
    let all = gallery.everything();
    let plan = Plan::of(&gallery, &all, Mode::Images, TagRemoval::Request);
    assert_eq!(
        (plan.kept.tags, plan.steps.len()),
        (0, gallery.manifests.len())
    );
    assert_eq!(plan.space.shared, 0);
}
