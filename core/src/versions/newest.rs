//! The newest version of a repository.

use crate::{
    oci::tag::Tag,
    versions::{order::Reading, tracks::Tracks},
};

/// The version that stands for a repository: the newest release on the plain track, else on
/// the track with most releases, else the newest prerelease. Of a moving tag and what it moves
/// over, the latter.
pub fn newest(readings: &[Reading]) -> Option<&Tag> {
    let tracks = Tracks::of(readings);
    let release = tracks.main().iter().find(|release| !release.moves);
    let newest = release.map(|release| release.reading).or_else(|| {
        // Releases there are none, so the first version of the table is a prerelease.
        let versions = readings.iter().filter(|it| it.version().is_some());
        versions.min()
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
            (
                &["2-slim", "1.9-alpine", "1.8-alpine", "main"],
                "1.9-alpine",
            ),
            (&["2.0-slim", "1.9-alpine"], "1.9-alpine"),
            (&["app-1.2", "app-1.3"], "app-1.3"),
            (&["3.1.0-beta", "3.1.0-rc1", "latest"], "3.1.0-rc1"),
            (&["1.2.3-b567", "1.2.3-b1000"], "1.2.3-b1000"),
            (&["8u212-jdk", "8-jdk", "8u45-jdk"], "8u212-jdk"),
        ] {
            assert_eq!(newest_of(tags).as_deref(), Some(expected), "{tags:?}");
        }
    }

    #[test]
    fn names_are_no_versions() {
        assert_eq!(newest_of(&[]), None);
        assert_eq!(newest_of(&["latest", "main", "a1b2c3d"]), None);
    }
}
