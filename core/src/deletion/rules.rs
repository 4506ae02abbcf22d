//! Rules that fill a selection. What they take, somebody sees before anything is done. They stand
//! in docs/CLEANUP.md.

use std::fmt;

use crate::{
    oci::timestamp::Timestamp,
    versions::{filter::TagFilter, order::Reading, range::InvalidRange},
};

/// Which tags may go: those for which all that is said holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How many of each track stay.
    keep: Option<usize>,
    age: Option<Age>,
    tags: Option<Matching>,
    /// Whether releases are taken, too.
    takes_releases: bool,
}

/// How old what goes must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    Days(u32),
    /// Built before the beginning of a day, UTC.
    Before(Timestamp),
}

/// Which tags are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Matching {
    text: String,
    filter: TagFilter,
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidRule {
    /// It says of no tag that it goes.
    Empty,
    /// Nobody knows what this part means.
    Unknown(String),
    /// The same is said twice.
    Twice(&'static str),
    /// It is no number of versions to keep.
    Keep,
    /// It is neither a number of days nor a date.
    Age,
    /// It begins like a range and is none.
    Range(InvalidRange),
}

const KEEP: &str = "keep";
const OLDER: &str = "older";
const TAGS: &str = "tags";
const TAKE: &str = "take";
const RELEASES: &str = "releases";
/// No repository has more tags.
const MOST: usize = 1_000_000;
const DAY: i64 = 86_400;

impl Rule {
    /// Reads a rule: `keep:5;older:30d;tags:nightly-*;take:releases`, any of it, in any order.
    ///
    /// # Errors
    /// When a part of it is none, or no part says which tags go.
    pub fn parse(text: &str) -> Result<Self, InvalidRule> {
        let mut rule = Self {
            keep: None,
            age: None,
            tags: None,
            takes_releases: false,
        };
        let parts = text.split(';').map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            rule.read(part)?;
        }
        if rule.keep.is_none() && rule.age.is_none() && rule.tags.is_none() {
            return Err(InvalidRule::Empty);
        }
        Ok(rule)
    }

    fn read(&mut self, part: &str) -> Result<(), InvalidRule> {
        let unknown = || InvalidRule::Unknown(part.to_owned());
        let (key, value) = part.split_once(':').ok_or_else(unknown)?;
        let value = value.trim();
        match key.trim() {
            KEEP => once(&mut self.keep, KEEP, read_count(value)?),
            OLDER => once(&mut self.age, OLDER, Age::read(value)?),
            TAGS => once(&mut self.tags, TAGS, Matching::read(value)?),
            TAKE if value == RELEASES && self.takes_releases => Err(InvalidRule::Twice(TAKE)),
            TAKE if value == RELEASES => {
                self.takes_releases = true;
                Ok(())
            }
            _ => Err(unknown()),
        }
    }

    /// How many versions of each track stay, if that is said.
    pub fn keep(&self) -> Option<usize> {
        self.keep
    }

    /// Whether releases are taken, too.
    pub fn takes_releases(&self) -> bool {
        self.takes_releases
    }

    /// Whether dates of builds decide.
    pub fn needs_dates(&self) -> bool {
        self.age.is_some()
    }

    /// Whether a tag is one of those that are meant.
    pub(super) fn means(&self, reading: &Reading) -> bool {
        let tags = self.tags.as_ref();
        tags.is_none_or(|matching| matching.filter.matches(reading))
    }

    /// What goes was built before this, if that is said.
    pub(super) fn before(&self, now: Timestamp) -> Option<Timestamp> {
        let seconds = |days: u32| now.unix_seconds().saturating_sub(i64::from(days) * DAY);
        self.age.map(|age| match age {
            Age::Days(days) => Timestamp::of_unix_seconds(seconds(days)),
            Age::Before(date) => date,
        })
    }
}

fn once<T>(place: &mut Option<T>, key: &'static str, value: T) -> Result<(), InvalidRule> {
    match place.replace(value) {
        Some(_) => Err(InvalidRule::Twice(key)),
        None => Ok(()),
    }
}

fn read_count(text: &str) -> Result<usize, InvalidRule> {
    let count = digits(text).and_then(|digits| digits.parse().ok());
    let count = count.filter(|count| (1..=MOST).contains(count));
    count.ok_or(InvalidRule::Keep)
}

/// A number as people write it, without a sign.
fn digits(text: &str) -> Option<&str> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then_some(text)
}

impl Age {
    fn read(text: &str) -> Result<Self, InvalidRule> {
        let days = text.strip_suffix('d').and_then(digits);
        let days = days.and_then(|digits| digits.parse().ok());
        let date = || Timestamp::parse(&format!("{text}T00:00:00Z")).ok();
        match days {
            Some(days) if days > 0 => Ok(Self::Days(days)),
            Some(_) => Err(InvalidRule::Age),
            None => date().map(Self::Before).ok_or(InvalidRule::Age),
        }
    }
}

impl Matching {
    /// As in the filter of the table, but that a text is the whole tag: what is found anywhere is
    /// too much to delete.
    fn read(text: &str) -> Result<Self, InvalidRule> {
        let filter = match TagFilter::parse(text).map_err(InvalidRule::Range)? {
            TagFilter::Text(text) if text.is_empty() => return Err(InvalidRule::Empty),
            TagFilter::Text(text) => TagFilter::Glob(text),
            filter => filter,
        };
        Ok(Self {
            text: text.to_owned(),
            filter,
        })
    }
}

/// As an address has it. It reads back to itself.
impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keep = self.keep.map(|count| format!("{KEEP}:{count}"));
        let age = self.age.map(|age| match age {
            Age::Days(days) => format!("{OLDER}:{days}d"),
            Age::Before(date) => format!("{OLDER}:{}", day(date)),
        });
        let tags = self.tags.as_ref();
        let tags = tags.map(|matching| format!("{TAGS}:{}", matching.text));
        let take = self.takes_releases.then(|| format!("{TAKE}:{RELEASES}"));
        let parts: Vec<String> = [keep, age, tags, take].into_iter().flatten().collect();
        formatter.write_str(&parts.join(";"))
    }
}

/// The date without the time.
fn day(date: Timestamp) -> String {
    let mut text = date.to_string();
    text.truncate("2026-11-20".len());
    text
}

impl fmt::Display for InvalidRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str(
                "Say which tags go: how many of each track stay, how old they are, or which \
                 they are.",
            ),
            Self::Unknown(part) => write!(
                formatter,
                "“{part}” is no part of a rule, such as keep:5, older:30d, tags:nightly-* or \
                 take:releases."
            ),
            Self::Twice(key) => write!(formatter, "“{key}” is there twice."),
            Self::Keep => formatter.write_str("How many stay is a whole number from 1."),
            Self::Age => formatter
                .write_str("How old is a number of days, as in 30d, or a date, as in 2026-11-20."),
            Self::Range(invalid) => write!(formatter, "{invalid}."),
        }
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
