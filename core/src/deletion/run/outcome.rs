//! What came of each task.

use crate::{
    deletion::{
        journal::{Mark, Noted},
        run::stored::is_other_stored,
    },
    oci::{digest::Digest, tag::Tag},
    registry::error::RegistryError,
};

/// What came of a task so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was sent.
    Waiting,
    /// A request is about to be answered, or was when the run broke off.
    UnderWay,
    /// The tombstone is put, and the tag not removed yet; why not, if that was tried.
    Half(Option<RegistryError>),
    /// It is done.
    Done,
    /// What it was to remove was not there any more.
    WasGone,
    /// It was not done, and nothing was sent for it.
    LeftOut(LeftOut),
    /// The registry refused it, and holds what it held.
    Failed(RegistryError),
    /// It was sent, and nothing tells what came of it.
    Unknown(RegistryError),
    /// The run ended before.
    NotTried,
}

/// Why a task was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Somebody moved the tag.
    TagMoved {
        /// The tag.
        tag: Tag,
        /// Where it led.
        from: Option<Digest>,
        /// Where it leads now, if that has a name.
        to: Option<Digest>,
    },
    /// A tag leads to it that the plan did not know.
    NewTag(Tag),
    /// An index lists it that the plan did not know.
    NewIndex(Digest),
    /// The task at this place was not done, and this one must not be before it.
    Needs(usize),
    /// Somebody put back what had been deleted before.
    Back,
    /// Nothing leads to it any more, so nothing tells who needs it.
    Adrift,
    /// The registry did not tell where a tag leads, or what there is.
    Unread(RegistryError),
    /// Not everything could be read that may need it.
    Unsure,
    /// Its bytes are not kept, and the registry does not have them.
    NoBytes(Digest),
}

impl Outcome {
    /// How it is noted.
    pub fn mark(&self) -> Mark {
        match self {
            Self::Waiting => Mark::Waiting,
            Self::UnderWay => Mark::UnderWay,
            Self::Half(_) => Mark::Half,
            Self::Done => Mark::Done,
            Self::WasGone => Mark::WasGone,
            Self::LeftOut(_) => Mark::LeftOut,
            Self::Failed(_) => Mark::Failed,
            Self::Unknown(_) => Mark::Unknown,
            Self::NotTried => Mark::NotTried,
        }
    }

    /// What it is when a run goes on: what may have been sent is asked about first.
    pub(super) fn going_on(mark: Mark) -> Self {
        match mark {
            Mark::Done => Self::Done,
            Mark::WasGone => Self::WasGone,
            Mark::Half => Self::Half(None),
            Mark::UnderWay | Mark::Failed | Mark::Unknown => Self::UnderWay,
            Mark::Waiting | Mark::LeftOut | Mark::NotTried => Self::Waiting,
        }
    }

    /// What went wrong, if it was a request.
    pub fn error(&self) -> Option<&RegistryError> {
        match self {
            Self::Half(error) => error.as_ref(),
            Self::Failed(error) | Self::Unknown(error) | Self::LeftOut(LeftOut::Unread(error)) => {
                Some(error)
            }
            _ => None,
        }
    }

    /// Why it is not done, in words; `title` tells an error.
    pub(in crate::deletion) fn words(
        &self,
        title: &dyn Fn(&RegistryError) -> String,
    ) -> Option<String> {
        match self {
            Self::LeftOut(why) => Some(why.words(title)),
            // That tells where it leads.
            Self::Half(Some(error)) if is_other_stored(error) => Some(title(error)),
            Self::Half(Some(error)) => {
                let title = title(error);
                Some(format!("{title}; it leads to an empty manifest now"))
            }
            outcome => outcome.error().map(title),
        }
    }

    /// As the journal has it; `title` tells an error in words.
    pub(super) fn noted(&self, title: &dyn Fn(&RegistryError) -> String) -> Noted {
        Noted {
            mark: self.mark(),
            words: self.words(title),
        }
    }
}

impl LeftOut {
    /// The reason in words; `title` tells an error.
    pub fn words(&self, title: &dyn Fn(&RegistryError) -> String) -> String {
        match self {
            Self::TagMoved { tag, to, .. } => {
                let to = to.as_ref().map(|digest| digest.short().to_owned());
                let to = to.unwrap_or_else(|| "something else".to_owned());
                format!("Somebody moved {tag}: it leads to {to} now")
            }
            Self::NewTag(tag) => format!("{tag} leads to it now"),
            Self::NewIndex(index) => format!("The index {} lists it now", index.short()),
            Self::Needs(_) => "What has to go before it is still there".to_owned(),
            Self::Back => "Somebody put it back".to_owned(),
            Self::Adrift => "Somebody removed its tags, and may need it otherwise".to_owned(),
            Self::Unread(error) => title(error),
            Self::Unsure => "Not everything could be read that may need it".to_owned(),
            Self::NoBytes(digest) => {
                format!("The manifest {} is neither there nor kept", digest.short())
            }
        }
    }
}
