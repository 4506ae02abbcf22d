//! One task in words, and what came of it.

use crate::{
    deletion::{
        journal::{
            Mark,
            record::{Kind, Work},
        },
        run::outcome::Outcome,
        steps::Action,
        told::Line,
    },
    oci::tag::Tag,
    registry::error::RegistryError,
    versions::helper::Helper,
};

/// More tags of one manifest are counted.
const TAGS: usize = 4;

pub(super) fn digest(work: &Work) -> String {
    let digest = match work {
        Work::Remove(Action::DeleteManifest { digest, .. })
        | Work::PutManifest(digest)
        | Work::PutTag { digest, .. } => Some(digest),
        Work::Remove(Action::RemoveTag { digest, .. }) => digest.as_ref(),
    };
    digest.map(ToString::to_string).unwrap_or_default()
}

/// Whether it is about a manifest that nobody named: it has no tag, or only those of helpers.
pub(super) fn is_beside(work: &Work) -> bool {
    let is_of_manifest = work.deleted().is_some() || matches!(work, Work::PutManifest(_));
    is_of_manifest && work.tags().iter().all(|tag| Helper::of(tag).is_some())
}

pub(super) fn line(
    (kind, work): (&Kind, &Work),
    outcome: &Outcome,
    title: &dyn Fn(&RegistryError) -> String,
) -> Line {
    let mark = outcome.mark();
    Line {
        name: name(work, Tag::to_string),
        mark,
        word: word(kind, work, mark),
        words: outcome.words(title).unwrap_or_else(|| usual(work, mark)),
    }
}

/// What a task is about; `tag` tells a tag.
pub(super) fn name(work: &Work, tag: impl Fn(&Tag) -> String) -> String {
    let tags = work.tags();
    if tags.is_empty() {
        let digest = digest(work);
        let hex = digest.split_once(':').map_or("", |(_, hex)| hex);
        return format!("manifest {}", hex.get(..12).unwrap_or(hex));
    }
    let shown: Vec<String> = tags.iter().take(TAGS).map(tag).collect();
    match tags.len().saturating_sub(TAGS) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

pub(super) fn word(kind: &Kind, work: &Work, mark: Mark) -> &'static str {
    match mark {
        Mark::Waiting => "waiting",
        Mark::UnderWay => "under way",
        Mark::Half => "half done",
        Mark::WasGone => "was gone",
        Mark::LeftOut => "left out",
        Mark::Failed => "failed",
        Mark::Unknown => "unknown",
        Mark::NotTried => "not tried",
        Mark::Done => match work {
            Work::Remove(Action::DeleteManifest { .. }) => "deleted",
            Work::Remove(Action::RemoveTag { .. }) => "removed",
            Work::PutTag { .. } if *kind == Kind::Tagging => "put",
            Work::PutManifest(_) | Work::PutTag { .. } => "put back",
        },
    }
}

pub(super) fn usual(work: &Work, mark: Mark) -> String {
    match (work, mark) {
        (Work::Remove(Action::DeleteManifest { digest, .. }), Mark::Done) => {
            format!("image {}", digest.short())
        }
        (Work::PutTag { digest, .. }, Mark::Done) => format!("leads to {}", digest.short()),
        (
            Work::Remove(Action::RemoveTag {
                digest: Some(digest),
                ..
            }),
            Mark::Done,
        ) => {
            format!("{} stays", digest.short())
        }
        (_, Mark::WasGone) => "somebody removed it before".to_owned(),
        (_, Mark::Half) => "it leads to an empty manifest, and is not removed yet".to_owned(),
        _ => String::new(),
    }
}
