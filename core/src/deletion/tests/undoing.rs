//! What a plan says of taking it back.

use std::collections::BTreeSet;

use super::{Checked, case::Case, check, registry::Registry};
use crate::oci::digest::Digest;

/// Each index of which nothing else is said finds all again that it lists.
pub(super) fn what_is_not_told_can_be_put_back(case: &Case, after: &Registry) -> Checked {
    let plan = &case.plan;
    let is_told =
        |digest: &Digest| plan.irretrievable.contains(digest) || plan.lacking.contains_key(digest);
    let back: BTreeSet<&Digest> = case.named();
    let comes_back = |digest: &Digest| back.contains(digest) && !is_told(digest);
    for digest in back.iter().filter(|digest| comes_back(digest)) {
        let is_legible = |digest: &Digest| {
            let manifest = case.snapshot.manifest(digest);
            manifest.is_some_and(|manifest| !manifest.lists_more)
        };
        let lists = case.contents[*digest].children.iter();
        let mut lost = lists.filter(|child| !after.manifests.contains(*child));
        let lost = lost.find(|child| !comes_back(child));
        check(lost.is_none() || !is_legible(digest), case, || {
            format!("{digest} lacks {lost:?}")
        })?;
    }
    for (digest, child) in &plan.lacking {
        let lists = case.contents[digest].children.contains(child);
        let is_lost = !case.there.contains(child) || is_told(child);
        check(back.contains(digest) && lists && is_lost, case, || {
            format!("{digest} does not lack {child}")
        })?;
    }
    Ok(())
}
