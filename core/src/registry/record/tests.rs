//! What is kept of requests, and what is not; the lines for a terminal.

use std::process::Command;

use proptest::{option, prelude::*};

use super::{address::Kept, newest::NEWEST, *};
use crate::registry::{
    request::Method,
    sign_in::{authorization::Authorization, secret::Secret},
};

const ADDRESS: &str = "http://localhost:5000/v2/gallery/ui/manifests/3.0";

fn request(address: &str) -> Request {
    Request::get(address.to_owned())
}

fn sent(request: &Request) -> Sent {
    Sent::request(request, &request.url)
}

fn line(request: &Request) -> String {
    sent(request).curl().unwrap()
}

fn signed(authorization: Authorization) -> Request {
    Request {
        authorization: Some(authorization),
        ..request(ADDRESS)
    }
}

/// The words that a real shell makes of a line.
fn words(line: &str) -> Vec<String> {
    let script = format!("for word in {line}; do printf '%s\\0' \"$word\"; done");
    let output = Command::new("sh")
        .args(["-c", &script])
        .env("USER", "al ice '*\"")
        .env("TOKEN", "a b * $(id) '\"")
        .output()
        .unwrap();
    assert!(output.status.success(), "{line}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(ToOwned::to_owned).collect()
}

#[test]
fn a_line_asks_what_the_page_asked() {
    let plain = request(ADDRESS);
    assert_eq!(line(&plain), format!("curl -i -L '{ADDRESS}'"));
    let asking = Request {
        accept: Some("a/b, c/d".to_owned()),
        redirects: Redirects::Refused,
        ..plain.clone()
    };
    assert_eq!(
        line(&asking),
        format!("curl -i -H 'Accept: a/b, c/d' '{ADDRESS}'")
    );
    let head = Request {
        method: Method::Head,
        ..plain
    };
    assert_eq!(line(&head), format!("curl -I -L '{ADDRESS}'"));
}

#[test]
fn an_address_is_never_a_pattern() {
    let address = "http://[::1]:5000/v2/";
    assert_eq!(
        line(&request(address)),
        format!("curl -i -L -g '{address}'")
    );
}

#[test]
fn a_signed_line_has_a_place_for_the_secret() {
    let secret = || Secret::new("hunter2".to_owned());
    let basic = line(&signed(Authorization::basic("alice", &secret())));
    assert_eq!(basic, format!("curl -i -L -u \"$USER\" '{ADDRESS}'"));
    let bearer = line(&signed(Authorization::bearer(secret())));
    assert_eq!(
        bearer,
        format!("curl -i -L -H \"Authorization: Bearer $TOKEN\" '{ADDRESS}'")
    );
    assert_eq!(
        words(&bearer)[4],
        "Authorization: Bearer a b * $(id) '\"",
        "whatever the token is, it is one word"
    );
}

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
fn what_is_not_whole_has_no_line() {
    let hidden = sent(&request("https://q.io/v2/_catalog?next_page=x"));
    assert_eq!(hidden.curl(), None);
    let long = sent(&request(&format!("{ADDRESS}{}", "ä".repeat(5_000))));
    assert_eq!(long.curl(), None);
    assert!(long.described().contains("Not all of the address is kept"));
}

/// A record of which so much is known.
fn record(answer: Option<u16>, end: Option<End>, bytes: u64) -> Record {
    let at = Duration::from_millis;
    Record {
        number: 1,
        sent: sent(&request(ADDRESS)),
        began: at(12_345),
        head: answer.map(|status| Head {
            came: at(12_357),
            answer: Answer::Status(status),
            digest: None,
            was_redirected: false,
        }),
        bytes,
        end: end.map(|end| (at(22_400), end)),
    }
}

#[test]
fn what_became_of_a_request_is_said() {
    use {End::*, Tone::*};
    for (answer, end, words, tone) in [
        (None, None, "waiting", Usual),
        (None, Some(NoAnswer), "no answer", Fault),
        (None, Some(super::End::GivenUp), "given up", Tone::GivenUp),
        (Some(200), None, "200", Usual),
        (Some(200), Some(Whole), "200", Usual),
        (Some(200), Some(Unread), "200", Usual),
        (Some(200), Some(BrokenOff), "200, broken off", Fault),
        (
            Some(200),
            Some(super::End::GivenUp),
            "200, given up",
            Tone::GivenUp,
        ),
        (Some(304), Some(Whole), "304", Usual),
        (Some(401), Some(Unread), "401 Unauthorized", Fault),
        (Some(404), Some(Whole), "404 Not Found", Fault),
        (Some(418), Some(Whole), "418 refused", Fault),
        (Some(503), Some(Whole), "503 Service Unavailable", Fault),
        (Some(599), Some(Whole), "599 server fault", Fault),
    ] {
        let record = record(answer, end, 0);
        assert_eq!(record.outcome(), words);
        assert_eq!(record.tone(), tone, "{words}");
    }
}

#[test]
fn times_and_lengths_are_for_people() {
    let done = record(Some(200), Some(End::Whole), 1_234);
    assert_eq!(done.began_in_words(), "12.34 s");
    assert_eq!(
        done.took(),
        ("10.0 s".to_owned(), "The head came after 12 ms".to_owned())
    );
    assert_eq!(
        done.length(),
        ("1.2 kB".to_owned(), "1,234 bytes".to_owned())
    );
    let nothing = (String::new(), String::new());
    assert_eq!(record(None, None, 0).took(), nothing);
    assert_eq!(record(Some(200), None, 0).length(), nothing);
    assert_eq!(record(None, Some(End::NoAnswer), 0).length(), nothing);
    assert_eq!(
        record(Some(401), Some(End::Unread), 0).length().0,
        "not read"
    );
    assert_eq!(record(Some(200), Some(End::Whole), 0).length().0, "0 B");
}

#[test]
fn records_are_found_by_their_words() {
    let record = record(Some(404), Some(End::Whole), 0);
    for words in [
        "",
        " ",
        "get",
        "404",
        "not found",
        "gallery get",
        "localhost:5000",
    ] {
        assert!(record.has(words), "{words}");
    }
    for words in ["delete", "200", "gallery delete"] {
        assert!(!record.has(words), "{words}");
    }
}

#[test]
fn all_that_was_sent_is_told_but_the_secret() {
    let sent = sent(&Request {
        accept: Some("a/b".to_owned()),
        credentials: Credentials::Include,
        ..signed(Authorization::basic(
            "alice",
            &Secret::new("hunter2".to_owned()),
        ))
    });
    assert_eq!(
        sent.described().lines().collect::<Vec<_>>(),
        [
            &format!("GET {ADDRESS}"),
            "Accept: a/b",
            "Signed with a name and a password (Basic)",
            "The browser adds its own cookies and logins",
        ]
    );
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

/// Anything that an address or a header may be made of, and more.
fn anything() -> impl Strategy<Value = String> {
    "(http://h)?[a-z /?&=#@:'\"\\\\$`!*~;|<>(){}\\[\\]\n\t…é-]{0,40}"
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

proptest! {
    // Each starts a shell.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_line_is_one_command(address in anything(), accept in option::of(anything()), is_signed in any::<bool>()) {
        let request = Request {
            accept: accept.clone(),
            authorization: is_signed.then(|| Authorization::bearer(Secret::new(String::new()))),
            ..request(&address)
        };
        let sent = sent(&request);
        if let Some(line) = sent.curl() {
            let one_line = |text: &str| text.replace(char::is_control, "");
            let mut expected = vec!["curl".to_owned(), "-i".to_owned(), "-L".to_owned()];
            if sent.address.as_str().contains(['[', ']', '{', '}']) {
                expected.push("-g".to_owned());
            }
            let headers = accept.map(|accept| format!("Accept: {}", one_line(&accept)));
            let signature = is_signed.then(|| "Authorization: Bearer a b * $(id) '\"".to_owned());
            for header in headers.into_iter().chain(signature) {
                expected.extend(["-H".to_owned(), header]);
            }
            expected.push(one_line(sent.address.as_str()));
            prop_assert_eq!(words(&line), expected);
        }
    }
}
