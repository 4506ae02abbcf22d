//! What a page and its workers tell each other: lists of texts, the first of which says what it is.

use js_sys::Array;
use porthole_core::{
    integrity::blob::{
        expectation::{BlobExpectation, Depth},
        measured::Measured,
    },
    oci::{digest::Digest, media_type::MediaType},
    registry::{
        request::{Credentials, Request},
        sign_in::authorization::Authorization,
    },
    verification::blob::BlobProgress,
};
use wasm_bindgen::JsValue;

/// What a worker is told.
pub(super) enum ToWorker {
    /// Read this blob, and nothing else any more.
    Read(Box<Job>),
    /// Read nothing any more.
    Stop,
}

/// A request that is ready to be sent, and what its body is expected to be.
pub(super) struct Job {
    /// Counted up, so that late words of another one are known.
    pub(super) number: u64,
    pub(super) request: Request,
    pub(super) expectation: BlobExpectation,
    pub(super) depth: Depth,
}

/// What a worker tells, mostly about the job with this number.
#[derive(Debug)]
pub(super) enum FromWorker {
    /// It can be told something.
    Ready,
    /// It lives.
    Alive,
    /// No readable answer.
    NoAnswer(u64),
    /// The head of an answer.
    Head(u64, Head),
    /// The body of an answer that refuses.
    Refusal(u64, String),
    /// How far it is.
    Progress(u64, BlobProgress),
    /// What was found.
    Measured(u64, Measured),
    /// What ended the whole worker.
    Failed(String),
}

/// The head of an answer.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) was_redirected: bool,
    /// The headers that somebody asks for, each with its value.
    pub(super) headers: Vec<(String, String)>,
}

/// Headers of an answer that are told.
pub(super) const HEADERS: [&str; 3] = ["www-authenticate", "retry-after", "docker-content-digest"];

const NONE: &str = "";
const YES: &str = "yes";

impl ToWorker {
    pub(super) fn to_js(&self) -> JsValue {
        let Self::Read(job) = self else {
            return list(&["stop"]);
        };
        let Job {
            number,
            request,
            expectation,
            depth,
        } = &**job;
        let authorization = request.authorization.as_ref().map(Authorization::header);
        let includes = request.credentials == Credentials::Include;
        let diff_id = expectation.diff_id.as_ref().map(Digest::to_string);
        list(&[
            "read",
            &number.to_string(),
            &request.url,
            &authorization.unwrap_or_default(),
            if includes { YES } else { NONE },
            &expectation.digest.to_string(),
            &expectation.size.to_string(),
            &diff_id.unwrap_or_default(),
            if *depth == Depth::Content { YES } else { NONE },
        ])
    }

    pub(super) fn of_js(message: &JsValue) -> Option<Self> {
        let mut texts = texts(message)?.into_iter();
        if texts.next()? != "read" {
            return Some(Self::Stop);
        }
        let mut next = || texts.next();
        let number = next()?.parse().ok()?;
        let mut request = Request::get(next()?);
        request.authorization = Authorization::of_header(&next()?);
        if next()? == YES {
            request.credentials = Credentials::Include;
        }
        let expectation = BlobExpectation {
            digest: Digest::parse(&next()?).ok()?,
            size: next()?.parse().ok()?,
            // Only who compares asks for it.
            media_type: MediaType::default(),
            diff_id: Digest::parse(&next()?).ok(),
        };
        let depth = if next()? == YES {
            Depth::Content
        } else {
            Depth::AllBytes
        };
        Some(Self::Read(Box::new(Job {
            number,
            request,
            expectation,
            depth,
        })))
    }
}

impl FromWorker {
    pub(super) fn to_js(&self) -> JsValue {
        match self {
            Self::Ready => list(&["ready"]),
            Self::Alive => list(&["alive"]),
            Self::NoAnswer(job) => list(&["no-answer", &job.to_string()]),
            Self::Head(job, head) => {
                let (job, status) = (job.to_string(), head.status.to_string());
                let redirected = if head.was_redirected { YES } else { NONE };
                let headers = head.headers.iter().flat_map(|(name, value)| [name, value]);
                let texts = ["head", &job, &status, redirected].into_iter();
                let texts: Vec<&str> = texts.chain(headers.map(String::as_str)).collect();
                list(&texts)
            }
            Self::Refusal(job, body) => list(&["refusal", &job.to_string(), body]),
            Self::Progress(job, progress) => {
                let unpacked = progress.unpacked.map(|bytes| bytes.to_string());
                list(&[
                    "progress",
                    &job.to_string(),
                    &progress.taken.to_string(),
                    &unpacked.unwrap_or_default(),
                ])
            }
            Self::Measured(job, measured) => {
                list(&["measured", &job.to_string(), &measured.to_message()])
            }
            Self::Failed(words) => list(&["failed", words]),
        }
    }

    pub(super) fn of_js(message: &JsValue) -> Option<Self> {
        let mut texts = texts(message)?.into_iter();
        let mut next = || texts.next();
        let kind = next()?;
        match kind.as_str() {
            "ready" => return Some(Self::Ready),
            "alive" => return Some(Self::Alive),
            "failed" => return Some(Self::Failed(next()?)),
            _ => {}
        }
        let job = next()?.parse().ok()?;
        Some(match kind.as_str() {
            "no-answer" => Self::NoAnswer(job),
            "head" => {
                let status = next()?.parse().ok()?;
                let was_redirected = next()? == YES;
                let mut headers = Vec::new();
                while let (Some(name), Some(value)) = (next(), next()) {
                    headers.push((name, value));
                }
                let head = Head {
                    status,
                    was_redirected,
                    headers,
                };
                Self::Head(job, head)
            }
            "refusal" => Self::Refusal(job, next()?),
            "progress" => {
                let progress = BlobProgress {
                    taken: next()?.parse().ok()?,
                    unpacked: next()?.parse().ok(),
                };
                Self::Progress(job, progress)
            }
            "measured" => Self::Measured(job, Measured::of_message(&next()?)?),
            _ => return None,
        })
    }
}

fn list(texts: &[&str]) -> JsValue {
    let list: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
    list.into()
}

fn texts(message: &JsValue) -> Option<Vec<String>> {
    let list = Array::is_array(message).then(|| Array::from(message))?;
    list.iter().map(|text| text.as_string()).collect()
}
