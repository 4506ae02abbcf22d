//! Asking for every blob, each once, a few at a time.

use std::{mem::take, pin::Pin};

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use crate::{
    health::stored::Blobs,
    oci::name::RepositoryName,
    registry::{
        client::RegistryClient,
        error::{ErrorKind, RegistryError},
        stored::StoredBlob,
        transport::Transport,
    },
};

/// How many are asked for at a time: as many as the queue of a registry lets run.
const AT_A_TIME: usize = 12;

/// What was told of one blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The registry says whether it has it.
    Stored(StoredBlob),
    /// The registry answers, but where it gives this blob nothing does that may be read here.
    Unreadable,
    /// The registry, or its storage, refused to say.
    Refused(ErrorKind),
}

/// Asks for the blobs at these places and tells what comes of each; of none twice, and of none
/// after something that will befall all others too.
///
/// # Errors
/// When it makes no sense to go on: the registry does not answer, wants to know who asks, or
/// limits how much may be asked.
pub async fn ask<T: Transport>(
    client: &RegistryClient<T>,
    repository: &RepositoryName,
    blobs: &Blobs,
    places: Vec<usize>,
    told: &dyn Fn(usize, Told),
) -> Result<(), RegistryError> {
    let mut asking = Asking {
        begin: &|place| {
            let digest = &blobs.list[place].digest;
            Box::pin(
                async move { Step::Asked(place, client.blob_stored(repository, digest).await) },
            )
        },
        ping: &|| Box::pin(async { Step::Pinged(client.ping().await) }),
        told,
        left: places.into_iter(),
        running: FuturesUnordered::new(),
        silent: Vec::new(),
        is_pinging: false,
        most_silent: 1,
    };
    asking.run().await
}

/// Whether every other request will end so too.
pub(super) fn ends_all(kind: &ErrorKind) -> bool {
    !matches!(
        kind,
        ErrorKind::Denied(_)
            | ErrorKind::Refused(_)
            | ErrorKind::ServerFault(_)
            | ErrorKind::NameUnknown
            | ErrorKind::ManifestUnknown
            | ErrorKind::BlobUnknown
            | ErrorKind::BrokenOff
            | ErrorKind::Malformed(_)
            | ErrorKind::TooLarge(_)
    )
}

type Running<'a> = Pin<Box<dyn Future<Output = Step> + 'a>>;

enum Step {
    Asked(usize, Result<StoredBlob, RegistryError>),
    Pinged(Result<(), RegistryError>),
}

struct Asking<'a> {
    begin: &'a dyn Fn(usize) -> Running<'a>,
    ping: &'a dyn Fn() -> Running<'a>,
    told: &'a dyn Fn(usize, Told),
    left: std::vec::IntoIter<usize>,
    running: FuturesUnordered<Running<'a>>,
    /// Those that nothing answered for. Whether it is the registry or only its storage that is
    /// silent, the registry's root tells.
    silent: Vec<usize>,
    is_pinging: bool,
    most_silent: usize,
}

impl Asking<'_> {
    async fn run(&mut self) -> Result<(), RegistryError> {
        loop {
            self.fill();
            match self.running.next().await {
                Some(Step::Asked(place, asked)) => self.asked(place, asked)?,
                Some(Step::Pinged(answer)) => self.pinged(answer)?,
                None => return Ok(()),
            }
        }
    }

    /// Nothing new is asked for before it is known that the registry is there.
    fn fill(&mut self) {
        while !self.is_pinging && self.running.len() < AT_A_TIME {
            let is_last = self.running.is_empty() && self.left.len() == 0;
            let is_time = self.silent.len() >= self.most_silent;
            if is_time || (is_last && !self.silent.is_empty()) {
                self.is_pinging = true;
                self.running.push((self.ping)());
            } else if let Some(place) = self.left.next() {
                self.running.push((self.begin)(place));
            } else {
                return;
            }
        }
    }

    fn asked(
        &mut self,
        place: usize,
        asked: Result<StoredBlob, RegistryError>,
    ) -> Result<(), RegistryError> {
        let told = match asked {
            Ok(stored) => Told::Stored(stored),
            // With a password across origins a silent storage looks like a forbidden password.
            Err(RegistryError {
                kind: ErrorKind::NoAnswer | ErrorKind::SignInNotAllowed,
                ..
            }) => {
                self.silent.push(place);
                return Ok(());
            }
            Err(error) if ends_all(&error.kind) => return Err(error),
            Err(error) => Told::Refused(error.kind),
        };
        (self.told)(place, told);
        Ok(())
    }

    fn pinged(&mut self, answer: Result<(), RegistryError>) -> Result<(), RegistryError> {
        match answer {
            Err(error) if ends_all(&error.kind) => return Err(error),
            _ => {}
        }
        self.is_pinging = false;
        self.most_silent = AT_A_TIME;
        for place in take(&mut self.silent) {
            (self.told)(place, Told::Unreadable);
        }
        Ok(())
    }
}
