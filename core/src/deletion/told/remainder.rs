//! What an undo left as it is, in words.

use crate::{
    deletion::journal::record::{Kind, Record, Remainder},
    format::counted,
    oci::tag::Tag,
};

/// More tags are counted.
const TAGS: usize = 3;

impl Record {
    /// What became of the run that this one took back.
    pub fn undone(&self) -> String {
        match self.but() {
            Some(but) => format!("undone, {but}"),
            None => "undone".to_owned(),
        }
    }

    /// What it leaves of the run that it takes back, if anything.
    pub(super) fn but(&self) -> Option<String> {
        match &self.kind {
            Kind::Undo { but, .. } => but.words(),
            Kind::Deletion { .. } | Kind::Tagging => None,
        }
    }
}

impl Remainder {
    fn words(&self) -> Option<String> {
        let elsewhere = named(self.elsewhere.iter()).map(|tags| {
            let lead = if self.elsewhere.len() == 1 {
                "leads"
            } else {
                "lead"
            };
            format!("{tags}, which {lead} elsewhere now")
        });
        // A tag is lost with its manifest.
        let manifests = self.beyond.len();
        let beyond = || (manifests > 0).then(|| counted(manifests, "manifest", "manifests"));
        let lost = named(self.lost.iter()).or_else(beyond);
        let lost = lost.map(|lost| format!("{lost}, which cannot be put back"));
        let parts: Vec<String> = elsewhere.into_iter().chain(lost).collect();
        (!parts.is_empty()).then(|| format!("but not {}", parts.join(", and ")))
    }
}

fn named<'a>(tags: impl ExactSizeIterator<Item = &'a Tag>) -> Option<String> {
    if tags.len() > TAGS {
        return Some(counted(tags.len(), "tag", "tags"));
    }
    let names: Vec<&str> = tags.map(Tag::as_str).collect();
    let (last, others) = names.split_last()?;
    Some(match others {
        [] => (*last).to_owned(),
        others => format!("{} and {last}", others.join(", ")),
    })
}
