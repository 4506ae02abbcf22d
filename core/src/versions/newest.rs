//! The newest version of a repository.

use crate::{
    oci::tag::Tag,
    versions::{order::Reading, tracks::Tracks, version::Track},
};

/// The version that stands for a repository: the newest release on the plain track, else the
/// newest prerelease there. Of a moving tag and what it moves over, the latter. On other tracks
/// numbers may be anything: those of `born-1970` are no version.
pub fn newest(readings: &[Reading]) -> Option<&Tag> {
    let tracks = Tracks::of(readings);
    let releases = tracks.on(Track::default());
    let release = releases.iter().find(|release| !release.moves);
    let newest = release.map(|release| release.reading).or_else(|| {
        // Releases there are none, so the first version of the table is a prerelease.
        let is_plain = |reading: &&Reading| {
            let version = reading.version();
            version.is_some_and(|version| version.track().is_plain())
        };
        readings.iter().filter(is_plain).min()
    });
    newest.map(Reading::tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newest_of(tags: &[&str]) -> Option<String> {
        let readings: Vec<_> = tags
            .iter()
            .map(|tag| Reading::of(Tag::parse(tag).unwrap()))
            .collect();
        newest(&readings).map(Tag::to_string)
    }

    #[test]
    fn the_version_that_stands_for_a_repository() {
        for (tags, expected) in [
            (
                &["latest", "3", "3.0", "3.0.42", "2.2.11"] as &[_],
                "3.0.42",
            ),
            (&["2.1", "2.0"], "2.1"),
            (&["20.09", "21.06", "latest"], "21.06"),
            (&["3.1.0-rc1", "3.0.42"], "3.0.42"),
            (&["3.0.42", "9.9-alpine", "nightly-20261120"], "3.0.42"),
            (&["2.0-slim", "1.9"], "1.9"),
            (&["3.1.0-beta", "3.1.0-rc1", "latest"], "3.1.0-rc1"),
            (&["3.1.0-rc1", "9.9-alpine"], "3.1.0-rc1"),
            (&["1.2.3-b567", "1.2.3-b1000"], "1.2.3-b1000"),
        ] {
            assert_eq!(newest_of(tags).as_deref(), Some(expected), "{tags:?}");
        }
    }

    #[test]
    fn names_are_no_versions() {
        assert_eq!(newest_of(&[]), None);
        assert_eq!(newest_of(&["latest", "main", "a1b2c3d"]), None);
        assert_eq!(newest_of(&["born-1970", "zstd"]), None);
        assert_eq!(newest_of(&["2-slim", "1.9-alpine", "nightly-3"]), None);
    }
}
