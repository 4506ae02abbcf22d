use proptest::prelude::*;

use super::*;

#[test]
fn rules_are_read_in_any_order_and_written_in_one() {
    for (text, written) in [
        ("keep:5", "keep:5"),
        (
            " tags: nightly-* ; older:30d;;keep:005",
            "keep:5;older:30d;tags:nightly-*",
        ),
        (
            "take:releases;tags:>=2.1 <3 || ^4",
            "tags:>=2.1 <3 || ^4;take:releases",
        ),
        ("older:2026-11-20", "older:2026-11-20"),
        ("tags:2.1", "tags:2.1"),
    ] {
        assert_eq!(Rule::parse(text).unwrap().to_string(), written);
    }
}

#[test]
fn what_is_no_rule_is_told_with_the_reason() {
    let range = || Rule::parse("tags:>=").unwrap_err();
    for (text, reason) in [
        ("", InvalidRule::Empty),
        (";;", InvalidRule::Empty),
        ("take:releases", InvalidRule::Empty),
        ("tags:", InvalidRule::Empty),
        ("keep", InvalidRule::Unknown("keep".to_owned())),
        ("keeps:5", InvalidRule::Unknown("keeps:5".to_owned())),
        (
            "take:latest",
            InvalidRule::Unknown("take:latest".to_owned()),
        ),
        ("keep:0", InvalidRule::Keep),
        ("keep:-1", InvalidRule::Keep),
        ("keep:+1", InvalidRule::Keep),
        ("keep:99999999999999999999", InvalidRule::Keep),
        ("older:0d", InvalidRule::Age),
        ("older:30", InvalidRule::Age),
        ("older:-3d", InvalidRule::Age),
        ("older:d", InvalidRule::Age),
        ("older:2026-13-01", InvalidRule::Age),
        ("older:4294967296d", InvalidRule::Age),
        ("keep:1;keep:1", InvalidRule::Twice("keep")),
        (
            "keep:1;take:releases;take:releases",
            InvalidRule::Twice("take"),
        ),
        ("tags:>=", range()),
    ] {
        assert_eq!(Rule::parse(text), Err(reason.clone()), "{text}");
        assert!(reason.to_string().ends_with('.'), "{reason}");
    }
    assert!(matches!(range(), InvalidRule::Range(_)));
}

#[test]
fn a_text_is_the_whole_tag() {
    let rule = Rule::parse("tags:2.1").unwrap();
    let means = |tag: &str| rule.means(&Reading::of(crate::oci::tag::Tag::parse(tag).unwrap()));
    assert!(means("2.1") && !means("12.1") && !means("2.1-alpine"));
}

fn any_rule() -> impl Strategy<Value = String> {
    let keep = proptest::option::of(1..=MOST);
    let age = proptest::option::of(prop_oneof![
        (1..=u32::MAX).prop_map(|days| format!("{days}d")),
        (0..=9999_u32, 1..=12_u32, 1..=28_u32)
            .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
    ]);
    let tags = proptest::option::of("([a-z0-9.*?-]{1,9}|(>=|<|~|\\^)[0-9]{1,3}(\\.[0-9])?)");
    let parts = (keep, age, tags, any::<bool>());
    parts.prop_map(|(keep, age, tags, takes)| {
        let keep = keep.map(|count| format!("keep:{count}"));
        let age = age.map(|age| format!("older:{age}"));
        let tags = tags.map(|tags| format!("tags:{tags}"));
        let take = takes.then(|| "take:releases".to_owned());
        let parts: Vec<_> = [keep, age, tags, take].into_iter().flatten().collect();
        parts.join(";")
    })
}

proptest! {
    #[test]
    fn every_rule_reads_back_to_itself(text in any_rule()) {
        if let Ok(rule) = Rule::parse(&text) {
            prop_assert_eq!(rule.to_string(), text);
        }
    }

    #[test]
    fn whatever_is_read_reads_back_to_itself(
        text in "(keep|older|tags|take|x)?:?[ -~äß]{0,12}(;(keep|older|tags|take):[ -~ä]{0,9}){0,3}"
    ) {
        if let Ok(rule) = Rule::parse(&text) {
            prop_assert_eq!(Rule::parse(&rule.to_string()), Ok(rule));
        }
    }

    #[test]
    fn no_text_panics(text in ".*", seconds in any::<i64>()) {
        if let Ok(rule) = Rule::parse(&text) {
            rule.before(Timestamp::of_unix_seconds(seconds));
        }
    }
}
