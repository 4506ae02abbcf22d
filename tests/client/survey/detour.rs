//! A page whose requests are held up for a while, or led to where they fail.

use std::{
    cell::{Cell, RefCell},
    future::pending,
    rc::Rc,
    time::Duration,
};

use porthole_core::registry::{
    request::Request,
    transport::{Transport, TransportFault},
};
use tokio::sync::Notify;

use crate::page::{Page, PageResponse};

/// The world whose requests are led elsewhere.
pub(super) const HEALTHY: &str = "plain";
const SILENT: &str = "silent";

/// What happens to requests with a mark in their address.
#[derive(Debug, Default)]
pub(super) struct Sign {
    detour: RefCell<Option<(&'static str, Way)>>,
    taken_down: Notify,
    held: Cell<usize>,
    /// Whether the last request that was sent can only time out.
    is_hopeless: Cell<bool>,
}

#[derive(Clone, Debug)]
enum Way {
    To(String),
    Held,
}

impl Sign {
    /// Leads requests to another world.
    pub(super) fn lead(&self, mark: &'static str, world: &str) {
        self.detour.replace(Some((mark, Way::To(world.to_owned()))));
    }

    /// Lets no request pass.
    pub(super) fn hold(&self, mark: &'static str) {
        self.detour.replace(Some((mark, Way::Held)));
    }

    /// How many requests were held so far.
    pub(super) fn held(&self) -> usize {
        self.held.get()
    }

    /// Lets every request pass, those that were held too.
    pub(super) fn take_down(&self) {
        self.detour.take();
        self.taken_down.notify_waiters();
    }

    fn way(&self, request: &Request) -> Option<Way> {
        let detour = self.detour.borrow();
        let (mark, way) = detour.as_ref()?;
        request.url.contains(mark).then(|| way.clone())
    }
}

/// The way out with such a sign on it.
#[derive(Debug)]
pub(super) struct Detour {
    page: Page,
    sign: Rc<Sign>,
}

impl Detour {
    pub(super) fn new(page: Page, sign: &Rc<Sign>) -> Self {
        Self {
            page,
            sign: Rc::clone(sign),
        }
    }
}

impl Transport for Detour {
    type Response = PageResponse;

    async fn send(&self, request: &Request) -> Result<PageResponse, TransportFault> {
        let mut request = request.clone();
        match self.sign.way(&request) {
            Some(Way::To(world)) => {
                let (from, to) = (format!("/{HEALTHY}/"), format!("/{world}/"));
                request.url = request.url.replace(&from, &to);
                self.sign.is_hopeless.set(world == SILENT);
            }
            Some(Way::Held) => {
                self.sign.held.set(self.sign.held() + 1);
                self.sign.taken_down.notified().await;
            }
            None => {}
        }
        self.page.send(&request).await
    }

    /// No clock: patience ends at once where no answer will come, else never. It begins right
    /// after the request was sent.
    async fn sleep(&self, _: Duration) {
        if !self.sign.is_hopeless.take() {
            pending::<()>().await;
        }
    }

    fn now(&self) -> Duration {
        self.page.now()
    }
}
