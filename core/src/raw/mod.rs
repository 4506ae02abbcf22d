//! Bytes of a manifest or config as text to show.

mod indent;
mod segments;
mod strings;

use crate::{oci::digest::Digest, raw::strings::Strings};

/// How much is shown at most, in bytes, but for the codes of hidden characters.
pub const LIMIT: usize = 256_000;

/// A document as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text in its parts, hidden characters made visible.
    pub segments: Vec<Segment>,
    /// How many of the document's bytes are not shown.
    pub left_out: usize,
    /// Whether the document is UTF-8. What is not is shown as `U+FFFD`.
    pub is_utf8: bool,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What it says.
    pub text: String,
    /// The digest that it is, where it is one.
    pub digest: Option<Digest>,
}

impl Text {
    /// The document byte for byte, but for characters that nobody would see.
    pub fn as_served(bytes: &[u8]) -> Self {
        let shown = start(bytes, LIMIT);
        Self::of(bytes, shown, shown.len())
    }

    /// The document with line breaks and indentation, where it is JSON on one line. Only white
    /// space outside of strings differs from what was served.
    pub fn indented(bytes: &[u8]) -> Option<Self> {
        if !is_json_on_one_line(bytes) {
            return None;
        }
        let (text, read) = indent::indented(bytes, LIMIT);
        Some(Self::of(bytes, &text, read))
    }

    fn of(bytes: &[u8], shown: &[u8], read: usize) -> Self {
        Self {
            segments: segments::visible(segments::split(&String::from_utf8_lossy(shown))),
            left_out: bytes.len() - read,
            is_utf8: std::str::from_utf8(bytes).is_ok(),
        }
    }
}

/// The first bytes, up to the last whole character.
fn start(bytes: &[u8], limit: usize) -> &[u8] {
    if bytes.len() <= limit {
        return bytes;
    }
    let mut ends = (limit.saturating_sub(3)..=limit).rev();
    let end = ends.find(|end| !continues(bytes[*end]));
    &bytes[..end.unwrap_or(limit)]
}

/// Whether a byte is within a character of UTF-8.
fn continues(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

fn is_json_on_one_line(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    let mut strings = Strings::default();
    let has_line_break = bytes.iter().any(|byte| {
        let is_outside = !strings.holds(*byte);
        is_outside && matches!(byte, b'\n' | b'\r')
    });
    matches!(bytes.first(), Some(b'{' | b'[')) && !has_line_break
}

#[cfg(test)]
mod tests;
