//! What a plan says line by line, for who wants to know each.

use crate::{
    deletion::plan::{Along, Obstacle, Plan, Removal},
    format::{count, counted},
    oci::{digest::Digest, tag::Tag},
};

/// More lines are counted.
const LINES: usize = 200;
/// What is told of a manifest that an index lists in vain.
pub(super) const LACKING: &str =
    "which the registry does not have, and most registries take no such index back";

impl Plan {
    /// Each manifest that goes along, and what lists it.
    pub fn along_lines(&self) -> Vec<String> {
        let listed = &self.along.listed_by;
        let lines = listed.iter().take(LINES).map(|(digest, parents)| {
            let what = self.along.what(digest);
            let mut parents = parents.iter().map(Digest::short);
            let parent = parents.next().unwrap_or_default();
            let more = match parents.count() {
                0 => String::new(),
                more => format!(" and {more} more that go"),
            };
            format!("{what} {}, listed by {parent}{more}", digest.short())
        });
        let more = listed.len().saturating_sub(LINES);
        let more = (more > 0).then(|| format!("and {}", counted(more, "more", "more")));
        lines.chain(more).collect()
    }

    /// What nothing brings back, or hardly anything: manifests whose bytes are not known, indexes
    /// that lack something, and tags that lead to nothing known.
    pub fn irretrievable_lines(&self) -> Vec<String> {
        let manifests = self.irretrievable.iter();
        let manifests = manifests.map(|digest| {
            let why = "its bytes could not be read, so they cannot be put back";
            format!("{}: {why}", self.with_tags(digest))
        });
        let lacking = self.lacking.iter();
        let lacking = lacking.map(|(index, child)| {
            format!("{}: {}", self.with_tags(index), self.why_lacking(child))
        });
        let alone = self.removed.iter();
        let alone = alone.filter(|(_, removal)| matches!(removal, Removal::TagOnly(None)));
        let alone = alone.map(|(tag, _)| format!("{tag}: {}", self.why_unknown(tag)));
        manifests.chain(lacking).chain(alone).take(LINES).collect()
    }

    /// A manifest that goes, and its tags.
    fn with_tags(&self, digest: &Digest) -> String {
        let tags = self.removed.iter();
        let its = tags.filter(|(_, removal)| removal.digest() == Some(digest));
        let its: Vec<&str> = its.map(|(tag, _)| tag.as_str()).collect();
        let its = match its.len() {
            0 => String::new(),
            1..=3 => format!(" ({})", its.join(", ")),
            number => format!(" ({number} tags)"),
        };
        format!("manifest {}{its}", digest.short())
    }

    fn why_lacking(&self, child: &Digest) -> String {
        let why = if self.irretrievable.contains(child) {
            "which cannot be put back"
        } else if self.lacking.contains_key(child) {
            "which may not come back"
        } else {
            LACKING
        };
        format!("it lists {}, {why}", child.short())
    }

    /// Why nothing is known of where a tag leads.
    pub(super) fn why_unknown(&self, tag: &Tag) -> &'static str {
        let is_unread = |obstacle: &Obstacle| matches!(obstacle, Obstacle::UnreadTags(tags) if tags.contains(tag));
        if self.obstacles.iter().any(is_unread) {
            "where it leads could not be read, so it cannot be put back"
        } else {
            "it leads to nothing that could be put back"
        }
    }

    /// What is pushed, if anything is.
    pub fn pushed(&self) -> Option<String> {
        let pushes = self.steps.iter().filter(|step| step.action.pushes());
        let pushes = pushes.count();
        match pushes {
            0 => None,
            1 => Some(
                "an empty manifest, which is deleted at once: webhooks fire for both".to_owned(),
            ),
            _ => Some(format!(
                "{} empty manifests, one for each tag that goes alone, each deleted at once: webhooks fire for both",
                count(pushes as u64)
            )),
        }
    }
}

impl Along {
    /// What a manifest is that goes along.
    fn what(&self, digest: &Digest) -> String {
        match self.platforms.get(digest) {
            Some(Some(platform)) => platform.to_string(),
            Some(None) => "platform manifest".to_owned(),
            None if self.attestations.contains(digest) => "attestation".to_owned(),
            None if self.indexes.contains(digest) => "nested index".to_owned(),
            None => "referring artifact".to_owned(),
        }
    }
}
