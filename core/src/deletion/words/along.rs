//! What goes along, in words.

use crate::{
    deletion::{
        plan::Along,
        words::{Sentence, Word, named, plain},
    },
    format::counted,
    oci::tag::Tag,
    versions::helper::{Helper, HelperKind},
};

impl Along {
    /// Whether nothing goes along.
    pub fn is_empty(&self) -> bool {
        self.listed_by.is_empty() && self.helpers.is_empty()
    }

    /// What goes along, in words.
    pub fn in_words(&self) -> Sentence {
        let mut sentence = Vec::new();
        let counts = [
            (
                self.platforms.len(),
                "platform manifest",
                "platform manifests",
            ),
            (self.attestations.len(), "attestation", "attestations"),
            (self.indexes.len(), "nested index", "nested indexes"),
            (
                self.artifacts.len(),
                "referring artifact",
                "referring artifacts",
            ),
            (self.signatures(), "signature tag", "signature tags"),
            (
                self.helpers.len() - self.signatures(),
                "helper tag",
                "helper tags",
            ),
        ];
        for (number, one, many) in counts {
            if number == 0 {
                continue;
            }
            if !sentence.is_empty() {
                sentence.push(plain(", "));
            }
            sentence.push(plain(counted(number, one, many)));
        }
        if !self.helpers.is_empty() {
            sentence.push(plain(": "));
            let short = self.helpers.keys().map(shortened).collect::<Vec<_>>();
            sentence.extend(named(short.iter().map(String::as_str), Word::Name));
        }
        sentence
    }

    fn signatures(&self) -> usize {
        let kinds = self.helpers.keys().filter_map(Helper::of);
        kinds
            .filter(|helper| helper.kind == HelperKind::Signature)
            .count()
    }
}

/// A tag; of a helper without most of its digits.
pub fn shortened(tag: &Tag) -> String {
    let text = tag.as_str();
    if Helper::of(tag).is_none() {
        return text.to_owned();
    }
    match (text.get(..11), text.get(71..)) {
        (Some(start), Some(end)) => format!("{start}….{}", end.trim_start_matches('.'))
            .trim_end_matches('.')
            .to_owned(),
        _ => text.to_owned(),
    }
}
