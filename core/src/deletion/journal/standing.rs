//! What runs came to, as the journals of a registry tell it together.

use crate::deletion::journal::{
    Journal,
    record::{Kind, Remainder},
};

/// What another journal says of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: its own says all.
    Alone,
    /// The run at this place took it back, as far as that is possible.
    Undone(usize),
    /// The run at this place took it back but for tags that led elsewhere by then. Where they do
    /// no more, they can be taken back too.
    UndoneInPart(usize),
    /// It is about taking back the run at this place, which was taken back.
    Undoing(usize),
}

/// What each run came to, in the order of the journals.
pub fn standings(journals: &[&Journal]) -> Vec<Standing> {
    let place = |id: &str| {
        let mut all = journals.iter();
        all.position(|journal| journal.record.id == id)
    };
    let standing = |journal: &&Journal| match journal.undoes() {
        None => undone(journals, &journal.record.id).unwrap_or(Standing::Alone),
        Some((of, _)) => {
            let of = place(of).filter(|_| undone(journals, of).is_some());
            of.map_or(Standing::Alone, Standing::Undoing)
        }
    };
    journals.iter().map(standing).collect()
}

/// How a run was taken back, if it was.
fn undone(journals: &[&Journal], id: &str) -> Option<Standing> {
    let by = |has_rest: bool| {
        let mut all = journals.iter();
        all.position(|journal| {
            let undoes = journal.undoes();
            let undoes = undoes.is_some_and(|(of, but)| of == id && but.may_come() == has_rest);
            undoes && journal.left() == 0
        })
    };
    let in_part = || by(true).map(Standing::UndoneInPart);
    by(false).map(Standing::Undone).or_else(in_part)
}

impl Remainder {
    /// Whether some of it can be taken back, once nobody else needs its place.
    fn may_come(&self) -> bool {
        !self.elsewhere.is_empty()
    }
}

impl Journal {
    /// The name of the run that it takes back, and what it leaves of it.
    fn undoes(&self) -> Option<(&str, &Remainder)> {
        match &self.record.kind {
            Kind::Undo { of, but } => Some((of, but)),
            Kind::Deletion { .. } | Kind::Tagging => None,
        }
    }

    /// Whether it took a run of this name back, or some of it: then that run goes on no more.
    pub fn takes_back(&self, id: &str) -> bool {
        let is_about = self.undoes().is_some_and(|(of, _)| of == id);
        is_about && self.touched().next().is_some()
    }

    /// Whether something would be lost with it: it goes on or broke off, or can be taken back.
    pub fn is_needed(&self, standing: Standing) -> bool {
        match standing {
            Standing::Alone => self.is_broken_off() || self.may_undo(),
            Standing::UndoneInPart(_) => self.may_undo(),
            Standing::Undone(_) | Standing::Undoing(_) => false,
        }
    }
}
