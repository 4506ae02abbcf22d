//! A journal out of JSON, which may be anything: nothing of it is done before somebody saw it and
//! the registry was asked, and kept bytes are hashed again.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    deletion::{
        journal::{
            FORMAT,
            record::{Kind, Record, Remainder, Task, Work},
            write::{word_of_mode, word_of_removal},
        },
        plan::{Mode, Selection, TagRemoval},
        steps::Action,
    },
    oci::{
        digest::Digest,
        json::{self, Fault, Json, Object, Reading},
        media_type::MediaType,
        name::RepositoryName,
        tag::Tag,
        timestamp::Timestamp,
    },
    registry::{address::RegistryAddress, request::ManifestBody},
};

/// As many as a repository may have tags, and more.
pub(super) const ENTRIES: usize = 100_000;

const FIELDS: [&str; 9] = [
    "format",
    "id",
    "kind",
    "registry",
    "repository",
    "begun",
    "tasks",
    "before",
    "manifests",
];

pub(super) fn record(plan: &str) -> Result<Record, String> {
    let reading = Reading::of(&FIELDS).with_entries(ENTRIES);
    let fields = reading.object(plan.as_bytes())?;
    of_fields(&fields).map_err(|fault| fault.to_string())
}

fn of_fields(fields: &Object) -> Result<Record, Fault> {
    fields.required("format", format)?;
    let tasks = fields.required("tasks", |json| json::list_of(json, task))?;
    let mut record = Record {
        id: fields.required("id", json::text)?,
        kind: fields.required("kind", kind)?,
        registry: fields.required("registry", address)?,
        repository: fields.required("repository", repository)?,
        begun: fields.optional("begun", Timestamp::read)?,
        tasks: Vec::with_capacity(tasks.len()),
        before: fields.required("before", before)?,
        bodies: fields.required("manifests", bodies)?,
        breaks: BTreeMap::new(),
        tombstones: BTreeMap::new(),
    };
    for (place, read) in tasks.into_iter().enumerate() {
        let ReadTask {
            task,
            tombstone,
            breaks,
        } = read;
        if task.needs.iter().any(|need| *need >= place) {
            let fault = Fault::new("it needs what is not before it");
            return Err(fault.in_entry(place).in_member("tasks"));
        }
        if let (Some(tombstone), [tag]) = (tombstone, task.work.tags()) {
            record.tombstones.insert(tag.clone(), tombstone);
        }
        if let (false, Some(digest)) = (breaks.is_empty(), task.work.deleted()) {
            record.breaks.insert(digest.clone(), breaks);
        }
        record.tasks.push(task);
    }
    has_its_tombstones(&record)?;
    Ok(record)
}

/// A tag that goes by a tombstone goes by one that is kept.
fn has_its_tombstones(record: &Record) -> Result<(), Fault> {
    for (place, task) in record.tasks.iter().enumerate() {
        if let Work::Remove(Action::RemoveTag { tag, by, .. }) = &task.work
            && *by == TagRemoval::Tombstone
            && record.tombstone(tag).is_none()
        {
            let fault = Fault::new("its tombstone is not kept");
            return Err(fault.in_entry(place).in_member("tasks"));
        }
    }
    Ok(())
}

fn format(json: &Json) -> Result<(), Fault> {
    match json {
        Json::Text(text) if text == FORMAT => Ok(()),
        _ => Err(Fault::expected(FORMAT, json)),
    }
}

fn parsed<V>(json: &Json, parse: impl Fn(&str) -> Option<V>, what: &str) -> Result<V, Fault> {
    let text = json::text(json)?;
    parse(&text).ok_or_else(|| Fault::expected(what, json))
}

pub(super) fn digest(json: &Json) -> Result<Digest, Fault> {
    parsed(json, |text| Digest::parse(text).ok(), "a digest")
}

fn tag(json: &Json) -> Result<Tag, Fault> {
    parsed(json, |text| Tag::parse(text).ok(), "a tag")
}

fn tags(json: &Json) -> Result<Vec<Tag>, Fault> {
    json::list_of(json, tag)
}

fn address(json: &Json) -> Result<RegistryAddress, Fault> {
    parsed(json, |text| RegistryAddress::parse(text).ok(), "an address")
}

fn repository(json: &Json) -> Result<RepositoryName, Fault> {
    parsed(
        json,
        |text| RepositoryName::parse(text).ok(),
        "a repository",
    )
}

fn mode(json: &Json) -> Result<Mode, Fault> {
    let modes = [Mode::Tags, Mode::Images, Mode::TagsOnly];
    let of = |text: &str| modes.into_iter().find(|mode| word_of_mode(*mode) == text);
    parsed(json, of, "tags, images or tags-only")
}

fn removal(json: &Json) -> Result<TagRemoval, Fault> {
    let ways = [TagRemoval::Request, TagRemoval::Tombstone];
    let of = |text: &str| ways.into_iter().find(|way| word_of_removal(*way) == text);
    parsed(json, of, "request or tombstone")
}

fn kind(json: &Json) -> Result<Kind, Fault> {
    let fields = json::object(json)?;
    if let Some(of) = fields.optional("undoes", json::text)? {
        let but = remainder(fields)?;
        return Ok(Kind::Undo { of, but });
    }
    if fields.get("mode").is_none() {
        return Ok(Kind::Tagging);
    }
    let digests = fields.required("digests", |json| json::list_of(json, digest))?;
    Ok(Kind::Deletion {
        selection: Selection {
            tags: fields.required("tags", tags)?.into_iter().collect(),
            digests: digests.into_iter().collect(),
        },
        mode: fields.required("mode", mode)?,
        removal: fields.required("removal", removal)?,
    })
}

/// Where it does not stand, all was taken back.
fn remainder(fields: &Object) -> Result<Remainder, Fault> {
    let tags = |key| fields.optional(key, tags).map(Option::unwrap_or_default);
    let beyond = fields.optional("beyond", |json| json::list_of(json, digest))?;
    Ok(Remainder {
        elsewhere: tags("elsewhere")?.into_iter().collect(),
        lost: tags("lost")?.into_iter().collect(),
        beyond: beyond.unwrap_or_default().into_iter().collect(),
    })
}

/// A task, and what stands with it.
struct ReadTask {
    task: Task,
    tombstone: Option<Digest>,
    breaks: BTreeSet<Digest>,
}

fn task(json: &Json) -> Result<ReadTask, Fault> {
    let fields = json::object(json)?;
    let needs = fields.required("needs", |json| json::list_of(json, place))?;
    let breaks = fields.optional("breaks", |json| json::list_of(json, digest))?;
    let what = fields.required("do", json::text)?;
    let work = match &*what {
        "delete" => Work::Remove(Action::DeleteManifest {
            digest: fields.required("digest", digest)?,
            tags: fields.required("tags", tags)?,
        }),
        "untag" => Work::Remove(Action::RemoveTag {
            tag: fields.required("tag", tag)?,
            digest: fields.optional("digest", digest)?,
            by: fields.required("by", removal)?,
        }),
        "put" => Work::PutManifest(fields.required("digest", digest)?),
        "tag" => Work::PutTag {
            tag: fields.required("tag", tag)?,
            digest: fields.required("digest", digest)?,
            was: fields.optional("was", digest)?,
        },
        _ => return Err(Fault::new("nothing that is known").in_member("do")),
    };
    Ok(ReadTask {
        task: Task { work, needs },
        tombstone: fields.optional("tombstone", digest)?,
        breaks: breaks.unwrap_or_default().into_iter().collect(),
    })
}

fn place(json: &Json) -> Result<usize, Fault> {
    let place = json::unsigned(json)?;
    usize::try_from(place).map_err(|_| Fault::expected("a place", json))
}

fn before(json: &Json) -> Result<BTreeMap<Tag, Option<Digest>>, Fault> {
    let mut before = BTreeMap::new();
    for (key, json) in json::object(json)?.members() {
        let tag = Tag::parse(key).map_err(|invalid| Fault::new(invalid.to_string()))?;
        let led = match json {
            Json::Null => None,
            json => Some(digest(json).map_err(|fault| fault.in_member(key))?),
        };
        before.insert(tag, led);
    }
    Ok(before)
}

/// Those whose bytes still are what their digest says. Without the others it goes on.
fn bodies(json: &Json) -> Result<BTreeMap<Digest, ManifestBody>, Fault> {
    let bodies = json::list_of(json, body)?.into_iter().flatten();
    let by_digest = |body: ManifestBody| (body.digest().clone(), body);
    Ok(bodies.map(by_digest).collect())
}

fn body(json: &Json) -> Result<Option<ManifestBody>, Fault> {
    let fields = json::object(json)?;
    let named = fields.required("digest", digest)?;
    let bytes = fields.required("bytes", |json| Ok(STANDARD.decode(json::text(json)?).ok()))?;
    let media_type = fields.required("type", MediaType::read)?;
    Ok(bytes.and_then(|bytes| ManifestBody::named(&named, media_type, bytes.into())))
}
