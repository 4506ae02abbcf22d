//! What verifications came to. Their number is bounded; the oldest go.

use wasm_bindgen::JsValue;

use super::{Verdict, content::date};
use crate::storage::database::{Database, Outcome, Transaction, field, record, texts};

/// Verdicts: under scope, repository and digest.
pub(super) const VERDICTS: &str = "verdicts";
/// More verdicts are not kept.
const VERDICTS_KEPT: f64 = 5_000.0;
/// The longest text of one, in UTF-16 units.
const TEXT_LENGTH: usize = 16_384;

/// Keeps a verdict in place of the one before.
pub(super) async fn keep(
    transaction: &Transaction,
    key: [&str; 3],
    text: &str,
    read: f64,
) -> Outcome<()> {
    if text.len() > TEXT_LENGTH {
        return Ok(());
    }
    let records = transaction.records(VERDICTS)?;
    let verdict = record(&[("text", text.into()), ("read", read.into())]);
    records.put(&texts(&key), &verdict)?;
    let mut surplus = records.count().await? - VERDICTS_KEPT;
    if surplus > 0.0 {
        let mut oldest = records.oldest_first()?;
        while surplus > 0.0
            && let Some((_, key)) = oldest.next().await?
        {
            records.delete(&key)?;
            surplus -= 1.0;
        }
    }
    Ok(())
}

/// The verdict on a digest.
pub(super) async fn recall(database: &Database, key: [&str; 3]) -> Outcome<Option<Verdict>> {
    let found = database.look(VERDICTS)?.get(&texts(&key)).await?;
    Ok(read(&found))
}

fn read(record: &JsValue) -> Option<Verdict> {
    let text = field(record, "text").as_string()?;
    Some(Verdict {
        date: date(&field(record, "read"))?,
        text: Some(text).filter(|text| text.len() <= 3 * TEXT_LENGTH)?,
    })
}
