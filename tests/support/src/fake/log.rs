//! What was asked of the fake registry.

use std::sync::{Mutex, MutexGuard, PoisonError};

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
    requests: Mutex<Vec<Logged>>,
}

impl Log {
    /// Notes a request; the number is its place.
    pub(super) fn note(&self, request: Logged) -> usize {
        let mut requests = self.requests();
        requests.push(request);
        requests.len() - 1
    }

    pub(super) fn answered(&self, place: usize, status: u16) {
        if let Some(request) = self.requests().get_mut(place) {
            request.status = Some(status);
        }
    }

    /// How often the same was asked by the same method.
    pub(super) fn times(&self, request: &Logged) -> usize {
        let is_same = |earlier: &&Logged| {
            (&earlier.method, &earlier.path) == (&request.method, &request.path)
        };
        self.requests().iter().filter(is_same).count()
    }

    /// The requests of a world, and of none whose name only begins alike.
    pub(super) fn of(&self, world: &str) -> Vec<Logged> {
        let world = format!("/{}/", world.trim_matches('/'));
        let requests = self.requests();
        let its = requests
            .iter()
            .filter(|request| request.path.starts_with(&world));
        its.cloned().collect()
    }

    fn requests(&self) -> MutexGuard<'_, Vec<Logged>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
