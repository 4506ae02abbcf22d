//! Sending a request, and reading what comes back.

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, select};

use crate::{
    oci::media_type::MediaType,
    registry::{
        client::{Answer, Ask, Refusal, RegistryClient},
        error::{Answered, ERROR_BODY_LIMIT, ErrorKind, NotARegistry, Subject, retry_after},
        request::{Redirects, Request},
        sign_in::authorization::{Authorization, Scheme},
        transport::{Response, Transport, TransportFault},
    },
};

/// How often a request may be refused and signed anew: with what was wanted of another request, with
/// a token that has ended, and with a new one. A registry may want something else each time.
const REFUSALS: usize = 3;

impl<T: Transport> RegistryClient<T> {
    /// Asks and reads the answer whole, signed as the registry wants it.
    pub(crate) async fn once(&self, ask: &Ask<'_>) -> Result<Answer, Refusal> {
        let _place = self.queue().enter(ask.priority).await;
        let response = self.opened(ask).await?;
        self.read_answer(ask, response).await
    }

    /// The head of a successful answer, signed as the registry wants it.
    pub(crate) async fn opened(&self, ask: &Ask<'_>) -> Result<T::Response, Refusal> {
        self.opened_over(self.transport(), ask).await
    }

    /// The same of a request that goes out by another way. What signs it comes by the own one.
    pub(crate) async fn opened_over<U: Transport>(
        &self,
        transport: &U,
        ask: &Ask<'_>,
    ) -> Result<U::Response, Refusal> {
        let mut signed = self.signature(ask).await?;
        let mut refused = 0;
        loop {
            let sent = self.head_over(transport, ask, signed.with.as_ref());
            let refusal = match sent.await {
                Ok(response) => {
                    if signed.with.is_some() {
                        self.session.accept();
                    }
                    return Ok(response);
                }
                Err(refusal) => refusal,
            };
            match refusal.kind {
                ErrorKind::Unauthorized(_) if refused == REFUSALS => return Err(refusal),
                ErrorKind::Unauthorized(header) => {
                    refused += 1;
                    signed = self.answer_to(ask, header, signed).await?;
                }
                ErrorKind::NoAnswer if signed.with.is_some() && self.reads_without_password() => {
                    return Err(ErrorKind::SignInNotAllowed.into());
                }
                _ => return Err(refusal),
            }
        }
    }

    /// Whether the registry answered across origins, and never to somebody signed in: then what it
    /// refuses is the password.
    fn reads_without_password(&self) -> bool {
        self.reach().cross_origin && self.has_answered() && !self.session.is_accepted.get()
    }

    /// A whole answer, whatever its status, of somebody who is no registry.
    pub(crate) async fn whole(
        &self,
        request: &Request,
        limit: usize,
    ) -> Result<(u16, Vec<u8>), ErrorKind> {
        let patience = self.reach().patience.others;
        let mut response = self
            .within(patience, self.transport().send(request))
            .await?;
        let body = self.body(&mut response, limit, patience).await?;
        Ok((response.status(), body))
    }

    /// The head of a successful answer to a request that is signed so.
    pub(crate) async fn head(
        &self,
        ask: &Ask<'_>,
        authorization: Option<&Authorization>,
    ) -> Result<T::Response, Refusal> {
        let transport = self.transport();
        self.head_over(transport, ask, authorization).await
    }

    async fn head_over<U: Transport>(
        &self,
        transport: &U,
        ask: &Ask<'_>,
        authorization: Option<&Authorization>,
    ) -> Result<U::Response, Refusal> {
        let patience = self.patience(ask.subject);
        let request = Request {
            method: ask.method,
            url: self.reach().address.url(&ask.path),
            accept: ask.accept.clone(),
            authorization: authorization.cloned(),
            credentials: self.reach().credentials,
            cache: ask.cache,
            redirects: if ask.write.is_some() {
                Redirects::Refused
            } else {
                Redirects::Followed
            },
            body: ask.write.and_then(|write| write.body).cloned(),
            permit: ask.write.map(|write| write.permit).cloned(),
        };
        let sending = transport.send(&request);
        let mut response = self.within(patience, sending).await?;
        self.answered();
        if (200..300).contains(&response.status()) {
            return Ok(response);
        }
        let is_password = authorization.is_some_and(|with| with.scheme() == Scheme::Basic);
        let refusal = self.refusal(ask.subject, &mut response, patience).await;
        Err(match refusal {
            // Distribution answers so where it cannot read its own file of passwords.
            Refusal { is_mute: true, .. } if is_password => ErrorKind::PasswordsUnreadable.into(),
            refusal => refusal,
        })
    }

    async fn read_answer(
        &self,
        ask: &Ask<'_>,
        mut response: T::Response,
    ) -> Result<Answer, Refusal> {
        let patience = self.patience(ask.subject);
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

    /// How long to wait for a sign of life.
    pub(crate) fn patience(&self, subject: Subject) -> Duration {
        match subject {
            Subject::Catalog => self.reach().patience.catalog,
            _ => self.reach().patience.others,
        }
    }

    async fn refusal(
        &self,
        subject: Subject,
        response: &mut impl Response,
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
        let is_mute = status == 400 && body.is_empty();
        let answered = Answered::read(status, &body);
        let is_wordless_not_found = status == 404 && answered.faults.is_empty();
        let kind = match ErrorKind::of_answer(subject, answered) {
            ErrorKind::RateLimited(_) => ErrorKind::RateLimited(wait),
            kind => kind,
        };
        Refusal {
            kind,
            is_wordless_not_found,
            is_mute,
        }
    }

    async fn body(
        &self,
        response: &mut impl Response,
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

    /// The outcome of work, unless it gives no sign of life for so long.
    pub(crate) async fn within<V>(
        &self,
        patience: Duration,
        work: impl Future<Output = Result<V, TransportFault>>,
    ) -> Result<V, ErrorKind> {
        let work = pin!(work);
        let limit = pin!(self.transport().sleep(patience));
        match select(work, limit).await {
            Either::Left((Ok(value), _)) => Ok(value),
            Either::Left((Err(fault), _)) => Err(fault.into()),
            Either::Right(((), _)) => Err(ErrorKind::TimedOut(patience)),
        }
    }
}
