//! Numbers, times and texts for people.

use std::{borrow::Cow, fmt::Write as _};

use crate::oci::timestamp::Timestamp;

/// A size for people: decimal units, as clients print them, such as `38.2 MB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut unit = 0;
    // Tenths of the unit, rounded half up.
    let mut tenth = 100;
    let tenths = |tenth: u64| bytes / tenth + u64::from(bytes % tenth >= tenth / 2);
    while tenths(tenth) >= 10_000 && unit + 1 < UNITS.len() {
        tenth *= 1000;
        unit += 1;
    }
    let tenths = tenths(tenth);
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// A number with its thousands apart, such as `38,212,345`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number of things, such as `1 tag` or `1,500 tags`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        count(number as u64),
        if number == 1 { one } else { many }
    )
}

/// How long ago it was, such as `2 hours ago`.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    const STEPS: [(i64, &str); 6] = [
        (365 * 86_400, "year"),
        (30 * 86_400, "month"),
        (7 * 86_400, "week"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
    ];
    let seconds = now.unix_seconds().saturating_sub(then.unix_seconds());
    if seconds < 0 {
        return "in the future".to_owned();
    }
    for (length, name) in STEPS {
        let number = seconds / length;
        if number > 0 {
            return format!("{number} {name}{} ago", if number == 1 { "" } else { "s" });
        }
    }
    "just now".to_owned()
}

/// A text from outside, with every character that is invisible or turns the direction of
/// writing made visible as its code, such as `⟨U+202E⟩`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hidden(character) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// The same, cut after so many characters with an ellipsis.
pub fn visible_start(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}

/// Controls, direction marks (UAX 9), and what has no width; line breaks and tabs too.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_are_for_people() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (1_949, "1.9 kB"),
            (1_950, "2.0 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (38_212_345, "38.2 MB"),
            (9_007_199_254_740_993, "9.0 PB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(u64::MAX), "18,446,744,073,709,551,615");
        assert_eq!(counted(1, "tag", "tags"), "1 tag");
        assert_eq!(counted(1500, "tag", "tags"), "1,500 tags");
    }

    #[test]
    fn times_are_told_from_now() {
        let ago = |seconds: i64| {
            ago(
                Timestamp::of_unix_seconds(1_000_000_000 - seconds),
                Timestamp::of_unix_seconds(1_000_000_000),
            )
        };
        assert_eq!(ago(0), "just now");
        assert_eq!(ago(60), "1 minute ago");
        assert_eq!(ago(2 * 3600 + 5), "2 hours ago");
        assert_eq!(ago(8 * 86_400), "1 week ago");
        assert_eq!(ago(400 * 86_400), "1 year ago");
        assert_eq!(ago(-5), "in the future");
    }

    #[test]
    fn what_is_hidden_is_shown() {
        assert_eq!(visible("plain ä 漢"), "plain ä 漢");
        assert_eq!(visible("a\u{202e}b\nc\u{0}"), "a⟨U+202E⟩b⟨U+000A⟩c⟨U+0000⟩");
        assert_eq!(visible_start("äöü", 2), "äö…");
        assert_eq!(visible_start("äö", 2), "äö");
    }

    proptest! {
        #[test]
        fn any_size_and_time_is_written(bytes in any::<u64>(), then in any::<i64>(), now in any::<i64>()) {
            prop_assert!(size(bytes).len() <= 9);
            prop_assert!(!ago(Timestamp::of_unix_seconds(then), Timestamp::of_unix_seconds(now)).is_empty());
        }

        #[test]
        fn nothing_hidden_is_left(text in ".*") {
            prop_assert!(!visible(&text).contains(is_hidden));
        }
    }
}
