use super::*;

fn read(json: &str) -> Result<Object, String> {
    Reading::of(&["a", "b"]).object(json.as_bytes())
}

#[test]
fn values_are_kept_as_they_are_written() {
    for json in [
        "null",
        "true",
        "[]",
        "{}",
        "18446744073709551615",
        "-1",
        "18446744073709551616",
        "1.50",
        "1e+400",
        r#"{"b":["x",{"a":[1,2.0,-0]}],"a":"\"\\\n\u0001"}"#,
    ] {
        assert_eq!(value(json).to_string(), json);
    }
}

#[test]
fn no_text_passes_as_a_number() {
    for inner in ["\"5\"", "5", "5.0", "{}", "\"\\u0035\""] {
        let json = format!(r#"{{"$serde_json::private::Number":{inner}}}"#);
        assert!(matches!(value(&json), Json::Object(_)), "{json}");
    }
    assert_eq!(value("5.0"), Json::Number("5.0".to_owned()));
}

#[test]
fn only_what_is_asked_for_is_kept() {
    let deep = "[".repeat(1_000) + &"]".repeat(1_000);
    let object = read(&format!(r#"{{"a":1,"other":{deep},"other":1e999}}"#)).unwrap();
    assert_eq!(object.members().count(), 1);
    assert!(read(&format!(r#"{{"a":{deep}}}"#)).is_err());
    assert!(read(r#"{"a":1,"b":2,"a":1}"#).unwrap_err().contains("`a`"));
    let twice = value(r#"{"c":1,"c":2}"#);
    let last = super::object(&twice).unwrap().required("c", unsigned);
    assert_eq!(last, Ok(2));
}

#[test]
fn lists_are_counted_to_their_end_and_kept_in_part() {
    let names = Reading::of_lists(&["a"], 3);
    let object = names.object(br#"{"a":["x",1.5,[[1]],{"y":[]},null]}"#);
    let list = object
        .unwrap()
        .required("a", |json| list(json).cloned())
        .unwrap();
    assert_eq!(list.left_out, 2);
    assert_eq!(list.kept[1], Json::Number("1.5".to_owned()));
    assert_eq!(
        list.kept[2],
        Json::List(List {
            kept: Vec::new(),
            left_out: 1
        })
    );
}

#[test]
fn values_without_end_are_refused_and_those_that_nobody_asks_for_are_not_kept() {
    let many = r#""":0,"#.repeat(1 << 20);
    let refused = read(&format!(r#"{{"a":{{{many}"":0}}}}"#));
    assert!(refused.unwrap_err().contains("more than 1048576 values"));
    let object = read(&format!(
        r#"{{"other":{{{many}"":0}},"a":[{many_zeros}0]}}"#,
        many_zeros = "0,".repeat(1 << 20)
    ));
    let list = object.unwrap().into_list("a").unwrap();
    assert_eq!(
        (list.kept.len(), list.left_out),
        (10_000, (1 << 20) - 9_999)
    );
}
