use proptest::prelude::*;

use super::*;

const RULES: &str = include_str!("../../../docs/VERSIONS.md");

fn version(tag: &str) -> Version {
    Version::parse(tag).unwrap()
}

/// The cells of the table whose head begins with this word.
fn table(head: &str) -> Vec<Vec<&'static str>> {
    let cells = |line: &'static str| -> Vec<_> {
        let inner = line.trim_matches('|').split('|');
        inner.map(|cell| cell.trim().trim_matches('`')).collect()
    };
    let lines = RULES.lines().skip_while(|line| cells(line)[0] != head);
    lines
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(cells)
        .collect()
}

#[test]
fn the_rule_book_is_right() {
    let rows = table("tag");
    assert!(rows.len() > 30, "{}", rows.len());
    for row in rows {
        let [tag, prefix, numbers, suffix, prerelease, build] = row[..] else {
            panic!("{row:?}");
        };
        let version = version(tag);
        assert_eq!(version.track(), Track { prefix, suffix }, "{tag}");
        let found: Vec<_> = version.numbers().iter().map(u64::to_string).collect();
        assert_eq!(found.join(" "), numbers, "{tag}");
        assert_eq!(version.build().as_str(), build, "{tag}");
        let expected = Version::parse(&format!("1-{prerelease}"));
        let expected = expected.and_then(|version| version.prerelease);
        assert_eq!(version.prerelease, expected, "{tag}");
        assert_eq!(version.prerelease.is_none(), prerelease.is_empty(), "{tag}");
    }
}

#[test]
fn the_names_of_the_rule_book_are_names() {
    let rows = table("name");
    assert!(rows.len() > 8);
    for row in rows {
        assert_eq!(Version::parse(row[0]), None, "{}", row[0]);
    }
}

#[test]
fn a_number_beyond_64_bits_makes_a_name() {
    assert_eq!(version("18446744073709551614").numbers(), [u64::MAX - 1]);
    for tag in [
        "18446744073709551615",
        "18446744073709551616",
        "1.99999999999999999999999999",
        "nightly-99999999999999999999999999",
    ] {
        assert_eq!(Version::parse(tag), None, "{tag}");
    }
    // What only orders builds or prereleases counts as the largest.
    let huge = version("1.2-99999999999999999999999999");
    assert!(huge.compare(&version("1.2-5")).is_gt());
    let huge = version("1.2-rc99999999999999999999999999");
    assert!(huge.compare(&version("1.2-rc5")).is_gt());
}

#[test]
fn prereleases_come_before_their_release() {
    let ascending = [
        "1.9",
        "2.0-dev",
        "2.0.0-alpha",
        "2.0.0-alpha.1",
        "2.0-alpha.2",
        "2.0.0-beta",
        "2.0.0-beta.2",
        "2.0.0-M1",
        "2.0.0-M2",
        "2.0.0-rc1",
        "2.0.0-rc.2",
        "2.0.0-RC10",
        "2.0.0",
        "2.0.1",
        "2.0",
        "2",
    ];
    for pair in ascending.windows(2) {
        assert!(
            version(pair[0]).compare(&version(pair[1])).is_lt(),
            "{pair:?}"
        );
    }
    assert_eq!(version("2.0-rc1").track(), Track::default());
    assert!(version("2.0-rc1").track().is_plain());
}

#[test]
fn builds_order_by_their_numbers() {
    let ascending = [
        "1.2.3",
        "1.2.3-b9-d1234efg",
        "1.2.3-b567-a1b2c3d",
        "1.2.3-b1000-1234abcd",
        "1.2.4-b1",
    ];
    for pair in ascending.windows(2) {
        assert!(
            version(pair[0]).compare(&version(pair[1])).is_lt(),
            "{pair:?}"
        );
    }
    // A hash has no order.
    assert!(
        version("1.2.3-a1b2c3d")
            .compare(&version("1.2.3-f1b2c3d"))
            .is_eq()
    );
}

#[test]
fn a_leading_v_does_not_matter() {
    for (tag, other) in [("v1", "1"), ("V1.2.3", "1.2.3"), ("app-v1.2", "app-1.2")] {
        assert_eq!(version(tag), version(other));
    }
    assert_eq!(version("rev1").track().prefix, "rev");
}

proptest! {
    #[test]
    fn no_text_panics(text in ".*") {
        let _ = Version::parse(&text);
    }

    #[test]
    fn no_tag_panics(tag in "(v|a-|sha-)?([0-9]{1,25}[.u-]?){0,4}([a-z]{0,4}[0-9]{0,22}[._-]){0,4}") {
        let _ = Version::parse(&tag);
    }

    #[test]
    fn plain_numbers_are_read(numbers in proptest::collection::vec(0..u64::MAX, 1..5)) {
        let text: Vec<_> = numbers.iter().map(u64::to_string).collect();
        let version = version(&text.join("."));
        prop_assert_eq!(version.numbers(), numbers);
        prop_assert!(version.track().is_plain());
    }

    #[test]
    fn a_version_equals_itself(tag in "[a-z0-9][a-z0-9._-]{0,30}") {
        if let Some(version) = Version::parse(&tag) {
            prop_assert!(version.compare(&version).is_eq());
        }
    }
}
