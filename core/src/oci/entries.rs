//! Lists of a document that may be far longer than any honest one.

use crate::oci::{
    json::{self, Json, Read, Reading},
    tolerant::{Malformed, Tolerant},
};

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
    pub const KEPT: usize = Reading::ENTRIES;

    /// Reads a list that may be missing.
    pub(crate) fn read(json: Option<&Json>, read: Read<T>) -> Self {
        let Some(json) = json else {
            return Self::default();
        };
        match json::list(json) {
            Ok(list) => Self {
                kept: list
                    .kept
                    .iter()
                    .map(|entry| json::tolerant(entry, read))
                    .collect(),
                left_out: list.left_out,
                malformed: None,
            },
            Err(fault) => Self {
                malformed: Some(json::malformed(json, &fault)),
                ..Self::default()
            },
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Entries<u64> {
        let document = json::value(&format!(r#"{{"list":{json}}}"#));
        Entries::read(json::object(&document).unwrap().get("list"), json::unsigned)
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
