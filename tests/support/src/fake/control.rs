//! What tests ask of the fake registry itself, under `/-/`.
//!
//! - `GET /-/requests?prefix=plain~test`: what a world was asked.
//! - `POST /-/faults?prefix=plain~test&at=3&how=error|cut|hang|reset|close`: the third request from
//!   now on goes wrong. `status=429&wait=1` say which error it is, `done=true|false` whether the registry
//!   does what was asked all the same, `lasting=true` that all later ones go wrong too,
//!   `methods=PUT,DELETE` and `path=/manifests/latest` which requests are counted at all.
//! - `GET /-/faults?prefix=…`: what still waits for its request; `DELETE` takes it away.

use std::{collections::BTreeMap, str::FromStr};

use hyper::{Method, http::request::Parts};
use serde::Serialize;

use super::{
    State,
    answer::Answer,
    faults::{Fault, How},
    worlds,
};

type Given = BTreeMap<String, String>;

/// The answer, if the request is none to a world.
pub(super) fn answer(head: &Parts, state: &State) -> Option<Answer> {
    let query = head.uri.query().unwrap_or_default();
    let given: Given = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let answer = match head.uri.path() {
        "/-/requests" => {
            let prefix = given.get("prefix").map(String::as_str).unwrap_or_default();
            json(&state.log.of(prefix))
        }
        "/-/faults" => faults(&head.method, given, state)
            .unwrap_or_else(|reason| Answer::new(400, "text/plain", reason)),
        _ => return None,
    };
    Some(answer.header("cache-control", "no-store"))
}

fn faults(method: &Method, mut given: Given, state: &State) -> Result<Answer, String> {
    let prefix = prefix(&mut given)?;
    let fault = (method == Method::POST).then(|| fault(&mut given));
    let fault = fault.transpose()?;
    if let Some(name) = given.keys().next() {
        return Err(format!("nothing is named {name}"));
    }
    if method == Method::DELETE {
        state.faults.forget(&prefix);
    }
    if let Some(fault) = fault {
        state.faults.add(&prefix, fault);
    }
    Ok(json(&state.faults.of(&prefix)))
}

fn json(value: &impl Serialize) -> Answer {
    let text = serde_json::to_string(value).expect("what is told here is JSON");
    Answer::new(200, "application/json", text)
}

fn prefix(given: &mut Given) -> Result<String, String> {
    let prefix = given.remove("prefix").unwrap_or_default();
    let prefix = prefix.trim_matches('/').to_owned();
    let world = prefix.split('~').next().unwrap_or_default();
    match worlds::find(world) {
        Some(_) => Ok(prefix),
        None => Err(format!("no world is named {world}")),
    }
}

fn fault(given: &mut Given) -> Result<Fault, String> {
    let how = match given.remove("how").as_deref() {
        Some("error") => How::Error {
            status: parsed(given, "status")?.unwrap_or(500),
            wait: parsed(given, "wait")?,
        },
        Some("close") => How::Close,
        Some("cut") => How::Cut,
        Some("hang") => How::Hang,
        Some("reset") => How::Reset,
        how => return Err(format!("nothing goes wrong by how={how:?}")),
    };
    let mut fault = Fault::new(parsed(given, "at")?.unwrap_or(1), how);
    if let Some(is_done) = parsed(given, "done")? {
        fault.is_done = is_done;
    }
    fault.is_lasting = parsed(given, "lasting")?.unwrap_or(false);
    if let Some(methods) = given.remove("methods") {
        fault.methods = methods.split(',').map(str::to_owned).collect();
    }
    fault.path = given.remove("path").unwrap_or_default();
    Ok(fault)
}

fn parsed<T: FromStr>(given: &mut Given, name: &str) -> Result<Option<T>, String> {
    let Some(text) = given.remove(name) else {
        return Ok(None);
    };
    let parsed = text.parse();
    parsed
        .map(Some)
        .map_err(|_| format!("{name} cannot be {text}"))
}
