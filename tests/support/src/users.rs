//! Who signs in at the registries and token services of tests.

use serde::Serialize;

/// Somebody with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// The name.
    pub name: &'static str,
    /// The password.
    pub password: &'static str,
}

/// Her password holds what is easily sent wrong: a colon, a space, letters beyond ASCII.
pub const ALICE: User = User {
    name: "alice",
    password: "grüne Tür: 4711 €",
};

/// Where rights differ, he has fewer than Alice.
pub const BOB: User = User {
    name: "bob",
    password: "tin-whistle-42",
};

/// Everybody who has a password.
pub const USERS: [User; 2] = [ALICE, BOB];
