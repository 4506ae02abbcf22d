//! What is known of a run while it goes, and afterwards.

use std::time::Duration;

use crate::{
    deletion::{keeper::NotKept, read::Progress, run::outcome::Outcome},
    format::{count, counted},
    oci::{digest::Digest, tag::Tag},
    registry::error::RegistryError,
};

/// More tags of which the same is told are counted.
const NAMED: usize = 4;

/// What is known of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// What it does now.
    pub phase: Phase,
    /// What came of each task.
    pub outcomes: Vec<Outcome>,
    /// How many requests changed something, or tried to.
    pub writes: usize,
    /// How long it went on.
    pub took: Duration,
    /// What became of the tags that it was not about; nothing where nothing was sent, and none of
    /// them was gone before.
    pub after: Option<Result<After, RegistryError>>,
}

/// What a run does now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing yet.
    Ready,
    /// It reads the repository again.
    Reading(Progress),
    /// It works at the task of this place.
    Working(usize),
    /// It waits, because the registry asked for that.
    Resting(Duration),
    /// It looks at what there is afterwards.
    Checking,
    /// Nothing any more.
    Ended(End),
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It came to every task.
    Whole,
    /// Somebody stopped it.
    Stopped,
    /// The registry, or the way there, allows nothing more.
    GivenUp(RegistryError),
    /// The journal could not be written: nothing is sent that is not in it.
    NotKept(NotKept),
}

/// What became of tags: of all that were to stay, and of those that were put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct After {
    /// How many lead where they led, or where they were put.
    pub unchanged: usize,
    /// Those that somebody moved; they were not touched.
    pub moved: Vec<Moved>,
    /// Those that had vanished and were put back.
    pub put_back: Vec<(Tag, Digest)>,
    /// Those that vanished and are gone.
    pub vanished: Vec<Vanished>,
    /// Those that were removed and are there all the same.
    pub still_there: Vec<Tag>,
    /// Those that were to stay and were gone before the first change.
    pub gone_before: Vec<Tag>,
    /// The manifests that were to stay, and went with their tags.
    pub taken_along: Vec<Digest>,
    /// How many that were to stay were not asked about.
    pub unasked: usize,
    /// Those of which the registry does not tell where they lead.
    pub unread: Vec<(Tag, RegistryError)>,
}

/// A tag that somebody moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The tag.
    pub tag: Tag,
    /// Where it led, or was put.
    pub from: Option<Digest>,
    /// Where it leads now, if that has a name.
    pub to: Option<Digest>,
}

/// A tag that vanished and was not put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vanished {
    /// The tag.
    pub tag: Tag,
    /// Where it led.
    pub digest: Digest,
    /// Why it was not put back.
    pub why: NotPutBack,
}

/// Why a tag was not put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPutBack {
    /// Somebody else deleted its manifest too.
    Deleted,
    /// The plan that was confirmed does not know that it led there.
    Unplanned,
    /// The registry refused it.
    Refused(RegistryError),
}

impl State {
    pub(super) fn of(outcomes: Vec<Outcome>) -> Self {
        Self {
            phase: Phase::Ready,
            outcomes,
            writes: 0,
            took: Duration::ZERO,
            after: None,
        }
    }

    /// How it ended, if it did.
    pub fn end(&self) -> Option<&End> {
        match &self.phase {
            Phase::Ended(end) => Some(end),
            _ => None,
        }
    }

    /// Whether all is done, and what was to stay did.
    pub fn is_whole(&self) -> bool {
        let after = self.after.as_ref();
        self.outcomes.iter().all(|outcome| outcome.mark().is_done())
            && after.is_none_or(|after| after.as_ref().is_ok_and(After::is_as_planned))
    }
}

impl After {
    /// Whether all is as the plan has it.
    pub fn is_as_planned(&self) -> bool {
        self.moved.is_empty()
            && self.put_back.is_empty()
            && self.vanished.is_empty()
            && self.still_there.is_empty()
            && self.taken_along.is_empty()
            && self.unread.is_empty()
    }

    /// Whether the registry did something else than it said.
    pub(in crate::deletion) fn is_belied(&self) -> bool {
        !self.still_there.is_empty() || !self.taken_along.is_empty()
    }

    /// What is told of single tags, in words.
    pub fn words(&self) -> Vec<String> {
        let moved = self.moved.iter().map(|moved| {
            let to = moved.to.as_ref().map_or("something else", Digest::short);
            format!("{} was moved by somebody: it leads to {to} now", moved.tag)
        });
        let put_back = self.put_back.iter().map(|(tag, digest)| {
            format!("{tag} had vanished and was put back to {}", digest.short())
        });
        let vanished = self.vanished.iter().map(|vanished| {
            let why = match vanished.why {
                NotPutBack::Deleted => "its manifest was deleted by somebody else",
                NotPutBack::Unplanned => "it was made or moved after the plan",
                NotPutBack::Refused(_) => "it could not be put back",
            };
            format!("{} vanished: {why}", vanished.tag)
        });
        let still_there = self.still_there.iter();
        let still_there = still_there.map(|tag| format!("{tag} is still there"));
        let unread = self.unread.iter();
        let unread = unread.map(|(tag, _)| format!("{tag} could not be read"));
        let taken_along = self.taken_along.iter().map(|digest| {
            let short = digest.short();
            format!("{short} was to stay: the registry deleted it with its tag")
        });
        let unasked = (self.unasked > 0).then(|| {
            let manifests = counted(self.unasked, "manifest", "manifests");
            let verb = if self.unasked == 1 { "was" } else { "were" };
            format!("{manifests} that {verb} to stay {verb} not asked about")
        });
        let gone = gone_before(&self.gone_before);
        let all = moved.chain(put_back).chain(vanished);
        all.chain(still_there)
            .chain(unread)
            .chain(taken_along)
            .chain(unasked)
            .chain(gone)
            .collect()
    }
}

fn gone_before(tags: &[Tag]) -> Option<String> {
    let first_few: Vec<&str> = tags.iter().take(NAMED).map(Tag::as_str).collect();
    let (last, others) = first_few.split_last()?;
    let names = match (tags.len().saturating_sub(NAMED), others) {
        (0, []) => return Some(format!("{last} was gone before the first change")),
        (0, _) => format!("{} and {last}", others.join(", ")),
        (more, _) => format!("{} and {} more", first_few.join(", "), count(more as u64)),
    };
    Some(format!("{names} were gone before the first change"))
}
