//! What came of a run, in words.

use crate::{
    deletion::{
        journal::{
            Mark, Noted,
            record::{Kind, Record, Task, Work},
        },
        run::{
            outcome::Outcome,
            state::{After, End, State},
        },
        steps::Action,
        words::shortened,
    },
    format::{count, counted},
    oci::{digest::Digest, tag::Tag},
    registry::error::RegistryError,
    versions::helper::Helper,
};

/// What came of a tag that led to an empty manifest already.
const FINISHED: &str = "its removal is finished";
/// More tags of one manifest are counted.
const TAGS: usize = 4;

/// A line of what came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about: a tag, or a manifest.
    pub name: String,
    /// How far it is.
    pub mark: Mark,
    /// What that is called.
    pub word: &'static str,
    /// More about it.
    pub words: String,
}

/// What was counted of a run.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    images: usize,
    tags: usize,
    manifests: usize,
    /// Tags that an undo removed again.
    removed: usize,
    /// What was not there any more.
    gone: usize,
    /// Tags that lead to a tombstone.
    half: usize,
    /// Tasks of which nothing tells what came of them.
    unknown: usize,
    left: usize,
}

impl Counts {
    /// Whether all was gone before.
    fn is_of_gone(self) -> bool {
        self.gone > 0 && self.images + self.tags + self.manifests + self.removed == 0
    }
}

impl Record {
    /// What a run came to, in one line.
    pub fn headline(&self, state: &State) -> String {
        let counts = self.counts(&state.outcomes);
        let done = self.done(counts);
        let after = state.after.iter().flatten();
        let is_belied = after.into_iter().any(After::is_belied);
        match (state.end(), counts.left) {
            (Some(End::Whole), 0) if !is_belied && counts.is_of_gone() => {
                format!("Nothing was left to do: {done}")
            }
            (Some(End::Whole), 0) if !is_belied => format!("Done: {done}"),
            (Some(End::Stopped), _) => format!("Stopped: {done}"),
            (Some(_), _) => format!("Not all was done: {done}"),
            (None, _) => match self.kind {
                Kind::Undo { .. } => "Putting back…".to_owned(),
                Kind::Deletion { .. } => "Deleting…".to_owned(),
                Kind::Tagging => "Tagging…".to_owned(),
            },
        }
    }

    fn counts(&self, outcomes: &[Outcome]) -> Counts {
        let mut counts = Counts::default();
        for (task, outcome) in self.tasks.iter().zip(outcomes) {
            let mark = outcome.mark();
            if !mark.is_done() {
                counts.left += 1;
                counts.half += usize::from(mark == Mark::Half);
                counts.unknown += usize::from(matches!(mark, Mark::Unknown | Mark::UnderWay));
                continue;
            }
            if mark == Mark::WasGone {
                counts.gone += 1;
            } else if matches!(self.kind, Kind::Undo { .. }) && matches!(task.work, Work::Remove(_))
            {
                counts.removed += 1;
            } else if is_beside(&task.work) {
                counts.manifests += 1;
            } else if self.finishes(&task.work) {
                counts.tags += 1;
            } else if task.work.deleted().is_some() {
                counts.images += 1;
            } else {
                counts.tags += 1;
            }
        }
        counts
    }

    fn done(&self, counts: Counts) -> String {
        let (images, tags, manifests) = match self.kind {
            Kind::Deletion { .. } => ("deleted", "removed", "deleted"),
            Kind::Undo { .. } => ("deleted", "put back", "put back"),
            Kind::Tagging => ("deleted", "put", "put"),
        };
        let parts = [
            (counts.images, "image", "images", images),
            (counts.tags, "tag", "tags", tags),
            (counts.manifests, "manifest", "manifests", manifests),
            (counts.removed, "tag", "tags", "removed"),
            (counts.half, "tag", "tags", "half removed"),
        ];
        let is_told = |part: &&(usize, &str, &str, &str)| part.0 > 0;
        let told = parts.iter().filter(is_told);
        let told =
            told.map(|(number, one, many, verb)| format!("{} {verb}", counted(*number, one, many)));
        let mut told: Vec<String> = told.collect();
        match counts.gone {
            0 => {}
            1 => told.push("1 was gone already".to_owned()),
            number => told.push(format!("{} were gone already", count(number as u64))),
        }
        if counts.unknown > 0 {
            let steps = counted(counts.unknown, "step", "steps");
            told.push(format!("nothing tells what came of {steps}"));
        }
        if told.is_empty() {
            return "nothing was changed".to_owned();
        }
        told.join(", ")
    }

    /// What came of each task; those of manifests without tags, of which all went well, together.
    /// `title` tells an error in words.
    pub fn lines(&self, state: &State, title: &dyn Fn(&RegistryError) -> String) -> Vec<Line> {
        let mut lines = Vec::new();
        let (mut together, mut gone) = (0, 0);
        for (task, outcome) in self.tasks.iter().zip(&state.outcomes) {
            match outcome.mark() {
                Mark::Done if is_beside(&task.work) => together += 1,
                Mark::WasGone if is_beside(&task.work) => gone += 1,
                _ => {
                    let mut line = self.line_of(&task.work, outcome, title);
                    if let Some(digest) = taken_along(&task.work, state) {
                        line.words = format!("the registry deleted {} with it", digest.short());
                    }
                    lines.push(line);
                }
            }
        }
        if together > 0 {
            let (word, what) = match self.kind {
                Kind::Deletion { .. } => (
                    "deleted",
                    "platforms, attestations and signatures that nothing else uses",
                ),
                Kind::Undo { .. } | Kind::Tagging => {
                    ("put back", "their bytes are those that were deleted")
                }
            };
            lines.push(Line {
                name: counted(together, "manifest", "manifests"),
                mark: Mark::Done,
                word,
                words: what.to_owned(),
            });
        }
        if gone > 0 {
            lines.push(Line {
                name: counted(gone, "manifest", "manifests"),
                mark: Mark::WasGone,
                word: "was gone",
                words: "removed by somebody before, or with what listed them".to_owned(),
            });
        }
        lines
    }

    fn line_of(
        &self,
        work: &Work,
        outcome: &Outcome,
        title: &dyn Fn(&RegistryError) -> String,
    ) -> Line {
        let mut line = line(work, outcome, title);
        line.name = name(work, shortened);
        if line.mark == Mark::Done && self.finishes(work) {
            (line.word, line.words) = ("removed", FINISHED.to_owned());
        }
        line
    }

    /// How far a task was noted to be.
    pub fn line(&self, task: &Task, noted: &Noted) -> Line {
        Line {
            name: name(&task.work, shortened),
            mark: noted.mark,
            word: word(&task.work, noted.mark),
            words: noted
                .words
                .clone()
                .unwrap_or_else(|| usual(&task.work, noted.mark)),
        }
    }

    /// All that is known of a run, to be copied.
    pub fn log(&self, state: &State, title: &dyn Fn(&RegistryError) -> String) -> String {
        let mut log = format!(
            "{}/{}: {}\n",
            self.registry.label(),
            self.repository,
            self.headline(state)
        );
        let tasks = self.tasks.iter().zip(&state.outcomes);
        let of_tasks = tasks.map(|(task, outcome)| {
            let line = line(&task.work, outcome, title);
            let digest = digest(&task.work);
            [line.word, &line.name, &digest, &line.words].join("\t")
        });
        let after = state.after.iter().flatten();
        let of_others = after.flat_map(|after| {
            let unchanged = counted(after.unchanged, "tag", "tags");
            let told = after
                .words()
                .into_iter()
                .map(|words| format!("told\t{words}"));
            [format!("unchanged\t{unchanged}")].into_iter().chain(told)
        });
        for line in of_tasks.chain(of_others) {
            log.push_str(&line);
            log.push('\n');
        }
        log
    }
}

/// What went with a tag, and was to stay.
fn taken_along<'a>(work: &'a Work, state: &State) -> Option<&'a Digest> {
    let Work::Remove(Action::RemoveTag { digest, .. }) = work else {
        return None;
    };
    let after = state.after.as_ref()?.as_ref().ok()?;
    digest
        .as_ref()
        .filter(|digest| after.taken_along.contains(digest))
}

fn digest(work: &Work) -> String {
    let digest = match work {
        Work::Remove(Action::DeleteManifest { digest, .. })
        | Work::PutManifest(digest)
        | Work::PutTag { digest, .. } => Some(digest),
        Work::Remove(Action::RemoveTag { digest, .. }) => digest.as_ref(),
    };
    digest.map(ToString::to_string).unwrap_or_default()
}

/// Whether it is about a manifest that nobody named: it has no tag, or only those of helpers.
fn is_beside(work: &Work) -> bool {
    let is_of_manifest = work.deleted().is_some() || matches!(work, Work::PutManifest(_));
    is_of_manifest && work.tags().iter().all(|tag| Helper::of(tag).is_some())
}

fn line(work: &Work, outcome: &Outcome, title: &dyn Fn(&RegistryError) -> String) -> Line {
    let mark = outcome.mark();
    Line {
        name: name(work, Tag::to_string),
        mark,
        word: word(work, mark),
        words: outcome.words(title).unwrap_or_else(|| usual(work, mark)),
    }
}

/// What a task is about; `tag` tells a tag.
fn name(work: &Work, tag: impl Fn(&Tag) -> String) -> String {
    let tags = work.tags();
    if tags.is_empty() {
        let digest = digest(work);
        let hex = digest.split_once(':').map_or("", |(_, hex)| hex);
        return format!("manifest {}", hex.get(..12).unwrap_or(hex));
    }
    let shown: Vec<String> = tags.iter().take(TAGS).map(tag).collect();
    match tags.len().saturating_sub(TAGS) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn word(work: &Work, mark: Mark) -> &'static str {
    match mark {
        Mark::Waiting => "waiting",
        Mark::UnderWay => "under way",
        Mark::Half => "half done",
        Mark::WasGone => "was gone",
        Mark::LeftOut => "left out",
        Mark::Failed => "failed",
        Mark::Unknown => "unknown",
        Mark::NotTried => "not tried",
        Mark::Done => match work {
            Work::Remove(Action::DeleteManifest { .. }) => "deleted",
            Work::Remove(Action::RemoveTag { .. }) => "removed",
            Work::PutManifest(_) => "put back",
            Work::PutTag { .. } => "put",
        },
    }
}

fn usual(work: &Work, mark: Mark) -> String {
    match (work, mark) {
        (Work::Remove(Action::DeleteManifest { digest, .. }), Mark::Done) => {
            format!("image {}", digest.short())
        }
        (Work::PutTag { digest, .. }, Mark::Done) => format!("leads to {}", digest.short()),
        (
            Work::Remove(Action::RemoveTag {
                digest: Some(digest),
                ..
            }),
            Mark::Done,
        ) => {
            format!("{} stays", digest.short())
        }
        (_, Mark::WasGone) => "somebody removed it before".to_owned(),
        (_, Mark::Half) => "it leads to an empty manifest, and is not removed yet".to_owned(),
        _ => String::new(),
    }
}
