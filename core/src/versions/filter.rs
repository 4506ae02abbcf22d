//! What the filter field of the tags table means.

use crate::versions::{
    order::Reading,
    range::{InvalidRange, Range},
};

/// Which tags are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagFilter {
    /// Those with this text anywhere. ASCII case does not matter.
    Text(String),
    /// Those that are this pattern from end to end: `*` is any text, `?` any one character.
    /// ASCII case does not matter.
    Glob(String),
    /// Those whose version is in this range.
    Range(Range),
}

impl TagFilter {
    /// Reads what was typed. Nothing typed is a text that every tag has.
    ///
    /// # Errors
    /// When it begins like a range and is none.
    pub fn parse(text: &str) -> Result<Self, InvalidRange> {
        let text = text.trim();
        if text.contains(['*', '?']) {
            Ok(Self::Glob(text.to_owned()))
        } else if text.starts_with(['<', '>', '=', '^', '~']) {
            Range::parse(text).map(Self::Range)
        } else {
            Ok(Self::Text(text.to_owned()))
        }
    }

    /// Whether a tag is shown.
    pub fn matches(&self, reading: &Reading) -> bool {
        let tag = reading.tag().as_str().as_bytes();
        match self {
            Self::Text(text) => contains(tag, text.as_bytes()),
            Self::Glob(pattern) => is_like(tag, pattern.as_bytes()),
            Self::Range(range) => reading.version().is_some_and(|it| range.matches(it)),
        }
    }
}

fn contains(tag: &[u8], text: &[u8]) -> bool {
    text.is_empty()
        || tag
            .windows(text.len())
            .any(|window| window.eq_ignore_ascii_case(text))
}

/// Only the last `*` is ever tried again, so the time is at most the product of the lengths.
fn is_like(tag: &[u8], pattern: &[u8]) -> bool {
    let (mut at, mut in_pattern) = (0, 0);
    let mut last_star = None;
    while at < tag.len() {
        match pattern.get(in_pattern) {
            Some(b'*') => {
                in_pattern += 1;
                last_star = Some((at, in_pattern));
            }
            Some(wanted) if *wanted == b'?' || wanted.eq_ignore_ascii_case(&tag[at]) => {
                at += 1;
                in_pattern += 1;
            }
            _ => match &mut last_star {
                Some((taken, after)) => {
                    *taken += 1;
                    (at, in_pattern) = (*taken, *after);
                }
                None => return false,
            },
        }
    }
    pattern[in_pattern..].iter().all(|rest| *rest == b'*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::oci::tag::Tag;

    fn reading(tag: &str) -> Reading {
        Reading::of(Tag::parse(tag).unwrap())
    }

    fn shown<'a>(text: &str, tags: &[&'a str]) -> Vec<&'a str> {
        let filter = TagFilter::parse(text).unwrap();
        let is_shown = |tag: &&str| filter.matches(&reading(tag));
        tags.iter().copied().filter(is_shown).collect()
    }

    const TAGS: [&str; 6] = ["latest", "2", "2.1", "2.1-Alpine", "12.1", "main"];

    #[test]
    fn text_is_found_anywhere() {
        assert_eq!(shown("2.1", &TAGS), ["2.1", "2.1-Alpine", "12.1"]);
        assert_eq!(shown("  ALP ", &TAGS), ["2.1-Alpine"]);
        assert_eq!(shown("", &TAGS), TAGS);
        assert!(shown(&"a".repeat(500), &TAGS).is_empty());
    }

    #[test]
    fn a_glob_is_the_whole_tag() {
        assert_eq!(shown("2.*", &TAGS), ["2.1", "2.1-Alpine"]);
        assert_eq!(shown("?", &TAGS), ["2"]);
        assert_eq!(shown("*1", &TAGS), ["2.1", "12.1"]);
        assert_eq!(shown("*-a*E", &TAGS), ["2.1-Alpine"]);
        assert_eq!(shown("*", &TAGS), TAGS);
        assert_eq!(shown("m??n", &TAGS), ["main"]);
        // It wins over the range that it begins like.
        assert!(shown(">=2.*", &TAGS).is_empty());
    }

    #[test]
    fn a_comparator_begins_a_range() {
        assert_eq!(shown(">=2.1 <3", &TAGS), ["2", "2.1", "2.1-Alpine"]);
        assert_eq!(shown("~2.1", &TAGS), ["2.1", "2.1-Alpine"]);
        assert_eq!(
            TagFilter::parse(" ^").unwrap_err(),
            InvalidRange::MissingVersion
        );
    }

    /// Plain recursion: slow, and plainly right.
    fn is_like_slowly(tag: &[u8], pattern: &[u8]) -> bool {
        match (tag, pattern) {
            (_, [b'*', rest @ ..]) => {
                is_like_slowly(tag, rest) || (!tag.is_empty() && is_like_slowly(&tag[1..], pattern))
            }
            ([first, others @ ..], [wanted, rest @ ..]) => {
                (*wanted == b'?' || wanted.eq_ignore_ascii_case(first))
                    && is_like_slowly(others, rest)
            }
            _ => tag.is_empty() && pattern.is_empty(),
        }
    }

    #[test]
    fn stars_do_not_multiply() {
        let tag = reading(&"a".repeat(128));
        let pattern = "*a".repeat(60) + "b";
        assert!(!TagFilter::parse(&pattern).unwrap().matches(&tag));
    }

    proptest! {
        #[test]
        fn a_glob_matches_what_it_should(tag in "[abA]{0,8}", pattern in "[abB*?]{0,8}") {
            prop_assert_eq!(
                is_like(tag.as_bytes(), pattern.as_bytes()),
                is_like_slowly(tag.as_bytes(), pattern.as_bytes())
            );
        }

        #[test]
        fn no_text_panics(text in ".*", tag in "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}") {
            if let Ok(filter) = TagFilter::parse(&text) {
                filter.matches(&reading(&tag));
            }
        }
    }
}
