//! What a rule takes of a repository's tags, and what it leaves, with the reason.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    deletion::{in_use::InUse, rules::Rule},
    inventory::date::believable,
    oci::{digest::Digest, tag::Tag, timestamp::Timestamp},
    sorting::sort,
    versions::{
        helper::Helper,
        moving::{Known, moving_tags},
        order::Reading,
        version::{Track, Version},
    },
};

/// What is known of a repository.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Its tags, in any order.
    pub readings: &'a [Reading],
    /// Where a tag leads.
    pub digest: &'a dyn Fn(&Tag) -> Known<'a>,
    /// The manifests that a tag's index lists, as far as that was read.
    pub children: &'a dyn Fn(&Tag) -> Vec<Digest>,
    /// When a tag's image says that it was built.
    pub created: &'a dyn Fn(&Tag) -> Option<Timestamp>,
    /// What is in use.
    pub in_use: &'a InUse,
    /// What time it is.
    pub now: Timestamp,
}

/// What a rule comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// What it takes.
    pub taken: BTreeSet<Tag>,
    /// What it would take, and leaves to whoever looks.
    pub left: BTreeMap<Tag, Left>,
}

/// Why a rule leaves a tag, the strongest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// It, or what it leads to, is in use.
    InUse,
    /// It moves from version to version.
    Moving,
    /// It was not read yet: what decides is not known.
    Unread,
    /// There is no date of a build that can be believed.
    NoDate,
    /// It is a release.
    Release,
}

impl Rule {
    /// What it takes. Helper tags belong to other manifests, and go with those.
    pub fn pick(&self, facts: Facts<'_>) -> Picked {
        let moving = moving_tags(facts.readings, facts.digest);
        let picking = Picking {
            rule: self,
            facts,
            moving: moving.iter().map(|moving| moving.tag).collect(),
            used: used(&facts),
        };
        let meant = facts
            .readings
            .iter()
            .filter(|reading| picking.means(reading));
        let meant: Vec<&Reading> = meant.collect();
        let kept = picking.kept(&meant);
        let mut picked = Picked::default();
        for reading in meant {
            let tag = reading.tag();
            if kept.contains(tag) || !picking.is_old(tag) {
                continue;
            }
            match picking.reason(reading) {
                Some(reason) => {
                    picked.left.insert(tag.clone(), reason);
                }
                None => {
                    picked.taken.insert(tag.clone());
                }
            }
        }
        picked
    }
}

struct Picking<'r, 'a> {
    rule: &'r Rule,
    facts: Facts<'a>,
    moving: BTreeSet<&'a Tag>,
    used: BTreeSet<Digest>,
}

/// The digests in use, those of tags in use among them.
fn used(facts: &Facts<'_>) -> BTreeSet<Digest> {
    let by_tag = facts
        .in_use
        .tags
        .iter()
        .filter_map(|tag| match (facts.digest)(tag) {
            Known::Digest(digest) => Some(digest.clone()),
            _ => None,
        });
    by_tag.chain(facts.in_use.digests.iter().cloned()).collect()
}

impl<'a> Picking<'_, 'a> {
    fn means(&self, reading: &Reading) -> bool {
        let has_place = self.rule.keep().is_none() || reading.version().is_some();
        has_place && Helper::of(reading.tag()).is_none() && self.rule.means(reading)
    }

    /// The newest of each track, as many as are to stay: of releases, and of prereleases.
    fn kept(&self, meant: &[&'a Reading]) -> BTreeSet<&'a Tag> {
        let mut kept = BTreeSet::new();
        let Some(keep) = self.rule.keep() else {
            return kept;
        };
        let mut tracks = BTreeMap::<(Track<'_>, bool), Vec<(&Reading, &Version)>>::new();
        for reading in meant {
            let is_followed =
                !self.moving.contains(reading.tag()) && !self.is_broken(reading.tag());
            if let Some(version) = reading.version().filter(|_| is_followed) {
                let place = (version.track(), version.prerelease().is_some());
                tracks.entry(place).or_default().push((*reading, version));
            }
        }
        for mut track in tracks.into_values() {
            sort(&mut track, |(_, version), (_, other)| {
                other.compare(version)
            });
            // What is equal stays or goes together.
            let places = track.chunk_by(|(_, version), (_, next)| version.compare(next).is_eq());
            kept.extend(
                places
                    .take(keep)
                    .flatten()
                    .map(|(reading, _)| reading.tag()),
            );
        }
        kept
    }

    /// Whether nothing says that a tag is too young.
    fn is_old(&self, tag: &Tag) -> bool {
        match (self.rule.before(self.facts.now), self.date(tag)) {
            (Some(before), Some(date)) => date < before,
            _ => true,
        }
    }

    fn date(&self, tag: &Tag) -> Option<Timestamp> {
        believable((self.facts.created)(tag)?, self.facts.now)
    }

    fn is_broken(&self, tag: &Tag) -> bool {
        (self.facts.digest)(tag) == Known::Broken
    }

    fn reason(&self, reading: &Reading) -> Option<Left> {
        let tag = reading.tag();
        let known = (self.facts.digest)(tag);
        if self.is_in_use(tag, known) {
            Some(Left::InUse)
        } else if self.moving.contains(tag) {
            Some(Left::Moving)
        } else if self.is_undecided(tag, known) {
            Some(Left::Unread)
        } else if self.rule.needs_dates() && self.date(tag).is_none() {
            Some(Left::NoDate)
        } else if !self.rule.takes_releases() && is_release(reading) {
            Some(Left::Release)
        } else {
            None
        }
    }

    fn is_in_use(&self, tag: &Tag, known: Known<'_>) -> bool {
        let leads_to_used = match known {
            Known::Digest(digest) if !self.used.is_empty() => {
                let is_used = |digest: &Digest| self.used.contains(digest);
                is_used(digest) || (self.facts.children)(tag).iter().any(is_used)
            }
            _ => false,
        };
        leads_to_used || self.facts.in_use.tags.contains(tag)
    }

    /// What was not read may be in use, or young.
    fn is_undecided(&self, tag: &Tag, known: Known<'_>) -> bool {
        let is_dated = || self.date(tag).is_some();
        let may_be_used = !self.used.is_empty() || !self.facts.in_use.tags.is_empty();
        match known {
            Known::Unread => may_be_used || (self.rule.needs_dates() && !is_dated()),
            Known::NoDigest => !self.used.is_empty(),
            Known::Broken | Known::Digest(_) => false,
        }
    }
}

/// What builds are called that nobody released.
const UNRELEASED: [&str; 16] = [
    "branch", "build", "canary", "ci", "commit", "dev", "develop", "edge", "feature", "main",
    "master", "nightly", "pr", "snapshot", "test", "trunk",
];

/// Whether a tag may be a release: a version, but no prerelease, no commit, and of no track whose
/// name says otherwise.
fn is_release(reading: &Reading) -> bool {
    let Some(version) = reading.version() else {
        return false;
    };
    let Track { prefix, suffix } = version.track();
    let words = [prefix, suffix]
        .into_iter()
        .flat_map(|text| text.split(['-', '_', '.']));
    let is_unreleased = |word: &str| UNRELEASED.iter().any(|it| it.eq_ignore_ascii_case(word));
    let says_otherwise = words.into_iter().any(is_unreleased);
    version.prerelease().is_none() && !version.build().names_commit() && !says_otherwise
}

impl fmt::Display for Left {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::InUse => "in use",
            Self::Moving => "a moving tag",
            Self::Unread => "not read yet",
            Self::NoDate => "without a date that can be believed",
            Self::Release => "a release",
        })
    }
}

#[cfg(test)]
#[path = "pick_tests.rs"]
mod tests;
