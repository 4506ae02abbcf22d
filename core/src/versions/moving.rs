//! Moving tags: where they point, and whether something newer exists.

use crate::{
    oci::{digest::Digest, tag::Tag},
    sorting::sort,
    versions::{
        images::Images,
        order::Reading,
        tracks::{Release, Tracks},
        version::{Track, Version},
    },
};

/// What is known of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<'a> {
    /// It was not read yet.
    Unread,
    /// It is listed, but its manifest is gone.
    Broken,
    /// It is there, and its digest is not known: it could not be read, or has none that is its own.
    NoDigest,
    /// It was read.
    Digest(&'a Digest),
}

/// A moving tag, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovingTag<'a> {
    /// The tag.
    pub tag: &'a Tag,
    /// Where it points.
    pub target: Target<'a>,
    /// Whether something newer exists.
    pub standing: Standing<'a>,
    /// At most two tags to read next, itself perhaps among them; none once that says no more.
    pub to_read: Vec<&'a Tag>,
}

/// Where a moving tag points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// It was not read yet.
    Unread,
    /// It is listed, but its manifest is gone.
    Broken,
    /// Nobody knows: its digest is not known.
    NoDigest,
    /// To the image of this tag, the most precise that has it.
    Tag(&'a Tag),
    /// To the image of no tag as precise that was read; not all were.
    NoneSoFar,
    /// To the image of no other tag as precise.
    NoOther,
}

/// How a moving tag stands to the newest version on its track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Nothing is newer.
    Newest,
    /// A fault: it should follow its track, and this tag is newer.
    Behind(&'a Tag),
    /// No fault: this tag is newer, and a name other than `latest` follows what people choose.
    Held(&'a Tag),
    /// It is not the image of this tag, the newest, nor of any other version as far as is known.
    Apart(&'a Tag),
    /// Not all that decides was read.
    Unknown,
    /// There is no version to compare it with.
    NoVersion,
}

/// Names that are moved from release to release, alone or before a suffix: `latest-alpine`.
const NAMES: [&str; 13] = [
    "latest", "stable", "lts", "current", "mainline", "edge", "next", "rolling", "testing",
    "unstable", "nightly", "canary", "beta",
];

/// The moving tags of a repository: `latest`, then partial versions, newest first, then names.
pub fn moving_tags<'a>(
    readings: &'a [Reading],
    known: &dyn Fn(&Tag) -> Known<'a>,
) -> Vec<MovingTag<'a>> {
    let tracks = Tracks::of(readings);
    let mut movers = movers(&tracks, readings);
    sort(&mut movers, |mover, other| {
        (mover.kind, mover.reading).cmp(&(other.kind, other.reading))
    });
    let tags = movers.iter().map(|mover| mover.reading.tag());
    let repository = Repository {
        images: Images::of(tags, readings, known),
        tracks,
        known,
    };
    movers
        .iter()
        .map(|mover| repository.describe(mover))
        .collect()
}

struct Repository<'a, 'k> {
    tracks: Tracks<'a>,
    images: Images<'a>,
    known: &'k dyn Fn(&Tag) -> Known<'a>,
}

#[derive(Clone, Copy)]
struct Mover<'a> {
    reading: &'a Reading,
    kind: Kind,
    follows: Follows<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Latest,
    Version,
    Name,
}

#[derive(Clone, Copy)]
enum Follows<'a> {
    /// What begins with the release at this place.
    Release(usize),
    Track(Track<'a>),
    /// The track of the image that it points to.
    Target,
}

fn movers<'a>(tracks: &Tracks<'a>, readings: &'a [Reading]) -> Vec<Mover<'a>> {
    let releases = tracks.releases().iter().enumerate();
    let versions = releases.filter(|(_, release)| release.moves);
    let versions = versions.map(|(at, release)| Mover {
        reading: release.reading,
        kind: Kind::Version,
        follows: Follows::Release(at),
    });
    let names = readings.iter().filter_map(|reading| name(tracks, reading));
    versions.chain(names).collect()
}

fn name<'a>(tracks: &Tracks<'a>, reading: &'a Reading) -> Option<Mover<'a>> {
    if reading.version().is_some() {
        return None;
    }
    let text = reading.tag().as_str();
    let (name, suffix) = text.split_once('-').unwrap_or((text, ""));
    if !NAMES.contains(&name) {
        return None;
    }
    let track = Track { prefix: "", suffix };
    let follows = match suffix {
        "" => Follows::Target,
        _ if tracks.on(track).is_empty() => return None,
        _ => Follows::Track(track),
    };
    let kind = if name == "latest" {
        Kind::Latest
    } else {
        Kind::Name
    };
    Some(Mover {
        reading,
        kind,
        follows,
    })
}

impl<'a> Repository<'a, '_> {
    fn describe(&self, mover: &Mover<'a>) -> MovingTag<'a> {
        let known = self.known_of(mover.reading);
        let twin = match known {
            Known::Digest(digest) => self.images.twin(digest, mover.reading),
            _ => None,
        };
        let releases = self.releases(mover.follows, twin);
        let find = |is_meant: &dyn Fn(Known<'a>) -> bool| {
            let mut precise = releases.iter().filter(|release| !release.moves);
            precise.find(|release| is_meant(self.known_of(release.reading)))
        };
        let newest = find(&|it| it != Known::Broken);
        let own = match known {
            Known::Digest(_) => find(&|it| it == known),
            _ => None,
        };
        MovingTag {
            tag: mover.reading.tag(),
            target: self.target(known, own.map(|own| own.reading).or(twin)),
            standing: match newest {
                Some(newest) => {
                    let own = own.map(|own| own.version);
                    let prerelease = || prerelease_of(mover, twin?, newest);
                    self.standing(mover.kind, known, own.or_else(prerelease), newest)
                }
                None => Standing::NoVersion,
            },
            to_read: self.to_read(mover, known, newest),
        }
    }

    fn to_read(
        &self,
        mover: &Mover<'a>,
        known: Known<'a>,
        newest: Option<&Release<'a>>,
    ) -> Vec<&'a Tag> {
        if matches!(known, Known::Broken | Known::NoDigest) {
            return Vec::new();
        }
        [Some(mover.reading), newest.map(|newest| newest.reading)]
            .into_iter()
            .flatten()
            .filter(|reading| self.known_of(reading) == Known::Unread)
            .map(Reading::tag)
            .collect()
    }

    /// The releases that one should follow.
    fn releases(&self, follows: Follows<'a>, twin: Option<&'a Reading>) -> &[Release<'a>] {
        match follows {
            Follows::Release(at) => self.tracks.within(at),
            Follows::Track(track) => self.tracks.on(track),
            Follows::Target => {
                let version = twin.and_then(Reading::version);
                let releases = version.map_or(&[] as &[_], |it| self.tracks.on(it.track()));
                if releases.is_empty() {
                    self.tracks.main()
                } else {
                    releases
                }
            }
        }
    }

    fn target(&self, known: Known<'a>, own: Option<&'a Reading>) -> Target<'a> {
        match (known, own) {
            (Known::Unread, _) => Target::Unread,
            (Known::Broken, _) => Target::Broken,
            (Known::NoDigest, _) => Target::NoDigest,
            (_, Some(own)) => Target::Tag(own.tag()),
            (_, None) if self.images.all_read => Target::NoOther,
            (_, None) => Target::NoneSoFar,
        }
    }

    /// `own` is the version whose image it has.
    fn standing(
        &self,
        kind: Kind,
        known: Known<'a>,
        own: Option<&Version>,
        newest: &Release<'a>,
    ) -> Standing<'a> {
        let of_newest = self.known_of(newest.reading);
        let (Known::Digest(digest), Known::Digest(other)) = (known, of_newest) else {
            return Standing::Unknown;
        };
        let tag = newest.reading.tag();
        match own {
            _ if digest == other => Standing::Newest,
            Some(own) if own.compare(newest.version).is_ge() => Standing::Newest,
            Some(_) if kind == Kind::Name => Standing::Held(tag),
            Some(_) => Standing::Behind(tag),
            None => Standing::Apart(tag),
        }
    }

    fn known_of(&self, reading: &Reading) -> Known<'a> {
        (self.known)(reading.tag())
    }
}

/// The prerelease that a moving tag points to, if that is one on the newest's track.
fn prerelease_of<'a>(
    mover: &Mover<'_>,
    twin: &'a Reading,
    newest: &Release<'_>,
) -> Option<&'a Version> {
    let version = twin.version()?;
    let begins = mover
        .reading
        .version()
        .is_none_or(|it| version.numbers().starts_with(it.numbers()));
    let is_on_track = version.track() == newest.version.track();
    (version.prerelease().is_some() && begins && is_on_track).then_some(version)
}

#[cfg(test)]
#[path = "moving_tests.rs"]
mod tests;
