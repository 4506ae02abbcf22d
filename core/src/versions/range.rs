//! Ranges of versions: `>=2.1 <3`, `^2.1 || ~1.4`.

use std::{cmp::Ordering, fmt};

use crate::versions::version::Version;

/// Which versions are meant: one of the alternatives must hold, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    alternatives: Vec<Vec<Comparator>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Comparator {
    operator: Operator,
    bound: Version,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
    Caret,
    Tilde,
}

/// Why a text is no range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidRange {
    /// A comparator has no version behind it.
    MissingVersion,
    /// What stands behind a comparator is no version.
    NoVersion(String),
    /// There is a character that neither a comparator nor a version has.
    Character,
}

/// Longer ones first.
const OPERATORS: [(&str, Operator); 7] = [
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("=", Operator::Equal),
    ("^", Operator::Caret),
    ("~", Operator::Tilde),
];

impl Range {
    /// Reads a range.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<Self, InvalidRange> {
        let alternatives: Result<_, _> = text.split("||").map(comparators).collect();
        alternatives.map(|alternatives| Self { alternatives })
    }

    /// Whether a version is meant. A prerelease is only where a bound names one.
    pub fn matches(&self, version: &Version) -> bool {
        let is_prerelease = |version: &Version| version.prerelease().is_some();
        self.alternatives.iter().any(|comparators| {
            let names_prerelease = || comparators.iter().any(|each| is_prerelease(&each.bound));
            (!is_prerelease(version) || names_prerelease())
                && comparators.iter().all(|each| each.holds(version))
        })
    }
}

fn comparators(text: &str) -> Result<Vec<Comparator>, InvalidRange> {
    let mut comparators = Vec::new();
    let mut rest = text.trim();
    loop {
        let (comparator, after) = Comparator::read(rest)?;
        comparators.push(comparator);
        rest = after.trim_start();
        if rest.is_empty() {
            return Ok(comparators);
        }
    }
}

impl Comparator {
    /// Reads one, and gives what follows it. A version without an operator is meant itself.
    fn read(text: &str) -> Result<(Self, &str), InvalidRange> {
        let written = OPERATORS
            .iter()
            .find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)));
        let (operator, after) = written.unwrap_or((Operator::Equal, text));
        let after = after.trim_start();
        let is_of_version = |character: char| {
            character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_')
        };
        let end = after
            .find(|character| !is_of_version(character))
            .unwrap_or(after.len());
        let (version, rest) = after.split_at(end);
        if version.is_empty() {
            return Err(if written.is_some() || text.is_empty() {
                InvalidRange::MissingVersion
            } else {
                InvalidRange::Character
            });
        }
        let bound =
            Version::parse(version).ok_or_else(|| InvalidRange::NoVersion(version.to_owned()))?;
        Ok((Self { operator, bound }, rest))
    }

    fn holds(&self, version: &Version) -> bool {
        let (track, asked) = (version.track(), self.bound.track());
        let is_asked = |asked: &str, text: &str| asked.is_empty() || asked == text;
        if !is_asked(asked.prefix, track.prefix) || !is_asked(asked.suffix, track.suffix) {
            return false;
        }
        let order = self.compare(version);
        match self.operator {
            Operator::Less => order.is_lt(),
            Operator::LessOrEqual => order.is_le(),
            Operator::Equal => order.is_eq(),
            Operator::GreaterOrEqual => order.is_ge(),
            Operator::Greater => order.is_gt(),
            Operator::Caret => order.is_ge() && self.shares(version, self.significant()),
            Operator::Tilde => order.is_ge() && self.shares(version, 2),
        }
    }

    /// How a version stands to the bound: by as many numbers as the bound has, and by prerelease
    /// and build where the bound names them.
    fn compare(&self, version: &Version) -> Ordering {
        let bound = &self.bound;
        let order = if bound.prerelease().is_some() {
            version
                .compare_numbers(bound)
                .then_with(|| version.prerelease().cmp(&bound.prerelease()))
        } else {
            let numbers = bound.numbers().iter().enumerate();
            numbers
                .map(|(at, number)| version.number(at).cmp(number))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        order.then_with(|| bound.build().compare_asked(version.build()))
    }

    /// Whether as many of the bound's first numbers are the version's.
    fn shares(&self, version: &Version, count: usize) -> bool {
        let mut numbers = self.bound.numbers().iter().enumerate().take(count);
        numbers.all(|(at, number)| version.number(at) == *number)
    }

    /// How many numbers reach to the first that is not zero.
    fn significant(&self) -> usize {
        let zeros = self
            .bound
            .numbers()
            .iter()
            .take_while(|number| **number == 0);
        zeros.count() + 1
    }
}

impl fmt::Display for InvalidRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingVersion => formatter.write_str("A comparator needs a version")?,
            Self::NoVersion(text) => {
                formatter.write_str(text)?;
                formatter.write_str(" is no version")?;
            }
            Self::Character => {
                formatter.write_str("A range has only comparators and versions")?;
            }
        }
        formatter.write_str(", as in >=2.1 <3")
    }
}

#[cfg(test)]
#[path = "range_tests.rs"]
mod tests;
