//! The releases of a repository, track by track.

use std::cmp::Ordering;

use crate::{
    sorting::sort,
    versions::{
        order::Reading,
        version::{Track, Version},
    },
};

/// A tag that is a release.
#[derive(Clone, Copy, Debug)]
pub(super) struct Release<'a> {
    pub(super) reading: &'a Reading,
    pub(super) version: &'a Version,
    /// Whether it is partial, and its track has a more precise one.
    pub(super) moves: bool,
}

/// All releases, sorted by track, and newest first on each.
#[derive(Debug)]
pub(super) struct Tracks<'a> {
    releases: Vec<Release<'a>>,
}

impl<'a> Tracks<'a> {
    pub(super) fn of(readings: &'a [Reading]) -> Self {
        let mut releases: Vec<_> = readings.iter().filter_map(Release::of).collect();
        // The order of the table is that of each track: then only the tracks are compared, for
        // what is equal keeps its order.
        let is_in_order = readings.is_sorted();
        sort(&mut releases, |release, other| {
            let of_tracks = release.version.track().cmp(&other.version.track());
            of_tracks.then_with(|| {
                if is_in_order {
                    Ordering::Equal
                } else {
                    release.compare(other)
                }
            })
        });
        let mut tracks = Self { releases };
        for at in 0..tracks.releases.len() {
            let may_move = tracks.releases[at].is_partial();
            tracks.releases[at].moves = may_move && !tracks.within(at).is_empty();
        }
        tracks
    }

    pub(super) fn releases(&self) -> &[Release<'a>] {
        &self.releases
    }

    pub(super) fn on(&self, track: Track<'_>) -> &[Release<'a>] {
        let start = self
            .releases
            .partition_point(|release| release.version.track() < track);
        let rest = &self.releases[start..];
        &rest[..rest.partition_point(|release| release.version.track() == track)]
    }

    /// The more precise releases that begin with the numbers of this one: they follow it.
    pub(super) fn within(&self, at: usize) -> &[Release<'a>] {
        let version = self.releases[at].version;
        let (track, numbers) = (version.track(), version.numbers());
        let rest = &self.releases[at..];
        let begins = rest.partition_point(|release| {
            release.version.track() == track && release.version.numbers().starts_with(numbers)
        });
        let equal = rest[..begins]
            .partition_point(|release| release.version.numbers().len() == numbers.len());
        &rest[equal..begins]
    }

    /// The plain track, or the one with most releases where that has none.
    pub(super) fn main(&self) -> &[Release<'a>] {
        let plain = self.on(Track::default());
        if !plain.is_empty() {
            return plain;
        }
        let tracks = self
            .releases
            .chunk_by(|one, next| one.version.track() == next.version.track());
        // Of equally many the last is taken, and the first is meant.
        tracks.rev().max_by_key(|track| track.len()).unwrap_or(&[])
    }
}

impl<'a> Release<'a> {
    fn of(reading: &'a Reading) -> Option<Self> {
        let version = reading.version()?;
        version.prerelease().is_none().then_some(Self {
            reading,
            version,
            moves: false,
        })
    }

    /// Newest first, of one track.
    fn compare(&self, other: &Self) -> Ordering {
        other
            .version
            .compare(self.version)
            .then_with(|| self.reading.cmp(other.reading))
    }

    /// One or two numbers, and no build.
    fn is_partial(&self) -> bool {
        self.version.numbers().len() <= 2 && self.version.build().as_str().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::oci::tag::Tag;

    proptest! {
        #[test]
        fn tracks_are_the_same_however_the_tags_come(
            tags in proptest::collection::btree_set("(app-|V?)[12](\\.[0-3]){0,2}(-rc[12])?(-b[12])?(-alpine|-Alpine)?", 0..40)
        ) {
            let readings = tags.iter().map(|tag| Reading::of(Tag::parse(tag).unwrap()));
            let mut readings: Vec<Reading> = readings.collect();
            let tags_of = |readings: &[Reading]| {
                let tracks = Tracks::of(readings);
                let releases = tracks.releases().iter();
                releases.map(|release| (release.reading.tag().clone(), release.moves)).collect::<Vec<_>>()
            };
            let unsorted = tags_of(&readings);
            readings.sort();
            prop_assert_eq!(tags_of(&readings), unsorted);
        }
    }
}
