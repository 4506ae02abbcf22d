//! Whether there is a registry.

use crate::registry::{
    client::{Ask, RegistryClient},
    error::{RegistryError, Subject},
    queue::Priority,
    request::{Cache, Method},
    transport::Transport,
};

impl Ask<'_> {
    /// Asks `/v2/`.
    pub(crate) fn ping() -> Self {
        Self {
            method: Method::Get,
            subject: Subject::Ping,
            path: "/v2/".to_owned(),
            accept: None,
            cache: Cache::NoStore,
            priority: Priority::OnScreen,
            limit: 1 << 20,
            headers: &["www-authenticate"],
            write: None,
        }
    }
}

impl<T: Transport> RegistryClient<T> {
    /// Asks `/v2/`. Any answer will do that is no web page: registries answer `{}`, `true` or
    /// nothing.
    ///
    /// # Errors
    /// When nothing answers, or what answers is no registry or wants to know who asks.
    pub async fn ping(&self) -> Result<(), RegistryError> {
        self.get(Ask::ping()).await.map(|_| ())
    }
}
