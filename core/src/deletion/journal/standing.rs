//! What runs came to, as the journals of a registry tell it together.

use crate::deletion::journal::{Journal, record::Kind};

/// What another journal says of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: its own says all.
    Alone,
    /// The run at this place took it back.
    Undone(usize),
    /// It is about taking back the run at this place, which was taken back.
    Undoing(usize),
}

/// What each run came to, in the order of the journals.
pub fn standings(journals: &[&Journal]) -> Vec<Standing> {
    let place = |id: &str| {
        let mut all = journals.iter();
        all.position(|journal| journal.record.id == id)
    };
    let undone_by = |id: &str| {
        let mut all = journals.iter();
        all.position(|journal| journal.undoes() == Some(id) && journal.left() == 0)
    };
    let standing = |journal: &&Journal| match journal.undoes() {
        None => undone_by(&journal.record.id).map_or(Standing::Alone, Standing::Undone),
        Some(of) => {
            let of = place(of).filter(|_| undone_by(of).is_some());
            of.map_or(Standing::Alone, Standing::Undoing)
        }
    };
    journals.iter().map(standing).collect()
}

impl Journal {
    /// The name of the run that it takes back.
    fn undoes(&self) -> Option<&str> {
        match &self.record.kind {
            Kind::Undo { of } => Some(of),
            Kind::Deletion { .. } | Kind::Tagging => None,
        }
    }

    /// Whether something would be lost with it: it goes on or broke off, or can be taken back.
    pub fn is_needed(&self, standing: Standing) -> bool {
        standing == Standing::Alone && (self.is_broken_off() || self.may_undo())
    }
}
