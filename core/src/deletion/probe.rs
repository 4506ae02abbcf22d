//! What a registry lets somebody do, found out before they do it: with a digest that no content
//! has and a tag that nobody has, so that nothing can come of it.

use crate::{
    deletion::{
        ability::{Abilities, Ability, TagAbility, TagAnswer},
        advice::{Greeting, Software},
    },
    oci::{
        media_type::{MediaType, OCI_INDEX},
        name::RepositoryName,
    },
    registry::{
        client::{Ask, RegistryClient},
        delete::Removed,
        error::{ErrorKind, RegistryError},
        manifest::ManifestAddress,
        permit::{WritePermit, Writes, nobodys_digest, nobodys_tag},
        request::ManifestBody,
        transport::Transport,
    },
};

/// What is to be found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Whether tags are to go whose manifests stay.
    pub tag_removal: bool,
    /// Whether something is to be pushed: a tag, or what an undo puts back.
    pub push: bool,
}

/// Asks a registry what may be done in a repository. Nothing comes of it. `unique` is a number
/// that was never used before.
pub async fn probe<T: Transport>(
    client: &RegistryClient<T>,
    repository: &RepositoryName,
    needs: Needs,
    unique: u128,
) -> Abilities {
    let nothing = Writes::of_nothing(&client.reach().address, repository);
    let Some(permit) = client.switch().permit(nothing) else {
        return Abilities::of_a_reader(needs, client.switch().may_turn());
    };
    let probe = Probe {
        client,
        repository,
        permit,
    };
    probe.ask(needs, unique).await
}

struct Probe<'a, T> {
    client: &'a RegistryClient<T>,
    repository: &'a RepositoryName,
    permit: WritePermit,
}

impl<T: Transport> Probe<'_, T> {
    async fn ask(&self, needs: Needs, unique: u128) -> Abilities {
        let greeting = self.greeting().await;
        // Where the root answers across origins and something else does not, it is the browser
        // that keeps that back.
        let is_kept_back = self.client.reach().cross_origin && answers(&greeting);
        let nobody = ManifestAddress::Digest(nobodys_digest());
        let delete = Ability::of_deletion(self.remove(&nobody).await, is_kept_back);
        let mut tag = None;
        if needs.tag_removal {
            let nobody = ManifestAddress::Tag(nobodys_tag(unique));
            tag = Some(TagAnswer::of(self.remove(&nobody).await));
        }
        let needs_tombstone = needs.tag_removal && tag != Some(TagAnswer::Does);
        let push = if needs.push || needs_tombstone {
            Ability::of_push(self.push().await, is_kept_back)
        } else {
            Ability::Unasked
        };
        Abilities {
            software: Software::of(greeting.as_ref().ok(), tag),
            tag: TagAbility::of(tag, &delete, &push),
            delete,
            push,
        }
    }

    /// What the root says.
    async fn greeting(&self) -> Result<Greeting, RegistryError> {
        let ask = Ask {
            headers: &["content-type"],
            ..Ask::ping()
        };
        let answer = self.client.get(ask).await?;
        Ok(Greeting {
            content_type: answer.header("content-type").map(ToOwned::to_owned),
            body: answer.body,
        })
    }

    async fn remove(&self, address: &ManifestAddress) -> Result<Removed, RegistryError> {
        let removing = self
            .client
            .delete_manifest(self.repository, address, &self.permit);
        removing.await
    }

    /// Nothing that is put there can have that digest.
    async fn push(&self) -> Result<(), RegistryError> {
        let nobody = ManifestAddress::Digest(nobodys_digest());
        let body = ManifestBody::new(MediaType::of(OCI_INDEX), b"{}".as_slice().into());
        let putting = self
            .client
            .put_manifest(self.repository, &nobody, &body, &self.permit);
        putting.await
    }
}

fn answers(greeting: &Result<Greeting, RegistryError>) -> bool {
    let Err(error) = greeting else {
        return true;
    };
    matches!(
        error.kind,
        ErrorKind::Unauthorized(_)
            | ErrorKind::WrongPassword
            | ErrorKind::NoPermission(_)
            | ErrorKind::Denied(_)
            | ErrorKind::Refused(_)
            | ErrorKind::ServerFault(_)
            | ErrorKind::RateLimited(_)
    )
}
