//! What goes wrong with single requests of a world, because a test said so.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use hyper::Method;
use serde::Serialize;

use super::{
    answer::{Answer, Body},
    asked::Asked,
};

/// What goes wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Which request it happens to, of those that it looks at, from now on: 1 is the next.
    pub at: usize,
    /// What happens.
    pub how: How,
    /// Whether the registry does what was asked all the same.
    pub is_done: bool,
    /// Whether it happens to every request from then on.
    pub is_lasting: bool,
    /// The methods that it looks at; all but OPTIONS if there are none.
    pub methods: Vec<String>,
    /// How the paths end that it looks at.
    pub path: String,
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The connection ends without a byte. Browsers ask again by themselves where it had been used
    /// before.
    Close,
    /// An error is the answer.
    Error {
        /// Its status.
        status: u16,
        /// The seconds of its `Retry-After`.
        wait: Option<u32>,
    },
    /// The connection ends half-way through the body, or before the head is whole where there is
    /// no body.
    Cut,
    /// No answer comes, and the connection stays.
    Hang,
    /// The connection ends before the head is whole, so that no browser asks again.
    Reset,
}

impl Fault {
    /// Happens once, to the N-th request of all. Only where the answer is cut, the registry does
    /// what was asked.
    pub fn new(at: usize, how: How) -> Self {
        Self {
            at,
            how,
            is_done: how == How::Cut,
            is_lasting: false,
            methods: Vec::new(),
            path: String::new(),
        }
    }

    fn looks_at(&self, asked: &Asked) -> bool {
        let mut methods = self.methods.iter();
        let is_meant = if self.methods.is_empty() {
            asked.method != Method::OPTIONS
        } else {
            methods.any(|method| method == asked.method.as_str())
        };
        is_meant && asked.path.ends_with(&self.path)
    }
}

/// What becomes of an answer.
#[derive(Debug)]
pub(super) enum Outcome {
    Answered(Answer),
    /// The connection ends without a byte.
    Closed,
    /// The connection ends before the head is whole.
    Ended,
    /// Nothing comes, for ever.
    Silent,
}

impl Fault {
    /// What comes instead of the answer, which is only made where the registry does what was asked.
    pub(super) fn strike(&self, asked: &Asked, answer: impl FnOnce() -> Answer) -> Outcome {
        let answer = self.is_done.then(answer);
        match (self.how, answer) {
            (How::Error { status, wait }, _) => Outcome::Answered(error(status, wait)),
            (How::Cut, Some(answer)) if asked.method != Method::HEAD && answer.has_body() => {
                Outcome::Answered(answer.coming(Body::BrokenOff))
            }
            (How::Cut | How::Reset, _) => Outcome::Ended,
            (How::Close, _) => Outcome::Closed,
            (How::Hang, _) => Outcome::Silent,
        }
    }
}

fn error(status: u16, wait: Option<u32>) -> Answer {
    let (code, message) = match status {
        401 => ("UNAUTHORIZED", "authentication required"),
        403 | 409 | 412 => ("DENIED", "requested access to the resource is denied"),
        405 => ("UNSUPPORTED", "The operation is unsupported."),
        429 => ("TOOMANYREQUESTS", "too many requests"),
        _ => ("UNKNOWN", "unknown error"),
    };
    let answer = Answer::error(status, code, message);
    match (status, wait) {
        (401, _) => answer.header("www-authenticate", "Basic realm=\"fake\""),
        (_, Some(seconds)) => answer.header("retry-after", seconds.to_string()),
        _ => answer,
    }
}

/// The faults that wait for their requests, by the first folder of the path.
#[derive(Debug, Default)]
pub(super) struct Faults {
    waiting: Mutex<BTreeMap<String, Vec<Fault>>>,
}

impl Faults {
    pub(super) fn add(&self, prefix: &str, fault: Fault) {
        self.waiting()
            .entry(prefix.to_owned())
            .or_default()
            .push(fault);
    }

    pub(super) fn of(&self, prefix: &str) -> Vec<Fault> {
        self.waiting().get(prefix).cloned().unwrap_or_default()
    }

    pub(super) fn forget(&self, prefix: &str) {
        self.waiting().remove(prefix);
    }

    /// Counts a request, and tells what happens to it.
    pub(super) fn next(&self, asked: &Asked) -> Option<Fault> {
        let mut waiting = self.waiting();
        let mut struck = None;
        waiting.get_mut(&asked.prefix)?.retain_mut(|fault| {
            let is_its_turn = fault.at <= 1;
            if fault.looks_at(asked) {
                if !is_its_turn {
                    fault.at -= 1;
                } else if struck.is_none() {
                    struck = Some(fault.clone());
                    return fault.is_lasting;
                }
            }
            true
        });
        struck
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<String, Vec<Fault>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
