//! What came of a run, in words.

mod headline;
mod remainder;
mod work;

use self::work::{digest, is_beside, line, name, usual, word};
use crate::{
    deletion::{
        journal::{
            Mark, Noted,
            record::{Kind, Record, Task, Work},
        },
        run::{outcome::Outcome, state::State},
        steps::Action,
        words::shortened,
    },
    format::counted,
    oci::digest::Digest,
    registry::error::RegistryError,
};

/// What came of a tag that led to an empty manifest already.
const FINISHED: &str = "its removal is finished";

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

impl Record {
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
        let mut line = line((&self.kind, work), outcome, title);
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
            word: word(&self.kind, &task.work, noted.mark),
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
            let line = line((&self.kind, &task.work), outcome, title);
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
