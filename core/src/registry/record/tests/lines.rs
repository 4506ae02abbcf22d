//! The lines for a terminal.

use std::process::Command;

use proptest::{option, prelude::*};

use super::*;
use crate::registry::{request::Method, sign_in::secret::Secret};

fn line(request: &Request) -> String {
    sent(request).curl().unwrap()
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
fn what_is_not_whole_has_no_line() {
    let hidden = sent(&request("https://q.io/v2/_catalog?next_page=x"));
    assert_eq!(hidden.curl(), None);
    let long = sent(&request(&format!("{ADDRESS}{}", "ä".repeat(5_000))));
    assert_eq!(long.curl(), None);
    assert!(long.described().contains("Not all of the address is kept"));
}

/// Anything that an address or a header may be made of, and more.
fn anything() -> impl Strategy<Value = String> {
    "(http://h)?[a-z /?&=#@:'\"\\\\$`!*~;|<>(){}\\[\\]\n\t…é-]{0,40}"
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
