//! The report as JSON.

use crate::{
    oci::digest::Digest,
    verification::{
        expected::Expected,
        ledger::{Image, Scope, Subject},
        report::{
            FORMAT, Report, depth_word, difference::Difference, facts::Facts, writer::Writer,
        },
    },
};

impl Report<'_> {
    /// The report as JSON, as docs/VERIFICATION.md describes it.
    pub fn to_json(&self) -> String {
        let mut writer = Writer::default();
        writer.object(|writer| {
            writer.text("format", FORMAT);
            writer.text("overall", self.overall());
            writer.text("registry", &self.reach.address.to_string());
            writer.text("repository", self.repository.as_str());
            writer.text("depth", depth_word(self.depth));
            writer.text("begun", &self.begun.to_string());
            writer.text("ended", &self.ended.to_string());
            writer.text("porthole", env!("CARGO_PKG_VERSION"));
            writer.text("page", self.page_origin);
            writer.maybe_boolean("plain_http", Some(self.is_plain()));
            self.write_expected(writer);
            let given_up = self.ledger.given_up().map(|error| self.failure(error));
            writer.maybe_text("given_up", given_up.as_deref());
            writer.list("subjects", |writer| {
                for subject in self.ledger.subjects() {
                    writer.object(|writer| self.write_subject(writer, subject));
                }
            });
        });
        writer.finish()
    }

    fn write_expected(&self, writer: &mut Writer) {
        let Some((digest, _)) = self.expected else {
            writer.word("expected", "null");
            return;
        };
        writer.member("expected", |writer| {
            writer.text("digest", &digest.to_string());
            writer.text("comparison", Expected::word(self.comparison()));
        });
    }

    fn write_subject(&self, writer: &mut Writer, subject: &Subject) {
        writer.text("reference", &self.reference(subject));
        match &subject.scope {
            Scope::All => writer.word("only_image", "null"),
            Scope::Image(digest) => writer.text("only_image", &digest.to_string()),
        }
        let overall = self.ledger.standing(subject).proof();
        writer.text("overall", overall.word());
        let Some(contents) = subject.contents() else {
            writer.word("root", "null");
            for key in ["indexes", "images", "left_out", "repeat"] {
                writer.list(key, |_| {});
            }
            return;
        };
        let name = subject.address.to_string();
        let root = self.of_manifest(&contents.root, Some(&name));
        writer.member("root", |writer| write_facts(writer, &root));
        writer.list("indexes", |writer| {
            for index in &contents.indexes {
                let index = self.of_manifest(index, None);
                writer.object(|writer| write_facts(writer, &index));
            }
        });
        writer.list("images", |writer| {
            for image in &contents.images {
                writer.object(|writer| self.write_image(writer, image, subject));
            }
        });
        writer.list("left_out", |writer| {
            for words in &contents.left_out {
                writer.entry(words);
            }
        });
        writer.list("repeat", |writer| {
            for line in self.repeat(subject) {
                writer.entry(&line);
            }
        });
    }

    fn write_image(&self, writer: &mut Writer, image: &Image, subject: &Subject) {
        let platform = image.platform.as_ref().map(ToString::to_string);
        writer.maybe_text("platform", platform.as_deref());
        writer.text("overall", self.ledger.standing_of(image).proof().word());
        let manifest = self.manifest_of(image, subject);
        writer.member("manifest", |writer| write_facts(writer, &manifest));
        match self.config_of(image) {
            Some(config) => writer.member("config", |writer| write_facts(writer, &config)),
            None => writer.word("config", "null"),
        }
        writer.list("layers", |writer| {
            for layer in self.layers_of(image) {
                writer.object(|writer| write_facts(writer, &layer));
            }
        });
        writer.maybe_number("left_out", Some(image.left_out as u64));
    }
}

fn write_facts(writer: &mut Writer, facts: &Facts) {
    let digest = |digest: &Option<Digest>| digest.as_ref().map(Digest::to_string);
    writer.maybe_text("digest", digest(&facts.digest).as_deref());
    writer.maybe_number("size", facts.size);
    writer.text("media_type", &facts.media_type);
    writer.maybe_text("diff_id", digest(&facts.diff_id).as_deref());
    writer.maybe_text("packing", facts.packing);
    writer.maybe_number("content_size", facts.content_size);
    writer.text("verdict", facts.verdict);
    writer.maybe_boolean("bytes_match", facts.bytes_match);
    writer.list("compared_with", |writer| {
        for source in &facts.compared_with {
            writer.entry(source);
        }
    });
    writer.text("read_from", &facts.read_from);
    let at = facts.at.map(|at| at.to_string());
    writer.maybe_text("at", at.as_deref());
    match &facts.difference {
        Some(difference) => writer.member("mismatch", |writer| write(writer, difference)),
        None => writer.word("mismatch", "null"),
    }
    writer.maybe_text("why", facts.why.as_deref());
}

fn write(writer: &mut Writer, difference: &Difference) {
    let digest = |digest: &Option<Digest>| digest.as_ref().map(Digest::to_string);
    writer.text("promised_by", &difference.promised_by);
    writer.text("expected_digest", &difference.expected_digest.to_string());
    writer.maybe_text("found_digest", digest(&difference.found_digest).as_deref());
    writer.maybe_number("expected_size", difference.expected_size);
    writer.maybe_number("found_size", Some(difference.found_size));
    writer.text("end", difference.end);
    writer.maybe_text(
        "found_content",
        digest(&difference.found_content).as_deref(),
    );
    writer.text("reason", difference.reason);
    writer.text("likely", &difference.likely);
}
