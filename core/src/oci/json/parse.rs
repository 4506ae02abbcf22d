//! Bytes read as JSON, of which a bounded part is kept.

use std::{cell::Cell, fmt};

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

/// A part of a body being read.
#[derive(Clone, Copy)]
struct Part<'a> {
    reading: Reading<'a>,
    /// How many more values may be kept, of the whole body.
    left: &'a Cell<usize>,
}

/// What stands at a place. `serde_json` gives a number that no integer holds as a map of one
/// owned text, and no other text as an owned one: so no document can pass a text as a number.
enum Found {
    Json(Json),
    Digits(String),
}

impl<'a> Reading<'a> {
    /// More than any image has, and few enough to be shown. Docker's limit is 127 layers.
    pub(crate) const ENTRIES: usize = 10_000;
    /// How many values of a body are kept: more than any honest one has, were it a million names.
    /// Bytes alone are no bound: five of them may take seventy once they are read.
    const VALUES: usize = 1 << 20;
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

    /// The same with as many entries of a list kept.
    pub(crate) fn with_entries(self, entries: usize) -> Self {
        Self { entries, ..self }
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
        let left = Cell::new(Self::VALUES);
        let whole = Part {
            reading: self,
            left: &left,
        };
        let found = whole
            .deserialize(&mut deserializer)
            .and_then(|found| deserializer.end().map(|()| found));
        match found {
            Ok(Found::Json(Json::Object(object))) => Ok(object),
            Ok(_) => Err("it is no JSON object".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Part<'_> {
    /// A value in this one; one that is not kept is only read over.
    fn inside(self, is_kept: bool) -> Self {
        let levels = if is_kept { self.reading.levels } else { 0 };
        Self {
            reading: Reading {
                keys: &[],
                levels: levels.saturating_sub(1),
                ..self.reading
            },
            ..self
        }
    }

    /// Whether what stands in this one is kept.
    fn is_deep(self) -> bool {
        self.reading.levels > 1
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        if self.reading.levels == 0 {
            return deserializer.deserialize_ignored_any(self);
        }
        let Some(left) = self.left.get().checked_sub(1) else {
            let most = Reading::VALUES;
            return Err(D::Error::custom(format_args!("more than {most} values")));
        };
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
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
            let is_kept = self.is_deep() && list.kept.len() < self.reading.entries;
            match entries.next_element_seed(self.inside(is_kept))? {
                Some(Found::Json(json)) if is_kept => list.kept.push(json),
                Some(_) => list.left_out += 1,
                None => return Ok(Found::Json(Json::List(list))),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let keys = self.reading.keys;
        let mut members: Vec<(String, Json)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let is_named = keys.contains(&&*key);
            if is_named && members.iter().any(|(name, _)| *name == key) {
                return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
            }
            let is_kept = self.is_deep() && (is_named || keys.is_empty());
            match map.next_value_seed(self.inside(is_kept))? {
                Found::Digits(digits) => return Ok(Found::Json(Json::Number(digits))),
                Found::Json(json) if is_kept => members.push((key, json)),
                Found::Json(_) => {}
            }
        }
        Ok(Found::Json(Json::Object(Object::new(members))))
    }
}
