//! Whatever an address holds, it stays a value where it is written.

use std::process::Command;

use proptest::prelude::*;

use super::*;
use crate::registry::{
    check::{
        cures::value::{upstream, yaml},
        report::Report,
    },
    shell::shell,
};

/// Reads YAML's single-quoted style, YAML 1.2.2, 7.3.2; nothing where it is not one text.
fn read_yaml(written: &str) -> Option<String> {
    let inner = written.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut text = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        if letter == '\'' && letters.next() != Some('\'') {
            return None;
        }
        text.push(letter);
    }
    Some(text)
}

/// The words that a real shell makes of a line.
fn words(line: &str) -> Vec<String> {
    let script = format!("for word in {line}; do printf '%s\\0' \"$word\"; done");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{line}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(ToOwned::to_owned).collect()
}

/// An address with whatever a path may hold.
fn addresses() -> impl Strategy<Value = RegistryAddress> {
    "https?://([a-z0-9_-]{1,8}\\.)?[a-z]{2,5}(:[1-9][0-9]{0,3})?(/[a-z0-9._~!$&'()*+,;=%-]{1,8}){0,3}"
        .prop_filter_map("no address", |text| RegistryAddress::parse(&text).ok())
}

/// Every text that the page offers to copy.
fn texts(page: &str, registry: RegistryAddress) -> Vec<String> {
    let here = Known {
        reach: Reach {
            address: registry,
            ..known(page, REGISTRY).reach
        },
        ..known(page, REGISTRY)
    };
    let mut texts = Vec::new();
    for password in [Password::Yes, Password::No] {
        for intent in [Intent::Browse, Intent::AlsoDelete] {
            let here = asking(here.clone(), password, intent);
            let report = Report::of(&here, &shut());
            texts.extend(report.cures.into_iter().map(|cure| cure.text));
        }
    }
    texts
}

proptest! {
    #[test]
    fn yaml_reads_back(text in "\\PC{0,60}") {
        prop_assert_eq!(read_yaml(&yaml(&text)), Some(text));
    }

    #[test]
    fn a_value_has_one_line(text in any::<String>()) {
        prop_assert!(!yaml(&text).chars().any(char::is_control));
        prop_assert!(!shell(&text).chars().any(char::is_control));
    }

    #[test]
    fn an_address_means_nothing_in_a_file(address in addresses()) {
        let written = upstream(&address);
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/%".contains(letter);
        prop_assert!(written.chars().all(is_plain), "{}", written);
    }

    #[test]
    fn no_text_has_more_lines_for_another_address(address in addresses(), page in "\\PC{0,40}") {
        let others = texts("https://a.example", RegistryAddress::parse("https://b.example/c").unwrap());
        let lines = |texts: &[String]| texts.iter().map(|text| text.lines().count()).max();
        let found = texts(&page, address);
        // `map` is left out for pages without an origin, lines of TLS for plain http.
        prop_assert!(lines(&found) <= lines(&others));
    }
}

proptest! {
    // Each starts a shell.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_shell_reads_it_back(text in "\\PC{1,40}") {
        prop_assert_eq!(words(&shell(&text)), [text]);
    }

    #[test]
    fn the_deciding_line_is_one_command(address in addresses(), page in "\\PC{1,30}") {
        let here = Known {
            reach: Reach { address: address.clone(), ..known(PAGE, REGISTRY).reach },
            ..known(&page, REGISTRY)
        };
        for observed in [shut(), protected()] {
            let line = Report::of(&here, &observed).deciding.unwrap().line;
            let words = words(&line);
            prop_assert_eq!(&words[0], "curl");
            prop_assert_eq!(words.last(), Some(&address.url("/v2/")));
            let origin = format!("Origin: {page}");
            prop_assert_eq!(words.iter().filter(|word| **word == origin).count(), 1);
        }
    }
}

#[test]
fn a_path_that_means_something_elsewhere_is_written_by_numbers() {
    let address = RegistryAddress::parse("http://registry.lan/a$b;c'd").unwrap();
    assert_eq!(upstream(&address), "http://registry.lan/a%24b%3Bc%27d");
    let texts = texts(PAGE, address);
    assert!(texts.iter().all(|text| !text.contains("a$b")), "{texts:?}");
}
