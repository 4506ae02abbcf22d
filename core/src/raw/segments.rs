//! Digests in a text, and characters that nobody would see.

use crate::{
    format,
    oci::digest::Digest,
    raw::{Segment, strings::Strings},
};

/// How digests begin, and how many digits follow.
const KINDS: [(&str, usize); 2] = [("sha256:", 64), ("sha512:", 128)];

/// The text in its parts: digests within strings, and what is between them.
pub(super) fn split(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut strings = Strings::default();
    let (mut start, mut position) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(position) {
        let found = if strings.holds(*byte) {
            digest_at(text, position)
        } else {
            None
        };
        let Some((digest, end)) = found else {
            position += 1;
            continue;
        };
        push(&mut segments, &text[start..position], None);
        push(&mut segments, &text[position..end], Some(digest));
        // No quote and no backslash is in a digest: the string goes on behind it.
        (start, position) = (end, end);
    }
    push(&mut segments, &text[start..], None);
    segments
}

fn push(segments: &mut Vec<Segment>, text: &str, digest: Option<Digest>) {
    if !text.is_empty() {
        let text = text.to_owned();
        segments.push(Segment { text, digest });
    }
}

fn digest_at(text: &str, position: usize) -> Option<(Digest, usize)> {
    let bytes = text.as_bytes();
    let (prefix, digits) = KINDS
        .iter()
        .find(|(prefix, _)| bytes[position..].starts_with(prefix.as_bytes()))?;
    let end = position + prefix.len() + digits;
    let is_part = |position: usize| bytes.get(position).is_some_and(u8::is_ascii_alphanumeric);
    let begins_before = position.checked_sub(1).is_some_and(is_part);
    if begins_before || is_part(end) {
        return None;
    }
    Some((Digest::parse(text.get(position..end)?).ok()?, end))
}

/// The same, with hidden characters as their codes. White space of JSON stays as it is outside
/// of strings.
pub(super) fn visible(mut segments: Vec<Segment>) -> Vec<Segment> {
    let mut strings = Strings::default();
    for segment in &mut segments {
        let mut shown = String::with_capacity(segment.text.len());
        let mut start = 0;
        for (position, byte) in segment.text.bytes().enumerate() {
            let is_outside = !strings.holds(byte);
            if is_outside && matches!(byte, b'\n' | b'\r' | b'\t') {
                shown.push_str(&format::visible(&segment.text[start..position]));
                shown.push(char::from(byte));
                start = position + 1;
            }
        }
        shown.push_str(&format::visible(&segment.text[start..]));
        segment.text = shown;
    }
    segments
}
