//! What the parts after a version's numbers mean.

use crate::versions::version::{Prerelease, is_numbers, push_numbers, span};

/// A commit's shortest usual abbreviation.
const SHORTEST_HASH: usize = 7;

/// What comes before a release, and how near to it.
const STAGES: [(&str, u8); 14] = [
    ("dev", 0),
    ("snapshot", 0),
    ("nightly", 0),
    ("canary", 0),
    ("alpha", 1),
    ("beta", 2),
    ("m", 3),
    ("milestone", 3),
    ("ea", 3),
    ("pre", 3),
    ("preview", 3),
    ("prerelease", 3),
    ("rc", 4),
    ("cr", 4),
];

/// As Python writes them, without a separator: 3.13.0a1.
const GLUED_STAGES: [(&str, u8); 2] = [("a", 1), ("b", 2)];

const BUILDS: [&str; 5] = ["b", "build", "p", "r", "rev"];

/// Reads `rc`, `rc1`, `rc.1`, `M1`, `SNAPSHOT`. `glued` is a part without a separator before it.
pub(super) fn prerelease(part: &str, glued: bool) -> Option<Prerelease> {
    let (word, digits) = word_and_numbers(part)?;
    let glued_stage = || stage_of(word, &GLUED_STAGES).filter(|_| glued);
    let stage = stage_of(word, &STAGES).or_else(glued_stage)?;
    if word.len() == 1 && digits.is_empty() {
        return None;
    }
    let mut numbers = Vec::new();
    push_numbers(digits, &mut numbers);
    Some(Prerelease { stage, numbers })
}

fn stage_of(word: &str, stages: &[(&str, u8)]) -> Option<u8> {
    for (name, stage) in stages {
        if name.eq_ignore_ascii_case(word) {
            return Some(*stage);
        }
    }
    None
}

/// Whether a part only tells builds apart: a number, a date, a build number, a commit.
pub(super) fn is_build(part: &str, glued: bool) -> bool {
    is_moment(part, glued)
        || is_hash(part)
        || word_and_numbers(part).is_some_and(|(word, digits)| {
            !digits.is_empty() && BUILDS.iter().any(|name| name.eq_ignore_ascii_case(word))
        })
}

/// At least seven hexadecimal digits, figures and letters, perhaps with one letter more behind;
/// or, as `git describe` has it, a `g` before them.
pub(super) fn is_hash(part: &str) -> bool {
    if part.len() < SHORTEST_HASH {
        return false;
    }
    let hexadecimal = span(part, |byte| byte.is_ascii_hexdigit());
    match part.len() - hexadecimal {
        0 => is_mixed(part),
        1 => {
            part.ends_with(|last: char| last.is_ascii_alphabetic())
                && is_mixed(&part[..hexadecimal])
        }
        _ => part.strip_prefix('g').is_some_and(|rest| {
            rest.len() >= SHORTEST_HASH && span(rest, |byte| byte.is_ascii_hexdigit()) == rest.len()
        }),
    }
}

/// Whether hexadecimal digits are enough, and both figures and letters.
fn is_mixed(digits: &str) -> bool {
    digits.len() >= SHORTEST_HASH
        && span(digits, |byte| byte.is_ascii_digit()) < digits.len()
        && span(digits, |byte| byte.is_ascii_alphabetic()) < digits.len()
}

/// A number, dotted numbers, or a point in time such as `20261120T103000Z`, whose date may be
/// the version's number.
fn is_moment(part: &str, glued: bool) -> bool {
    let text = match part.strip_prefix(['T', 't']) {
        Some(time) if glued => time,
        _ => part,
    };
    let is_of_moment =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'T' | b't' | b'Z' | b'z');
    text.starts_with(|first: char| first.is_ascii_digit()) && span(text, is_of_moment) == text.len()
}

/// `rc.1` comes apart into `rc` and `1`.
fn word_and_numbers(part: &str) -> Option<(&str, &str)> {
    let (word, rest) = part.split_at(span(part, |byte| byte.is_ascii_alphabetic()));
    (!word.is_empty() && is_numbers(rest)).then_some((word, rest))
}
