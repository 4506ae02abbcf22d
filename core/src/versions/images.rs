//! The images that tags lead to, as far as they were read.

use std::cmp::Ordering;

use crate::{
    oci::{digest::Digest, tag::Tag},
    sorting::sort,
    versions::{helper::Helper, moving::Known, order::Reading},
};

/// The tags that lead to what moving tags lead to, by digest, and the most precise of each
/// digest first.
pub(super) struct Images<'a> {
    read: Vec<(&'a Digest, &'a Reading)>,
    pub(super) all_read: bool,
}

impl<'a> Images<'a> {
    pub(super) fn of<'t>(
        moving: impl Iterator<Item = &'t Tag>,
        readings: &'a [Reading],
        known: &dyn Fn(&Tag) -> Known<'a>,
    ) -> Self {
        let digest_of = |tag: &Tag| match known(tag) {
            Known::Digest(digest) => Some(digest),
            _ => None,
        };
        let mut wanted: Vec<&Digest> = moving.filter_map(digest_of).collect();
        sort(&mut wanted, Ord::cmp);
        // Nobody asks then.
        if wanted.is_empty() {
            return Self {
                read: Vec::new(),
                all_read: false,
            };
        }
        let is_helper = |reading: &Reading| Helper::of(reading.tag()).is_some();
        let mut read = Vec::new();
        let mut all_read = true;
        for reading in readings {
            match known(reading.tag()) {
                Known::Digest(digest) => {
                    if wanted.binary_search(&digest).is_ok() && !is_helper(reading) {
                        read.push((digest, reading));
                    }
                }
                Known::Unread | Known::NoDigest => all_read = all_read && is_helper(reading),
                Known::Broken => {}
            }
        }
        sort(&mut read, |(digest, reading), (other_digest, other)| {
            digest
                .cmp(other_digest)
                .then_with(|| compare_precision(reading, other))
        });
        Self { read, all_read }
    }

    /// The most precise other tag of a digest, unless it is less precise than this one.
    pub(super) fn twin(&self, digest: &Digest, tag: &Reading) -> Option<&'a Reading> {
        let start = self.read.partition_point(|(other, _)| *other < digest);
        let same = self.read[start..]
            .iter()
            .take_while(|(it, _)| *it == digest);
        let (_, twin) = same.take(2).find(|(_, reading)| *reading != tag)?;
        (precision(twin) >= precision(tag)).then_some(*twin)
    }
}

fn precision(reading: &Reading) -> usize {
    reading
        .version()
        .map_or(0, |version| version.numbers().len())
}

fn compare_precision(reading: &Reading, other: &Reading) -> Ordering {
    precision(other)
        .cmp(&precision(reading))
        .then_with(|| reading.cmp(other))
}
