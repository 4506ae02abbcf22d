//! The programs that the browser tests start say where they answer and end when nobody listens.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use porthole_core::registry::transport::Response;
use serde_json::Value;

use crate::read::ask;

/// A started program, and the line that it said.
fn start(program: &str, arguments: &[&str]) -> (Child, Value) {
    let mut started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(started.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    (started, serde_json::from_str(&line).unwrap())
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
    let arguments = ["--seed", "small", "--cors", "no-expose"];
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

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for program in [
        env!("CARGO_BIN_EXE_fake-registry"),
        env!("CARGO_BIN_EXE_real-registry"),
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
