//! The programs that the browser tests start say where they answer and end when nobody listens.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
};

use porthole_core::registry::transport::Response;
use serde_json::{Value, json};

use crate::read::ask;

/// A started program, and the line that it said.
fn start(program: &str, arguments: &[&str]) -> (Child, Value) {
    let mut started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(started.stdout.take().unwrap());
    let said = line(&mut output);
    started.stdout = Some(output.into_inner());
    (started, said)
}

fn line(output: &mut impl BufRead) -> Value {
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}

async fn stands_until_its_input_is_closed(mut started: Child, said: &Value, path: &str) {
    let origin = said["origin"].as_str().unwrap();
    let (response, _) = ask(format!("{origin}{path}"), None).await;
    assert_eq!(response.status(), 200);

    drop(started.stdin.take());
    assert!(started.wait().unwrap().success());
    let host = origin.trim_start_matches("http://");
    assert!(std::net::TcpStream::connect(host).is_err());
}

#[tokio::test(flavor = "current_thread")]
async fn the_fake_registry_is_a_program() {
    let (started, said) = start(env!("CARGO_BIN_EXE_fake-registry"), &[]);
    stands_until_its_input_is_closed(started, &said, "/plain/v2/").await;
}

#[tokio::test(flavor = "current_thread")]
async fn the_real_registry_is_a_program() {
    let arguments = ["--seed", "small", "--configuration", "{}"];
    let (started, said) = start(env!("CARGO_BIN_EXE_real-registry"), &arguments);
    assert_eq!(said["repositories"], 10);
    assert!(
        said["tags"]["gallery/ui"]
            .as_array()
            .unwrap()
            .contains(&"latest".into())
    );
    stands_until_its_input_is_closed(started, &said, "/v2/gallery/ui/tags/list").await;
}

#[tokio::test(flavor = "current_thread")]
async fn the_real_registry_starts_again_as_it_is_told() {
    let (mut started, mut said) = start(env!("CARGO_BIN_EXE_real-registry"), &[]);
    let mut output = BufReader::new(started.stdout.take().unwrap());
    let address = format!("{}/v2/", said["origin"].as_str().unwrap());
    for (configuration, status) in [
        (json!({ "access": "htpasswd" }), 401),
        (json!({ "headers": {}, "delete": false }), 200),
    ] {
        writeln!(started.stdin.as_ref().unwrap(), "{configuration}").unwrap();
        said = line(&mut output);
        let (response, _) = ask(address.clone(), None).await;
        assert_eq!(response.status(), status, "{configuration}");
    }
    writeln!(started.stdin.as_ref().unwrap(), "{{\"acess\": 1}}").unwrap();
    let refused = line(&mut output);
    assert!(refused["error"].as_str().unwrap().contains("acess"));
    stands_until_its_input_is_closed(started, &said, "/v2/").await;
}

#[tokio::test(flavor = "current_thread")]
async fn the_token_service_is_a_program() {
    let (started, said) = start(env!("CARGO_BIN_EXE_token-service"), &[]);
    let realm = said["access"]["narrow"]["token"]["realm"].as_str().unwrap();
    assert!(realm.starts_with(said["origin"].as_str().unwrap()));
    assert_eq!(said["users"][0]["name"], "alice");
    stands_until_its_input_is_closed(started, &said, "/-/requests").await;
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for program in [
        env!("CARGO_BIN_EXE_fake-registry"),
        env!("CARGO_BIN_EXE_real-registry"),
        env!("CARGO_BIN_EXE_token-service"),
    ] {
        let ended = Command::new(program)
            .args(["--port", &port])
            .output()
            .unwrap();
        assert!(!ended.status.success());
        let said = String::from_utf8(ended.stderr).unwrap().to_lowercase();
        assert!(said.contains("address already in use"), "{said}");
    }
}
