//! JSON from outside: read once and bounded, then field by field.
//!
//! No type is generic over how it is read. Derived code has each type read itself from each
//! kind of value, and weighs several times as much in the page.

mod fault;
mod fields;
mod parse;
mod write;

pub(crate) use fault::Fault;
pub(crate) use fields::{
    boolean, json_map, list, list_of, malformed, object, text, text_map, texts, tolerant, unsigned,
};
pub(crate) use parse::Reading;
pub(crate) use write::shortened;

/// How a value is read as something.
pub(crate) type Read<T> = fn(&Json) -> Result<T, Fault>;

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Boolean(bool),
    Unsigned(u64),
    /// Any other number, by its digits: there is none that is too large to be kept.
    Number(String),
    Text(String),
    List(List),
    Object(Object),
}

/// A list, which may have had more entries than are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) kept: Vec<Json>,
    pub(crate) left_out: usize,
}

/// An object. Of members of one name the last counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Object {
    members: Vec<(String, Json)>,
}

/// A value by itself, for tests of what is read from one.
#[cfg(test)]
pub(crate) fn value(json: &str) -> Json {
    let document = format!(r#"{{"value":{json}}}"#);
    let object = Reading::of(&["value"]).object(document.as_bytes());
    let value = object.unwrap().required("value", |json| Ok(json.clone()));
    value.unwrap()
}

#[cfg(test)]
mod tests;
