//! What this page asked, for as long as it is open. There is one page, so there is one log.

use std::{cell::RefCell, hint::black_box, rc::Rc};

use leptos::prelude::location;
use porthole_core::{
    oci::digest::Digest,
    registry::{
        record::{Answer, End, Head, Newest, Record, Sent},
        transport::{Transport as _, TransportFault},
    },
};
use web_sys::Url;

use crate::transport::BrowserTransport;

thread_local! {
    static NEWEST: RefCell<Newest> = const { RefCell::new(Newest::new()) };
    static LISTENER: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// A request under way. Dropping it is giving it up.
pub(crate) struct Entry {
    number: u64,
    state: State,
}

#[derive(PartialEq)]
enum State {
    /// Nothing is here.
    Sent,
    /// The head is here, and nobody wants the body yet.
    Answered,
    /// The body is being read.
    Reading,
    Ended,
}

impl Entry {
    /// Notes a request that is sent now.
    pub(crate) fn begin(sent: Sent) -> Self {
        let number = NEWEST.with_borrow_mut(|newest| newest.begin(sent, BrowserTransport.now()));
        tell();
        Self {
            number,
            state: State::Sent,
        }
    }

    /// Notes the head of the answer.
    pub(crate) fn answered(&mut self, answer: Answer, digest: Option<String>, redirected: bool) {
        self.state = State::Answered;
        let head = Head {
            came: BrowserTransport.now(),
            answer,
            digest: digest.and_then(|digest| Digest::parse(&digest).ok()),
            was_redirected: redirected,
        };
        self.change(|record| record.head = Some(head));
    }

    /// Notes that somebody waits for the body.
    pub(crate) fn reading(&mut self) {
        if self.state == State::Answered {
            self.state = State::Reading;
        }
    }

    /// Notes a part of the body, or its end.
    pub(super) fn read(&mut self, chunk: &Result<Option<Vec<u8>>, TransportFault>) {
        match chunk {
            Ok(Some(chunk)) => self.change(|record| record.bytes += chunk.len() as u64),
            Ok(None) => self.end(End::Whole),
            Err(_) => self.end(End::BrokenOff),
        }
    }

    /// Notes how much of the body was read by now.
    pub(crate) fn has_read(&self, bytes: u64) {
        self.change(|record| record.bytes = bytes);
    }

    /// Notes how it ended, once.
    pub(crate) fn end(&mut self, end: End) {
        if self.state != State::Ended {
            self.state = State::Ended;
            self.change(|record| record.end = Some((BrowserTransport.now(), end)));
        }
    }

    fn change(&self, change: impl FnOnce(&mut Record)) {
        NEWEST.with_borrow_mut(|newest| newest.change(self.number, change));
        tell();
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.end(if self.state == State::Answered {
            End::Unread
        } else {
            End::GivenUp
        });
    }
}

/// Looks at the requests.
pub(crate) fn look<V>(look: impl FnOnce(&Newest) -> V) -> V {
    NEWEST.with_borrow(look)
}

/// Forgets them.
pub(crate) fn clear() {
    NEWEST.with_borrow_mut(Newest::clear);
    tell();
}

/// Names who is told whenever there is something new; nobody until then.
pub(crate) fn listen(listener: Option<Rc<dyn Fn()>>) {
    // A compiler that knows the only one calls it by its name, and a first visit loads its code.
    LISTENER.set(black_box(listener));
}

fn tell() {
    if let Some(listener) = LISTENER.with_borrow(Clone::clone) {
        listener();
    }
}

/// An address that may be relative to the page.
pub(crate) fn absolute(address: &str) -> String {
    if address.contains("://") {
        return address.to_owned();
    }
    let page = location().href().unwrap_or_default();
    let url = Url::new_with_base(address, &page);
    url.map_or_else(|_| address.to_owned(), |url| url.href())
}
