//! Reading what a repository holds, for a plan: where every tag leads, and what those manifests
//! list.

mod known;
mod manifests;
mod tags;

use std::pin::Pin;

use crate::{
    deletion::{plan::Selection, snapshot::Snapshot},
    oci::name::RepositoryName,
    registry::{
        client::RegistryClient,
        error::{ErrorKind, RegistryError, Subject},
        request::Method,
        transport::Transport,
    },
};

/// How many are asked for at a time: as many as the queue of a registry lets run. What only waits
/// there would take memory.
const AT_A_TIME: usize = 12;

/// How much was read of a repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many tags were asked where they lead.
    pub tags: usize,
    /// How many tags there are.
    pub of: usize,
    /// How many manifests were read.
    pub manifests: usize,
}

/// Reads what a plan for these needs to know of a repository. It ends when it is dropped.
///
/// # Errors
/// When the list of tags cannot be read, or something fails that makes all else fail too. A single
/// tag or manifest that cannot be read is part of the snapshot.
pub async fn read<T: Transport>(
    client: &RegistryClient<T>,
    repository: &RepositoryName,
    wanted: &Selection,
    progress: &dyn Fn(Progress),
) -> Result<Snapshot, RegistryError> {
    let mut told = Told {
        progress,
        so_far: Progress::default(),
    };
    let listed = tags::list(client, repository).await?;
    let illegible_tags = listed.illegible;
    let tags = tags::read(client, repository, listed.tags, &mut told).await?;
    let known = manifests::read(client, repository, (wanted, &tags), &mut told).await?;
    Ok(Snapshot {
        illegible_tags,
        manifests: known,
        tags: tags.targets,
    })
}

/// Something asked for, and what it was asked about.
type Asked<'a, K, V> = Pin<Box<dyn Future<Output = (K, Result<V, RegistryError>)> + 'a>>;

/// What is told while it is read.
struct Told<'a> {
    progress: &'a dyn Fn(Progress),
    so_far: Progress,
}

impl Told<'_> {
    fn tell(&mut self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.so_far);
        (self.progress)(self.so_far);
    }
}

/// How many in a row no registry answered for.
#[derive(Default)]
struct Silence(usize);

impl Silence {
    /// Takes an answer, and gives it back where others may do better.
    fn hear<V>(
        &mut self,
        answer: Result<V, RegistryError>,
    ) -> Result<Result<V, RegistryError>, RegistryError> {
        match &answer {
            // Behind a proxy a single answer may be one that this page may not read.
            Err(error) if is_silence(&error.kind) && self.0 < AT_A_TIME => self.0 += 1,
            Err(error) if is_silence(&error.kind) || ends_all(&error.kind) => {
                return Err(error.clone());
            }
            _ => self.0 = 0,
        }
        Ok(answer)
    }
}

fn is_silence(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NoAnswer | ErrorKind::TimedOut(_) | ErrorKind::NotARegistry(_)
    )
}

/// Whether every other request will end so too.
fn ends_all(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Unauthorized(_)
            | ErrorKind::WrongPassword
            | ErrorKind::PasswordsUnreadable
            | ErrorKind::NoPermission(_)
            | ErrorKind::TokenService(_)
            | ErrorKind::SignInNotAllowed
            | ErrorKind::RateLimited(_)
            | ErrorKind::Cancelled
            | ErrorKind::ReadOnly
    )
}

/// There is more of something than is read.
fn too_many(repository: &RepositoryName, subject: Subject, what: String) -> RegistryError {
    RegistryError {
        kind: ErrorKind::Malformed(format!("The repository has {what}.")),
        subject,
        method: Method::Get,
        path: format!("/v2/{repository}/tags/list"),
    }
}
