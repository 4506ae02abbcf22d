//! As much of JSON Schema 2020-12 as docs/config.schema.json needs. A keyword that is not known
//! here is a mistake, so that none is passed over.

use std::{fs, path::Path};

use regex::Regex;
use serde_json::Value;

/// The schema of config.json.
pub(crate) struct Schema {
    pub(crate) document: Value,
}

impl Schema {
    pub(crate) fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/config.schema.json");
        let document = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        Self { document }
    }

    /// What the schema has against a document.
    pub(crate) fn faults(&self, document: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(&self.document, document, &mut faults);
        faults
    }

    fn check(&self, schema: &Value, value: &Value, faults: &mut Vec<String>) {
        for (keyword, argument) in schema.as_object().unwrap() {
            let is_right = match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" | "default" | "examples" => true,
                "additionalProperties" => {
                    assert_eq!(argument, false, "only false is known here");
                    let mut keys = members(value).map(|(key, _)| key);
                    keys.all(|key| schema["properties"].get(key).is_some())
                }
                "$ref" | "not" | "items" | "properties" => {
                    self.descend(keyword, argument, value, faults)
                }
                _ => holds(keyword, argument, value),
            };
            if !is_right {
                faults.push(format!("{keyword}: {value}"));
            }
        }
    }

    /// Looks at what stands below a keyword; false where the keyword itself is not obeyed.
    fn descend(
        &self,
        keyword: &str,
        argument: &Value,
        value: &Value,
        faults: &mut Vec<String>,
    ) -> bool {
        match keyword {
            "$ref" => {
                let place = argument.as_str().unwrap().strip_prefix('#').unwrap();
                self.check(self.document.pointer(place).unwrap(), value, faults);
            }
            "items" => {
                for entry in value.as_array().into_iter().flatten() {
                    self.check(argument, entry, faults);
                }
            }
            "properties" => {
                for (key, member) in members(value) {
                    if let Some(schema) = argument.get(key) {
                        self.check(schema, member, faults);
                    }
                }
            }
            _ => {
                let mut against = Vec::new();
                self.check(argument, value, &mut against);
                return !against.is_empty();
            }
        }
        true
    }
}

/// Whether a value obeys a keyword that has no schema below it.
fn holds(keyword: &str, argument: &Value, value: &Value) -> bool {
    match keyword {
        "type" => one_or_many(argument).any(|name| is_of_type(value, name)),
        "enum" => argument.as_array().unwrap().contains(value),
        "const" => value == argument,
        "pattern" => {
            let pattern = Regex::new(argument.as_str().unwrap()).unwrap();
            value.as_str().is_none_or(|text| pattern.is_match(text))
        }
        "required" => {
            let object = value.as_object();
            object.is_none_or(|object| one_or_many(argument).all(|key| object.contains_key(key)))
        }
        _ => panic!("{keyword} is not known here"),
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn one_or_many(argument: &Value) -> impl Iterator<Item = &str> {
    let many = argument.as_array().map(Vec::as_slice);
    let many = many.unwrap_or(std::slice::from_ref(argument));
    many.iter().map(|name| name.as_str().unwrap())
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => panic!("{name} is not known here"),
    }
}
