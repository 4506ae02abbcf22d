//! What decides: what somebody wants, and where their page is.

use crate::registry::{address::RegistryAddress, address::Scheme, client::Reach};

/// What somebody says about the registry and wants of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Whether the registry asks for a password.
    pub password: Password,
    /// What they want to do.
    pub intent: Intent,
}

/// Whether a registry asks for a password, as somebody remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Password {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// They do not know.
    #[default]
    NotSure,
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Intent {
    /// Look at what there is.
    #[default]
    Browse,
    /// Delete and tag, too.
    AlsoDelete,
}

/// The page that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its origin, as the browser writes it.
    pub origin: String,
    /// Whether the browser believes to be on a network.
    pub is_online: bool,
}

impl Page {
    /// Where it came from; nothing for a file, whose origin is `null`.
    pub(crate) fn address(&self) -> Option<RegistryAddress> {
        let has_host = self.origin.contains("://");
        RegistryAddress::parse(&self.origin)
            .ok()
            .filter(|_| has_host)
    }
}

/// All that is known before anything is asked.
#[derive(Clone, Debug)]
pub struct Known {
    /// How the registry is reached.
    pub reach: Reach,
    /// The page that asks.
    pub page: Page,
    /// What somebody wants.
    pub asked: Asked,
    /// Who signed in, as the page shows it.
    pub signed_in: Option<String>,
    /// Whether nothing but reading may be sent.
    pub is_read_only: bool,
    /// Whether somebody may turn that.
    pub may_turn: bool,
}

impl Known {
    /// Where the registry is.
    pub(crate) fn address(&self) -> &RegistryAddress {
        &self.reach.address
    }

    pub(crate) fn wants_to_delete(&self) -> bool {
        self.asked.intent == Intent::AlsoDelete
    }

    /// Whether deleting is wanted and, as long as the page is read-only, not tried.
    pub(crate) fn leaves_deleting(&self) -> bool {
        self.wants_to_delete() && self.is_read_only
    }

    /// Whether the browser refuses by itself: an https page does not read plain http, other than
    /// of this computer.
    pub(crate) fn is_mixed(&self) -> bool {
        self.page.origin.starts_with("https:")
            && self.address().scheme() == Scheme::Http
            && !self.address().is_this_computer()
    }
}
