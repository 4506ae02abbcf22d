//! Fields that may be wrong without taking the rest of a document with them.

use std::fmt;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

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

    fn new(value: &Value, error: &serde_json::Error) -> Self {
        Self {
            reason: shortened(&error.to_string()),
            found: shortened(&value.to_string()),
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(Malformed::SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
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

impl<'de, T: DeserializeOwned> Deserialize<'de> for Tolerant<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(
            T::deserialize(&value).map_err(|error| Malformed::new(&value, &error)),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Document {
        sizes: Vec<Tolerant<u64>>,
        #[serde(default)]
        name: Tolerant<Option<String>>,
    }

    #[test]
    fn one_bad_value_leaves_the_others() {
        let document: Document =
            serde_json::from_str(r#"{"sizes":[1,-1,"2",9007199254740993],"name":5}"#).unwrap();
        let sizes: Vec<_> = document.sizes.iter().map(Tolerant::value).collect();
        assert_eq!(sizes, [Some(&1), None, None, Some(&9_007_199_254_740_993)]);
        assert!(
            document.sizes[1]
                .0
                .as_ref()
                .unwrap_err()
                .reason
                .contains("-1")
        );
        assert!(document.name.0.is_err());
    }

    #[test]
    fn what_is_kept_of_a_bad_value_is_short() {
        let json = format!(r#"{{"sizes":["{}"]}}"#, "ä".repeat(10_000));
        let document: Document = serde_json::from_str(&json).unwrap();
        let malformed = document.sizes[0].0.as_ref().unwrap_err();
        assert_eq!(malformed.found.chars().count(), Malformed::SHOWN + 1);
        assert_eq!(document.name.value(), Some(&None));
    }
}
