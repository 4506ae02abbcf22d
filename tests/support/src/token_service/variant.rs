//! The ways in which a token service answers.

/// A token service among those at one origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Does as it should.
    Right,
    /// Refuses every password.
    Wrong,
    /// Gives tokens that have ended.
    Expired,
    /// Gives tokens for less than was asked for.
    Narrow,
    /// Answers with a web page.
    Html,
    /// Answers without a token.
    Empty,
    /// Leads to another origin.
    Redirect,
    /// Does not let pages of other origins read what it answers.
    WithoutCors,
    /// Gives tokens that end after two seconds.
    Brief,
}

impl Variant {
    /// All that there are.
    pub const ALL: [Self; 9] = [
        Self::Right,
        Self::Wrong,
        Self::Expired,
        Self::Narrow,
        Self::Html,
        Self::Empty,
        Self::Redirect,
        Self::WithoutCors,
        Self::Brief,
    ];

    /// Its path, without the first slash.
    pub fn path(self) -> &'static str {
        match self {
            Self::Right => "token",
            Self::Wrong => "wrong",
            Self::Expired => "expired",
            Self::Narrow => "narrow",
            Self::Html => "html",
            Self::Empty => "empty",
            Self::Redirect => "redirect",
            Self::WithoutCors => "without-cors",
            Self::Brief => "brief",
        }
    }

    pub(super) fn at(path: &str) -> Option<Self> {
        let path = path.strip_prefix('/')?;
        Self::ALL.into_iter().find(|variant| variant.path() == path)
    }
}
