//! One registry, ready to be asked. The verbs stand in the files beside this one.

use std::{
    cell::{Cell, Ref, RefCell, RefMut},
    rc::Rc,
    time::Duration,
};

use crate::{
    oci::media_type::MediaType,
    registry::{
        address::RegistryAddress,
        capabilities::Capabilities,
        error::{ErrorKind, RegistryError, Subject},
        memory::Memory,
        permit::{WritePermit, WriteSwitch},
        queue::{Priority, RequestQueue},
        request::{Cache, Credentials, ManifestBody, Method},
        sign_in::{
            authorization::Authorization, challenge::BearerChallenge, login::Login,
            session::Session,
        },
        transport::Transport,
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
    pub(crate) switch: WriteSwitch,
    capabilities: RefCell<Capabilities>,
    memory: Option<Rc<dyn Memory>>,
    /// Whether anything was answered that this page may read.
    has_answered: Cell<bool>,
}

/// What one request asks.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
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
    /// What it changes, if anything.
    pub(crate) write: Option<Write<'a>>,
}

impl Ask<'_> {
    /// Why it did not give what it was made for.
    pub(crate) fn error(&self, kind: ErrorKind) -> RegistryError {
        RegistryError {
            kind,
            subject: self.subject,
            method: self.method,
            path: self.path.clone(),
        }
    }
}

/// What a request changes.
#[derive(Clone, Copy)]
pub(crate) struct Write<'a> {
    pub(crate) permit: &'a WritePermit,
    /// What is stored, if anything.
    pub(crate) body: Option<&'a ManifestBody>,
}

/// What a request is signed with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signed {
    pub(crate) with: Option<Authorization>,
    /// What it was made for just now: a second one for that will do no better.
    pub(crate) new_for: Option<BearerChallenge>,
}

/// Why there is no answer to use.
pub(crate) struct Refusal {
    pub(crate) kind: ErrorKind,
    /// A 404 that says nothing in a registry's words.
    pub(crate) is_wordless_not_found: bool,
    /// A 400 that says nothing at all.
    pub(crate) is_mute: bool,
}

impl From<ErrorKind> for Refusal {
    fn from(kind: ErrorKind) -> Self {
        Self {
            kind,
            is_wordless_not_found: false,
            is_mute: false,
        }
    }
}

/// A whole successful answer.
pub(crate) struct Answer {
    pub(crate) content_type: Option<MediaType>,
    pub(crate) headers: Vec<(&'static str, String)>,
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
            switch: WriteSwitch::locked(),
            capabilities: RefCell::default(),
            memory: None,
            has_answered: Cell::new(false),
        }
    }

    /// Who asks, from now on. Nothing is sent.
    #[must_use]
    pub fn signed_in(mut self, login: Option<Login>) -> Self {
        self.session = Session::of(login);
        self
    }

    /// What remembers content of this registry, from now on.
    #[must_use]
    pub fn remembering(mut self, memory: Option<Rc<dyn Memory>>) -> Self {
        self.memory = memory;
        self
    }

    /// Who asks, if that was said.
    pub fn login(&self) -> Option<&Login> {
        self.session.login.as_ref()
    }

    /// Whether what they sign in with was sent and accepted.
    pub fn is_accepted(&self) -> bool {
        self.session.is_accepted.get()
    }

    pub(crate) fn transport(&self) -> &T {
        &self.transport
    }

    pub(crate) fn queue(&self) -> &RequestQueue {
        &self.queue
    }

    pub(crate) fn memory(&self) -> Option<&dyn Memory> {
        self.memory.as_deref()
    }

    pub(crate) fn has_answered(&self) -> bool {
        self.has_answered.get()
    }

    pub(crate) fn answered(&self) {
        self.has_answered.set(true);
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
                        | ErrorKind::PasswordsUnreadable
                        | ErrorKind::NoPermission(_),
                    ..
                }) => self.learn().is_registry = true,
                // It told nothing: the next one asks again.
                Err(_) => {}
            }
        }
        Err(error(refusal.kind))
    }
}
