//! Signing requests, and answering what a registry asks for: never twice the same for a request, so
//! that nothing goes round and round.

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, select};

use crate::registry::{
    client::{Ask, RegistryClient, Signed},
    error::ErrorKind,
    request::{Redirects, Request},
    sign_in::{
        authorization::{Authorization, Scheme},
        challenge::{BearerChallenge, Challenges},
        login::Login,
        session::{Given, Wanted},
        token::{TOKEN_LIMIT, Token},
        token_service::{TokenService, TokenServiceFault},
    },
    transport::{Response as _, Transport},
};

/// A token that was not given is not asked for again for this long: others wait for the same one.
const AFTER_A_FAILURE: Duration = Duration::from_secs(2);
/// A password that a token service refused is not sent to it again.
const NEVER: Duration = Duration::MAX;

impl<T: Transport> RegistryClient<T> {
    /// Agrees to a token service of another origin: what it wants is sent there from now on.
    pub fn agree_to(&self, service: &TokenService) {
        self.session.agree(service);
    }

    /// What a request is signed with before anything was asked back.
    pub(crate) async fn signature(&self, ask: &Ask<'_>) -> Result<Signed, ErrorKind> {
        if self.session.login.is_some() {
            self.greet().await;
        }
        match (
            self.session.expect(ask.method, &ask.path),
            &self.session.login,
        ) {
            (Some(Wanted::Password), Some(login)) if !self.session.is_refused.get() => Ok(Signed {
                with: login.basic().or_else(|| login.bearer()),
                new_for: None,
            }),
            (Some(Wanted::Password), Some(_)) => Err(ErrorKind::WrongPassword),
            (Some(Wanted::Token(challenge)), _) => self.token(&challenge, None).await,
            _ => Ok(Signed::default()),
        }
    }

    /// Asks once what the registry wants of somebody who signs in, who may see more than others.
    async fn greet(&self) {
        let mut is_greeted = self.session.greeting.lock().await;
        if *is_greeted {
            return;
        }
        let ping = Ask::ping();
        let header = match self.head(&ping, None).await {
            // Some registries let anybody in and tell nevertheless how to sign in.
            Ok(response) => response.header("www-authenticate"),
            Err(refusal) => match refusal.kind {
                ErrorKind::Unauthorized(header) => Some(header.unwrap_or_default()),
                // It told nothing: the request itself will say what is wrong.
                _ => return,
            },
        };
        if let Some(wanted) = header.and_then(|header| wanted(&Challenges::parse(&header))) {
            self.session.learn(ping.method, &ping.path, wanted);
        }
        *is_greeted = true;
    }

    /// What a request that was answered with 401 is signed with instead.
    pub(crate) async fn answer_to(
        &self,
        ask: &Ask<'_>,
        header: Option<String>,
        sent: Signed,
    ) -> Result<Signed, ErrorKind> {
        let challenges = Challenges::parse(header.as_deref().unwrap_or_default());
        let Some(wanted) = wanted(&challenges) else {
            return Err(ErrorKind::Unauthorized(header));
        };
        self.session.learn(ask.method, &ask.path, wanted.clone());
        match (wanted, &self.session.login, &sent.with) {
            (Wanted::Token(_) | Wanted::Password, Some(Login::Token(_)), Some(_)) => {
                Err(self.refused())
            }
            (_, Some(login @ Login::Token(_)), None) => Ok(Signed {
                with: login.bearer(),
                new_for: None,
            }),
            (Wanted::Token(challenge), _, _) if sent.new_for == Some(challenge.without_error()) => {
                Err(self.useless(&challenge, header))
            }
            (Wanted::Token(challenge), _, with) => self.token(&challenge, with.as_ref()).await,
            (Wanted::Password, Some(_), Some(with)) if with.scheme() == Scheme::Basic => {
                Err(self.refused())
            }
            (Wanted::Password, Some(login), _) => Ok(Signed {
                with: login.basic(),
                new_for: None,
            }),
            (Wanted::Password, None, _) => Err(ErrorKind::Unauthorized(header)),
        }
    }

    /// The registry does not take what the user signs in with: for this, or at all.
    fn refused(&self) -> ErrorKind {
        if self.session.refuse() {
            ErrorKind::WrongPassword
        } else {
            ErrorKind::NoPermission(None)
        }
    }

    /// A token that was given just now does not do.
    fn useless(&self, challenge: &BearerChallenge, header: Option<String>) -> ErrorKind {
        if challenge.error.as_deref() == Some("invalid_token") {
            let service = TokenService::of(challenge, &self.reach().address);
            let origin =
                service.map_or_else(|_| String::new(), |service| service.origin().to_owned());
            return ErrorKind::TokenService(TokenServiceFault::Useless(origin));
        }
        match self.session.login {
            Some(_) => ErrorKind::NoPermission(challenge.scope.clone()),
            None => ErrorKind::Unauthorized(header),
        }
    }

    /// The token that a challenge asks for, other than the one that did not do.
    async fn token(
        &self,
        challenge: &BearerChallenge,
        outdated: Option<&Authorization>,
    ) -> Result<Signed, ErrorKind> {
        let fault = ErrorKind::TokenService;
        let service = TokenService::of(challenge, &self.reach().address).map_err(fault)?;
        let is_own = service.origin() == self.reach().address.origin();
        if !is_own && !self.session.is_agreed(&service) {
            return Err(fault(TokenServiceFault::NotAgreed(service)));
        }
        let place = self.session.place(challenge);
        let mut given = place.lock().await;
        let now = self.transport().now();
        let usable = given.as_ref().filter(|held| now < held.until);
        if let Some(Given { result, .. }) = usable
            && result
                .as_ref()
                .ok()
                .is_none_or(|with| Some(with) != outdated)
        {
            let with = Some(result.clone()?);
            return Ok(Signed {
                with,
                new_for: None,
            });
        }
        let (result, life) = match self.ask_for_token(&service, challenge).await {
            Ok(token) => (Ok(token.authorization), token.life),
            Err(ErrorKind::WrongPassword) => (Err(ErrorKind::WrongPassword), NEVER),
            Err(kind) => (Err(kind), AFTER_A_FAILURE),
        };
        *given = Some(Given {
            result: result.clone(),
            until: self.transport().now().saturating_add(life),
        });
        Ok(Signed {
            with: Some(result?),
            new_for: Some(challenge.without_error()),
        })
    }

    /// A token service has this long for all that it says.
    async fn in_all<V>(
        &self,
        work: impl Future<Output = Result<V, ErrorKind>>,
    ) -> Result<V, ErrorKind> {
        let patience = self.reach().patience.others;
        let limit = pin!(self.transport().sleep(patience));
        match select(pin!(work), limit).await {
            Either::Left((result, _)) => result,
            Either::Right(((), _)) => Err(ErrorKind::TimedOut(patience)),
        }
    }

    async fn ask_for_token(
        &self,
        service: &TokenService,
        challenge: &BearerChallenge,
    ) -> Result<Token, ErrorKind> {
        let authorization = self.session.login.as_ref().and_then(Login::basic);
        let has_password = authorization.is_some();
        if has_password && self.session.is_refused.get() {
            return Err(ErrorKind::WrongPassword);
        }
        let request = Request {
            authorization,
            // A password follows nobody elsewhere.
            redirects: Redirects::Refused,
            ..Request::get(service.request(challenge))
        };
        let fault = |fault: fn(String) -> TokenServiceFault| {
            ErrorKind::TokenService(fault(service.origin().to_owned()))
        };
        let (status, body) = self
            .in_all(self.whole(&request, TOKEN_LIMIT))
            .await
            .map_err(|kind| match kind {
                ErrorKind::NoAnswer | ErrorKind::TimedOut(_) => fault(TokenServiceFault::NoAnswer),
                ErrorKind::TooLarge(_) => fault(TokenServiceFault::NoToken),
                kind => kind,
            })?;
        match status {
            200..300 => {
                let token = Token::read(&body).ok_or_else(|| fault(TokenServiceFault::NoToken))?;
                if has_password {
                    self.session.accept();
                }
                Ok(token)
            }
            401 if has_password => {
                self.session.refuse();
                Err(ErrorKind::WrongPassword)
            }
            403 if has_password => Err(ErrorKind::NoPermission(challenge.scope.clone())),
            401 | 403 => Err(ErrorKind::Unauthorized(None)),
            _ => Err(ErrorKind::TokenService(TokenServiceFault::Refused(
                service.origin().to_owned(),
                status,
            ))),
        }
    }
}

fn wanted(challenges: &Challenges) -> Option<Wanted> {
    match &challenges.bearer {
        Some(bearer) => Some(Wanted::Token(bearer.clone())),
        // Where its kind cannot be read, a password is the likeliest.
        None if challenges.basic || challenges.is_empty() => Some(Wanted::Password),
        None => None,
    }
}
