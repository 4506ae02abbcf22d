use proptest::{collection::btree_map, prelude::*};

use super::*;

const NOW: &str = "2026-11-20T12:00:00Z";

/// A repository: each tag with the number of its image and its date.
#[derive(Debug, Default)]
struct Repository {
    readings: Vec<Reading>,
    images: BTreeMap<Tag, (Option<Digest>, Option<Timestamp>)>,
    children: BTreeMap<Tag, Vec<Digest>>,
    in_use: InUse,
}

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn digest(number: u8) -> Digest {
    Digest::parse(&format!("sha256:{number:064x}")).unwrap()
}

impl Repository {
    /// Each tag with an image of its own, built on a day of this November; on none for 0.
    fn of(tags: &[(&str, u32)]) -> Self {
        let mut repository = Self::default();
        for (number, (text, day)) in (1..).zip(tags) {
            let date = Timestamp::parse(&format!("2026-11-{day:02}T00:00:00Z")).ok();
            repository.add(text, Some(digest(number)), date);
        }
        repository
    }

    fn add(&mut self, text: &str, digest: Option<Digest>, date: Option<Timestamp>) {
        self.readings.push(Reading::of(tag(text)));
        self.images.insert(tag(text), (digest, date));
    }

    fn pick(&self, rule: &str) -> Picked {
        let known = |tag: &Tag| match &self.images.get(tag) {
            Some((Some(digest), _)) => Known::Digest(digest),
            Some((None, _)) => Known::Unread,
            None => Known::Broken,
        };
        let facts = Facts {
            readings: &self.readings,
            digest: &known,
            children: &|tag| self.children.get(tag).cloned().unwrap_or_default(),
            created: &|tag| self.images.get(tag)?.1,
            in_use: &self.in_use,
            now: Timestamp::parse(NOW).unwrap(),
        };
        Rule::parse(rule).unwrap().pick(facts)
    }

    fn taken(&self, rule: &str) -> Vec<String> {
        let picked = self.pick(rule);
        picked.taken.iter().map(ToString::to_string).collect()
    }

    fn left(&self, rule: &str) -> Vec<(String, Left)> {
        let picked = self.pick(rule);
        let left = picked.left.iter();
        left.map(|(tag, why)| (tag.to_string(), *why)).collect()
    }
}

fn left(tags: &[(&str, Left)]) -> Vec<(String, Left)> {
    let tags = tags.iter();
    tags.map(|(tag, why)| ((*tag).to_owned(), *why)).collect()
}

#[test]
fn the_newest_of_each_track_stay() {
    let nightly = ["nightly-20261101", "nightly-20261109", "nightly-20261110"];
    let tags = [
        nightly[0], nightly[1], nightly[2], "1.2-rc1", "1.2-rc2", "1.1-rc9", "main",
    ];
    let repository = Repository::of(&tags.map(|tag| (tag, 1)));
    assert_eq!(repository.taken("keep:2"), ["1.1-rc9", nightly[0]]);
    assert_eq!(
        repository.taken("keep:1"),
        ["1.1-rc9", "1.2-rc1", nightly[0], nightly[1]]
    );
    assert!(repository.taken("keep:3").is_empty());
    assert!(repository.pick("keep:2").left.is_empty());
}

#[test]
fn releases_and_prereleases_are_counted_apart() {
    let repository =
        Repository::of(&["3.0.2", "3.0.2-rc2", "3.0.2-rc1", "3.0.1"].map(|tag| (tag, 1)));
    assert_eq!(repository.taken("keep:1"), ["3.0.2-rc1"]);
    assert_eq!(repository.left("keep:1"), left(&[("3.0.1", Left::Release)]));
    assert_eq!(
        repository.taken("keep:1;take:releases"),
        ["3.0.1", "3.0.2-rc1"]
    );
}

#[test]
fn only_what_is_meant_is_counted() {
    let tags = ["3.0.1", "2.1.3", "2.1.2", "2.1.1", "2.1.1-alpine"];
    let repository = Repository::of(&tags.map(|tag| (tag, 1)));
    assert_eq!(repository.taken("keep:2;tags:2.*;take:releases"), ["2.1.1"]);
    assert_eq!(repository.taken("keep:2;take:releases"), ["2.1.1", "2.1.2"]);
}

#[test]
fn moving_tags_are_neither_counted_nor_taken() {
    let tags = ["latest", "2", "2.1", "2.1.2", "2.1.1"];
    let repository = Repository::of(&tags.map(|tag| (tag, 1)));
    assert_eq!(repository.taken("keep:1;take:releases"), ["2.1.1"]);
    let moving = [
        ("2", Left::Moving),
        ("2.1", Left::Moving),
        ("latest", Left::Moving),
    ];
    assert_eq!(repository.left("tags:*;take:releases"), left(&moving));
    assert_eq!(repository.taken("tags:*;take:releases"), ["2.1.1", "2.1.2"]);
}

#[test]
fn what_has_no_believable_date_is_left() {
    let mut repository = Repository::of(&[("pr-1", 1), ("pr-2", 19), ("pr-3", 0)]);
    let born = Timestamp::parse("1970-01-01T00:00:00Z").ok();
    repository.add("pr-4", Some(digest(9)), born);
    repository.add("pr-5", None, None);
    let expected = [
        ("pr-3", Left::NoDate),
        ("pr-4", Left::NoDate),
        ("pr-5", Left::Unread),
    ];
    for rule in ["older:7d", "older:2026-11-13"] {
        assert_eq!(repository.taken(rule), ["pr-1"]);
        assert_eq!(repository.left(rule), left(&expected));
    }
    assert!(repository.taken("older:2026-11-01").is_empty());
    // Where age does not matter a date is not missed.
    assert_eq!(repository.taken("tags:pr-*").len(), 5);
}

#[test]
fn what_is_in_use_is_left_by_whatever_name() {
    let tags = ["pr-1", "pr-2", "pr-3", "pr-4", "pr-5"];
    let mut repository = Repository::of(&tags.map(|tag| (tag, 1)));
    repository.add("pr-6", Some(digest(2)), None);
    repository.add("pr-7", None, None);
    repository.children.insert(tag("pr-3"), vec![digest(77)]);
    repository.in_use = InUse {
        digests: [digest(1), digest(77)].into(),
        tags: [tag("pr-2")].into(),
        unread: 0,
    };
    let expected = [
        ("pr-1", Left::InUse),
        ("pr-2", Left::InUse),
        ("pr-3", Left::InUse),
        ("pr-6", Left::InUse),
        ("pr-7", Left::Unread),
    ];
    assert_eq!(repository.left("tags:pr-*"), left(&expected));
    assert_eq!(repository.taken("tags:pr-*"), ["pr-4", "pr-5"]);
}

#[test]
fn what_belongs_to_others_is_not_meant() {
    let helper = format!("sha256-{}.sig", "a".repeat(64));
    let repository = Repository::of(&[(&helper, 1), ("x", 1)]);
    assert_eq!(repository.taken("tags:*"), ["x"]);
    assert!(repository.pick("tags:*").left.is_empty());
}

#[test]
fn releases_are_told_from_what_nobody_released() {
    let is_release = |text: &str| is_release(&Reading::of(tag(text)));
    for text in [
        "1.2.3",
        "v1",
        "13",
        "20.09",
        "2.1-alpine",
        "app-v1.2",
        "8u212-jdk",
        "1.2.3-b5",
    ] {
        assert!(is_release(text), "{text}");
    }
    for text in [
        "main",
        "latest",
        "1.2.3-rc1",
        "nightly-20261120",
        "pr-12",
        "main-a1b2c3d-1606847371",
        "v1.2.3-14-g2414721",
        "feature-x-3",
        "app-nightly-20261120",
        "1.2.3-snapshot",
    ] {
        assert!(!is_release(text), "{text}");
    }
}

const PIECES: &str = "(nightly-|v|pr-)?[12](\\.[0-2]){0,2}(-rc[12])?(-alpine)?|latest|2-alpine|main|sha256-[0-9a-f]{64}";

proptest! {
    #[test]
    fn nothing_is_taken_silently(
        tags in btree_map(PIECES, (proptest::option::of(1..9_u8), 0..30_u32), 0..30),
        used in proptest::collection::btree_set(1..9_u8, 0..3),
        keep in proptest::option::of(1..4_usize),
        days in proptest::option::of(1..20_u32),
        takes in any::<bool>(),
    ) {
        let mut repository = Repository::default();
        for (text, (image, day)) in &tags {
            let date = Timestamp::parse(&format!("2026-11-{day:02}T00:00:00Z")).ok();
            repository.add(text, image.map(digest), date);
        }
        repository.in_use.digests = used.iter().copied().map(digest).collect();
        let parts = [
            keep.map(|count| format!("keep:{count}")),
            days.map(|days| format!("older:{days}d")),
            Some("tags:*".to_owned()),
            takes.then(|| "take:releases".to_owned()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let picked = repository.pick(&parts.join(";"));
        let now = Timestamp::parse(NOW).unwrap();
        let cutoff = days.map(|days| now.unix_seconds() - i64::from(days) * 86_400);
        for tag in &picked.taken {
            let (digest, date) = &repository.images[tag];
            prop_assert!(!picked.left.contains_key(tag));
            prop_assert!(Helper::of(tag).is_none() && tag.as_str() != "latest");
            prop_assert!(digest.as_ref().is_none_or(|it| !repository.in_use.digests.contains(it)));
            if let Some(cutoff) = cutoff {
                prop_assert!(date.is_some_and(|date| date.unix_seconds() < cutoff));
            }
            prop_assert!(takes || !is_release(&Reading::of(tag.clone())));
        }
        let known = |tag: &Tag| match &repository.images[tag].0 {
            Some(digest) => Known::Digest(digest),
            None => Known::Unread,
        };
        let moving = moving_tags(&repository.readings, &known);
        let moves = |reading: &Reading| moving.iter().any(|moving| moving.tag == reading.tag());
        // On each track as many stay as are to stay, and none that stays is older than one that goes.
        let Some(keep) = keep else { return Ok(()) };
        let goes = |reading: &&Reading| {
            picked.taken.contains(reading.tag()) || picked.left.contains_key(reading.tag())
        };
        for one in repository.readings.iter().filter(goes) {
            let Some(version) = one.version() else {
                prop_assert!(false, "{} has no track", one.tag());
                return Ok(());
            };
            if moves(one) {
                continue;
            }
            let is_newer = |other: &&Reading| !moves(other) && other.version().is_some_and(|it| {
                it.track() == version.track()
                    && it.prerelease().is_some() == version.prerelease().is_some()
                    && it.compare(version).is_gt()
            });
            let newer = repository.readings.iter().filter(is_newer).count();
            prop_assert!(newer >= keep, "{} went, {newer} are newer", one.tag());
        }
    }
}
