//! Reading blobs in workers. The page asks for the place in the queue and signs the request; the
//! worker sends it, and hands an answer that refuses back before any byte of a blob was read.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use porthole_core::{
    integrity::blob::measured::{self, Measured},
    registry::{
        blob::blob_error,
        client::RegistryClient,
        error::ErrorKind,
        record::{Answer, End, Sent},
        request::Request,
        transport::{Response, Transport, TransportFault},
    },
    verification::blob::{BlobFault, BlobJob, BlobProgress, BlobReader},
};

use crate::{
    transport::{
        BrowserTransport,
        log::{self, Entry},
    },
    workers::{
        message::{FromWorker, Head, Job, ToWorker},
        pool,
        worker::Worker,
    },
};

thread_local! {
    static JOBS: Cell<u64> = const { Cell::new(0) };
}

/// Reads blobs in workers.
pub(crate) struct WorkerReader {
    client: Rc<RegistryClient<BrowserTransport>>,
}

/// Sends the request of one job from a worker.
struct WorkerTransport<'a> {
    job: &'a BlobJob,
    /// Why the worker failed, where it did: a transport has no words for it.
    failure: RefCell<Option<String>>,
}

/// An answer that a worker reads.
struct WorkerResponse {
    head: Head,
    worker: Option<Worker>,
    number: u64,
    entry: Entry,
}

impl WorkerReader {
    /// Reads blobs of the registry that this client asks.
    pub(crate) fn new(client: Rc<RegistryClient<BrowserTransport>>) -> Self {
        Self { client }
    }
}

impl Drop for WorkerReader {
    fn drop(&mut self) {
        pool::clear();
    }
}

impl BlobReader for WorkerReader {
    async fn measure(
        &self,
        job: &BlobJob,
        progress: &dyn Fn(BlobProgress),
    ) -> Result<Measured, BlobFault> {
        let transport = WorkerTransport {
            job,
            failure: RefCell::new(None),
        };
        let digest = &job.expectation.digest;
        let opened = self
            .client
            .blob_over(&transport, &job.repository, digest)
            .await;
        let (response, _place) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                let failure = transport.failure.take().map(BlobFault::Worker);
                return Err(failure.unwrap_or(BlobFault::Registry(error)));
            }
        };
        let patience = self.client.reach().patience.others;
        let measured = response.measured(progress, patience).await;
        measured.map_err(|fault| match fault {
            Fault::Worker(words) => BlobFault::Worker(words),
            Fault::Hangs => {
                let hangs = ErrorKind::TimedOut(patience);
                BlobFault::Registry(blob_error(hangs, &job.repository, digest))
            }
        })
    }
}

/// Why nothing was measured.
enum Fault {
    Worker(String),
    /// No byte came for too long.
    Hangs,
}

impl Transport for WorkerTransport<'_> {
    type Response = WorkerResponse;

    async fn send(&self, request: &Request) -> Result<WorkerResponse, TransportFault> {
        if !request.method.only_reads() {
            return Err(TransportFault::NotPermitted);
        }
        let worker = match pool::take().await {
            Ok(worker) => worker,
            Err(words) => return Err(self.failed(words)),
        };
        let url = log::absolute(&request.url);
        let mut entry = Entry::begin(Sent::request(request, &url));
        let number = JOBS.replace(JOBS.get() + 1);
        let job = Job {
            number,
            request: Request {
                url,
                ..request.clone()
            },
            expectation: self.job.expectation.clone(),
            depth: self.job.depth,
        };
        match begin(worker, job).await {
            Ok(Some((worker, head))) => {
                entry.answered(
                    Answer::Status(head.status),
                    head.digest(),
                    head.was_redirected,
                );
                Ok(WorkerResponse {
                    head,
                    worker: Some(worker),
                    number,
                    entry,
                })
            }
            Ok(None) => {
                entry.end(End::NoAnswer);
                Err(TransportFault::NoAnswer)
            }
            Err(words) => Err(self.failed(words)),
        }
    }

    async fn sleep(&self, duration: Duration) {
        BrowserTransport.sleep(duration).await;
    }

    fn now(&self) -> Duration {
        BrowserTransport.now()
    }
}

impl WorkerTransport<'_> {
    fn failed(&self, words: String) -> TransportFault {
        self.failure.replace(Some(words));
        TransportFault::Cancelled
    }
}

/// The head of the answer; nothing where there is none.
async fn begin(mut worker: Worker, job: Job) -> Result<Option<(Worker, Head)>, String> {
    let number = job.number;
    worker.tell(&ToWorker::Read(Box::new(job)))?;
    loop {
        match worker.next().await? {
            FromWorker::Head(of, head) if of == number => return Ok(Some((worker, head))),
            FromWorker::NoAnswer(of) if of == number => {
                pool::give_back(worker);
                return Ok(None);
            }
            // Late words of another job.
            _ => {}
        }
    }
}

impl Head {
    fn digest(&self) -> Option<String> {
        self.header("docker-content-digest")
    }

    fn header(&self, name: &str) -> Option<String> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }
}

impl WorkerResponse {
    /// What the worker found in the body.
    async fn measured(
        mut self,
        progress: &dyn Fn(BlobProgress),
        patience: Duration,
    ) -> Result<Measured, Fault> {
        self.entry.reading();
        let mut moved = BrowserTransport.now();
        loop {
            let Some(worker) = &mut self.worker else {
                return Err(Fault::Worker("It is gone.".to_owned()));
            };
            match worker.sign().await.map_err(Fault::Worker)? {
                FromWorker::Progress(of, now) if of == self.number => {
                    self.entry.has_read(now.taken);
                    moved = BrowserTransport.now();
                    progress(now);
                }
                FromWorker::Measured(of, measured) if of == self.number => {
                    self.entry.has_read(measured.size());
                    self.entry.end(end_of(&measured));
                    self.give_back();
                    return Ok(measured);
                }
                _ if BrowserTransport.now().saturating_sub(moved) > patience => {
                    return Err(Fault::Hangs);
                }
                _ => {}
            }
        }
    }

    fn give_back(&mut self) {
        if let Some(worker) = self.worker.take() {
            pool::give_back(worker);
        }
    }
}

fn end_of(measured: &Measured) -> End {
    match measured.end() {
        measured::End::Whole => End::Whole,
        measured::End::BrokenOff => End::BrokenOff,
        measured::End::Stopped => End::GivenUp,
    }
}

impl Response for WorkerResponse {
    fn status(&self) -> u16 {
        self.head.status
    }

    fn header(&self, name: &str) -> Option<String> {
        self.head.header(name)
    }

    /// The body of an answer that refuses, whole; a blob is not handed over.
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        loop {
            let Some(worker) = &mut self.worker else {
                return Ok(None);
            };
            match worker.next().await {
                Ok(FromWorker::Refusal(of, body)) if of == self.number => {
                    self.entry.has_read(body.len() as u64);
                    self.entry.end(End::Whole);
                    self.give_back();
                    return Ok(Some(body.into_bytes()));
                }
                Ok(_) => {}
                Err(_) => return Err(TransportFault::BrokenOff),
            }
        }
    }
}
