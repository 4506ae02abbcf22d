//! Bytes read as JSON, of which a bounded part is kept.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::oci::json::{Json, List, Object};

/// How much of a body is kept. All of it is read, to its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading<'a> {
    /// The members of the outermost object that are kept, which must not be there twice. All
    /// where none are named.
    keys: &'a [&'a str],
    /// How many entries of a list are kept.
    entries: usize,
    /// How many levels of values are kept, this one among them; of what is below only the
    /// number of entries.
    levels: usize,
}

/// What stands at a place. `serde_json` gives a number that no integer holds as a map of one
/// owned text, and no other text as an owned one: so no document can pass a text as a number.
pub(crate) enum Found {
    Json(Json),
    Digits(String),
}

impl<'a> Reading<'a> {
    /// More than any image has, and few enough to be shown. Docker's limit is 127 layers.
    pub(crate) const ENTRIES: usize = 10_000;
    /// More than `serde_json` goes into.
    const LEVELS: usize = 1_000;

    /// Keeps the members of these names.
    pub(crate) fn of(keys: &'a [&'a str]) -> Self {
        Self {
            keys,
            entries: Self::ENTRIES,
            levels: Self::LEVELS,
        }
    }

    /// Keeps the members of these names, and of lists in them texts and other simple values.
    pub(crate) fn of_lists(keys: &'a [&'a str], entries: usize) -> Self {
        Self {
            keys,
            entries,
            levels: 3,
        }
    }

    /// Reads a body.
    ///
    /// # Errors
    /// When it is no JSON object; the reason in words.
    pub(crate) fn object(self, body: &[u8]) -> Result<Object, String> {
        if body.trim_ascii_start().first() != Some(&b'{') {
            return Err("it is no JSON object".to_owned());
        }
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let found = self
            .deserialize(&mut deserializer)
            .and_then(|found| deserializer.end().map(|()| found));
        match found {
            Ok(Found::Json(Json::Object(object))) => Ok(object),
            Ok(_) => Err("it is no JSON object".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn inside(self) -> Self {
        Self {
            keys: &[],
            levels: self.levels.saturating_sub(1),
            ..self
        }
    }

    fn skipping(self) -> Self {
        Self { levels: 0, ..self }
    }

    fn keeps(self, key: &str) -> bool {
        self.keys.is_empty() || self.keys.contains(&key)
    }
}

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        if self.levels == 0 {
            deserializer.deserialize_ignored_any(self)
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Found;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Found, E> {
        Ok(Found::Json(Json::Null))
    }

    fn visit_bool<E>(self, is_true: bool) -> Result<Found, E> {
        Ok(Found::Json(Json::Boolean(is_true)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Found, E> {
        Ok(Found::Json(Json::Unsigned(number)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Found, E> {
        Ok(Found::Json(Json::Number(number.to_string())))
    }

    /// Never asked for: numbers that are no integers come by their digits.
    fn visit_f64<E: Error>(self, _: f64) -> Result<Found, E> {
        Err(E::custom("a number without its digits"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Found, E> {
        Ok(Found::Json(Json::Text(text.to_owned())))
    }

    fn visit_string<E>(self, digits: String) -> Result<Found, E> {
        Ok(Found::Digits(digits))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Found, A::Error> {
        let mut list = List::default();
        loop {
            let keeps = self.levels > 1 && list.kept.len() < self.entries;
            let inside = if keeps {
                self.inside()
            } else {
                self.skipping()
            };
            match entries.next_element_seed(inside)? {
                Some(Found::Json(json)) if keeps => list.kept.push(json),
                Some(_) => list.left_out += 1,
                None => return Ok(Found::Json(Json::List(list))),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut members: Vec<(String, Json)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let keeps = self.keeps(&key);
            if keeps && !self.keys.is_empty() && members.iter().any(|(name, _)| *name == key) {
                return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
            }
            let inside = if keeps {
                self.inside()
            } else {
                self.skipping()
            };
            match map.next_value_seed(inside)? {
                Found::Digits(digits) => return Ok(Found::Json(Json::Number(digits))),
                Found::Json(json) if keeps && self.levels > 1 => members.push((key, json)),
                Found::Json(_) => {}
            }
        }
        Ok(Found::Json(Json::Object(Object::new(members))))
    }
}
