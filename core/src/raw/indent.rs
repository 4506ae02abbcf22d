//! JSON on one line, made readable.

use crate::raw::{continues, strings::Strings};

/// Deeper levels are indented no further, so that depth costs no more than its brackets.
const DEEPEST: usize = 16;
/// A new line with its indentation, and the four bytes of a character.
const LONGEST_STEP: usize = 1 + 2 * DEEPEST + 4;

/// The text with line breaks and two spaces a level, up to about `limit` bytes of it, cut between
/// characters, and how many bytes were read for that. The text need not be valid.
pub(super) fn indented(bytes: &[u8], limit: usize) -> (Vec<u8>, usize) {
    let mut writer = Writer::default();
    let mut strings = Strings::default();
    for (position, byte) in bytes.iter().enumerate() {
        let over = writer.text.len().checked_sub(limit);
        if over.is_some_and(|over| over > LONGEST_STEP || !continues(*byte)) {
            return (writer.text, position);
        }
        if strings.holds(*byte) {
            writer.content(*byte);
        } else {
            writer.outside(*byte);
        }
    }
    (writer.text, bytes.len())
}

#[derive(Default)]
struct Writer {
    text: Vec<u8>,
    level: usize,
    before: Before,
}

/// What comes before the next byte.
#[derive(Clone, Copy, Default, PartialEq)]
enum Before {
    #[default]
    Nothing,
    /// A space that was served between two words, which would else become one.
    Space,
    /// A new line, unless a bracket is closed that was just opened.
    FirstLine,
    NextLine,
}

impl Writer {
    fn outside(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {
                if self.before == Before::Nothing && self.text.last().copied().is_some_and(is_word)
                {
                    self.before = Before::Space;
                }
            }
            b'{' | b'[' => {
                self.before_content();
                self.text.push(byte);
                self.level += 1;
                self.before = Before::FirstLine;
            }
            b'}' | b']' => {
                self.level = self.level.saturating_sub(1);
                if self.before != Before::FirstLine {
                    self.new_line();
                }
                self.before = Before::Nothing;
                self.text.push(byte);
            }
            b',' => {
                self.mark(byte);
                self.before = Before::NextLine;
            }
            b':' => {
                self.mark(byte);
                self.text.push(b' ');
            }
            _ => self.content(byte),
        }
    }

    fn mark(&mut self, byte: u8) {
        if self.before == Before::Space {
            self.before = Before::Nothing;
        }
        self.before_content();
        self.text.push(byte);
    }

    fn content(&mut self, byte: u8) {
        self.before_content();
        self.text.push(byte);
    }

    fn before_content(&mut self) {
        match std::mem::take(&mut self.before) {
            Before::Nothing => {}
            Before::Space => self.text.push(b' '),
            Before::FirstLine | Before::NextLine => self.new_line(),
        }
    }

    fn new_line(&mut self) {
        self.text.push(b'\n');
        let spaces = 2 * self.level.min(DEEPEST);
        self.text.resize(self.text.len() + spaces, b' ');
    }
}

fn is_word(byte: u8) -> bool {
    !matches!(byte, b' ' | b'\n' | b'{' | b'}' | b'[' | b']')
}
