//! One registry, ready to be asked. The verbs stand in the files beside this one.

use std::{
    cell::{Cell, Ref, RefCell, RefMut},
    pin::pin,
    time::Duration,
};

use futures_util::future::{Either, select};

use crate::{
    oci::media_type::MediaType,
    registry::{
        address::RegistryAddress,
        capabilities::Capabilities,
        error::{
            Answered, ERROR_BODY_LIMIT, ErrorKind, NotARegistry, RegistryError, Subject,
            retry_after,
        },
        queue::{Priority, RequestQueue},
        request::{Cache, Credentials, Method, Redirects, Request},
        sign_in::{authorization::Authorization, login::Login, session::Session},
        transport::{Response, Transport, TransportFault},
    },
};

/// How a registry is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Where it is.
    pub address: RegistryAddress,
    /// Whether the page is of another origin, so that the browser's rules for such requests hold.
    pub cross_origin: bool,
    /// Whether the browser adds credentials of its own.
    pub credentials: Credentials,
    /// How long to wait for a sign of life: the head of an answer, or the next part of a body.
    pub patience: Patience,
}

/// How long to wait for a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the list of repositories, which some registries make by walking all their storage.
    pub catalog: Duration,
    /// For everything else.
    pub others: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            catalog: Duration::from_mins(3),
            others: Duration::from_secs(30),
        }
    }
}

/// A registry in use: its transport, its queue, and what was learned of it.
#[derive(Debug)]
pub struct RegistryClient<T> {
    transport: T,
    reach: Reach,
    queue: RequestQueue,
    pub(crate) session: Session,
    capabilities: RefCell<Capabilities>,
    /// Whether anything was answered that this page may read.
    has_answered: Cell<bool>,
}

/// What one request asks.
pub(crate) struct Ask<'a> {
    pub(crate) subject: Subject,
    /// Under the registry's address, with its query.
    pub(crate) path: String,
    pub(crate) accept: Option<String>,
    pub(crate) cache: Cache,
    pub(crate) priority: Priority,
    /// The longest body, in bytes.
    pub(crate) limit: usize,
    /// Headers to keep of the answer.
    pub(crate) headers: &'a [&'static str],
}

/// What a request is signed with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signed {
    pub(crate) with: Option<Authorization>,
    /// Whether it was made for this request: then a second one will do no better.
    pub(crate) is_new: bool,
}

/// Why there is no answer to use.
pub(crate) struct Refusal {
    pub(crate) kind: ErrorKind,
    /// A 404 that says nothing in a registry's words.
    is_wordless_not_found: bool,
}

impl From<ErrorKind> for Refusal {
    fn from(kind: ErrorKind) -> Self {
        Self {
            kind,
            is_wordless_not_found: false,
        }
    }
}

/// A whole successful answer.
pub(crate) struct Answer {
    pub(crate) content_type: Option<MediaType>,
    headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl<T: Transport> RegistryClient<T> {
    /// A client that has asked nothing yet.
    pub fn new(transport: T, reach: Reach, queue: RequestQueue) -> Self {
        Self {
            transport,
            reach,
            queue,
            session: Session::default(),
            capabilities: RefCell::default(),
            has_answered: Cell::new(false),
        }
    }

    /// Who asks, from now on. Nothing is sent.
    #[must_use]
    pub fn signed_in(mut self, login: Option<Login>) -> Self {
        self.session = Session::of(login);
        self
    }

    /// Who asks, if that was said.
    pub fn login(&self) -> Option<&Login> {
        self.session.login.as_ref()
    }

    pub(crate) fn transport(&self) -> &T {
        &self.transport
    }

    /// How the registry is reached.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// What was learned of the registry so far.
    pub fn capabilities(&self) -> Ref<'_, Capabilities> {
        self.capabilities.borrow()
    }

    pub(crate) fn learn(&self) -> RefMut<'_, Capabilities> {
        self.capabilities.borrow_mut()
    }

    /// Asks and reads the answer whole. A web page in place of an answer is an error.
    ///
    /// A 404 without a registry's words may come from a registry or from anything else: where
    /// nothing else was answered yet, its root tells.
    pub(crate) async fn get(&self, ask: Ask<'_>) -> Result<Answer, RegistryError> {
        let refusal = match self.once(&ask).await {
            Ok(answer) => {
                self.learn().is_registry = true;
                return Ok(answer);
            }
            Err(refusal) => refusal,
        };
        let error = |kind| RegistryError {
            kind,
            subject: ask.subject,
            method: Method::Get,
            path: ask.path.clone(),
        };
        let may_be_none = refusal.is_wordless_not_found && ask.subject != Subject::Ping;
        if may_be_none && !self.capabilities().is_registry {
            match self.once(&Ask::ping()).await {
                Err(Refusal {
                    kind: kind @ ErrorKind::NotARegistry(_),
                    ..
                }) => return Err(error(kind)),
                Ok(_)
                | Err(Refusal {
                    kind:
                        ErrorKind::Unauthorized(_)
                        | ErrorKind::WrongPassword
                        | ErrorKind::NoPermission(_),
                    ..
                }) => self.learn().is_registry = true,
                // It told nothing: the next one asks again.
                Err(_) => {}
            }
        }
        Err(error(refusal.kind))
    }

    async fn once(&self, ask: &Ask<'_>) -> Result<Answer, Refusal> {
        let _place = self.queue.enter(ask.priority).await;
        let mut signed = self.signature(ask).await?;
        loop {
            let refusal = match self.exchange(ask, signed.with.as_ref()).await {
                Ok(answer) => {
                    if signed.with.is_some() {
                        self.session.is_accepted.set(true);
                    }
                    return Ok(answer);
                }
                Err(refusal) => refusal,
            };
            match refusal.kind {
                ErrorKind::Unauthorized(header) => {
                    signed = self.answer_to(ask, header, signed).await?;
                }
                ErrorKind::NoAnswer if signed.with.is_some() && self.reads_without_password() => {
                    return Err(ErrorKind::SignInNotAllowed.into());
                }
                _ => return Err(refusal),
            }
        }
    }

    /// Whether the registry answered across origins, so that what it refuses is the password.
    fn reads_without_password(&self) -> bool {
        self.reach.cross_origin && self.has_answered.get()
    }

    /// A whole answer, whatever its status, of somebody who is no registry.
    pub(crate) async fn whole(
        &self,
        request: &Request,
        limit: usize,
    ) -> Result<(u16, Vec<u8>), ErrorKind> {
        let patience = self.reach.patience.others;
        let mut response = self.within(patience, self.transport.send(request)).await?;
        let body = self.body(&mut response, limit, patience).await?;
        Ok((response.status(), body))
    }

    pub(crate) async fn exchange(
        &self,
        ask: &Ask<'_>,
        authorization: Option<&Authorization>,
    ) -> Result<Answer, Refusal> {
        let patience = match ask.subject {
            Subject::Catalog => self.reach.patience.catalog,
            _ => self.reach.patience.others,
        };
        let request = Request {
            method: Method::Get,
            url: self.reach.address.url(&ask.path),
            accept: ask.accept.clone(),
            authorization: authorization.cloned(),
            credentials: self.reach.credentials,
            cache: ask.cache,
            redirects: Redirects::Followed,
        };
        let mut response = self.within(patience, self.transport.send(&request)).await?;
        self.has_answered.set(true);
        let status = response.status();
        if !(200..300).contains(&status) {
            return Err(self.refusal(ask.subject, &mut response, patience).await);
        }
        let content_type = response
            .header("content-type")
            .map(|value| MediaType::of(&value));
        let kept = ask.headers.iter();
        let headers = kept
            .filter_map(|name| Some((*name, response.header(name)?)))
            .collect();
        let body = self.body(&mut response, ask.limit, patience).await?;
        let is_page = content_type
            .as_ref()
            .is_some_and(|media_type| media_type.as_str() == "text/html");
        if is_page && body.trim_ascii_start().first() == Some(&b'<') {
            return Err(ErrorKind::NotARegistry(NotARegistry::Html).into());
        }
        Ok(Answer {
            content_type,
            headers,
            body,
        })
    }

    async fn refusal(
        &self,
        subject: Subject,
        response: &mut T::Response,
        patience: Duration,
    ) -> Refusal {
        let status = response.status();
        if status == 401 {
            return ErrorKind::Unauthorized(response.header("www-authenticate")).into();
        }
        let wait = retry_after(response.header("retry-after"));
        // The status tells enough where the body does not come.
        let body = self
            .body(response, ERROR_BODY_LIMIT, patience)
            .await
            .unwrap_or_default();
        let answered = Answered::read(status, &body);
        let is_wordless_not_found = status == 404 && answered.faults.is_empty();
        let kind = match ErrorKind::of_answer(subject, answered) {
            ErrorKind::RateLimited(_) => ErrorKind::RateLimited(wait),
            kind => kind,
        };
        Refusal {
            kind,
            is_wordless_not_found,
        }
    }

    async fn body(
        &self,
        response: &mut T::Response,
        limit: usize,
        patience: Duration,
    ) -> Result<Vec<u8>, ErrorKind> {
        let mut body = Vec::new();
        while let Some(chunk) = self.within(patience, response.chunk()).await? {
            if body.len() + chunk.len() > limit {
                return Err(ErrorKind::TooLarge(limit as u64));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    async fn within<V>(
        &self,
        patience: Duration,
        work: impl Future<Output = Result<V, TransportFault>>,
    ) -> Result<V, ErrorKind> {
        let work = pin!(work);
        let limit = pin!(self.transport.sleep(patience));
        match select(work, limit).await {
            Either::Left((Ok(value), _)) => Ok(value),
            Either::Left((Err(fault), _)) => Err(match fault {
                TransportFault::NoAnswer => ErrorKind::NoAnswer,
                TransportFault::BrokenOff => ErrorKind::BrokenOff,
                TransportFault::Cancelled => ErrorKind::Cancelled,
            }),
            Either::Right(((), _)) => Err(ErrorKind::TimedOut(patience)),
        }
    }
}
