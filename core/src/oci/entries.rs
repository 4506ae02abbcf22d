//! Lists of a document that may be far longer than any honest one.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::oci::tolerant::{Malformed, Tolerant};

/// A list: its entries up to [`Entries::KEPT`], and how many more there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries<T> {
    /// The entries, in their order.
    pub kept: Vec<Tolerant<T>>,
    /// How many follow that are not kept.
    pub left_out: usize,
    /// Why there are none, where it is no list at all.
    pub malformed: Option<Malformed>,
}

impl<T> Entries<T> {
    /// More than any image has, and few enough to be shown. Docker's limit is 127 layers.
    pub const KEPT: usize = 10_000;

    fn none(found: &str) -> Self {
        let malformed = Malformed {
            reason: "invalid type, expected a list".to_owned(),
            found: found.to_owned(),
        };
        Self {
            kept: Vec::new(),
            left_out: 0,
            malformed: Some(malformed),
        }
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            left_out: 0,
            malformed: None,
        }
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entries<T>, A::Error> {
        let mut entries = Entries::default();
        while entries.kept.len() < Entries::<T>::KEPT {
            match list.next_element()? {
                Some(entry) => entries.kept.push(entry),
                None => return Ok(entries),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            entries.left_out += 1;
        }
        Ok(entries)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Entries::none("an object"))
    }

    fn visit_unit<E>(self) -> Result<Entries<T>, E> {
        Ok(Entries::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Entries<T>, E> {
        Ok(Entries::none("a boolean"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Entries<T>, E> {
        Ok(Entries::none("a number"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Entries<T>, E> {
        Ok(Entries::none("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Entries<T>, E> {
        Ok(Entries::none("a number"))
    }

    fn visit_str<E>(self, _: &str) -> Result<Entries<T>, E> {
        Ok(Entries::none("a text"))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntriesVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Entries<u64> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_is_no_list_is_said() {
        for json in ["{\"a\":[1]}", "true", "-1", "7", "1.5", "\"x\""] {
            assert!(read(json).malformed.is_some(), "{json}");
        }
        assert_eq!(read("null"), Entries::default());
    }

    #[test]
    fn a_list_without_end_is_counted_and_not_kept() {
        let json = format!("[{}1]", "1,".repeat(Entries::<u64>::KEPT + 4));
        let entries = read(&json);
        assert_eq!(entries.kept.len(), Entries::<u64>::KEPT);
        assert_eq!(entries.left_out, 5);
        assert_eq!(read("[1,\"x\",2]").kept.len(), 3);
    }
}
