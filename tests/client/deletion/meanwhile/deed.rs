//! What somebody else does.

use super::*;

/// What somebody else does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// A tag is pushed to an image of its own.
    Push(&'static str),
    /// A tag is made to lead where another leads that goes.
    Onto(&'static str, &'static str),
    /// A new index lists an image of the one that goes.
    List,
    /// A tag is removed.
    Remove(&'static str),
    /// A tag's manifest is deleted, with all its tags.
    Delete(&'static str),
}

pub(super) const DEEDS: [Deed; 16] = [
    Deed::Push("8"),
    Deed::Push("1"),
    Deed::Push("1.0"),
    Deed::Push("5.0"),
    Deed::Push("5.1"),
    Deed::Push("2.0"),
    Deed::Push("new"),
    Deed::Onto("new", "5.0"),
    Deed::Onto("new", "2.0"),
    Deed::Onto("8", "5.0"),
    Deed::Onto("8", "2.0"),
    Deed::List,
    Deed::Remove("8"),
    Deed::Remove("1"),
    Deed::Remove("5.1"),
    Deed::Delete("5.0"),
];

impl Deed {
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Push(tag) | Self::Onto(tag, _) | Self::Remove(tag) | Self::Delete(tag) => tag,
            Self::List => "listing",
        }
    }

    pub(super) fn do_it(self, held: &mut Held, before: &BTreeMap<String, String>) {
        match self {
            Self::Push(tag) => held.push(tag, &image("somebody's")),
            Self::Onto(tag, other) => {
                // A push brings the whole image, if it is gone.
                let manifest = if other == "2.0" {
                    multi()
                } else {
                    image(other)
                };
                held.push(tag, &manifest);
            }
            Self::List => held.push("listing", &listing()),
            Self::Remove(tag) => drop(held.tags.remove(tag)),
            Self::Delete(tag) => drop(held.delete(&before[tag])),
        }
    }

    /// Where the tag leads then.
    pub(super) fn led(self) -> Option<String> {
        let manifest = match self {
            Self::Push(_) => image("somebody's"),
            Self::Onto(_, "2.0") => multi(),
            Self::Onto(_, other) => image(other),
            Self::List => listing(),
            Self::Remove(_) | Self::Delete(_) => return None,
        };
        Some(manifest.digest().to_owned())
    }
}

pub(super) fn listing() -> Manifest {
    Index::oci().image(&image("2.0 arm64")).build()
}
