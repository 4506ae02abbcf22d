//! What a registry lets somebody do, found out without doing it.

mod others;
mod real;

use porthole_core::{
    deletion::{
        ability::{Abilities, Ability, Why},
        probe::{Needs, probe},
    },
    registry::{
        client::RegistryClient, error::ErrorKind, permit::WriteSwitch, transport::Transport,
    },
};

use crate::open::repository;

const ALL: Needs = Needs {
    tag_removal: true,
    push: true,
};

/// A client that may write.
fn writing<T: Transport>(client: RegistryClient<T>) -> RegistryClient<T> {
    client.switched_by(WriteSwitch::configured(Some(false)))
}

async fn found<T: Transport>(client: &RegistryClient<T>, needs: Needs) -> Abilities {
    probe(client, &repository("gallery/ui"), needs, 0x5eed).await
}

fn kind_of(ability: &Ability) -> Option<&ErrorKind> {
    match ability {
        Ability::No(Why::SignIn(error)) | Ability::Unclear(error) => Some(&error.kind),
        _ => None,
    }
}
