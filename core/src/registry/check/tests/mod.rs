//! Each class from what was seen; the lines; the cures.

mod classes;
mod cures;
mod shown;
mod written;

use crate::registry::{
    address::RegistryAddress,
    check::{
        asked::{Asked, Intent, Known, Page, Password},
        observed::{Blob, Exposed, Observed},
        probe::{Head, Seen},
    },
    client::{Patience, Reach},
    request::Credentials,
};

pub(super) const PAGE: &str = "https://ui.example.com";
pub(super) const REGISTRY: &str = "https://registry.example.com:5000";

pub(super) fn known(page: &str, registry: &str) -> Known {
    let address = RegistryAddress::parse(registry).unwrap();
    Known {
        reach: Reach {
            cross_origin: address.origin() != page,
            address,
            credentials: Credentials::Omit,
            patience: Patience::default(),
        },
        page: Page {
            origin: page.to_owned(),
            is_online: true,
        },
        asked: Asked {
            password: Password::No,
            intent: Intent::Browse,
        },
        signed_in: None,
        is_read_only: false,
        may_turn: true,
    }
}

/// The same, for somebody else.
pub(super) fn asking(known: Known, password: Password, intent: Intent) -> Known {
    Known {
        asked: Asked { password, intent },
        ..known
    }
}

pub(super) fn answer(status: u16, challenge: Option<&str>) -> Seen {
    Seen::Answer(Head {
        status,
        challenge: challenge.map(ToOwned::to_owned),
        ..Head::default()
    })
}

/// A registry from which nothing is kept from a page.
pub(super) fn open() -> Observed {
    let ok = || Some(answer(200, None));
    Observed {
        reached: Some(Seen::Opaque),
        read: ok(),
        accept: ok(),
        registry: Some(Ok(())),
        catalog: Some(Ok(())),
        link: Some(Exposed::There),
        digest: Some(Exposed::There),
        blob: Some(Blob::Read),
        is_done: true,
        ..Observed::default()
    }
}

/// Distribution with a password, which allows all that it can.
pub(super) fn protected() -> Observed {
    let refused = || Some(answer(401, Some("Basic realm=\"r\"")));
    Observed {
        reached: Some(Seen::Opaque),
        read: refused(),
        authorization: Some(Seen::Nothing),
        accept: Some(Seen::Nothing),
        is_done: true,
        ..Observed::default()
    }
}

/// A registry of which nothing can be read.
pub(super) fn shut() -> Observed {
    Observed {
        reached: Some(Seen::Opaque),
        read: Some(Seen::Nothing),
        unfollowed: Some(Seen::Nothing),
        is_done: true,
        ..Observed::default()
    }
}
