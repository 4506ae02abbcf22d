//! A host of files: it knows no digests and no media types, and gives a page of its own to what it
//! does not have.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use crate::registry::{
    request::{Method, Request},
    transport::{Response, Transport, TransportFault},
};

/// What it has, by addresses, and what was asked.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) held: BTreeMap<String, Vec<u8>>,
    pub(super) asked: RefCell<Vec<String>>,
    /// Whether it answers 200 to what it does not have.
    pub(super) is_lenient: bool,
    /// What it fails at.
    pub(super) fails: Option<&'static str>,
}

pub(super) struct File {
    status: u16,
    kind: &'static str,
    body: Option<Vec<u8>>,
}

impl Transport for Files {
    type Response = File;

    async fn send(&self, request: &Request) -> Result<File, TransportFault> {
        assert!(request.method.only_reads(), "{request:?} was sent");
        self.asked.borrow_mut().push(request.url.clone());
        if self.fails.is_some_and(|fails| request.url.ends_with(fails)) {
            return Err(TransportFault::NoAnswer);
        }
        let found = self.held.get(&request.url);
        let body = found.cloned().unwrap_or_else(|| b"<html>".to_vec());
        let is_there = found.is_some() || self.is_lenient;
        Ok(File {
            status: if is_there { 200 } else { 404 },
            kind: if found.is_some() {
                "application/octet-stream"
            } else {
                "text/html"
            },
            body: Some(body).filter(|_| request.method == Method::Get),
        })
    }

    async fn sleep(&self, _: Duration) {
        std::future::pending::<()>().await;
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

impl Response for File {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        (name == "content-type").then(|| self.kind.to_owned())
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        Ok(self.body.take())
    }
}
