//! What follows from what was told of the blobs. Pure.

use crate::{
    format::{count, counted, size},
    health::{
        Ailment, Diagnosis, PUSH_AND_LOOK, TRY_AGAIN,
        index::COLLECTED,
        sample::Sample,
        stored::{Blob, Blobs, MOST, ReadImages, Told},
    },
    registry::{error::ErrorKind, stored::StoredBlob},
};

const PUSH_OR_RESTART: &str = "Push the image again. Where garbage was collected while the \
    registry ran, start the registry anew first: else it may take for stored what is gone.";
const LET_READ: &str = "Check the connection: it finds out why, and names the line that lets this \
    page read them.";

/// What is to know of the images of an index that were read anew for their blobs.
pub fn of_read_images(images: &ReadImages) -> Vec<Ailment> {
    let mut diagnosis = Diagnosis::default();
    let manifests = |sample: &Sample| counted(sample.number(), "manifest", "manifests");
    let ReadImages {
        missing,
        differing,
        failed,
        ..
    } = images;
    if !missing.is_empty() {
        let manifests = manifests(missing);
        diagnosis.fault(
            format!("The registry no longer has {manifests}: {missing}."),
            Some(COLLECTED),
        );
    }
    if !differing.is_empty() {
        let manifests = manifests(differing);
        diagnosis.fault(
            format!("The registry gives other bytes for {manifests} than the index promises: {differing}."),
            Some(PUSH_AND_LOOK),
        );
    }
    if !failed.is_empty() {
        let manifests = manifests(failed);
        diagnosis.warning(
            format!("The blobs of {manifests} are not known, since what came could not be read: {failed}."),
            Some(TRY_AGAIN),
        );
    }
    diagnosis.ailments()
}

/// What is to know of blobs, by what was told of each; nothing yet of those that were not asked
/// for.
pub fn of_blobs(blobs: &Blobs, told: &[Option<Told>]) -> Vec<Ailment> {
    let mut diagnosis = Diagnosis::default();
    let [mut missing, mut differing, mut unreadable, mut refused] = <[Sample; 4]>::default();
    let mut first = None;
    for (blob, told) in blobs.list.iter().zip(told) {
        match told {
            Some(Told::Stored(StoredBlob::Missing)) => missing.add(blob.name()),
            Some(Told::Stored(StoredBlob::There(Some(length)))) if *length != blob.size => {
                differing.add(other_length(blob, *length));
            }
            Some(Told::Stored(StoredBlob::There(_))) | None => {}
            Some(Told::Unreadable) => unreadable.add(blob.name()),
            Some(Told::Refused(kind)) => {
                first = first.or_else(|| status(kind));
                refused.add(blob.name());
            }
        }
    }
    if !missing.is_empty() {
        let what = so_many(blobs, &missing);
        diagnosis.fault(
            format!("The registry says that it does not have {what}: {missing}."),
            Some(PUSH_OR_RESTART),
        );
    }
    if !differing.is_empty() {
        let number = counted(differing.number(), "blob", "blobs");
        diagnosis.warning(
            format!("The registry says of {number} another length than the manifest: {differing}. Something before it may pack what it gives, or the blob was cut."),
            Some(PUSH_AND_LOOK),
        );
    }
    if !unreadable.is_empty() {
        let what = so_many(blobs, &unreadable);
        diagnosis.warning(
            format!("It cannot be told whether the registry has {what}: {unreadable}. It answers, but not for them: it may send whoever asks to its storage, where this page may not read."),
            Some(LET_READ),
        );
    }
    if !refused.is_empty() {
        let what = so_many(blobs, &refused);
        let status = first.map_or(String::new(), |status| format!(" (status {status})"));
        diagnosis.warning(
            format!("The registry refused to say whether it has {what}{status}: {refused}."),
            Some(TRY_AGAIN),
        );
    }
    not_asked(blobs, &mut diagnosis);
    diagnosis.ailments()
}

/// What was not asked for.
fn not_asked(blobs: &Blobs, diagnosis: &mut Diagnosis) {
    let number = |number| counted(number, "blob", "blobs");
    let (carried, elsewhere) = (blobs.carried.len(), blobs.elsewhere.len());
    if carried > 0 {
        let carried = number(carried);
        diagnosis.note(
            format!("Not asked for: {carried} that the manifest carries itself."),
            None,
        );
    }
    if elsewhere > 0 {
        let elsewhere = number(elsewhere);
        diagnosis.note(
            format!("Not asked for: {elsewhere} that may be kept elsewhere, at addresses that the manifest names."),
            None,
        );
    }
    if !blobs.left_out.is_empty() {
        let left_out = number(blobs.left_out.len());
        let most = count(MOST as u64);
        diagnosis.warning(
            format!("Not asked for: {left_out} above the first {most}."),
            None,
        );
    }
}

/// What the registry says of all of them, in a sentence.
pub fn summary(blobs: &Blobs, told: &[Option<Told>]) -> String {
    let has = |told: &&Option<Told>| matches!(told, Some(Told::Stored(StoredBlob::There(_))));
    let there = told.iter().filter(has).count();
    let (has, all) = (count(there as u64), count(blobs.number() as u64));
    match blobs.number() {
        0 => "There is no blob to ask for.".to_owned(),
        1 if there == 1 => "The registry says that it has the only blob.".to_owned(),
        number if number == there => format!("The registry says that it has all {all} blobs."),
        _ => format!("The registry says that it has {has} of {all} blobs."),
    }
}

/// As in `2 of 6 blobs`.
fn so_many(blobs: &Blobs, sample: &Sample) -> String {
    let all = counted(blobs.number(), "blob", "blobs");
    format!("{} of {all}", count(sample.number() as u64))
}

fn other_length(blob: &Blob, found: u64) -> String {
    let (name, found, promised) = (blob.name(), lengths(found), lengths(blob.size));
    format!("{name} has {found} instead of {promised}")
}

/// For people, and exactly where that is too coarse to tell two lengths apart.
fn lengths(bytes: u64) -> String {
    match size(bytes) {
        short if short.ends_with(" B") => short,
        short => format!("{short} ({} bytes)", count(bytes)),
    }
}

fn status(kind: &ErrorKind) -> Option<u16> {
    match kind {
        ErrorKind::Denied(answered)
        | ErrorKind::ServerFault(answered)
        | ErrorKind::Refused(answered) => Some(answered.status),
        _ => None,
    }
}
