//! A journal as JSON.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    deletion::{
        journal::{
            FORMAT, Noted,
            record::{Kind, Record, Task, Work},
        },
        plan::{Mode, TagRemoval},
        steps::Action,
    },
    integrity::hasher::sha256,
    oci::{
        digest::Digest,
        json::{Json, List, Object},
    },
    registry::request::ManifestBody,
};

/// A number that is written as it is.
fn number(number: usize) -> Json {
    Json::Unsigned(number as u64)
}

fn text(text: &dyn ToString) -> Json {
    Json::Text(text.to_string())
}

fn maybe(digest: Option<&Digest>) -> Json {
    digest.map_or(Json::Null, |digest| text(digest))
}

fn list(kept: impl Iterator<Item = Json>) -> Json {
    Json::List(List {
        kept: kept.collect(),
        left_out: 0,
    })
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    let members = members.map(|(key, json)| (key.to_owned(), json));
    Json::Object(Object::new(members.into()))
}

/// What never changes of a run.
pub(crate) fn written(record: &Record) -> String {
    let before = record.before.iter();
    let before = before.map(|(tag, digest)| (tag.to_string(), maybe(digest.as_ref())));
    let written = object([
        ("format", text(&FORMAT)),
        ("id", text(&record.id)),
        ("kind", kind(&record.kind)),
        ("registry", text(&record.registry)),
        ("repository", text(&record.repository)),
        (
            "begun",
            record.begun.map_or(Json::Null, |begun| text(&begun)),
        ),
        (
            "tasks",
            list(record.tasks.iter().map(|next| task(record, next))),
        ),
        ("before", Json::Object(Object::new(before.collect()))),
        ("manifests", list(record.bodies.values().map(manifest))),
    ]);
    written.to_string()
}

fn kind(kind: &Kind) -> Json {
    match kind {
        Kind::Deletion {
            selection,
            mode,
            removal,
        } => object([
            ("mode", text(&word_of_mode(*mode))),
            ("removal", text(&word_of_removal(*removal))),
            ("tags", list(selection.tags.iter().map(|tag| text(tag)))),
            (
                "digests",
                list(selection.digests.iter().map(|digest| text(digest))),
            ),
        ]),
        Kind::Undo { of, but } => object([
            ("undoes", text(of)),
            ("elsewhere", list(but.elsewhere.iter().map(|tag| text(tag)))),
            ("lost", list(but.lost.iter().map(|tag| text(tag)))),
            ("beyond", list(but.beyond.iter().map(|digest| text(digest)))),
        ]),
        Kind::Tagging => object([("tags", Json::Null)]),
    }
}

pub(super) fn word_of_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Tags => "tags",
        Mode::Images => "images",
        Mode::TagsOnly => "tags-only",
    }
}

pub(super) fn word_of_removal(removal: TagRemoval) -> &'static str {
    match removal {
        TagRemoval::Request => "request",
        TagRemoval::Tombstone => "tombstone",
    }
}

fn task(record: &Record, task: &Task) -> Json {
    let mut members = vec![
        ("do".to_owned(), text(&task.work.as_word())),
        (
            "needs".to_owned(),
            list(task.needs.iter().copied().map(number)),
        ),
    ];
    let mut member = |key: &str, json: Json| members.push((key.to_owned(), json));
    match &task.work {
        Work::Remove(Action::DeleteManifest { digest, tags }) => {
            member("digest", text(digest));
            member("tags", list(tags.iter().map(|tag| text(tag))));
            let breaks = record.breaks.get(digest).into_iter().flatten();
            member("breaks", list(breaks.map(|index| text(index))));
        }
        Work::Remove(Action::RemoveTag { tag, digest, by }) => {
            member("tag", text(tag));
            member("digest", maybe(digest.as_ref()));
            member("by", text(&word_of_removal(*by)));
            member("tombstone", maybe(record.tombstones.get(tag)));
        }
        Work::PutManifest(digest) => member("digest", text(digest)),
        Work::PutTag { tag, digest, was } => {
            member("tag", text(tag));
            member("digest", text(digest));
            member("was", maybe(was.as_ref()));
        }
    }
    Json::Object(Object::new(members))
}

fn manifest(body: &ManifestBody) -> Json {
    object([
        ("digest", text(body.digest())),
        ("type", text(body.media_type())),
        ("bytes", Json::Text(STANDARD.encode(body.bytes()))),
    ])
}

/// How far a run is. It names the other record by its digest.
pub(crate) fn states(plan: &Digest, noted: &[Noted], end: Option<&[String]>) -> String {
    let marks = noted.iter().map(|noted| noted.mark.letter());
    let words = noted.iter().enumerate();
    let words = words.filter_map(|(place, noted)| {
        let words = noted.words.as_ref()?;
        Some((place.to_string(), text(words)))
    });
    let states = object([
        ("format", text(&FORMAT)),
        ("plan", text(plan)),
        ("states", Json::Text(marks.collect())),
        ("words", Json::Object(Object::new(words.collect()))),
        ("ended", Json::Boolean(end.is_some())),
        (
            "told",
            list(end.into_iter().flatten().map(|words| text(words))),
        ),
    ]);
    states.to_string()
}

/// By what the second record names the first.
pub(crate) fn name_of(plan: &str) -> Digest {
    sha256(plan.as_bytes())
}

impl super::Mark {
    fn letter(self) -> char {
        let found = Self::ALL.iter().find(|(mark, _)| *mark == self);
        found.map_or('q', |(_, letter)| *letter)
    }
}
