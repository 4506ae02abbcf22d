//! Values as words of a POSIX shell.

/// As one word: in single quotes, where nothing but the quote ends it.
pub(crate) fn shell(text: &str) -> String {
    format!("'{}'", printable(text).replace('\'', r"'\''"))
}

/// A value has one line.
pub(crate) fn printable(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}
