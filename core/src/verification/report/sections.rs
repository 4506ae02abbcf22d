//! The report in words.

use crate::{
    format::{count, counted, visible, visible_start},
    verification::{
        expected::Expected,
        ledger::{Contents, Image, Scope, Subject},
        report::{
            Report, depth_word,
            difference::Difference,
            facts::{Facts, IN_DESCRIPTOR, NOT_READ},
            writer::LONGEST,
        },
        sentence::outcome,
    },
};

/// A part of the report, to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub title: String,
    /// What it says, line by line.
    pub lines: Vec<String>,
}

impl Report<'_> {
    /// The report in words. Nothing in it is hidden or turns its direction.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections = vec![section("What was done", self.circumstances())];
        for subject in self.ledger.subjects() {
            self.add_subject(subject, &mut sections);
        }
        sections
    }

    fn circumstances(&self) -> Vec<String> {
        let (registry, repository) = (&self.reach.address, self.repository);
        let mut lines = vec![
            format!("Overall: {}.", self.overall()),
            format!("Repository {repository} of {registry}."),
            format!("Depth {}: {}", depth_word(self.depth), self.compared()),
            format!("Begun {}, ended {}.", self.begun, self.ended),
            format!(
                "By Porthole {}, a page of {}.",
                env!("CARGO_PKG_VERSION"),
                self.page_origin
            ),
        ];
        if self.is_plain() {
            let warning = "Over plain http: somebody on the path could have changed the page, and what it read.";
            lines.push(warning.to_owned());
        }
        if let Some((digest, _)) = self.expected {
            let what = match self.comparison() {
                Some(Expected::Same) => "The manifest that was read has it.",
                Some(Expected::Other) => "The manifest that was read has another.",
                Some(Expected::Unknown) => {
                    "Its algorithm is not known here: nothing was compared with it."
                }
                None => "Nothing was compared with it.",
            };
            lines.push(format!("Expected by the user: {digest}. {what}"));
        }
        if let Some(error) = self.ledger.given_up() {
            lines.push(format!("Given up: {}", self.failure(error)));
        }
        lines
    }

    fn compared(&self) -> &'static str {
        if self.is_shallow() {
            "the digest and size of every manifest, config and layer. What layers unpack to was not looked at."
        } else {
            "the digest and size of every manifest, config and layer, and the digest of what each layer unpacks to."
        }
    }

    fn add_subject(&self, subject: &Subject, sections: &mut Vec<Section>) {
        let when = format!("between {} and {}", self.begun, self.ended);
        let sentence = outcome(self.ledger, subject, &self.reach.address.label(), &when);
        let overall = self.ledger.standing(subject).proof().word();
        let mut lines = vec![
            format!("Overall: {overall}."),
            format!("{}{}", sentence.lead, sentence.rest),
        ];
        if let Scope::Image(digest) = &subject.scope {
            lines.push(format!("Of its images only {digest} was meant."));
        }
        let contents = subject.contents();
        if let Some(contents) = contents {
            self.add_own(subject, contents, &mut lines);
        }
        sections.push(section(&self.reference(subject), lines));
        for image in contents.iter().flat_map(|contents| &contents.images) {
            sections.push(self.image_section(image, subject));
        }
        let repeat = self.repeat(subject);
        if !repeat.is_empty() {
            sections.push(section("How to repeat it", repeat));
        }
    }

    fn add_own(&self, subject: &Subject, contents: &Contents, lines: &mut Vec<String>) {
        let name = subject.address.to_string();
        let root = self.of_manifest(&contents.root, Some(&name));
        add(lines, "Manifest", &root);
        for index in &contents.indexes {
            add(lines, "Index", &self.of_manifest(index, None));
        }
        for words in &contents.left_out {
            lines.push(format!("Left out: {words}."));
        }
    }

    fn image_section(&self, image: &Image, subject: &Subject) -> Section {
        let platform = image.platform.as_ref().map(ToString::to_string);
        let title = match platform {
            Some(platform) => format!("Image for {platform}"),
            None => "Image".to_owned(),
        };
        let overall = self.ledger.standing_of(image).proof().word();
        let mut lines = vec![format!("Overall: {overall}.")];
        add(&mut lines, "Manifest", &self.manifest_of(image, subject));
        match self.config_of(image) {
            Some(config) => add(&mut lines, "Config", &config),
            None => lines.push("Config: none was read.".to_owned()),
        }
        let layers = self.layers_of(image);
        let number = layers.len();
        for (position, layer) in layers.iter().enumerate() {
            let what = format!("Layer {} of {number}", position + 1);
            add(&mut lines, &what, layer);
        }
        if image.left_out > 0 {
            let parts = counted(image.left_out, "part", "parts");
            lines.push(format!(
                "Left out: {parts} that could not be read from the manifest."
            ));
        }
        section(&title, lines)
    }
}

fn section(title: &str, lines: Vec<String>) -> Section {
    Section {
        title: visible_start(title, LONGEST),
        lines: lines
            .iter()
            .map(|line| visible_start(line, 3 * LONGEST))
            .collect(),
    }
}

fn add(lines: &mut Vec<String>, what: &str, facts: &Facts) {
    let digest = facts.digest.as_ref().map_or_else(
        || "of no digest that is known".to_owned(),
        ToString::to_string,
    );
    let bytes = |size: Option<u64>| size.map(|size| format!("{} bytes", count(size)));
    let media_type = Some(visible(&facts.media_type).into_owned());
    let parts = [
        Some(digest),
        bytes(facts.size),
        media_type.filter(|media_type| !media_type.is_empty()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    lines.push(format!("{what}: {}: {}.", parts.join(", "), facts.verdict));
    lines.push(indented(&came_from(facts)));
    let content = facts.diff_id.as_ref().zip(bytes(facts.content_size));
    if let (Some((diff_id, size)), Some(packing)) = (content, facts.packing) {
        let packed =
            format!("Its content, packed as {packing}, has {size} and the digest {diff_id}.");
        lines.push(indented(&packed));
    }
    lines.extend(facts.why.iter().map(|why| indented(why)));
    if let Some(difference) = &facts.difference {
        lines.extend(differs(difference, facts).iter().map(|line| indented(line)));
    }
}

fn came_from(facts: &Facts) -> String {
    let at = facts.at.map_or_else(String::new, |at| format!(", {at}"));
    let from = match facts.read_from.as_str() {
        NOT_READ => format!("Not read{at}"),
        IN_DESCRIPTOR => format!("Read from its descriptor{at}"),
        address => format!("Read from {address}{at}"),
    };
    match facts.compared_with.as_slice() {
        [] => format!("{from}."),
        sources => format!("{from}. Agrees with {}.", sources.join(" and ")),
    }
}

fn differs(difference: &Difference, facts: &Facts) -> Vec<String> {
    let size = |size: Option<u64>| {
        size.map_or_else(String::new, |size| format!(", {} bytes", count(size)))
    };
    let found = difference.found_digest.as_ref().map_or_else(
        || "no digest, since nobody read to the end".to_owned(),
        ToString::to_string,
    );
    let mut lines = vec![
        format!(
            "Expected, by {}: {}{}.",
            difference.promised_by,
            difference.expected_digest,
            size(difference.expected_size)
        ),
        format!(
            "Found: {found}{}; the body ended there: {}.",
            size(Some(difference.found_size)),
            difference.end
        ),
    ];
    if facts.bytes_match == Some(true) {
        let digest = |digest: Option<String>| digest.unwrap_or_else(|| "none".to_owned());
        lines.push(format!(
            "Content expected: {}; found: {}.",
            digest(facts.diff_id.as_ref().map(ToString::to_string)),
            digest(difference.found_content.as_ref().map(ToString::to_string)),
        ));
    }
    lines.push(format!(
        "Likely {}: {}",
        difference.reason, difference.likely
    ));
    lines.push(difference.cure.to_owned());
    lines
}

fn indented(line: &str) -> String {
    format!("  {line}")
}
