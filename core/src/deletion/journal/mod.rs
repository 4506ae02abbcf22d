//! The journal of a run: what it was to do, with all that puts it back, and how far it came. After
//! a fault it is the only truth; but what a registry holds is always asked of the registry.

mod read;
pub mod record;
pub mod standing;
mod states;
mod write;

use std::time::Duration;

use crate::{
    deletion::{
        journal::record::{Kind, Record, Work},
        steps::Action,
    },
    oci::timestamp::Timestamp,
};

pub(crate) use self::write::{name_of, states, written};

/// The format of both records.
const FORMAT: &str = "porthole.journal/1";

/// For how long it is kept.
pub const KEPT_FOR: Duration = Duration::from_hours(30 * 24);

/// What is known of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    /// What it was to do.
    pub record: Record,
    /// How far each of its tasks is.
    pub noted: Vec<Noted>,
    /// Whether it came to its end, and looked at what there is afterwards.
    pub has_ended: bool,
    /// What it told of tags that it was not about, in words.
    pub told: Vec<String>,
}

/// How far a task is, as it was noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// How far.
    pub mark: Mark,
    /// Why it is not done, in words.
    pub words: Option<String>,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Nothing was sent.
    Waiting,
    /// A request was about to be sent, or was.
    UnderWay,
    /// The tombstone is put, and the tag not removed.
    Half,
    /// It is done.
    Done,
    /// What it was to remove was not there any more.
    WasGone,
    /// It was not done, for a reason that was found before anything was sent.
    LeftOut,
    /// The registry refused it.
    Failed,
    /// It was sent, and nothing tells what came of it.
    Unknown,
    /// The run ended before.
    NotTried,
}

/// Why something is no journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidJournal(pub String);

impl Mark {
    pub(crate) const ALL: [(Self, char); 9] = [
        (Self::Waiting, 'w'),
        (Self::UnderWay, 'u'),
        (Self::Half, 'h'),
        (Self::Done, 'd'),
        (Self::WasGone, 'g'),
        (Self::LeftOut, 'l'),
        (Self::Failed, 'f'),
        (Self::Unknown, 'q'),
        (Self::NotTried, 'n'),
    ];

    /// Whether nothing is left to do.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::WasGone)
    }

    /// Whether nothing was changed by it.
    pub fn is_untouched(self) -> bool {
        matches!(self, Self::Waiting | Self::LeftOut | Self::NotTried)
    }
}

impl Journal {
    /// Reads both records. Without the second one nothing was sent, since it is written before the
    /// first request. What cannot be read of it is taken for unknown: the registry is asked then.
    ///
    /// # Errors
    /// When the first is no record of this format, or the second one belongs to another.
    pub fn read(plan: &str, states: Option<&str>) -> Result<Self, InvalidJournal> {
        let record = read::record(plan).map_err(InvalidJournal)?;
        let noted = vec![
            Noted {
                mark: Mark::Waiting,
                words: None,
            };
            record.tasks.len()
        ];
        let mut journal = Self {
            record,
            noted,
            has_ended: false,
            told: Vec::new(),
        };
        if let Some(states) = states {
            journal.read_states(plan, states)?;
        }
        Ok(journal)
    }

    /// How many tasks are not done.
    pub fn left(&self) -> usize {
        self.noted
            .iter()
            .filter(|noted| !noted.mark.is_done())
            .count()
    }

    /// Whether it broke off with something left to do.
    pub fn is_broken_off(&self) -> bool {
        !self.has_ended && self.left() > 0
    }

    /// What was not looked at afterwards, in words; nothing unless all else is done.
    pub fn unlooked(&self) -> Option<&'static str> {
        (!self.has_ended && self.left() == 0).then_some(match self.record.kind {
            Kind::Deletion { .. } => "what stays was not compared afterwards",
            Kind::Undo { .. } | Kind::Tagging => "what was put was not read again afterwards",
        })
    }

    /// Whether there may be something to take back. An undo is not undone, nor is a repair.
    pub fn may_undo(&self) -> bool {
        let is_undo = matches!(self.record.kind, Kind::Undo { .. });
        !is_undo
            && !self.record.is_repair()
            && self.noted.iter().any(|noted| !noted.mark.is_untouched())
    }

    /// Whether it is old enough to be forgotten.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        let kept = i64::try_from(KEPT_FOR.as_secs()).unwrap_or(i64::MAX);
        let begun = self.record.begun.map_or(0, Timestamp::unix_seconds);
        now.unix_seconds().saturating_sub(begun) > kept
    }

    /// The works of tasks that changed something, or may have.
    pub(crate) fn touched(&self) -> impl Iterator<Item = &Work> {
        let tasks = self.record.tasks.iter().zip(&self.noted);
        let touched = tasks.filter(|(_, noted)| !noted.mark.is_untouched());
        touched.map(|(task, _)| &task.work)
    }
}

impl Work {
    /// Whether it begins with a push.
    pub fn pushes(&self) -> bool {
        match self {
            Self::Remove(action) => action.pushes(),
            Self::PutManifest(_) | Self::PutTag { .. } => true,
        }
    }

    pub(crate) fn as_word(&self) -> &'static str {
        match self {
            Self::Remove(Action::DeleteManifest { .. }) => "delete",
            Self::Remove(Action::RemoveTag { .. }) => "untag",
            Self::PutManifest(_) => "put",
            Self::PutTag { .. } => "tag",
        }
    }
}
