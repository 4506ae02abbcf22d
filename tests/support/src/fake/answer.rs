//! What a world answers, honest or not.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

/// How the body comes.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// At once and whole.
    Whole(Bytes),
    /// In pieces, with a rest after each.
    Trickled(Bytes),
    /// Half of it, and then the connection ends.
    BrokenOff(Bytes),
    /// Half of it, and then nothing more, for ever.
    Stalled(Bytes),
    /// The same piece again and again between a beginning and an end.
    Repeated {
        beginning: &'static str,
        piece: &'static str,
        times: u64,
        end: &'static str,
    },
    /// The same piece again and again after a beginning, without an end.
    Endless {
        beginning: &'static str,
        piece: Bytes,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
    /// How long nothing comes.
    pub(super) after: Duration,
    /// Whether the answer carries what lets a page read it.
    pub(super) cors: bool,
}

impl Answer {
    pub(super) fn new(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type", media_type.to_owned())],
            body: Body::Whole(body.into()),
            after: Duration::ZERO,
            cors: true,
        }
    }

    /// Nothing but a status and headers.
    pub(super) fn empty(status: u16) -> Self {
        Self::new(status, "", "").without_header("content-type")
    }

    pub(super) fn json(value: &Value) -> Self {
        Self::new(200, "application/json; charset=utf-8", value.to_string())
    }

    pub(super) fn html(status: u16, title: &str) -> Self {
        let page = format!(
            "<!doctype html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
        );
        Self::new(status, "text/html; charset=utf-8", page)
    }

    /// An error as registries write it.
    pub(super) fn error(status: u16, code: &str, message: &str) -> Self {
        let error = json!({ "code": code, "message": message });
        Self::errors(status, &[error])
    }

    /// An error with a detail, which is any value.
    pub(super) fn detailed(status: u16, code: &str, message: &str, detail: Value) -> Self {
        let error = json!({ "code": code, "message": message, "detail": detail });
        Self::errors(status, &[error])
    }

    /// Several errors, each with its code.
    pub(super) fn errors(status: u16, errors: &[Value]) -> Self {
        let errors = json!({ "errors": errors });
        Self {
            status,
            ..Self::json(&errors)
        }
    }

    pub(super) fn unsupported() -> Self {
        Self::error(405, "UNSUPPORTED", "The operation is unsupported.")
    }

    pub(super) fn name_unknown(repository: &str) -> Self {
        let detail = json!({ "name": repository });
        let message = "repository name not known to registry";
        Self::detailed(404, "NAME_UNKNOWN", message, detail)
    }

    pub(super) fn manifest_unknown(repository: &str, reference: &str) -> Self {
        let detail = if reference.contains(':') {
            json!({ "Name": repository, "Revision": reference })
        } else {
            json!({ "Tag": reference })
        };
        Self::detailed(404, "MANIFEST_UNKNOWN", "manifest unknown", detail)
    }

    pub(super) fn blob_unknown(digest: &str) -> Self {
        Self::detailed(
            404,
            "BLOB_UNKNOWN",
            "blob unknown to registry",
            json!(digest),
        )
    }

    /// What the router of distribution answers, where no CORS is configured.
    pub(super) fn page_not_found() -> Self {
        let answer = Self::new(404, "text/plain; charset=utf-8", "404 page not found\n");
        Self {
            cors: false,
            ..answer
        }
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(present, _)| *present != name);
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(present, _)| *present != name);
        self
    }

    pub(super) fn has_body(&self) -> bool {
        !matches!(&self.body, Body::Whole(bytes) if bytes.is_empty())
    }

    /// The same bytes, coming another way.
    pub(super) fn coming(mut self, how: fn(Bytes) -> Body) -> Self {
        if let Body::Whole(bytes) = self.body {
            self.body = how(bytes);
        }
        self
    }
}
