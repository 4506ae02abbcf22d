//! The body of one page of a list.

use crate::oci::json::{Json, List, Reading};

/// How much of a text that is no name is shown, in characters.
const ILLEGIBLE_LENGTH: usize = 300;

/// Reads a body up to so many entries.
///
/// # Errors
/// When it holds no list; the reason in words.
pub(crate) fn read_list(body: &[u8], entries: usize) -> Result<List, String> {
    let keys = ["repositories", "tags"];
    let body = Reading::of_lists(&keys, entries).object(body)?;
    let key = keys.iter().find(|key| body.get(key).is_some());
    let list = body.into_list(key.unwrap_or(&keys[0]));
    list.map_err(|fault| fault.to_string())
}

/// An entry that is no name, or what stands in its place.
pub(crate) fn illegible(entry: &Json) -> String {
    let text = match entry {
        Json::Text(text) => text,
        Json::Null => "null",
        Json::Boolean(_) => "(true or false)",
        Json::Unsigned(_) | Json::Number(_) => "(a number)",
        Json::List(_) => "(a list)",
        Json::Object(_) => "(an object)",
    };
    text.chars().take(ILLEGIBLE_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_named_by_what_they_are() {
        let entries = r#""a",null,true,-1,7,1e400,["b",[1]],{"c":"d"},{"e":{"f":1.5}}"#;
        let list = read_list(
            format!(r#"{{"name":1e400,"tags":[{entries}]}}"#).as_bytes(),
            9,
        );
        let written: Vec<_> = list.unwrap().kept.iter().map(illegible).collect();
        let (number, object) = ("(a number)", "(an object)");
        assert_eq!(
            written,
            [
                "a",
                "null",
                "(true or false)",
                number,
                number,
                number,
                "(a list)",
                object,
                object
            ]
        );
    }

    #[test]
    fn a_body_without_a_list_is_told_from_an_empty_one() {
        for body in [
            "{}",
            r#"{"tags":null}"#,
            r#"{"repositories":[],"tags":null}"#,
        ] {
            assert_eq!(read_list(body.as_bytes(), 1), Ok(List::default()), "{body}");
        }
        for body in [
            "",
            "[]",
            "{",
            r#"{"tags":{}}"#,
            r#"{"tags":"a"}"#,
            r#"{"tags":[]}x"#,
        ] {
            assert!(read_list(body.as_bytes(), 1).is_err(), "{body}");
        }
    }
}
