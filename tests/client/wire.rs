//! The native transport, with answers of its own where a test wants them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use porthole_core::registry::{
    address::RegistryAddress,
    client::{Patience, Reach, RegistryClient},
    permit::WriteSwitch,
    queue::{Limits, RequestQueue},
    request::{Credentials, Method, Request},
    transport::{Response, Transport, TransportFault},
};
use porthole_test_support::native_transport::{NativeResponse, NativeTransport};

/// What comes in place of an answer: a status without a body, or nothing.
pub(crate) type Instead = Option<u16>;

/// What is answered by nobody else, if anything.
type Intercept = Box<dyn Fn(&Request) -> Option<Instead>>;

/// What goes over the wire.
#[derive(Default)]
pub(crate) struct Seen {
    sent: RefCell<Vec<Request>>,
    under_way: Cell<usize>,
    most_under_way: Cell<usize>,
}

impl Seen {
    /// The requests that were sent, first to last.
    pub(crate) fn sent(&self) -> Vec<Request> {
        self.sent.borrow().clone()
    }

    /// The same of one method, each as the last part of its address.
    pub(crate) fn references(&self, method: Method) -> Vec<String> {
        let sent = self.sent.borrow();
        let sent = sent.iter().filter(|request| request.method == method);
        let last = sent.map(|request| request.url.rsplit('/').next().unwrap().to_owned());
        last.collect()
    }

    /// How many were under way at once, at most.
    pub(crate) fn most_under_way(&self) -> usize {
        self.most_under_way.get()
    }
}

/// The wire.
pub(crate) struct Wire {
    native: NativeTransport,
    seen: Rc<Seen>,
    intercept: Intercept,
}

pub(crate) enum WireResponse {
    Native(NativeResponse),
    Bare(u16),
}

impl Transport for Wire {
    type Response = WireResponse;

    async fn send(&self, request: &Request) -> Result<WireResponse, TransportFault> {
        self.seen.sent.borrow_mut().push(request.clone());
        if let Some(instead) = (self.intercept)(request) {
            let answer = instead.map(WireResponse::Bare);
            return answer.ok_or(TransportFault::NoAnswer);
        }
        let under_way = &self.seen.under_way;
        under_way.set(under_way.get() + 1);
        let most = &self.seen.most_under_way;
        most.set(most.get().max(under_way.get()));
        let sent = self.native.send(request).await;
        under_way.set(under_way.get() - 1);
        sent.map(WireResponse::Native)
    }

    async fn sleep(&self, duration: Duration) {
        self.native.sleep(duration).await;
    }

    fn now(&self) -> Duration {
        self.native.now()
    }
}

impl Response for WireResponse {
    fn status(&self) -> u16 {
        match self {
            Self::Native(response) => response.status(),
            Self::Bare(status) => *status,
        }
    }

    fn header(&self, name: &str) -> Option<String> {
        match self {
            Self::Native(response) => response.header(name),
            Self::Bare(_) => None,
        }
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        match self {
            Self::Native(response) => response.chunk().await,
            Self::Bare(_) => Ok(None),
        }
    }
}

/// A client of its own that may write, and what it sends.
pub(crate) struct Wired {
    pub(crate) client: Rc<RegistryClient<Wire>>,
    pub(crate) seen: Rc<Seen>,
}

/// A registry of the page's own origin, some of whose answers are replaced.
pub(crate) fn wired(
    address: &str,
    intercept: impl Fn(&Request) -> Option<Instead> + 'static,
) -> Wired {
    wired_to(address, false, intercept)
}

/// The same, of another origin where that is said.
pub(crate) fn wired_to(
    address: &str,
    cross_origin: bool,
    intercept: impl Fn(&Request) -> Option<Instead> + 'static,
) -> Wired {
    let seen = Rc::<Seen>::default();
    let wire = Wire {
        native: NativeTransport::new(),
        seen: Rc::clone(&seen),
        intercept: Box::new(intercept),
    };
    let reach = Reach {
        address: RegistryAddress::parse(address).unwrap(),
        cross_origin,
        credentials: Credentials::Omit,
        patience: Patience::default(),
    };
    let client = RegistryClient::new(wire, reach, RequestQueue::new(Limits::default()));
    Wired {
        client: Rc::new(client.switched_by(WriteSwitch::configured(Some(false)))),
        seen,
    }
}

/// Nothing is replaced.
pub(crate) fn as_it_comes(_: &Request) -> Option<Instead> {
    None
}
