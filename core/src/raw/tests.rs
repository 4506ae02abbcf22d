use proptest::prelude::*;

use super::*;

const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

fn joined(text: &Text) -> String {
    text.segments
        .iter()
        .map(|part| part.text.as_str())
        .collect()
}

fn digests(text: &Text) -> Vec<String> {
    let digests = text.segments.iter().filter_map(|part| part.digest.as_ref());
    digests.map(ToString::to_string).collect()
}

fn indented(json: &str) -> Option<String> {
    Text::indented(json.as_bytes()).map(|text| joined(&text))
}

/// What is left without white space outside of strings.
fn bare(bytes: &[u8]) -> Vec<u8> {
    let mut strings = Strings::default();
    let is_kept = |byte: &u8| strings.holds(*byte) || !byte.is_ascii_whitespace();
    bytes.iter().copied().filter(is_kept).collect()
}

#[test]
fn digests_within_strings_are_parts_of_their_own() {
    let long = format!("sha512:{}", "0".repeat(128));
    let json = format!("{{\n\t\"a\": \"{DIGEST}\", \"b\": \"r@{DIGEST} {long}\"}}\r\n");
    let text = Text::as_served(json.as_bytes());
    assert_eq!(joined(&text), json);
    assert_eq!(digests(&text), [DIGEST, DIGEST, &long]);
    assert_eq!((text.left_out, text.is_utf8), (0, true));
}

#[test]
fn what_is_no_digest_is_text() {
    let short = &DIGEST[..DIGEST.len() - 1];
    for json in [
        DIGEST.to_owned(),
        format!("\"{DIGEST}0\""),
        format!("\"{short}\""),
        format!("\"{short}ä\""),
        format!("\"{short}A\""),
        format!("\"x{DIGEST}\""),
        format!("\"\\\"\" {DIGEST}"),
        format!("\"sha1:{}\"", "0".repeat(40)),
    ] {
        let text = Text::as_served(json.as_bytes());
        assert_eq!(text.segments.len(), 1, "{json}");
        assert_eq!(joined(&text), json);
    }
    let escaped = Text::as_served(format!("\"\\\"{DIGEST}").as_bytes());
    assert_eq!(digests(&escaped), [DIGEST]);
}

#[test]
fn what_is_hidden_is_shown_and_lines_stay_lines() {
    let text = Text::as_served("\u{feff}{\r\n\t\"a\u{202e}\n\t\": \u{200b}1\n}".as_bytes());
    assert_eq!(
        joined(&text),
        "⟨U+FEFF⟩{\r\n\t\"a⟨U+202E⟩⟨U+000A⟩⟨U+0009⟩\": ⟨U+200B⟩1\n}"
    );
    let text = Text::as_served(b"\"a\xff\"");
    assert_eq!(
        (joined(&text).as_str(), text.is_utf8),
        ("\"a\u{fffd}\"", false)
    );
}

#[test]
fn what_is_too_long_is_counted() {
    let long = "ä".repeat(LIMIT);
    let text = Text::as_served(format!("x{long}").as_bytes());
    assert_eq!(joined(&text).len(), LIMIT - 1);
    assert_eq!(text.left_out, LIMIT + 2);
    assert!(text.is_utf8);
    let garbage = Text::as_served(&vec![0x80; LIMIT + 10]);
    assert_eq!((garbage.left_out, garbage.is_utf8), (10, false));
    let garbage = [b"[\"".as_slice(), &vec![0x80; 2 * LIMIT]].concat();
    let (text, read) = indent::indented(&garbage, LIMIT);
    assert!(text.len() < LIMIT + 60 && read < LIMIT + 60);
    let text = Text::indented(format!("[{}1]", "1,".repeat(LIMIT)).as_bytes()).unwrap();
    assert!(joined(&text).len() <= LIMIT + 40);
    let numbers = joined(&text).matches('1').count();
    assert!(text.left_out.abs_diff(2 * (LIMIT - numbers)) < 4);
}

#[test]
fn json_on_one_line_is_indented() {
    assert_eq!(
        indented("{\"a\":[1,{\"b c\":\"d, {\\\"\" }, [ ] ],\"e\":{} , \"f\" : null}\n").unwrap(),
        "{\n  \"a\": [\n    1,\n    {\n      \"b c\": \"d, {\\\"\"\n    },\n    []\n  ],\n  \"e\": {},\n  \"f\": null\n}"
    );
    assert_eq!(indented("[]").unwrap(), "[]");
    for other in ["", "7", "\"a\"", "<html>", "{\n\"a\":1}", "[1,\r2]", " \n"] {
        assert_eq!(indented(other), None, "{other}");
    }
    assert!(indented("{\"a\nb\":1}").is_some());
}

#[test]
fn words_that_were_apart_stay_apart() {
    assert_eq!(indented("[tr ue \t, 1]").unwrap(), "[\n  tr ue,\n  1\n]");
    assert_eq!(indented("{\"a\"  \"b\"}").unwrap(), "{\n  \"a\" \"b\"\n}");
}

#[test]
fn depth_is_no_burden() {
    let deep = "[".repeat(1 << 20);
    let text = Text::indented(deep.as_bytes()).unwrap();
    assert!(joined(&text).len() <= LIMIT + 40);
    assert!(text.left_out > 0);
    assert_eq!(indented("{}]]]]1").unwrap(), "{}\n]\n]\n]\n]1");
}

proptest! {
    #[test]
    fn the_parts_are_the_text(start in ".*", digest in any::<bool>(), end in "[\"\\\\a-f0-9 ]{0,80}") {
        let text = format!("{start}\"{}{end}", if digest { DIGEST } else { "" });
        let parts = segments::split(&text);
        let joined: String = parts.iter().map(|part| part.text.as_str()).collect();
        prop_assert_eq!(joined, text);
    }

    #[test]
    fn only_white_space_differs(json in "[\\[{][\\[\\]{},: \t\r\n\"\\\\a1ä]{0,60}") {
        let (text, read) = indent::indented(json.as_bytes(), LIMIT);
        prop_assert_eq!(read, json.len());
        prop_assert_eq!(bare(&text), bare(json.as_bytes()));
    }

    #[test]
    fn a_cut_text_is_the_start(json in "\\[[\\[\\]{},: \"a1ä]{0,60}", limit in 0..80_usize) {
        let (text, read) = indent::indented(json.as_bytes(), limit);
        prop_assert!(std::str::from_utf8(&text).is_ok());
        prop_assert_eq!(bare(&text), bare(&json.as_bytes()[..read]));
        prop_assert!(std::str::from_utf8(start(json.as_bytes(), limit)).is_ok());
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = Text::as_served(&bytes);
        prop_assert_eq!(text.is_utf8, std::str::from_utf8(&bytes).is_ok());
        let _ = Text::indented(&bytes);
    }
}
