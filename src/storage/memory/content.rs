//! Manifests and configs. Their bytes are counted here, in the transaction that changes them.

use js_sys::{Date, Uint8Array};
use porthole_core::{
    oci::{media_type::MediaType, name::RepositoryName, timestamp::Timestamp},
    registry::{
        manifest::MANIFEST_LIMIT,
        memory::{About, Kind, Recalled},
    },
};
use wasm_bindgen::{JsCast as _, JsValue};

use super::{BOUND, Entry, Kept, verdicts::VERDICTS};
use crate::storage::database::{
    Database, Outcome, Transaction, beginning, entry, field, number, record, texts,
};

/// Content: under its scope and digest.
pub(super) const CONTENT: &str = "content";
/// How many bytes there are of content, under [`CONTENT`].
pub(super) const TOTALS: &str = "totals";

/// What a record takes beside its bytes, so that many small ones count too.
const RECORD: f64 = 512.0;
/// How far the clock may have been set back, in milliseconds.
const CLOCK: f64 = 60_000.0;
/// More registries than anyone looks at are summed up as one.
const SCOPES: usize = 100;

/// What is kept under a digest. Whoever could write here is not believed.
pub(super) async fn recall(
    database: &Database,
    scope: &str,
    digest: &str,
) -> Outcome<Option<Recalled>> {
    let records = database.look(CONTENT)?;
    let found = records.get(&texts(&[scope, digest])).await?;
    Ok(read(&found))
}

fn read(record: &JsValue) -> Option<Recalled> {
    let kind = match field(record, "kind").as_string()?.as_str() {
        "manifest" => Kind::Manifest,
        "config" => Kind::Config,
        _ => return None,
    };
    let bytes: Uint8Array = field(record, "bytes").dyn_into().ok()?;
    if bytes.length() as usize > MANIFEST_LIMIT {
        return None;
    }
    let repository = RepositoryName::parse(&field(record, "repository").as_string()?).ok()?;
    let served_as = field(record, "servedAs").as_string();
    Some(Recalled {
        bytes: bytes.to_vec(),
        about: About {
            kind,
            repository,
            served_as: served_as.as_deref().map(MediaType::of),
        },
        since: date(&field(record, "read"))?,
    })
}

/// A date that was.
#[expect(clippy::cast_possible_truncation, reason = "a date before today fits")]
pub(super) fn date(value: &JsValue) -> Option<Timestamp> {
    let read = number(value)?;
    (read <= Date::now() + CLOCK).then(|| Timestamp::of_unix_seconds((read / 1000.0) as i64))
}

/// Keeps content, and tells by how many bytes there is more of it then.
pub(super) async fn keep(transaction: &Transaction, entry: &Entry) -> Outcome<f64> {
    let records = transaction.records(CONTENT)?;
    let key = texts(&[&entry.scope, &entry.digest]);
    let before = records.get(&key).await?;
    let size = entry.size();
    records.put(&key, &written(entry, size))?;
    Ok(size - size_in(&before))
}

/// Forgets what is kept under a digest, and tells how many bytes that were.
pub(super) async fn forget(transaction: &Transaction, scope: &str, digest: &str) -> Outcome<f64> {
    let records = transaction.records(CONTENT)?;
    let key = texts(&[scope, digest]);
    let before = records.get(&key).await?;
    records.delete(&key)?;
    Ok(size_in(&before))
}

/// Forgets all of a scope.
pub(super) fn forget_scope(transaction: &Transaction, scope: &str) -> Outcome<()> {
    for name in [CONTENT, VERDICTS] {
        transaction.records(name)?.delete(&beginning(scope)?)?;
    }
    Ok(())
}

/// Forgets all.
pub(super) async fn clear(database: &Database) -> Outcome<()> {
    let transaction = database.change(&[CONTENT, TOTALS, VERDICTS])?;
    for name in [CONTENT, VERDICTS, TOTALS] {
        transaction.records(name)?.clear()?;
    }
    transaction.ended().await
}

/// Forgets what is oldest where there is too much, and notes how much there is.
pub(super) async fn bound(transaction: &Transaction, mut total: f64) -> Outcome<()> {
    let records = transaction.records(CONTENT)?;
    if total > BOUND {
        let mut oldest = records.oldest_first()?;
        while total > BOUND
            && let Some((age, key)) = oldest.next().await?
        {
            records.delete(&key)?;
            total -= size_of(&age);
        }
    }
    note(transaction, total)
}

impl Entry {
    #[expect(clippy::cast_precision_loss, reason = "no content is of 2^53 bytes")]
    fn size(&self) -> f64 {
        self.bytes.len() as f64 + RECORD
    }
}

fn written(entry: &Entry, size: f64) -> JsValue {
    let About {
        kind,
        repository,
        served_as,
    } = &entry.about;
    let kind = match kind {
        Kind::Manifest => "manifest",
        Kind::Config => "config",
    };
    let served_as = served_as.as_ref().map(MediaType::as_str);
    record(&[
        ("bytes", Uint8Array::from(entry.bytes.as_slice()).into()),
        ("size", size.into()),
        ("read", entry.read.into()),
        ("kind", kind.into()),
        ("repository", repository.as_str().into()),
        ("servedAs", served_as.into()),
    ])
}

/// What is kept of each scope. What was counted is put right by the way.
pub(super) async fn kept(database: &Database) -> Outcome<Vec<Kept>> {
    let transaction = database.change(&[CONTENT, TOTALS, VERDICTS])?;
    let mut all: Vec<Kept> = Vec::new();
    let mut oldest = transaction.records(CONTENT)?.oldest_first()?;
    while let Some((age, key)) = oldest.next().await? {
        let kept = of_scope(&mut all, &key);
        kept.bytes += size_of(&age);
        if entry(&age, 2).as_string().as_deref() == Some("config") {
            kept.configs += 1;
        } else {
            kept.manifests += 1;
        }
        kept.since = kept.since.or(date(&entry(&age, 0)));
    }
    note(&transaction, all.iter().map(|kept| kept.bytes).sum())?;
    let mut oldest = transaction.records(VERDICTS)?.oldest_first()?;
    while let Some((_, key)) = oldest.next().await? {
        of_scope(&mut all, &key).verdicts += 1;
    }
    transaction.ended().await?;
    Ok(all)
}

fn of_scope<'a>(all: &'a mut Vec<Kept>, key: &JsValue) -> &'a mut Kept {
    let scope = entry(key, 0).as_string().unwrap_or_default();
    let known = all.iter().position(|kept| kept.scope == scope);
    let position = known.unwrap_or_else(|| {
        if all.len() < SCOPES {
            all.push(Kept {
                scope,
                ..Kept::default()
            });
        }
        all.len() - 1
    });
    &mut all[position]
}

fn size_of(age: &JsValue) -> f64 {
    number(&entry(age, 1)).unwrap_or_default()
}

fn size_in(record: &JsValue) -> f64 {
    number(&field(record, "size")).unwrap_or_default()
}

/// How many bytes there are; counted where that was not noted.
pub(super) async fn total(transaction: &Transaction) -> Outcome<f64> {
    let noted = transaction.records(TOTALS)?.get(&CONTENT.into()).await?;
    match number(&noted) {
        Some(total) => Ok(total),
        None => counted(transaction).await,
    }
}

/// How many bytes there are.
pub(super) async fn counted(transaction: &Transaction) -> Outcome<f64> {
    let mut total = 0.0;
    let mut oldest = transaction.records(CONTENT)?.oldest_first()?;
    while let Some((age, _)) = oldest.next().await? {
        total += size_of(&age);
    }
    Ok(total)
}

fn note(transaction: &Transaction, total: f64) -> Outcome<()> {
    let totals = transaction.records(TOTALS)?;
    totals.put(&CONTENT.into(), &total.max(0.0).into())
}
