//! What is kept of requests, and what is not; the lines for a terminal.

mod kept;
mod lines;
mod said;

use super::*;
use crate::registry::sign_in::authorization::Authorization;

const ADDRESS: &str = "http://localhost:5000/v2/gallery/ui/manifests/3.0";

fn request(address: &str) -> Request {
    Request::get(address.to_owned())
}

fn sent(request: &Request) -> Sent {
    Sent::request(request, &request.url)
}

fn signed(authorization: Authorization) -> Request {
    Request {
        authorization: Some(authorization),
        ..request(ADDRESS)
    }
}
