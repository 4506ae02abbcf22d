//! Values read as what a specification says they are.

use std::collections::BTreeMap;

use crate::oci::{
    json::{Fault, Json, List, Object, Read, shortened},
    tolerant::{Malformed, Tolerant},
};

impl Object {
    pub(crate) fn new(members: Vec<(String, Json)>) -> Self {
        Self { members }
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = &(String, Json)> {
        self.members.iter()
    }

    fn member(&self, key: &str) -> Option<&Json> {
        let mut members = self.members.iter().rev();
        members.find(|(name, _)| name == key).map(|(_, json)| json)
    }

    /// A member that is neither missing nor null.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        self.member(key).filter(|json| !matches!(json, Json::Null))
    }

    /// A member that must not be missing.
    pub(crate) fn required<T>(&self, key: &str, read: Read<T>) -> Result<T, Fault> {
        match self.member(key) {
            Some(json) => read(json).map_err(|fault| fault.in_member(key)),
            None => Err(Fault::new(format!("missing field `{key}`"))),
        }
    }

    /// A member that may be missing, but not null.
    pub(crate) fn given<T>(&self, key: &str, read: Read<T>) -> Result<Option<T>, Fault> {
        match self.member(key) {
            Some(_) => self.required(key, read).map(Some),
            None => Ok(None),
        }
    }

    /// A member that may be missing or null.
    pub(crate) fn optional<T>(&self, key: &str, read: Read<T>) -> Result<Option<T>, Fault> {
        match self.get(key) {
            Some(_) => self.required(key, read).map(Some),
            None => Ok(None),
        }
    }

    /// A member that may be missing, null or wrong.
    pub(crate) fn tolerant<T>(&self, key: &str, read: Read<T>) -> Tolerant<Option<T>> {
        Tolerant(match self.get(key) {
            Some(json) => tolerant(json, read).0.map(Some),
            None => Ok(None),
        })
    }

    /// A member that is a list; an empty one where it is missing or null.
    pub(crate) fn into_list(mut self, key: &str) -> Result<List, Fault> {
        let position = self.members.iter().rposition(|(name, _)| name == key);
        match position.map(|position| self.members.swap_remove(position).1) {
            None | Some(Json::Null) => Ok(List::default()),
            Some(Json::List(list)) => Ok(list),
            Some(json) => Err(Fault::expected("a list", &json).in_member(key)),
        }
    }

    /// Refuses members that nobody asks for, and members that are there twice.
    pub(crate) fn only(&self, keys: &[&str]) -> Result<(), Fault> {
        for (position, (key, _)) in self.members.iter().enumerate() {
            let wrong = |reason: String| Err(Fault::new(reason).in_member(key));
            if !keys.contains(&&**key) {
                let keys = keys.join("`, `");
                return wrong(format!("unknown field `{key}`, expected one of `{keys}`"));
            }
            if self.members[..position].iter().any(|(name, _)| name == key) {
                return wrong(format!("duplicate field `{key}`"));
            }
        }
        Ok(())
    }
}

/// A value that may be wrong.
pub(crate) fn tolerant<T>(json: &Json, read: Read<T>) -> Tolerant<T> {
    Tolerant(read(json).map_err(|fault| malformed(json, &fault)))
}

pub(crate) fn malformed(json: &Json, fault: &Fault) -> Malformed {
    Malformed {
        reason: shortened(fault),
        found: shortened(json),
    }
}

pub(crate) fn text(json: &Json) -> Result<String, Fault> {
    match json {
        Json::Text(text) => Ok(text.clone()),
        _ => Err(Fault::expected("a text", json)),
    }
}

pub(crate) fn boolean(json: &Json) -> Result<bool, Fault> {
    match json {
        Json::Boolean(is_true) => Ok(*is_true),
        _ => Err(Fault::expected("a boolean", json)),
    }
}

pub(crate) fn unsigned(json: &Json) -> Result<u64, Fault> {
    match json {
        Json::Unsigned(number) => Ok(*number),
        _ => Err(Fault::expected("a whole number from 0 to 2^64 - 1", json)),
    }
}

pub(crate) fn object(json: &Json) -> Result<&Object, Fault> {
    match json {
        Json::Object(object) => Ok(object),
        _ => Err(Fault::expected("an object", json)),
    }
}

pub(crate) fn list(json: &Json) -> Result<&List, Fault> {
    match json {
        Json::List(list) => Ok(list),
        _ => Err(Fault::expected("a list", json)),
    }
}

/// A list that is read as a whole or not at all.
pub(crate) fn list_of<T>(json: &Json, read: Read<T>) -> Result<Vec<T>, Fault> {
    let list = list(json)?;
    if list.left_out > 0 {
        let number = list.kept.len();
        return Err(Fault::new(format!("it has more than {number} entries")));
    }
    let entries = list.kept.iter().enumerate();
    entries
        .map(|(position, json)| read(json).map_err(|fault| fault.in_entry(position)))
        .collect()
}

pub(crate) fn texts(json: &Json) -> Result<Vec<String>, Fault> {
    list_of(json, text)
}

pub(crate) fn text_map(json: &Json) -> Result<BTreeMap<String, String>, Fault> {
    map_of(json, text)
}

/// Names, each with what stands there as JSON.
pub(crate) fn json_map(json: &Json) -> Result<BTreeMap<String, String>, Fault> {
    map_of(json, |json| Ok(shortened(json)))
}

fn map_of(json: &Json, read: Read<String>) -> Result<BTreeMap<String, String>, Fault> {
    let mut map = BTreeMap::new();
    for (key, json) in object(json)?.members() {
        let text = read(json).map_err(|fault| fault.in_member(key))?;
        map.insert(key.clone(), text);
    }
    Ok(map)
}
