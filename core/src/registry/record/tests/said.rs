//! Records in words.

use super::*;
use crate::registry::sign_in::secret::Secret;

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
