//! Names that are none.

use serde_json::json;

use super::{BIDIRECTIONAL, IMAGES, MARKUP, SCRIPT_LINK, long};
use crate::fake::answer::Answer;

pub(super) const TAGS: &str = "hostile/tags";

/// The catalog: legal names first, then what is no name, and what is no text.
pub(super) fn catalog() -> Answer {
    let longest = format!("hostile/{}", "a".repeat(247));
    Answer::json(&json!({ "repositories": [
        IMAGES,
        TAGS,
        "hostile/tags-gone",
        "hostile/tags-missing",
        "hostile/tags-mixed",
        "hostile/tags-not-json",
        "hostile/tags-null",
        "hostile/tags-object",
        longest,
        MARKUP,
        SCRIPT_LINK,
        BIDIRECTIONAL,
        long(),
        "",
        "-",
        "Upper/Case",
        "a//b",
        "../../../-/requests",
        "with space",
        "with\u{0}null",
        17,
        null,
        true,
        { "name": "object" },
        ["array"],
    ]}))
}

/// What is listed under a repository, where that is not what it holds.
pub(super) fn tags(repository: &str) -> Option<Answer> {
    let tags = match repository {
        TAGS => json!([
            "1.0",
            MARKUP,
            SCRIPT_LINK,
            BIDIRECTIONAL,
            long(),
            "a".repeat(128),
            "a".repeat(129),
            "",
            "-begins-with-a-dash",
            ".begins-with-a-dot",
            "a/b",
            "../../../-/requests",
            "with space",
            "%2e%2e",
        ]),
        "hostile/tags-mixed" => json!(["1.0", 2, null, 3.5, true, ["4"], { "name": "5" }]),
        "hostile/tags-illegible" => ["1.0".to_owned()]
            .into_iter()
            .chain((0..2_000).map(|number| format!("no tag {number}")))
            .collect(),
        "hostile/tags-null" => json!(null),
        "hostile/tags-object" => json!({ "1.0": {} }),
        "hostile/tags-missing" => return Some(Answer::json(&json!({ "name": repository }))),
        "hostile/tags-not-json" => {
            return Some(Answer::new(
                200,
                "application/json",
                "{\"name\":\"hostile/tags-not-json\",\"tags\":[",
            ));
        }
        _ => return None,
    };
    Some(Answer::json(&json!({ "name": repository, "tags": tags })))
}
