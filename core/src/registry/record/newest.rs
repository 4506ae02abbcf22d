//! The newest requests.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use crate::registry::record::{Record, Sent};

/// So many are kept.
pub(super) const NEWEST: usize = 500;

/// Their addresses and headers may take so much memory, in bytes.
const HEAVIEST: usize = 512 << 10;

/// The newest requests. Older ones fall out: beyond so many, or beyond so much memory.
#[derive(Debug, Default)]
pub struct Newest {
    /// Their numbers follow one another.
    records: VecDeque<Arc<Record>>,
    begun: u64,
    fallen_out: u64,
    weight: usize,
}

impl Newest {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self {
            records: VecDeque::new(),
            begun: 0,
            fallen_out: 0,
            weight: 0,
        }
    }

    /// Notes a request that begins now, and gives its number.
    pub fn begin(&mut self, sent: Sent, now: Duration) -> u64 {
        self.begun += 1;
        self.weight += sent.weight();
        self.records.push_back(Arc::new(Record {
            number: self.begun,
            sent,
            began: now,
            head: None,
            bytes: 0,
            end: None,
        }));
        while self.records.len() > NEWEST || self.weight > HEAVIEST {
            let Some(oldest) = self.records.pop_front() else {
                break;
            };
            self.weight -= oldest.sent.weight();
            self.fallen_out += 1;
        }
        self.begun
    }

    /// Notes what came of a request, unless it fell out.
    pub fn change(&mut self, number: u64, change: impl FnOnce(&mut Record)) {
        let first = self.records.front().map_or(u64::MAX, |first| first.number);
        let position = number.checked_sub(first);
        let position = position.and_then(|position| usize::try_from(position).ok());
        if let Some(record) = position.and_then(|position| self.records.get_mut(position)) {
            change(Arc::make_mut(record));
        }
    }

    /// Those that are kept, the newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Arc<Record>> {
        self.records.iter().rev()
    }

    /// How many fell out since it was last cleared.
    pub fn fallen_out(&self) -> u64 {
        self.fallen_out
    }

    /// Forgets all. What is still under way is not noted any more; numbers go on.
    pub fn clear(&mut self) {
        self.records.clear();
        self.fallen_out = 0;
        self.weight = 0;
    }
}
