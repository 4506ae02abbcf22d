//! The way out of a native test: core's [`Transport`] over TCP.

use std::time::{Duration, Instant};

use porthole_core::registry::{
    request::{Method, Redirects, Request},
    transport::{Response, Transport, TransportFault},
};
use reqwest::{header, redirect::Policy};

/// Sends requests natively, as a browser would without its cache and its CORS: redirects are
/// followed, headers that come twice are joined.
#[derive(Clone, Debug)]
pub struct NativeTransport {
    client: reqwest::Client,
    /// Follows no redirect.
    strict: reqwest::Client,
    begun: Instant,
}

impl Default for NativeTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl NativeTransport {
    /// A transport with its own connections.
    pub fn new() -> Self {
        let client = |redirects: Policy| {
            let client = reqwest::Client::builder().no_proxy().redirect(redirects);
            let client = client.build();
            client.expect("a client without TLS needs nothing of the system")
        };
        Self {
            client: client(Policy::default()),
            strict: client(Policy::none()),
            begun: Instant::now(),
        }
    }
}

impl Transport for NativeTransport {
    type Response = NativeResponse;

    async fn send(&self, request: &Request) -> Result<NativeResponse, TransportFault> {
        if !request.is_permitted() {
            return Err(TransportFault::NotPermitted);
        }
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Delete => reqwest::Method::DELETE,
            Method::Put => reqwest::Method::PUT,
        };
        let client = match request.redirects {
            Redirects::Followed => &self.client,
            Redirects::Refused => &self.strict,
        };
        let mut building = client.request(method, &request.url);
        if let Some(accept) = &request.accept {
            building = building.header(header::ACCEPT, accept);
        }
        if let Some(authorization) = &request.authorization {
            building = building.header(header::AUTHORIZATION, authorization.header());
        }
        if let Some(body) = &request.body {
            building = building
                .header(header::CONTENT_TYPE, body.media_type().as_str())
                .body(body.bytes().to_vec());
        }
        let sent = building.send().await;
        let response = sent.map_err(|_| TransportFault::NoAnswer)?;
        if request.redirects == Redirects::Refused && response.status().is_redirection() {
            return Err(TransportFault::NoAnswer);
        }
        Ok(NativeResponse { response })
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }
}

/// An answer that came natively.
#[derive(Debug)]
pub struct NativeResponse {
    response: reqwest::Response,
}

impl Response for NativeResponse {
    fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    fn header(&self, name: &str) -> Option<String> {
        let values = self.response.headers().get_all(name).iter();
        let values: Vec<_> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        let chunk = self.response.chunk().await;
        let chunk = chunk.map_err(|_| TransportFault::BrokenOff)?;
        Ok(chunk.map(Vec::from))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::*;

    fn get(url: String) -> Request {
        Request {
            accept: Some("application/json".to_owned()),
            ..Request::get(url)
        }
    }

    /// Answers one connection with the given bytes, and returns the request that came.
    fn answer_once(answer: &'static [u8]) -> (String, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v2/", listener.local_addr().unwrap());
        let served = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 4096];
            let length = stream.read(&mut asked).unwrap();
            stream.write_all(answer).unwrap();
            String::from_utf8_lossy(&asked[..length]).into_owned()
        });
        (url, served)
    }

    #[tokio::test(flavor = "current_thread")]
    async fn an_answer_comes_whole() {
        let (url, served) =
            answer_once(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nLink: a\r\nLink: b\r\n\r\n{}");
        let mut response = NativeTransport::new().send(&get(url)).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.header("link").as_deref(), Some("a, b"));
        assert_eq!(response.header("retry-after"), None);
        assert_eq!(response.chunk().await, Ok(Some(b"{}".to_vec())));
        assert_eq!(response.chunk().await, Ok(None));
        let asked = served.join().unwrap();
        assert!(asked.starts_with("GET /v2/ HTTP/1.1\r\n"));
        assert!(asked.contains("accept: application/json\r\n"));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_body_that_ends_early_is_broken_off() {
        let (url, _served) = answer_once(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}");
        let mut response = NativeTransport::new().send(&get(url)).await.unwrap();
        assert_eq!(response.chunk().await, Ok(Some(b"{}".to_vec())));
        assert_eq!(response.chunk().await, Err(TransportFault::BrokenOff));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn nobody_there_is_no_answer() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v2/", listener.local_addr().unwrap());
        drop(listener);
        let sent = NativeTransport::new().send(&get(url)).await;
        assert_eq!(sent.err(), Some(TransportFault::NoAnswer));
    }
}
