//! How far a run is, out of JSON. What cannot be read of it is unknown.

use std::collections::BTreeMap;

use crate::{
    deletion::journal::{
        InvalidJournal, Journal, Mark,
        read::{ENTRIES, digest},
        write::name_of,
    },
    oci::json::{self, Reading},
};

/// Words in a journal are shown; longer ones are cut, in characters.
const WORDS: usize = 500;

impl Journal {
    pub(super) fn read_states(&mut self, plan: &str, states: &str) -> Result<(), InvalidJournal> {
        let keys = ["format", "plan", "states", "words", "ended", "told"];
        let fields = Reading::of(&keys)
            .with_entries(ENTRIES)
            .object(states.as_bytes());
        let Ok(fields) = fields else {
            self.know_nothing();
            return Ok(());
        };
        if let Ok(named) = fields.required("plan", digest)
            && named != name_of(plan)
        {
            return Err(InvalidJournal("the plan is not what it was".to_owned()));
        }
        let marks = fields.required("states", json::text).unwrap_or_default();
        if marks.chars().count() != self.noted.len() {
            self.know_nothing();
            return Ok(());
        }
        for (noted, letter) in self.noted.iter_mut().zip(marks.chars()) {
            noted.mark = mark(letter);
        }
        self.has_ended = fields.required("ended", json::boolean).unwrap_or(false);
        self.told = fields.required("told", json::texts).unwrap_or_default();
        self.told.iter_mut().for_each(|words| *words = cut(words));
        let words = fields.required("words", json::text_map).unwrap_or_default();
        self.read_words(&words);
        Ok(())
    }

    fn know_nothing(&mut self) {
        for noted in &mut self.noted {
            noted.mark = Mark::Unknown;
        }
    }

    fn read_words(&mut self, words: &BTreeMap<String, String>) {
        for (place, words) in words {
            let place = place.parse::<usize>().ok();
            if let Some(noted) = place.and_then(|place| self.noted.get_mut(place)) {
                noted.words = Some(cut(words));
            }
        }
    }
}

fn cut(words: &str) -> String {
    words.chars().take(WORDS).collect()
}

fn mark(letter: char) -> Mark {
    let mut known = Mark::ALL.iter();
    let found = known.find(|(_, other)| *other == letter);
    found.map_or(Mark::Unknown, |(mark, _)| *mark)
}
