//! What a run came to, in one line.

use crate::{
    deletion::{
        journal::{
            Mark,
            record::{Kind, Record, Work},
        },
        run::{
            outcome::Outcome,
            state::{After, End, State},
        },
        told::work::is_beside,
    },
    format::{count, counted},
};

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
        told.extend(self.but());
        told.join(", ")
    }
}
