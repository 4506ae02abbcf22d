//! Writing JSON.

use std::fmt::Write as _;

/// How many characters of a text from outside a report has.
pub(super) const LONGEST: usize = 500;

/// JSON being written, two spaces a level. It is ASCII, so that nothing in a text is hidden or
/// turns its direction.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    level: usize,
}

impl Writer {
    /// What was written.
    pub(super) fn finish(mut self) -> String {
        self.text.push('\n');
        self.text
    }

    /// The next entry of a list, or the whole: an object.
    pub(super) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.next();
        self.within('{', '}', members);
    }

    /// The next entry of a list: a text.
    pub(super) fn entry(&mut self, text: &str) {
        self.next();
        self.quoted(text);
    }

    /// A member that is an object.
    pub(super) fn member(&mut self, key: &str, members: impl FnOnce(&mut Self)) {
        self.key(key);
        self.within('{', '}', members);
    }

    /// A member that is a list.
    pub(super) fn list(&mut self, key: &str, entries: impl FnOnce(&mut Self)) {
        self.key(key);
        self.within('[', ']', entries);
    }

    /// A member that is a text.
    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.quoted(text);
    }

    /// A member that is a text, or null.
    pub(super) fn maybe_text(&mut self, key: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(key, text),
            None => self.word(key, "null"),
        }
    }

    /// A member that is a number, or null.
    pub(super) fn maybe_number(&mut self, key: &str, number: Option<u64>) {
        match number {
            Some(number) => self.word(key, &number.to_string()),
            None => self.word(key, "null"),
        }
    }

    /// A member that is true or false, or null.
    pub(super) fn maybe_boolean(&mut self, key: &str, is_true: Option<bool>) {
        let word = match is_true {
            Some(true) => "true",
            Some(false) => "false",
            None => "null",
        };
        self.word(key, word);
    }

    /// A member that is written as it is.
    pub(super) fn word(&mut self, key: &str, word: &str) {
        self.key(key);
        self.text.push_str(word);
    }

    fn key(&mut self, key: &str) {
        self.next();
        self.quoted(key);
        self.text.push_str(": ");
    }

    fn within(&mut self, begin: char, end: char, inner: impl FnOnce(&mut Self)) {
        self.text.push(begin);
        self.level += 1;
        inner(self);
        self.level -= 1;
        if !self.text.ends_with(begin) {
            self.line();
        }
        self.text.push(end);
    }

    fn next(&mut self) {
        if self.level == 0 {
            return;
        }
        if !self.text.ends_with(['{', '[']) {
            self.text.push(',');
        }
        self.line();
    }

    fn line(&mut self) {
        self.text.push('\n');
        let length = self.text.len() + 2 * self.level;
        self.text
            .extend(std::iter::repeat_n(' ', length - self.text.len()));
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        let mut characters = text.chars();
        for character in characters.by_ref().take(LONGEST) {
            self.character(character);
        }
        if characters.next().is_some() {
            self.character('…');
        }
        self.text.push('"');
    }

    fn character(&mut self, character: char) {
        match character {
            '"' | '\\' => self.text.extend(['\\', character]),
            ' '..='~' => self.text.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a string cannot fail.
                    let _ = write!(self.text, "\\u{unit:04x}");
                }
            }
        }
    }
}
