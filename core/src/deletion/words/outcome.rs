//! The choices, each with what comes of it.

use crate::{
    deletion::{
        plan::{Mode, Plan},
        words::{NAMES, Sentence, Word, plain, tags},
    },
    format::counted,
    oci::tag::Tag,
};

impl Mode {
    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Tags => "Remove only these tags",
            Self::Images => "Delete the images",
            Self::TagsOnly => "Remove the tags, keep the manifests",
        }
    }
}

impl Plan {
    /// What comes of the choice, as its card says it.
    pub fn outcome(&self) -> Sentence {
        match self.mode {
            Mode::Tags => self.tags_outcome(),
            Mode::Images => self.images_outcome(),
            Mode::TagsOnly => vec![plain(
                "No manifest is deleted and nothing comes free: the images stay reachable by their digests.",
            )],
        }
    }

    fn tags_outcome(&self) -> Sentence {
        let mut sentence = Vec::new();
        for (digest, kept) in self.kept.aliases.iter().take(NAMES) {
            sentence.extend(tags(kept, Word::Strong));
            let keep = if kept.len() == 1 { "keeps" } else { "keep" };
            sentence.push(plain(format!(" {keep} pointing at {}. ", digest.short())));
        }
        let more = self.kept.aliases.len().saturating_sub(NAMES);
        if more > 0 {
            let images = counted(more, "image keeps", "images keep");
            sentence.push(plain(format!("{images} other tags too. ")));
        }
        if sentence.is_empty() {
            sentence.push(plain(self.without_aliases()));
        }
        if self.pushes() {
            sentence.push(plain(
                "The registry cannot remove a single tag, so Porthole first points it at an empty manifest (a push), then deletes that.",
            ));
        }
        sentence
    }

    fn without_aliases(&self) -> &'static str {
        match (self.images.len(), self.removed.len()) {
            (0, 0 | 1) => "Only the tag goes. ",
            (0, _) => "Only the tags go. ",
            (1, 1) => "No other tag leads to its image, so that goes too. ",
            _ => "No other tags lead to their images, so those go too. ",
        }
    }

    fn images_outcome(&self) -> Sentence {
        let images = match self.images.len() {
            1 => "the digest".to_owned(),
            number => format!("the {}", counted(number, "digest", "digests")),
        };
        let (selected, others): (Vec<&Tag>, Vec<&Tag>) = self
            .removed
            .keys()
            .partition(|tag| self.selection.tags.contains(tag));
        if selected.is_empty() && others.is_empty() {
            return vec![plain("It goes; no tag leads to it.")];
        }
        let mut sentence = vec![plain(format!("All tags of {images} go: "))];
        sentence.extend(tags(selected.iter().copied(), Word::Plain));
        if !others.is_empty() {
            sentence.push(plain(if selected.is_empty() {
                ""
            } else {
                " and also "
            }));
            sentence.extend(tags(others, Word::Strong));
        }
        sentence.push(plain("."));
        sentence
    }
}
