//! Values as people see them.

use std::fmt::{self, Display, Formatter, Write};

use crate::oci::{json::Json, tolerant::Malformed};

/// The first [`Malformed::SHOWN`] characters. What follows is not even written.
pub(crate) fn shortened(whole: impl Display) -> String {
    let mut start = Start {
        text: String::new(),
        left: Malformed::SHOWN,
    };
    // It fails where the text was long enough.
    let _ = write!(start, "{whole}");
    start.text
}

struct Start {
    text: String,
    left: usize,
}

impl Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if self.left == 0 {
                self.text.push('…');
                return Err(fmt::Error);
            }
            self.left -= 1;
            self.text.push(character);
        }
        Ok(())
    }
}

/// JSON without spaces, members in the order that they were written in.
impl Display for Json {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Boolean(is_true) => Display::fmt(is_true, formatter),
            Self::Unsigned(number) => Display::fmt(number, formatter),
            Self::Number(digits) => formatter.write_str(digits),
            Self::Text(text) => quote(text, formatter),
            Self::List(list) => {
                let mut before = '[';
                for entry in &list.kept {
                    formatter.write_char(before)?;
                    entry.fmt(formatter)?;
                    before = ',';
                }
                formatter.write_str(if before == '[' { "[]" } else { "]" })
            }
            Self::Object(object) => {
                let mut before = '{';
                for (key, json) in object.members() {
                    formatter.write_char(before)?;
                    quote(key, formatter)?;
                    formatter.write_char(':')?;
                    json.fmt(formatter)?;
                    before = ',';
                }
                formatter.write_str(if before == '{' { "{}" } else { "}" })
            }
        }
    }
}

fn quote(text: &str, formatter: &mut Formatter<'_>) -> fmt::Result {
    formatter.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                formatter.write_char('\\')?;
                formatter.write_char(character)?;
            }
            '\n' => formatter.write_str("\\n")?,
            '\0'..' ' => write!(formatter, "\\u{:04x}", u32::from(character))?,
            _ => formatter.write_char(character)?,
        }
    }
    formatter.write_char('"')
}
