//! A tag, read as a version.

use std::cmp::Ordering;

use crate::versions::suffix::{self, is_hash};

/// A tag that is a version, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    prefix: String,
    numbers: Vec<u64>,
    suffix: String,
    prerelease: Option<Prerelease>,
    build: Build,
}

/// What versions follow each other in. The plain track has neither prefix nor suffix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Track<'a> {
    /// What stands before the numbers, with its separator: `nightly-`.
    pub prefix: &'a str,
    /// What stands after them and tells no builds apart: `alpine3.18`.
    pub suffix: &'a str,
}

/// How far before its release a version is: greater is nearer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prerelease {
    pub(super) stage: u8,
    pub(super) numbers: Vec<u64>,
}

/// What tells builds of one version apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Build {
    pub(super) text: String,
    pub(super) numbers: Vec<u64>,
}

/// What stands in front of a digest or a commit, and never of a version.
const HASHES: [&str; 4] = ["sha", "sha1", "sha256", "sha512"];

/// Words that end in digits and are no versions.
const ARCHITECTURES: [&str; 12] = [
    "amd64", "arm32", "arm64", "i386", "loong64", "mips64", "ppc64", "riscv64", "win32", "win64",
    "x64", "x86",
];

impl Version {
    /// Reads a tag. What is no version is a name.
    pub fn parse(tag: &str) -> Option<Self> {
        let head = first_part(tag);
        if HASHES.contains(&head) {
            return None;
        }
        let mut version = Self {
            prefix: String::new(),
            numbers: Vec::new(),
            suffix: String::new(),
            prerelease: None,
            build: Build::default(),
        };
        let start = version
            .read_prefix(tag)
            .or_else(|| version.read_word(head))?;
        let (numbers, rest) = read_numbers(&tag[start..])?;
        version.numbers = numbers;
        version.read_suffix(rest);
        Some(version)
    }

    /// Takes what stands before the first part that begins with a number, and says where that is.
    fn read_prefix(&mut self, tag: &str) -> Option<usize> {
        let mut start = 0;
        while start < tag.len() {
            let word = first_part(&tag[start..]);
            let end = tag.len().min(start + word.len() + 1);
            if is_hash(word) {
                self.build.push(word);
            } else if let Some(at) = number_in(word) {
                self.prefix.push_str(without_v(&word[..at]));
                return Some(start + at);
            } else {
                self.prefix.push_str(&tag[start..end]);
            }
            start = end;
        }
        None
    }

    /// Takes a first part such as `alpine3.18`, where no part begins with a number.
    fn read_word(&mut self, head: &str) -> Option<usize> {
        let at = first_digit(head)?;
        if !is_numbers(&head[at..]) || is_hash(head) || ARCHITECTURES.contains(&head) {
            return None;
        }
        self.build = Build::default();
        head[..at].clone_into(&mut self.prefix);
        Some(at)
    }

    fn read_suffix(&mut self, text: &str) {
        let mut rest = text;
        let mut glued = true;
        while !rest.is_empty() {
            let part = first_part(rest);
            self.read_part(part.trim_matches('.'), glued);
            glued = false;
            rest = rest.get(part.len() + 1..).unwrap_or_default();
        }
    }

    fn read_part(&mut self, part: &str, glued: bool) {
        if part.is_empty() {
            return;
        }
        if self.prerelease.is_none() {
            self.prerelease = suffix::prerelease(part, glued);
            if self.prerelease.is_some() {
                return;
            }
        }
        let is_x86_64 = part == "64" && self.suffix.ends_with("x86");
        if !is_x86_64 && suffix::is_build(part, glued) {
            return self.build.push(part);
        }
        if !self.suffix.is_empty() {
            self.suffix.push(if is_x86_64 { '_' } else { '-' });
        }
        self.suffix.push_str(part);
    }

    /// What it follows.
    pub fn track(&self) -> Track<'_> {
        Track {
            prefix: &self.prefix,
            suffix: &self.suffix,
        }
    }

    /// Its numbers, at least one.
    pub fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    /// How far before its release it is, unless it is a release.
    pub fn prerelease(&self) -> Option<&Prerelease> {
        self.prerelease.as_ref()
    }

    /// What tells it from other builds of the same version.
    pub fn build(&self) -> &Build {
        &self.build
    }

    /// The older version is less, whatever the tracks.
    pub fn compare(&self, other: &Self) -> Ordering {
        self.compare_numbers(other)
            .then_with(|| self.prerelease.cmp(&other.prerelease))
            .then_with(|| self.build.numbers.cmp(&other.build.numbers))
    }

    /// Puts a prerelease before its release, too.
    pub(super) fn compare_numbers(&self, other: &Self) -> Ordering {
        for at in 0..=self.numbers.len().max(other.numbers.len()) {
            let order = self.number(at).cmp(&other.number(at));
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }

    /// A number that is not written: a release stands for the newest that begins like it, a
    /// prerelease comes before all of them.
    pub(super) fn number(&self, at: usize) -> u64 {
        let beyond = if self.prerelease.is_some() {
            0
        } else {
            u64::MAX
        };
        self.numbers.get(at).copied().unwrap_or(beyond)
    }
}

impl Track<'_> {
    /// Whether it has neither prefix nor suffix.
    pub fn is_plain(self) -> bool {
        self.prefix.is_empty() && self.suffix.is_empty()
    }
}

impl Build {
    /// The parts as the tag has them; empty where there are none.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it names a commit.
    pub fn names_commit(&self) -> bool {
        self.text.split('-').any(is_hash)
    }

    /// How another build stands to this one, if this one is any.
    pub(super) fn compare_asked(&self, other: &Self) -> Ordering {
        if self.text.is_empty() || self.text == other.text {
            return Ordering::Equal;
        }
        other
            .numbers
            .cmp(&self.numbers)
            .then_with(|| other.text.cmp(&self.text))
    }

    /// A hash has no order, so its digits do not count.
    fn push(&mut self, part: &str) {
        if !self.text.is_empty() {
            self.text.push('-');
        }
        self.text.push_str(part);
        if !is_hash(part) {
            push_numbers(part, &mut self.numbers);
        }
    }
}

/// Takes the runs of digits. One that is too long for 64 bits counts as the largest.
pub(super) fn push_numbers(text: &str, numbers: &mut Vec<u64>) {
    let mut rest = text;
    while let Some(at) = first_digit(rest) {
        let (digits, after) = split_digits(&rest[at..]);
        numbers.push(digits.parse().unwrap_or(u64::MAX));
        rest = after;
    }
}

/// How many bytes a text begins with that are meant. Bytes, because patterns of characters are
/// slow where the program is made small.
pub(super) fn span(text: &str, is_meant: fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() && is_meant(bytes[end]) {
        end += 1;
    }
    end
}

pub(super) fn is_numbers(text: &str) -> bool {
    span(text, |byte| byte.is_ascii_digit() || byte == b'.') == text.len()
}

fn first_part(text: &str) -> &str {
    &text[..span(text, |byte| byte != b'-' && byte != b'_')]
}

fn first_digit(text: &str) -> Option<usize> {
    let at = span(text, |byte| !byte.is_ascii_digit());
    (at < text.len()).then_some(at)
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(span(text, |byte| byte.is_ascii_digit()))
}

/// Where a part's number is, if it begins with one: after nothing, a `v`, or a dot.
fn number_in(part: &str) -> Option<usize> {
    let at = first_digit(part)?;
    let before = without_v(&part[..at]);
    (before.is_empty() || before.ends_with('.')).then_some(at)
}

fn without_v(text: &str) -> &str {
    match text.strip_suffix(['v', 'V']) {
        Some(before) if before.is_empty() || before.ends_with('.') => before,
        _ => text,
    }
}

/// The numbers that a text begins with, and the rest. None where one is too long for 64 bits.
fn read_numbers(text: &str) -> Option<(Vec<u64>, &str)> {
    let mut numbers = Vec::with_capacity(3);
    let mut rest = text;
    loop {
        let (digits, after) = split_digits(rest);
        let number = digits.parse().ok();
        numbers.push(number.filter(|number| *number < u64::MAX)?);
        rest = after;
        match rest.as_bytes() {
            [b'.', digit, ..] if digit.is_ascii_digit() => rest = &rest[1..],
            // Java: 8u212.
            [b'u', digit, ..] if digit.is_ascii_digit() && numbers.len() == 1 => rest = &rest[1..],
            _ => return Some((numbers, rest)),
        }
    }
}

#[cfg(test)]
#[path = "version_tests.rs"]
mod tests;
