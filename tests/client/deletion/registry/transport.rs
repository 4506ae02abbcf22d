//! How requests come to the registry, and answers back: late, broken off, or never.

use std::{
    future::{pending, poll_fn},
    task::Poll,
    time::Duration,
};

use porthole_core::registry::{
    request::{Method, Request},
    transport::{Response, Transport, TransportFault},
};
use tokio::task::yield_now;

use super::{ADDRESS, Fault, NAME, PATIENCE, Registry, When, answers::Answer};

/// An answer that comes whole, or breaks off.
pub(in crate::deletion) struct Coming {
    answer: Answer,
    is_cut: bool,
}

impl Registry {
    /// Answers, unless somebody is signed out or asks too much.
    fn refused(&self, number: usize) -> Option<Answer> {
        let mut held = self.change();
        if held.signed_until.is_some_and(|until| number >= until) {
            return Some(Answer::fault(401, "UNAUTHORIZED"));
        }
        let limit = held.limits.pop()?;
        let headers = limit.map(|seconds| ("retry-after", seconds.to_owned()));
        Some(Answer {
            headers: headers.into_iter().collect(),
            ..Answer::fault(429, "TOOMANYREQUESTS")
        })
    }

    fn answer(&self, request: &Request) -> Answer {
        let mut held = self.change();
        let mut answer = held.answer(request);
        if request.method == Method::Head {
            answer.body.clear();
        }
        let invariant = held
            .invariant
            .clone()
            .filter(|_| !request.method.only_reads());
        drop(held);
        if let Some(invariant) = invariant {
            invariant(&self.held());
        }
        answer
    }

    fn delay(&self) -> u64 {
        let mut held = self.change();
        let Some(dice) = &mut held.jitter else {
            return 1;
        };
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (*dice >> 33) % 5
    }

    async fn failed(&self, fault: Fault) -> Result<Coming, TransportFault> {
        match fault {
            Fault::Error => {
                let answer = Answer::fault(500, "UNKNOWN");
                let is_cut = false;
                return Ok(Coming { answer, is_cut });
            }
            Fault::Silence => return Err(TransportFault::NoAnswer),
            Fault::Hang => self.change().is_hopeless = true,
            Fault::Kill => self.change().is_killed = true,
            Fault::Cut => unreachable!("a cut has an answer"),
        }
        pending().await
    }
}

impl Transport for Registry {
    type Response = Coming;

    async fn send(&self, request: &Request) -> Result<Coming, TransportFault> {
        if !request.is_permitted() {
            return Err(TransportFault::NotPermitted);
        }
        // The others come in between.
        for _ in 0..self.delay() {
            yield_now().await;
        }
        let number = self.requests();
        let line = request.url.replace(&format!("{ADDRESS}/v2/{NAME}/"), "");
        let line = format!("{} {line}", request.method.as_str());
        self.change().log.push(line);
        let act = self.change().acts.remove(&number);
        if let Some(act) = act {
            act(&mut self.change());
        }
        if let Some(answer) = self.refused(number) {
            let is_cut = false;
            return Ok(Coming { answer, is_cut });
        }
        if self.held().dead_from.is_some_and(|from| number >= from) {
            return Err(TransportFault::NoAnswer);
        }
        let fault = self.change().faults.remove(&number);
        match fault {
            None => {
                let answer = self.answer(request);
                let is_cut = false;
                Ok(Coming { answer, is_cut })
            }
            Some((Fault::Cut, _)) => {
                let mut answer = self.answer(request);
                answer.body.truncate(answer.body.len() / 2);
                let is_cut = true;
                Ok(Coming { answer, is_cut })
            }
            Some((fault, When::Before)) => self.failed(fault).await,
            Some((fault, When::After)) => {
                self.answer(request);
                self.failed(fault).await
            }
        }
    }

    /// No clock: patience ends at once where nothing more will come, else never. A rest is short.
    async fn sleep(&self, duration: Duration) {
        if duration < PATIENCE {
            self.change().rests.push(duration);
            return;
        }
        poll_fn(|_| {
            let is_hopeless = std::mem::take(&mut self.change().is_hopeless);
            if is_hopeless {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }

    fn now(&self) -> Duration {
        Duration::from_secs(self.requests() as u64)
    }
}

impl Response for Coming {
    fn status(&self) -> u16 {
        self.answer.status
    }

    fn header(&self, name: &str) -> Option<String> {
        let mut headers = self.answer.headers.iter();
        let found = headers.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        let body = std::mem::take(&mut self.answer.body);
        if !body.is_empty() {
            return Ok(Some(body));
        }
        if self.is_cut {
            return Err(TransportFault::BrokenOff);
        }
        Ok(None)
    }
}
