//! Where in a file a value stands.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The line and column of the value at a path, in words; empty where there is none.
///
/// The file is read once more for it, and that reading fails where the path ends.
pub(super) fn place(json: &[u8], path: &str) -> String {
    let way = Way {
        path,
        passed: String::new(),
    };
    match way.deserialize(&mut serde_json::Deserializer::from_slice(json)) {
        Ok(()) => String::new(),
        Err(error) => format!(" at line {} column {}", error.line(), error.column()),
    }
}

struct Way<'a> {
    path: &'a str,
    passed: String,
}

impl Way<'_> {
    fn onward(&self, step: fmt::Arguments<'_>) -> Self {
        Self {
            path: self.path,
            passed: format!("{}{step}", self.passed),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Way<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.path.strip_prefix(&self.passed) {
            Some("") => Err(D::Error::custom("here")),
            Some(rest) if self.passed.is_empty() || rest.starts_with(['.', '[']) => {
                deserializer.deserialize_any(self)
            }
            _ => deserializer.deserialize_ignored_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Way<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list or an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut position = 0;
        while list
            .next_element_seed(self.onward(format_args!("[{position}]")))?
            .is_some()
        {
            position += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let separator = if self.passed.is_empty() { "" } else { "." };
        while let Some(key) = map.next_key::<String>()? {
            map.next_value_seed(self.onward(format_args!("{separator}{key}")))?;
        }
        Ok(())
    }
}
