//! What was asked of the fake registry.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;

/// A request that came, and what it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// The method.
    pub method: String,
    /// The path with its query, from the world on.
    pub path: String,
    /// The headers; names are lower case.
    pub headers: Vec<(String, String)>,
    /// The status, once there was one.
    pub status: Option<u16>,
}

impl Logged {
    /// A header of the request.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(present, _)| present == name);
        found.map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Default)]
pub(super) struct Log {
    noted: Mutex<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    requests: Vec<Logged>,
    /// How often each path was asked by each method: looking through all requests for each would
    /// take longer than to answer it.
    times: HashMap<(String, String), usize>,
}

impl Log {
    /// Notes a request, and tells its place and how often the same was asked before by the same
    /// method.
    pub(super) fn note(&self, request: Logged) -> (usize, usize) {
        let mut noted = self.noted();
        let key = (request.method.clone(), request.path.clone());
        let times = noted.times.entry(key).or_default();
        let earlier = *times;
        *times += 1;
        noted.requests.push(request);
        (noted.requests.len() - 1, earlier)
    }

    pub(super) fn answered(&self, place: usize, status: u16) {
        if let Some(request) = self.noted().requests.get_mut(place) {
            request.status = Some(status);
        }
    }

    /// The requests of a world, and of none whose name only begins alike.
    pub(super) fn of(&self, world: &str) -> Vec<Logged> {
        let world = format!("/{}/", world.trim_matches('/'));
        let noted = self.noted();
        let its = noted
            .requests
            .iter()
            .filter(|request| request.path.starts_with(&world));
        its.cloned().collect()
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
