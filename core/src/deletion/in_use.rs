//! What somebody says is in use: pasted from wherever images run.

use std::collections::BTreeSet;

use crate::{
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    pasted::Pasted,
    registry::manifest::ManifestAddress,
    route::View,
};

/// Images that are in use, as far as they can be of one repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InUse {
    /// By their digests, wherever those came from: what has the same is the same.
    pub digests: BTreeSet<Digest>,
    /// By tags of the repository.
    pub tags: BTreeSet<Tag>,
    /// How many lines named nothing.
    pub unread: usize,
}

/// How long the name of an algorithm and its hash are: sha256 is the one that images go by.
const ALGORITHM: &str = "sha256:";
const DIGITS: usize = 64;
/// More than any cluster has images, and little enough to be read at once.
const LINES: usize = 100_000;

impl InUse {
    /// Reads a text: references, digests, lines of a Dockerfile or of a tool's output, JSON or YAML
    /// of a cluster. Images of other repositories are no fault. More lines than anybody pastes
    /// are not read, and counted.
    pub fn read(text: &str, repository: &RepositoryName) -> Self {
        let mut in_use = Self::default();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        for (position, line) in lines.enumerate() {
            if position >= LINES || !in_use.take(line, repository) {
                in_use.unread += 1;
            }
        }
        in_use
    }

    /// Whether a line named anything.
    fn take(&mut self, line: &str, repository: &RepositoryName) -> bool {
        let digests: Vec<Digest> = digests(line).collect();
        let names_digest = !digests.is_empty();
        self.digests.extend(digests);
        let mut names_image = false;
        for text in [line].into_iter().chain(line.split(is_outside)) {
            let pasted = Pasted::read(text).ok();
            match pasted.map(|pasted| pasted.view) {
                // The beginning of a digest.
                Some(View::Image(named, _)) if named.as_str() == "sha256" => {}
                Some(View::Image(named, address)) => {
                    names_image = true;
                    if let ManifestAddress::Tag(tag) = address
                        && may_be(&named, repository)
                    {
                        self.tags.insert(tag);
                    }
                }
                Some(View::Repository(named)) if may_be(&named, repository) => {
                    names_image = true;
                    self.tags.insert(Tag::latest());
                }
                _ => {}
            }
        }
        names_digest || names_image
    }
}

/// Whether a name may be that of a repository. Those who pull may know it below a path.
fn may_be(named: &RepositoryName, repository: &RepositoryName) -> bool {
    let before = named.as_str().strip_suffix(repository.as_str());
    before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// What no reference has.
fn is_outside(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '"' | '\'' | ',' | '=' | '[' | ']' | '{' | '}' | '(' | ')'
        )
}

/// Every digest that stands anywhere in a line.
fn digests(line: &str) -> impl Iterator<Item = Digest> {
    let places = line.match_indices(ALGORITHM).map(|(place, _)| place);
    let end = ALGORITHM.len() + DIGITS;
    let texts = places.filter_map(move |place| line.get(place..place + end));
    texts.filter_map(|text| Digest::parse(text).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> InUse {
        InUse::read(text, &RepositoryName::parse("gallery/ui").unwrap())
    }

    fn hash(digit: &str) -> String {
        format!("sha256:{}", digit.repeat(64))
    }

    #[test]
    fn what_clusters_and_files_say_is_read() {
        let (a, b) = (hash("a"), hash("b"));
        let text = format!(
            "registry.example/gallery/ui:2.1\n\
             FROM registry.example/gallery/ui:base AS build\n\
             \n\
             docker-pullable://registry.example/other/name@{a}\n\
             \"imageID\": \"registry.example/gallery/ui@{b}\",\n\
             image: registry.example/gallery/ui:3.0\n\
             \x20   - {{\"image\":\"localhost:5000/gallery/ui:edge\"}}\n\
             other/repository:9\n\
             image: mirror.example/cache/gallery/ui\n"
        );
        let in_use = read(&text);
        let tags: Vec<&str> = in_use.tags.iter().map(Tag::as_str).collect();
        assert_eq!(tags, ["2.1", "3.0", "base", "edge", "latest"]);
        let digests: Vec<String> = in_use.digests.iter().map(ToString::to_string).collect();
        assert_eq!(digests, [a, b]);
        assert_eq!(in_use.unread, 0);
    }

    #[test]
    fn lines_that_name_nothing_are_counted() {
        let in_use = read("NAME  READY\nsha256:12\n  \n-----\n");
        assert_eq!((in_use.unread, in_use.tags.len()), (3, 0));
        assert!(in_use.digests.is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,80}", digits in "[0-9a-f]{60,70}") {
            let in_use = read(&format!("{text}\n{text} sha256:{digits} {text}"));
            prop_assert_eq!(in_use.digests.len(), usize::from(digits.len() >= 64));
        }
    }
}
