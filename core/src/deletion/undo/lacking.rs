//! Indexes that list what the registry does not have: whether it takes one back, only it can tell.

use std::collections::BTreeSet;

use crate::{
    deletion::{
        details::LACKING,
        undo::{UndoPlan, kept::Kept},
    },
    oci::digest::Digest,
};

impl UndoPlan {
    /// What is listed by manifests that are put back, and was not asked about yet.
    pub(super) fn listed_beside(&self, known: &[Digest], kept: &Kept) -> Vec<Digest> {
        let known: BTreeSet<&Digest> = known.iter().collect();
        let listed = self
            .manifests
            .iter()
            .flat_map(|digest| kept.children(digest));
        let others: BTreeSet<&Digest> = listed.filter(|child| !known.contains(child)).collect();
        others.into_iter().cloned().collect()
    }

    /// Takes note of what lists something of these, and of what lists that.
    pub(super) fn take_lacking(&mut self, missing: &[Digest], kept: &Kept) {
        let missing: BTreeSet<&Digest> = missing.iter().collect();
        for digest in &self.manifests {
            let mut children = kept.children(digest);
            let lost =
                children.find(|child| missing.contains(child) || self.lacking.contains_key(*child));
            if let Some(child) = lost {
                self.lacking.insert(digest.clone(), child.clone());
            }
        }
    }

    /// Why some of what is put back may be refused, each in words.
    pub fn lacking_lines(&self) -> Vec<String> {
        let line = |(index, child): (&Digest, &Digest)| {
            let why = if self.lacking.contains_key(child) {
                "which may not come back"
            } else {
                LACKING
            };
            format!("{} lists {}, {why}", index.short(), child.short())
        };
        self.lacking.iter().map(line).collect()
    }
}
