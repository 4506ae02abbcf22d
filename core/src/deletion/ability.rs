//! What a registry lets somebody do, and if it does not, why.

use crate::{
    deletion::{advice::Software, plan::TagRemoval, probe::Needs},
    registry::{
        delete::Removed,
        error::{Answered, ErrorKind, RegistryError},
    },
};

/// What may be done in a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// To delete manifests.
    pub delete: Ability,
    /// To remove a tag whose manifest stays.
    pub tag: TagAbility,
    /// To push manifests.
    pub push: Ability,
    /// What the registry seems to be.
    pub software: Software,
}

/// Whether something may be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ability {
    /// Nobody needs it.
    Unasked,
    /// It may.
    Yes,
    /// It may not.
    No(Why),
    /// What was answered tells neither.
    Unclear(RegistryError),
}

/// Why something may not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// This page only reads; whether somebody may turn that.
    ReadOnlyHere {
        /// Whether somebody may.
        may_turn: bool,
    },
    /// The registry does not do it, and says so.
    Unsupported,
    /// It, or a proxy before it, only reads.
    ReadOnlyThere,
    /// It wants to know who asks, or whoever signed in lacks the right.
    SignIn(RegistryError),
    /// Whoever asks may not.
    Denied(Answered),
    /// The browser asks the registry for permission first, and is refused.
    Preflight,
}

/// Whether a tag can be removed whose manifest stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagAbility {
    /// Nobody needs it.
    Unasked,
    /// It can, in this way.
    By(TagRemoval),
    /// It cannot: the registry removes no tag alone, and what a tombstone takes is missing too.
    No {
        /// What is missing.
        lacks: What,
        /// Why.
        ability: Ability,
    },
}

/// Something that may be done or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// To delete manifests.
    Delete,
    /// To push manifests.
    Push,
}

/// What was answered to the removal of a tag that nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TagAnswer {
    Does,
    DoesNot,
    /// It does not, in the words of distribution 2.
    DoesNotAsDistribution2,
    Unclear,
}

impl Abilities {
    /// Nothing that is needed may be done where nothing is written.
    pub(crate) fn of_a_reader(needs: Needs, may_turn: bool) -> Self {
        let no = Ability::No(Why::ReadOnlyHere { may_turn });
        let if_needed = |is_needed: bool| {
            if is_needed {
                no.clone()
            } else {
                Ability::Unasked
            }
        };
        let tag = needs.tag_removal.then(|| TagAbility::No {
            lacks: What::Delete,
            ability: no.clone(),
        });
        Self {
            delete: no.clone(),
            tag: tag.unwrap_or(TagAbility::Unasked),
            push: if_needed(needs.push),
            software: Software::Unknown,
        }
    }
}

impl Ability {
    /// Reads the answer to a deletion of nothing. `is_kept_back`: if none came, the browser kept
    /// the request back.
    pub(crate) fn of_deletion(answer: Result<Removed, RegistryError>, is_kept_back: bool) -> Self {
        match answer {
            Ok(_) => Self::Yes,
            Err(error) => Self::refused(error, is_kept_back),
        }
    }

    /// Reads the answer to a push that can only be refused.
    pub(crate) fn of_push(answer: Result<(), RegistryError>, is_kept_back: bool) -> Self {
        match answer {
            Ok(()) => Self::Yes,
            Err(error) => match &error.kind {
                // It looked at what came, and that was wrong.
                ErrorKind::Refused(answered)
                    if matches!(answered.status, 400 | 413 | 415 | 422) =>
                {
                    Self::Yes
                }
                _ => Self::refused(error, is_kept_back),
            },
        }
    }

    fn refused(error: RegistryError, is_kept_back: bool) -> Self {
        match &error.kind {
            ErrorKind::Refused(answered) if answered.status == 405 => {
                // A router that refuses a method has no registry's words.
                let is_worded = !answered.faults.is_empty();
                Self::No(if is_worded {
                    Why::Unsupported
                } else {
                    Why::ReadOnlyThere
                })
            }
            ErrorKind::Denied(answered) => Self::No(Why::Denied(answered.clone())),
            ErrorKind::Unauthorized(_)
            | ErrorKind::WrongPassword
            | ErrorKind::PasswordsUnreadable
            | ErrorKind::NoPermission(_)
            | ErrorKind::TokenService(_) => Self::No(Why::SignIn(error)),
            ErrorKind::NoAnswer | ErrorKind::SignInNotAllowed if is_kept_back => {
                Self::No(Why::Preflight)
            }
            _ => Self::Unclear(error),
        }
    }
}

impl TagAnswer {
    pub(crate) fn of(answer: Result<Removed, RegistryError>) -> Self {
        match answer.map_err(|error| error.kind) {
            Ok(_) => Self::Does,
            Err(ErrorKind::Refused(answered)) if answered.has("DIGEST_INVALID") => {
                Self::DoesNotAsDistribution2
            }
            Err(ErrorKind::Refused(answered)) if matches!(answered.status, 400 | 405 | 501) => {
                Self::DoesNot
            }
            Err(_) => Self::Unclear,
        }
    }
}

impl TagAbility {
    /// Where the registry removes no tag alone, a tombstone takes a push and a deletion.
    pub(crate) fn of(tag: Option<TagAnswer>, delete: &Ability, push: &Ability) -> Self {
        let lacks = |lacks: What, ability: &Ability| Self::No {
            lacks,
            ability: ability.clone(),
        };
        match (tag, delete, push) {
            (None, ..) => Self::Unasked,
            (Some(TagAnswer::Does), ..) => Self::By(TagRemoval::Request),
            (_, Ability::Yes, Ability::Yes) => Self::By(TagRemoval::Tombstone),
            (_, Ability::Yes, _) => lacks(What::Push, push),
            _ => lacks(What::Delete, delete),
        }
    }
}
