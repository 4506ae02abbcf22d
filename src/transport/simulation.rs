//! The demo's registry is a recording that takes no writes. What somebody writes to it is kept in
//! memory, by a part of the program that is loaded for that; until then, and of any other kind,
//! nothing of it is sent.

use std::{cell::RefCell, pin::Pin, rc::Rc};

use porthole_core::{
    registry::{request::Request, transport::TransportFault},
    simulation::Answer,
};

type Answering = Pin<Box<dyn Future<Output = Result<Option<Answer>, TransportFault>>>>;

/// What answers in place of the recording; nothing to what it may answer itself.
pub(crate) type Simulation = Rc<dyn Fn(Request) -> Option<Answering>>;

/// Addresses that begin so are the recording's, and what stands in for it.
type Sealed = (String, Option<Simulation>);

thread_local! {
    static SEALED: RefCell<Option<Sealed>> = const { RefCell::new(None) };
}

/// Sends nothing to such addresses that would change something, from now on.
pub(crate) fn seal(address: String) {
    SEALED.with_borrow_mut(|sealed| {
        if sealed.as_ref().is_none_or(|(known, _)| *known != address) {
            *sealed = Some((address, None));
        }
    });
}

/// Whether something stands in for the recording.
pub(crate) fn is_simulated() -> bool {
    SEALED.with_borrow(|sealed| matches!(sealed, Some((_, Some(_)))))
}

/// Lets something stand in for the recording.
pub(crate) fn simulate(simulation: Simulation) {
    SEALED.with_borrow_mut(|sealed| {
        if let Some((_, instead)) = sealed {
            *instead = Some(simulation);
        }
    });
}

/// Whether a request goes to the recording.
pub(super) fn is_sealed(url: &str) -> bool {
    SEALED.with_borrow(|sealed| {
        let of_it = |(address, _): &Sealed| {
            let rest = url.strip_prefix(address.as_str());
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        sealed.as_ref().is_some_and(of_it)
    })
}

/// The answer to a request to the recording, where it is not its own.
pub(super) async fn answer(request: &Request) -> Result<Option<Answer>, TransportFault> {
    let simulation = SEALED.with_borrow(|sealed| sealed.as_ref()?.1.clone());
    match simulation.and_then(|simulation| simulation(request.clone())) {
        Some(answering) => answering.await,
        None if request.method.only_reads() => Ok(None),
        None => Err(TransportFault::NotPermitted),
    }
}
