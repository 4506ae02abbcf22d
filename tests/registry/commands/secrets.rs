//! Secrets come from the environment, and go to curl as they are.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use porthole_core::{
    deletion::plan::{Mode, TagRemoval},
    registry::record::Signature,
};
use porthole_test_support::{
    docker_registry::{Access, Configuration},
    users::ALICE,
};

use super::{lab, plan, run, said, script_for};

#[tokio::test(flavor = "current_thread")]
async fn a_password_comes_from_the_environment() {
    let registry = lab(Configuration::default().access(Access::Htpasswd)).await;
    let plan = plan(&["2"], Mode::Tags, TagRemoval::Tombstone);
    let script = script_for(&plan, registry.origin(), Some(Signature::Basic));
    let user = ("REGISTRY_USER", ALICE.name);
    for environment in [
        &[] as &[_],
        &[user],
        &[user, ("REGISTRY_PASSWORD", "guessed")],
    ] {
        let output = run(&script, environment);
        assert!(!output.status.success(), "{environment:?}");
        let is_set = environment.len() == 2;
        assert_eq!(said(&output).contains("is not set"), !is_set);
    }
    let output = run(&script, &[user, ("REGISTRY_PASSWORD", ALICE.password)]);
    assert!(output.status.success(), "{}", said(&output));
}

/// Says 404 to everything, and gives what was asked.
fn ask_once(script: &dyn Fn(&str) -> String, environment: &[(&str, &str)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 4096];
        let length = stream.read(&mut asked).unwrap();
        let answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        stream.write_all(answer).unwrap();
        String::from_utf8_lossy(&asked[..length]).into_owned()
    });
    let output = run(&script(&origin), environment);
    assert!(output.status.success(), "{}", said(&output));
    served.join().unwrap()
}

#[test]
fn secrets_are_sent_as_they_are() {
    let plan = plan(&["2"], Mode::Tags, TagRemoval::Tombstone);
    let signed = |signature| {
        let plan = plan.clone();
        move |origin: &str| script_for(&plan, origin, Some(signature))
    };
    let odd = r#"a"b\c $(id) `id` 'd' %s"#;
    let environment = [("REGISTRY_USER", "bob"), ("REGISTRY_PASSWORD", odd)];
    let asked = ask_once(&signed(Signature::Basic), &environment);
    let line = asked
        .lines()
        .find_map(|line| line.strip_prefix("Authorization: Basic "));
    let mut request = reqwest::Client::new()
        .get("http://x")
        .basic_auth("bob", Some(odd))
        .build();
    let expected = request.as_mut().unwrap().headers()["authorization"]
        .to_str()
        .unwrap();
    assert_eq!(line, expected.strip_prefix("Basic "), "{asked}");

    let asked = ask_once(&signed(Signature::Bearer), &[("TOKEN", "abc.DEF-_=")]);
    assert!(
        asked.contains("Authorization: Bearer abc.DEF-_=\r\n"),
        "{asked}"
    );
    let script = signed(Signature::Bearer)("http://127.0.0.1:1");
    let unset = said(&run(&script, &[]));
    assert!(
        unset.contains("TOKEN: is not set") && !unset.contains("curl"),
        "{unset}"
    );
}
