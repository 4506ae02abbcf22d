//! Reading what a repository holds, for a plan.

mod many;
mod partly;
mod whole;

use std::{cell::RefCell, collections::BTreeSet};

use porthole_core::{
    deletion::{
        plan::Selection,
        read::{Progress, read},
        snapshot::{Known, Snapshot, Target},
    },
    oci::{digest::Digest, tag::Tag},
    registry::{client::RegistryClient, error::ErrorKind, transport::Transport},
};

use crate::open::{kind, repository};

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn digest(text: &str) -> Digest {
    Digest::parse(text).unwrap()
}

fn wanted(tags: &[&str]) -> Selection {
    Selection {
        tags: tags.iter().map(|text| tag(text)).collect(),
        digests: BTreeSet::new(),
    }
}

async fn snapshot<T: Transport>(
    client: &RegistryClient<T>,
    name: &str,
    wanted: &Selection,
) -> Result<Snapshot, ErrorKind> {
    let told = RefCell::new(Progress::default());
    let progress = |now: Progress| {
        let before = told.replace(now);
        let is_more = before.tags <= now.tags && before.manifests <= now.manifests;
        assert!(is_more && now.tags <= now.of, "{before:?} {now:?}");
    };
    let snapshot = kind(read(client, &repository(name), wanted, &progress).await)?;
    let told = told.into_inner();
    assert_eq!(
        (told.tags, told.of),
        (snapshot.tags.len(), snapshot.tags.len())
    );
    Ok(snapshot)
}

fn target<'a>(snapshot: &'a Snapshot, name: &str) -> &'a Target {
    &snapshot.tags[&tag(name)]
}

/// What is known of what a tag leads to.
fn known<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a Known> {
    snapshot.manifests.get(snapshot.digest_of(&tag(name))?)
}

fn is_read(known: Option<&Known>) -> bool {
    matches!(known, Some(Known::Read(_)))
}
