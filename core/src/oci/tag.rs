//! Tags.

use std::fmt;

/// A tag: a name that points to a manifest and can be moved.
///
/// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`, the OCI distribution specification 1.1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

/// A text is no tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidTag;

impl Tag {
    /// The longest tag, in characters.
    pub const LONGEST: usize = 128;

    /// Reads a tag.
    ///
    /// # Errors
    /// When the text breaks the grammar.
    pub fn parse(text: &str) -> Result<Self, InvalidTag> {
        let first_is_right =
            text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_');
        let all_are_right = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
        if first_is_right && all_are_right && text.len() <= Self::LONGEST {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidTag)
        }
    }

    /// The tag that a reference without one means.
    pub fn latest() -> Self {
        Self("latest".to_owned())
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for InvalidTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "a tag has at most 128 letters, digits, dots, dashes and underscores, \
             and does not start with a dot or a dash",
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_breaks_the_grammar_is_refused() {
        for text in ["", ".a", "-a", "a b", "a/b", "a:b", "ä", "a\u{202e}", "<b>"] {
            assert_eq!(Tag::parse(text), Err(InvalidTag), "{text}");
        }
        assert!(Tag::parse(&"a".repeat(128)).is_ok());
        assert_eq!(Tag::parse(&"a".repeat(129)), Err(InvalidTag));
    }

    proptest! {
        #[test]
        fn every_tag_of_the_grammar_is_read(text in "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}") {
            let tag = Tag::parse(&text).unwrap();
            prop_assert_eq!(tag.as_str(), text);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Tag::parse(&text);
        }
    }
}
