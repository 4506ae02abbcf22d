//! What is kept, and how much.

use proptest::prelude::*;

use super::*;
use crate::registry::{
    record::{address::Kept, newest::NEWEST},
    sign_in::secret::Secret,
};

#[test]
fn values_of_a_query_are_kept_where_they_are_known_to_be_none_of_a_secret() {
    for (address, kept, is_whole) in [
        ("http://a.b/v2/_catalog?n=3&last=a%2Fb", None, true),
        (
            "http://a.b/token?service=r&scope=repository:x:pull",
            None,
            true,
        ),
        ("http://a.b/v2/?", None, true),
        ("http://a.b/v2/?n", Some("http://a.b/v2/?…"), false),
        (
            "https://q.io/v2/_catalog?next_page=gAAx&n=1",
            Some("https://q.io/v2/_catalog?next_page=…&n=1"),
            false,
        ),
        (
            "https://q.io/token?hunter2&N=hunter2&scope=a&=hunter2",
            Some("https://q.io/token?…&N=…&scope=a&…"),
            false,
        ),
        (
            "https://alice:hunter2@q.io/a@b?n=1#hunter2",
            Some("https://q.io/a@b?n=1"),
            false,
        ),
        ("https://hunter2@q.io", Some("https://q.io"), false),
    ] {
        let found = Kept::of(address);
        assert_eq!(found.as_str(), kept.unwrap_or(address));
        assert_eq!(found.is_whole, is_whole, "{address}");
    }
}

#[test]
fn an_address_has_an_origin_and_a_path() {
    let sent = sent(&request(ADDRESS));
    assert_eq!(sent.origin(), "http://localhost:5000");
    assert_eq!(sent.path(), "/v2/gallery/ui/manifests/3.0");
}

#[test]
fn of_many_the_newest_are_kept() {
    let mut newest = Newest::new();
    let begin =
        |newest: &mut Newest, address: &str| newest.begin(sent(&request(address)), Duration::ZERO);
    for number in 1..=NEWEST as u64 + 3 {
        assert_eq!(begin(&mut newest, ADDRESS), number);
    }
    assert_eq!(newest.fallen_out(), 3);
    newest.change(3, |_| panic!("it fell out"));
    newest.change(10_000, |_| panic!("it did not begin"));
    newest.change(4, |record| record.bytes = 7);
    let numbers: Vec<u64> = newest.newest_first().map(|record| record.number).collect();
    assert_eq!(numbers, (4..=503).rev().collect::<Vec<_>>());
    assert_eq!(newest.newest_first().last().unwrap().bytes, 7);

    newest.clear();
    assert_eq!((newest.newest_first().count(), newest.fallen_out()), (0, 0));
    newest.change(503, |_| panic!("it was forgotten"));
    assert_eq!(begin(&mut newest, ADDRESS), 504);
}

#[test]
fn they_take_no_more_memory_than_they_may() {
    let mut newest = Newest::new();
    let long = format!("{ADDRESS}?last={}", "x".repeat(4_000));
    for _ in 0..NEWEST {
        newest.begin(sent(&request(&long)), Duration::ZERO);
    }
    let kept = newest.newest_first().count();
    assert!(kept < 140 && kept > 100, "{kept}");
    assert_eq!(newest.fallen_out(), (NEWEST - kept) as u64);
}

proptest! {
    #[test]
    fn no_secret_is_kept(secret in "[A-Z0-9]{8,40}", user in "[a-z]{1,8}", is_basic in any::<bool>(), query in "[a-z]{1,3}") {
        let secret_value = Secret::new(secret.clone());
        let authorization = if is_basic { Authorization::basic(&user, &secret_value) } else { Authorization::bearer(secret_value) };
        let header = authorization.header();
        let (_, credentials) = header.split_once(' ').unwrap();
        let request = Request {
            url: format!("https://{user}:{secret}@a.b/v2/?{query}={secret}&{secret}#{secret}"),
            ..signed(authorization.clone())
        };
        prop_assume!(!matches!(query.as_str(), "n"));
        let kept = sent(&request);
        let shown = format!("{kept:?} {:?} {}", kept.curl(), kept.described());
        prop_assert!(!shown.contains(&secret) && !shown.contains(credentials), "{shown}");
    }

    #[test]
    fn of_any_address_no_more_is_kept_than_may_be(address in any::<String>(), times in 0..300_usize) {
        let kept = Kept::of(&address.repeat(times));
        prop_assert!(kept.len() <= 4096 + 3);
        let (origin, path) = kept.parts();
        prop_assert_eq!(format!("{origin}{path}"), kept.as_str());
    }
}
