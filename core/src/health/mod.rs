//! What somebody should know about an image, from what was read of it. Pure, but for
//! `stored`, which asks.

mod config;
mod contents;
mod fields;
mod image;
mod index;
mod parts;
mod platform;
mod sample;
pub mod stored;
mod verified;

pub use image::{ConfigContent, ReadImage, of_image};
pub use index::of_index;
pub use verified::of_verified;

use crate::{
    format::{counted, visible, visible_start},
    oci::document::{Content, Document},
    sorting::sort,
};

/// How bad it is; the worst is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Somebody cannot pull it, run it or trust it.
    Fault,
    /// It may do harm to somebody.
    Warning,
    /// It does no harm, and explains what would else look wrong.
    Note,
}

/// One thing to know about an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ailment {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a short sentence.
    pub what: String,
    /// What helps.
    pub cure: Option<&'static str>,
}

const BUILD_AGAIN: &str = "Build and push the image again.";
const PUSH_AGAIN: &str = "Push the image again.";
const PUSH_AND_LOOK: &str =
    "Push the image again, and look at the registry's storage and at what stands before it.";
const TRY_AGAIN: &str = "Try again.";
/// Longer names from outside are cut, in characters.
const NAME_LENGTH: usize = 60;

/// What is to know of a manifest before any of its parts.
pub fn of_document(document: &Document) -> Vec<Ailment> {
    let mut diagnosis = Diagnosis::default();
    if let Some(served_as) = &document.served_as {
        let own = name(document.media_type.as_str());
        let served_as = name(served_as.as_str());
        diagnosis.note(
            format!("The manifest says that it is {own}, but was served as {served_as}."),
            None,
        );
    }
    if let Content::Schema1(schema_1) = &document.content {
        let layers = counted(schema_1.layers.len(), "layer", "layers");
        diagnosis.fault(
            format!(
                "It is in Docker's first format (schema 1), with {layers}: it names no sizes, \
                 cannot be verified, and clients of today refuse it."
            ),
            Some(BUILD_AGAIN),
        );
    }
    diagnosis.ailments()
}

/// What was found so far.
#[derive(Default)]
struct Diagnosis(Vec<Ailment>);

impl Diagnosis {
    fn fault(&mut self, what: String, cure: Option<&'static str>) {
        self.add(Severity::Fault, &what, cure);
    }

    fn warning(&mut self, what: String, cure: Option<&'static str>) {
        self.add(Severity::Warning, &what, cure);
    }

    fn note(&mut self, what: String, cure: Option<&'static str>) {
        self.add(Severity::Note, &what, cure);
    }

    fn add(&mut self, severity: Severity, what: &str, cure: Option<&'static str>) {
        self.0.push(Ailment {
            severity,
            what: visible(what).into_owned(),
            cure,
        });
    }

    /// All of it, faults first.
    fn ailments(self) -> Vec<Ailment> {
        let mut ailments = self.0;
        sort(&mut ailments, |left, right| {
            left.severity.cmp(&right.severity)
        });
        ailments
    }
}

/// A name from outside.
fn name(text: &str) -> String {
    visible_start(text, NAME_LENGTH)
}

#[cfg(test)]
mod tests;
