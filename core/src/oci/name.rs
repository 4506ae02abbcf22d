//! Repository names.

use std::fmt;

/// The name of a repository, such as `gallery/ui`: components joined by slashes.
///
/// The grammar is the OCI distribution specification 1.1, "Pulling manifests"; the longest
/// name is 255 characters, as distribution 2.8 has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryName(String);

/// Why a text is no repository name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidName {
    /// There is nothing.
    Empty,
    /// There are more than [`RepositoryName::LONGEST`] characters.
    TooLong,
    /// A component breaks the grammar.
    Component,
}

impl RepositoryName {
    /// The longest name, in characters.
    pub const LONGEST: usize = 255;

    /// Reads a name.
    ///
    /// # Errors
    /// When the text breaks the grammar.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        if text.is_empty() {
            return Err(InvalidName::Empty);
        }
        if text.len() > Self::LONGEST {
            return Err(InvalidName::TooLong);
        }
        if !text.split('/').all(is_component) {
            return Err(InvalidName::Component);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The components, outermost first.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// What stands before the last slash, if there is one.
    pub fn namespace(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(namespace, _)| namespace)
    }

    /// The last component.
    pub fn last_component(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, last)| last)
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_component(text: &str) -> bool {
    let is_alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut separator = String::new();
    let mut after_alphanumeric = false;
    for byte in text.bytes() {
        if is_alphanumeric(byte) {
            let joins = after_alphanumeric && is_separator(&separator);
            if !separator.is_empty() && !joins {
                return false;
            }
            separator.clear();
            after_alphanumeric = true;
        } else {
            separator.push(char::from(byte));
        }
    }
    after_alphanumeric && separator.is_empty()
}

fn is_separator(text: &str) -> bool {
    matches!(text, "." | "_" | "__") || text.bytes().all(|byte| byte == b'-')
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for InvalidName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "a repository name is missing",
            Self::TooLong => "a repository name has at most 255 characters",
            Self::Component => {
                "a repository name has lower-case letters and digits, joined by single dots, \
                 one or two underscores, dashes, and slashes"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_the_field_are_read() {
        for name in [
            "a",
            "library/nginx",
            "kiamol/ch05-pi",
            "a/tags/list",
            "a--b/c__d/e.f_g",
            "0/1",
        ] {
            assert_eq!(RepositoryName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn what_breaks_the_grammar_is_refused() {
        for name in [
            "/a",
            "a/",
            "a//b",
            "A",
            "a b",
            "-a",
            "a-",
            "a..b",
            "a___b",
            "a._b",
            ".",
            "-",
            "_catalog",
            "a\u{202e}b",
            "ä",
            "<b>",
        ] {
            assert_eq!(
                RepositoryName::parse(name),
                Err(InvalidName::Component),
                "{name}"
            );
        }
        assert_eq!(RepositoryName::parse(""), Err(InvalidName::Empty));
        assert_eq!(
            RepositoryName::parse(&"a".repeat(256)),
            Err(InvalidName::TooLong)
        );
        assert!(RepositoryName::parse(&"a".repeat(255)).is_ok());
    }

    #[test]
    fn a_name_comes_apart() {
        let name = RepositoryName::parse("gallery/web/ui").unwrap();
        assert_eq!(name.namespace(), Some("gallery/web"));
        assert_eq!(name.last_component(), "ui");
        assert_eq!(
            name.components().collect::<Vec<_>>(),
            ["gallery", "web", "ui"]
        );
        assert_eq!(RepositoryName::parse("ui").unwrap().namespace(), None);
    }

    proptest! {
        #[test]
        fn every_name_of_the_grammar_is_read(
            name in "[a-z0-9]{1,4}((\\.|_|__|-{1,3})[a-z0-9]{1,3}){0,3}(/[a-z0-9]{1,4}((\\.|_|__|-{1,3})[a-z0-9]{1,3}){0,2}){0,4}"
        ) {
            prop_assert!(RepositoryName::parse(&name).is_ok());
        }

        #[test]
        fn no_text_panics(text in ".*") {
            if let Ok(name) = RepositoryName::parse(&text) {
                prop_assert_eq!(name.as_str(), text);
            }
        }
    }
}
