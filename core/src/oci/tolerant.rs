//! Fields that may be wrong without taking the rest of a document with them.

use std::fmt;

/// A part of a document that is not what its specification says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong, in words.
    pub reason: String,
    /// The part itself, as JSON, shortened to [`Malformed::SHOWN`] characters.
    pub found: String,
}

impl Malformed {
    /// How many characters of the malformed part are kept.
    pub const SHOWN: usize = 120;
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.reason, self.found)
    }
}

/// A value, or what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tolerant<T>(pub Result<T, Malformed>);

impl<T> Tolerant<T> {
    /// The value, if it is one.
    pub fn value(&self) -> Option<&T> {
        self.0.as_ref().ok()
    }
}

impl<T: Default> Default for Tolerant<T> {
    fn default() -> Self {
        Self(Ok(T::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::json;

    fn sizes(json: &str) -> Vec<Tolerant<u64>> {
        let size = |json: &_| Ok(json::tolerant(json, json::unsigned));
        json::list_of(&json::value(json), size).unwrap()
    }

    #[test]
    fn one_bad_value_leaves_the_others() {
        let document = json::value(r#"{"sizes":[1,-1,"2",9007199254740993],"name":5}"#);
        let document = json::object(&document).unwrap();
        let sizes = sizes(&document.get("sizes").unwrap().to_string());
        let values: Vec<_> = sizes.iter().map(Tolerant::value).collect();
        assert_eq!(values, [Some(&1), None, None, Some(&9_007_199_254_740_993)]);
        assert!(sizes[1].0.as_ref().unwrap_err().reason.contains("-1"));
        assert!(document.tolerant("name", json::text).0.is_err());
        assert_eq!(document.tolerant("title", json::text), Tolerant(Ok(None)));
    }

    #[test]
    fn what_is_kept_of_a_bad_value_is_short() {
        let sizes = sizes(&format!(r#"["{}"]"#, "ä".repeat(10_000)));
        let malformed = sizes[0].0.as_ref().unwrap_err();
        assert_eq!(malformed.found.chars().count(), Malformed::SHOWN + 1);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let urls = json::value(r#"{"urls":["https://example.com/",5]}"#);
        let urls = json::object(&urls).unwrap().tolerant("urls", json::texts);
        let malformed = urls.0.unwrap_err();
        assert_eq!(malformed.reason, "[1]: expected a text, found 5");
        assert_eq!(malformed.found, r#"["https://example.com/",5]"#);
    }
}
