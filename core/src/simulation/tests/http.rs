//! A way out that asks a registry on this computer, and waits for its answer where it stands.

use std::{
    cell::Cell,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::registry::{
    request::Request,
    transport::{Response, Transport, TransportFault},
};

/// Asks over HTTP/1.0, which ends an answer with its connection. Notes how often it was asked to
/// change something.
#[derive(Debug, Default)]
pub(super) struct Http {
    pub(super) writes: Cell<usize>,
}

pub(super) struct HttpResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Transport for Http {
    type Response = HttpResponse;

    async fn send(&self, request: &Request) -> Result<HttpResponse, TransportFault> {
        if !request.is_permitted() {
            return Err(TransportFault::NotPermitted);
        }
        if !request.method.only_reads() {
            self.writes.set(self.writes.get() + 1);
        }
        let rest = request.url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_at(rest.find('/').unwrap());
        let method = request.method.as_str();
        let mut head = vec![format!("{method} {path} HTTP/1.0"), format!("Host: {host}")];
        if let Some(accept) = &request.accept {
            head.push(format!("Accept: {accept}"));
        }
        let body: &[u8] = request.body.as_ref().map_or(&[], |body| body.bytes());
        if let Some(body) = &request.body {
            head.push(format!("Content-Type: {}", body.media_type()));
            head.push(format!("Content-Length: {}", body.bytes().len()));
        }
        let mut stream = TcpStream::connect(host).map_err(|_| TransportFault::NoAnswer)?;
        let head = head.join("\r\n") + "\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        Ok(HttpResponse::read(&answer))
    }

    async fn sleep(&self, _: Duration) {
        std::future::pending::<()>().await;
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

impl HttpResponse {
    fn read(answer: &[u8]) -> Self {
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let named = |(name, value): (&str, &str)| (name.to_ascii_lowercase(), value.to_owned());
        Self {
            status: status.parse().unwrap(),
            headers: headers.map(named).collect(),
            body: Some(answer[end + 4..].to_vec()).filter(|body| !body.is_empty()),
        }
    }
}

impl Response for HttpResponse {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        Ok(self.body.take())
    }
}
