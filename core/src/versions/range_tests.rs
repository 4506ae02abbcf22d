use proptest::prelude::*;

use super::*;

fn matching<'a>(range: &str, tags: &[&'a str]) -> Vec<&'a str> {
    let range = Range::parse(range).unwrap();
    let is_meant = |tag: &&str| Version::parse(tag).is_some_and(|it| range.matches(&it));
    tags.iter().copied().filter(is_meant).collect()
}

const TAGS: [&str; 17] = [
    "latest",
    "3",
    "3.0.42",
    "3.0.0-rc1",
    "2",
    "2.2",
    "2.2.11",
    "2.2.11-rc1",
    "2.1",
    "v2.1.114",
    "2.1.106",
    "2.1-alpine",
    "2.1.106-alpine",
    "2.1.106-alpine3.18",
    "2.0.9",
    "1.9",
    "main",
];

#[test]
fn the_example() {
    assert_eq!(
        matching(">=2.1 <3", &TAGS),
        [
            "2",
            "2.2",
            "2.2.11",
            "2.1",
            "v2.1.114",
            "2.1.106",
            "2.1-alpine",
            "2.1.106-alpine",
            "2.1.106-alpine3.18"
        ]
    );
}

#[test]
fn a_bound_has_as_many_numbers_as_it_has() {
    let tags = ["3", "2", "2.2", "2.1", "2.1.5", "2.1.0", "2.0"];
    for (range, meant) in [
        ("=2.1", &["2.1", "2.1.5", "2.1.0"] as &[_]),
        ("= 2.1", &["2.1", "2.1.5", "2.1.0"]),
        ("<=2.1", &["2.1", "2.1.5", "2.1.0", "2.0"]),
        ("<2.1", &["2.0"]),
        (">2.1", &["3", "2", "2.2"]),
        (">=2.1", &["3", "2", "2.2", "2.1", "2.1.5", "2.1.0"]),
        ("=2.1.0", &["2.1.0"]),
        // The moving tag stands for the newest, as far as its numbers go.
        ("<=2.1.5", &["2.1.5", "2.1.0", "2.0"]),
        (">2.1.5", &["3", "2", "2.2", "2.1"]),
    ] {
        assert_eq!(matching(range, &tags), meant, "{range}");
    }
}

#[test]
fn caret_and_tilde_stay_near() {
    let tags = [
        "3", "3.0", "2", "2.2.11", "2.1", "2.1.5", "2.0", "0.3.1", "0.2.9", "0.2.3",
    ];
    for (range, meant) in [
        ("^2.1", &["2", "2.2.11", "2.1", "2.1.5"] as &[_]),
        ("^2", &["2", "2.2.11", "2.1", "2.1.5", "2.0"]),
        ("^0.2.3", &["0.2.9", "0.2.3"]),
        ("^0.2", &["0.2.9", "0.2.3"]),
        ("^0", &["0.3.1", "0.2.9", "0.2.3"]),
        ("~2.1", &["2.1", "2.1.5"]),
        ("~2.1.1", &["2.1", "2.1.5"]),
        ("~2", &["2", "2.2.11", "2.1", "2.1.5", "2.0"]),
    ] {
        assert_eq!(matching(range, &tags), meant, "{range}");
    }
}

#[test]
fn comparators_join_and_alternatives_add() {
    let tags = ["3.1", "3.0.1", "2.5", "2.0", "1.4.2", "1.3"];
    assert_eq!(matching(">2.0<3.1", &tags), ["3.0.1", "2.5"]);
    assert_eq!(matching(">=2 2.5", &tags), ["2.5"]);
    assert_eq!(matching("~1.4 || >= 3.1", &tags), ["3.1", "1.4.2"]);
}

#[test]
fn a_track_is_asked_for_by_writing_it() {
    assert_eq!(
        matching(">=2.1-alpine <3", &TAGS),
        ["2.1-alpine", "2.1.106-alpine"]
    );
    let tags = ["nightly-20261120", "nightly-20261001", "20261120", "3.0.42"];
    assert_eq!(matching(">=nightly-20261101", &tags), ["nightly-20261120"]);
    assert_eq!(
        matching(">=20261101", &tags),
        ["nightly-20261120", "20261120"]
    );
}

#[test]
fn a_prerelease_matches_where_a_bound_names_one() {
    let tags = [
        "3.0.0-rc1",
        "2.1",
        "2.1.0",
        "2.1.0-rc2",
        "2.1.0-rc1",
        "2.1.0-beta",
    ];
    assert_eq!(matching(">=2.1", &tags), ["2.1", "2.1.0"]);
    assert_eq!(
        matching(">=2.1-rc1 <3", &tags),
        ["2.1", "2.1.0", "2.1.0-rc2", "2.1.0-rc1"]
    );
    assert_eq!(matching("=2.1-rc2", &tags), ["2.1.0-rc2"]);
    assert_eq!(matching(">=2.1-rc1 <2.1.0-rc2", &tags), ["2.1.0-rc1"]);
    // Each alternative for itself.
    assert_eq!(
        matching("=2.1.0-beta || >=2.1", &tags),
        ["2.1", "2.1.0", "2.1.0-beta"]
    );
}

#[test]
fn a_build_counts_where_a_bound_names_it() {
    let tags = ["1.2.3-b567", "1.2.3-b568", "1.2.3"];
    assert_eq!(matching("=1.2.3", &tags), tags);
    assert_eq!(matching("=1.2.3-b567", &tags), ["1.2.3-b567"]);
    assert_eq!(matching(">1.2.3-b567", &tags), ["1.2.3-b568"]);
    let tags = ["1.2.3-d1234efg", "1.2.3-a1b2c3d"];
    assert_eq!(matching("=1.2.3-a1b2c3d", &tags), ["1.2.3-a1b2c3d"]);
}

#[test]
fn what_is_no_range_says_so_with_an_example() {
    for (text, error) in [
        ("", InvalidRange::MissingVersion),
        (">=", InvalidRange::MissingVersion),
        (">= <3", InvalidRange::MissingVersion),
        (">=2 ||", InvalidRange::MissingVersion),
        ("|| >=2", InvalidRange::MissingVersion),
        ("=>2", InvalidRange::MissingVersion),
        (">=2.1, <3", InvalidRange::Character),
        (">=2.1 \u{202e}3", InvalidRange::Character),
        (">=latest", InvalidRange::NoVersion("latest".to_owned())),
    ] {
        let found = Range::parse(text).unwrap_err();
        assert_eq!(found, error, "{text}");
        assert!(found.to_string().ends_with(", as in >=2.1 <3"));
    }
    assert_eq!(
        Range::parse(">=latest").unwrap_err().to_string(),
        "latest is no version, as in >=2.1 <3"
    );
}

proptest! {
    #[test]
    fn no_text_panics(text in "([<>=^~|]{0,3} ?.{0,6}){0,4}", tag in "[0-9a-z._-]{1,20}") {
        if let (Ok(range), Some(version)) = (Range::parse(&text), Version::parse(&tag)) {
            range.matches(&version);
        }
    }

    #[test]
    fn less_and_not_less_are_opposites(bound in "[0-3](\\.[0-3]){0,2}", tag in "[0-3](\\.[0-3]){0,3}") {
        let version = Version::parse(&tag).unwrap();
        let holds = |sign: &str| Range::parse(&(sign.to_owned() + &bound)).unwrap().matches(&version);
        prop_assert_ne!(holds("<"), holds(">="));
        prop_assert_ne!(holds(">"), holds("<="));
        prop_assert_eq!(holds("="), holds("<=") && holds(">="));
    }
}
