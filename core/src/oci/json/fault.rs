//! What is wrong with a value, and where it stands.

use std::fmt::{self, Display, Formatter};

use crate::oci::json::{Json, shortened};

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where it stands, such as `registries[0].url`; empty for the value that was read.
    pub(crate) path: String,
    /// What is wrong, in words.
    pub(crate) reason: String,
}

impl Fault {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            reason: reason.into(),
        }
    }

    /// A value of another kind than is wanted. Texts are not repeated: they may be secret.
    pub(crate) fn expected(what: &str, found: &Json) -> Self {
        let number;
        let found = match found {
            Json::Null => "null",
            Json::Boolean(_) => "a boolean",
            Json::Unsigned(_) | Json::Number(_) => {
                number = shortened(found);
                &number
            }
            Json::Text(_) => "a text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        };
        Self::new(format!("expected {what}, found {found}"))
    }

    /// The same fault, as seen from the object that has it in a member.
    pub(crate) fn in_member(mut self, key: &str) -> Self {
        let separator = match self.path.as_bytes().first() {
            None | Some(b'[') => "",
            Some(_) => ".",
        };
        self.path.insert_str(0, separator);
        self.path.insert_str(0, key);
        self
    }

    /// The same fault, as seen from the list that has it in an entry.
    pub(crate) fn in_entry(self, position: usize) -> Self {
        self.in_member(&format!("[{position}]"))
    }
}

impl Display for Fault {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let separator = if self.path.is_empty() { "" } else { ": " };
        write!(formatter, "{}{separator}{}", self.path, self.reason)
    }
}
