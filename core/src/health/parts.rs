//! What can be wrong with any list of descriptors: the layers of an image, the entries of an
//! index.

use std::collections::BTreeMap;

use crate::{
    format::{counted, size},
    health::{BUILD_AGAIN, Diagnosis, fields::Fields, sample::Sample},
    oci::{
        descriptor::Descriptor,
        digest::{Algorithm, Digest},
        media_type::MediaType,
        tolerant::{Malformed, Tolerant},
    },
};

/// No store takes more in one piece: 64 TiB.
const LARGEST: u64 = 1 << 46;
/// The digests of nothing, which alone have a size of nothing.
const OF_NOTHING: [&str; 2] = ["e3b0c44298fc1c14", "cf83e1357eefb8bd"];

/// A list of descriptors, with the words for it.
pub(super) struct Parts<'a> {
    /// What holds them: a manifest or an index.
    pub(super) document: &'static str,
    /// What one of them is called, and many.
    pub(super) words: (&'static str, &'static str),
    pub(super) entries: &'a [Tolerant<Descriptor>],
    pub(super) left_out: usize,
    pub(super) malformed: Option<&'a Malformed>,
    /// How one of them is named, by its place in the list.
    pub(super) name: fn(usize, &Descriptor) -> String,
}

impl<'a> Parts<'a> {
    /// How many there are, with those that are not kept.
    pub(super) fn number(&self) -> usize {
        self.entries.len() + self.left_out
    }

    pub(super) fn counted(&self, number: usize) -> String {
        counted(number, self.words.0, self.words.1)
    }

    /// As in `1 layer is`.
    fn are(&self, number: usize) -> String {
        let verb = if number == 1 { "is" } else { "are" };
        format!("{} {verb}", self.counted(number))
    }

    /// Those that can be read, each with its place.
    pub(super) fn readable(&self) -> impl Iterator<Item = (usize, &'a Descriptor)> {
        let entries = self.entries.iter().enumerate();
        entries.filter_map(|(position, entry)| Some((position, entry.value()?)))
    }

    /// Those of a kind, by name.
    fn sample(&self, is_meant: &dyn Fn(&Descriptor) -> bool) -> Sample {
        let mut sample = Sample::default();
        for (position, descriptor) in self.readable() {
            if is_meant(descriptor) {
                sample.add((self.name)(position, descriptor));
            }
        }
        sample
    }

    pub(super) fn diagnose(&self, media_type: &MediaType, diagnosis: &mut Diagnosis) {
        self.malformed(diagnosis);
        self.sizes(diagnosis);
        self.algorithms(diagnosis);
        self.elsewhere(diagnosis);
        self.families(media_type, diagnosis);
    }

    pub(super) fn fields(&self, fields: &mut Fields<'a>) {
        for (position, descriptor) in self.readable() {
            fields.add_descriptor(descriptor, &(self.name)(position, descriptor));
        }
    }

    fn malformed(&self, diagnosis: &mut Diagnosis) {
        let (one, many) = self.words;
        if let Some(malformed) = self.malformed {
            diagnosis.fault(
                format!("The list of {many} cannot be read: {}.", malformed.reason),
                Some(BUILD_AGAIN),
            );
        }
        let mut places = Sample::default();
        let mut first = None;
        for (position, entry) in self.entries.iter().enumerate() {
            if let Err(malformed) = &entry.0 {
                places.add((position + 1).to_string());
                first = first.or(Some(&malformed.reason));
            }
        }
        if let Some(reason) = first {
            let what = match places.number() {
                1 => format!("The {one} number {places} cannot be read: {reason}."),
                number => {
                    format!("{number} {many} cannot be read: number {places}. The first: {reason}.")
                }
            };
            diagnosis.fault(what, Some(BUILD_AGAIN));
        }
        if self.left_out > 0 {
            let (all, kept) = (self.counted(self.number()), self.entries.len());
            diagnosis.warning(
                format!("Of {all} only the first {kept} were looked at."),
                None,
            );
        }
    }

    fn sizes(&self, diagnosis: &mut Diagnosis) {
        let unbelievable = self.sample(&|descriptor| !is_believable(descriptor));
        if !unbelievable.is_empty() {
            let number = self.counted(unbelievable.number());
            diagnosis.warning(
                format!("The size of {number} cannot be believed: {unbelievable}."),
                Some(BUILD_AGAIN),
            );
        }
        let mut sizes: BTreeMap<&Digest, u64> = BTreeMap::new();
        let mut differing = Sample::default();
        for (position, descriptor) in self.readable() {
            let first = *sizes.entry(&descriptor.digest).or_insert(descriptor.size);
            if first != descriptor.size {
                differing.add((self.name)(position, descriptor));
            }
        }
        if !differing.is_empty() {
            diagnosis.fault(
                format!("The sizes do not add up. What was named before has another size in {differing}."),
                Some(BUILD_AGAIN),
            );
        }
    }

    fn algorithms(&self, diagnosis: &mut Diagnosis) {
        let unknown = self.sample(&is_unverifiable);
        if !unknown.is_empty() {
            let number = self.are(unknown.number());
            diagnosis.warning(
                format!("{number} named by a digest of an unknown algorithm, so nobody can verify it here: {unknown}."),
                None,
            );
        }
    }

    fn elsewhere(&self, diagnosis: &mut Diagnosis) {
        let mut bytes = 0_u64;
        let foreign = self.sample(&Descriptor::is_foreign);
        for (_, descriptor) in self.readable() {
            if descriptor.is_foreign() {
                bytes = bytes.saturating_add(descriptor.size);
            }
        }
        if !foreign.is_empty() {
            let (number, bytes) = (self.counted(foreign.number()), size(bytes));
            diagnosis.warning(
                format!(
                    "{number} ({bytes}) may be kept elsewhere and not in this registry: {foreign}."
                ),
                Some("Who pulls it must reach the addresses that the manifest names for it."),
            );
        }
        let restricted = self.sample(&|descriptor| {
            let media_type = descriptor.media_type.as_str();
            let is_restricted =
                media_type.contains(".nondistributable.") || media_type.contains(".foreign.");
            is_restricted && !descriptor.is_foreign()
        });
        if !restricted.is_empty() {
            let number = self.are(restricted.number());
            diagnosis.note(
                format!("{number} of a kind that registries need not keep: {restricted}."),
                None,
            );
        }
    }

    fn families(&self, media_type: &MediaType, diagnosis: &mut Diagnosis) {
        let others = self.sample(&|descriptor| contradict(media_type, &descriptor.media_type));
        if !others.is_empty() {
            let (document, number) = (self.document, self.are(others.number()));
            let [own, other] = family_names(media_type);
            diagnosis.note(
                format!("The {document} is of {own} format, and {number} of {other}: {others}. Most clients take both."),
                None,
            );
        }
    }

    /// Content that is named more than once.
    pub(super) fn repeated(&self, diagnosis: &mut Diagnosis) {
        let mut numbers: BTreeMap<&Digest, u64> = BTreeMap::new();
        for (_, descriptor) in self.readable() {
            *numbers.entry(&descriptor.digest).or_insert(0) += 1;
        }
        let mut repeated = Sample::default();
        for (digest, number) in numbers {
            if number > 1 {
                repeated.add(format!("{} ({number} times)", digest.short()));
            }
        }
        if !repeated.is_empty() {
            let number = self.are(repeated.number());
            diagnosis.note(
                format!("{number} named more than once, and stored and counted once: {repeated}."),
                None,
            );
        }
    }
}

fn is_believable(descriptor: &Descriptor) -> bool {
    let encoded = descriptor.digest.encoded();
    let is_of_nothing = OF_NOTHING.iter().any(|start| encoded.starts_with(start));
    let is_nothing = descriptor.size == 0;
    (is_nothing == is_of_nothing || is_unverifiable(descriptor)) && descriptor.size <= LARGEST
}

fn is_unverifiable(descriptor: &Descriptor) -> bool {
    matches!(descriptor.digest.algorithm(), Algorithm::Unknown(_))
}

/// Whether one is OCI's and the other Docker's.
fn contradict(left: &MediaType, right: &MediaType) -> bool {
    let is_of = |media_type: &MediaType, vendor| media_type.as_str().starts_with(vendor);
    let are = |first, second| is_of(left, first) && is_of(right, second);
    are(OCI, DOCKER) || are(DOCKER, OCI)
}

const OCI: &str = "application/vnd.oci.";
const DOCKER: &str = "application/vnd.docker.";

/// The family that a type is of, and the other.
fn family_names(media_type: &MediaType) -> [&'static str; 2] {
    if media_type.as_str().starts_with(OCI) {
        ["OCI's", "Docker's"]
    } else {
        ["Docker's", "OCI's"]
    }
}
