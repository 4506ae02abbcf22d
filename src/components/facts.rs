//! Facts: names and values, one below the other.

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    oci::{
        digest::Digest,
        timestamp::Timestamp,
        tolerant::{Malformed, Tolerant},
    },
};

use crate::components::{
    built::built,
    digest::short_digest,
    element::{element, of_class, parts, text},
};

/// Longer values are cut.
const VALUE_LENGTH: usize = 200;

/// One fact.
pub(crate) struct Fact {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) value: Value,
}

/// A value of a fact.
pub(crate) enum Value {
    /// Words.
    Text(String),
    /// What a program reads.
    Code(String),
    /// An address, which is a link only where it is one of the web.
    Link(String),
    /// A digest, and what it is of.
    Digest(Digest, &'static str),
    /// The builder's date.
    Built(Option<Timestamp>),
    /// Something that cannot be read.
    Unreadable(Malformed),
}

impl Fact {
    /// A fact that is code; nothing where it is not there or says nothing.
    pub(crate) fn code(name: &'static str, value: &Tolerant<Option<String>>) -> Option<Self> {
        let value = match &value.0 {
            Ok(text) => Value::Code(text.clone().filter(|text| !text.is_empty())?),
            Err(malformed) => Value::Unreadable(malformed.clone()),
        };
        Some(Self { name, value })
    }

    /// The same of a list, its entries one after the other; those with spaces are quoted.
    pub(crate) fn list(name: &'static str, value: &Tolerant<Option<Vec<String>>>) -> Option<Self> {
        let joined = value.0.clone().map(|list| Some(words(&list?)));
        Self::code(name, &Tolerant(joined))
    }
}

/// Entries of a list, so that one sees where each ends.
pub(crate) fn words(entries: &[String]) -> String {
    let word = |entry: &String| {
        if entry.is_empty() || entry.contains(char::is_whitespace) {
            format!("\"{entry}\"")
        } else {
            entry.clone()
        }
    };
    entries.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// The facts.
pub(crate) fn facts(facts: Vec<Fact>) -> AnyView {
    of_class("dl", "facts")
        .children(facts.into_iter().map(row))
        .view()
}

fn row(fact: Fact) -> AnyView {
    let value = element("dd");
    let value = match fact.value {
        Value::Text(text) => value.text(visible_start(&text, VALUE_LENGTH)),
        Value::Code(text) => value.child(element("code").text(visible_start(&text, VALUE_LENGTH))),
        Value::Link(text) => value.child(link(&text)),
        Value::Digest(digest, of) => value.child(short_digest(&digest, of, None)),
        Value::Built(created) => value.child(built(created)),
        Value::Unreadable(malformed) => value
            .set("class", "fault")
            .set("title", visible_start(&malformed.to_string(), VALUE_LENGTH))
            .text("cannot be read"),
    };
    parts([element("dt").text(fact.name).view(), value.view()])
}

/// A link where the text is an address of the web, else the text.
pub(crate) fn link(address: &str) -> AnyView {
    let shown = visible_start(address, VALUE_LENGTH);
    let name = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    let Some(name) = name.filter(|_| !address.contains(char::is_control)) else {
        return text(shown);
    };
    element("a")
        .set("href", address)
        .set("rel", "noreferrer")
        .set("target", "_blank")
        .text(visible_start(name, VALUE_LENGTH))
        .view()
}
