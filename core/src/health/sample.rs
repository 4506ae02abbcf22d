//! Many things, of which a few are named.

use std::fmt;

/// Things by name: the first few, and how many there are.
#[derive(Debug, Default)]
pub(super) struct Sample {
    shown: Vec<String>,
    number: usize,
}

impl Sample {
    const SHOWN: usize = 4;

    pub(super) fn add(&mut self, name: String) {
        if self.shown.len() < Self::SHOWN {
            self.shown.push(name);
        }
        self.number += 1;
    }

    pub(super) fn number(&self) -> usize {
        self.number
    }

    pub(super) fn is_empty(&self) -> bool {
        self.number == 0
    }
}

/// As in `a, b and 3 more`.
impl fmt::Display for Sample {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = self.number - self.shown.len();
        match self.shown.split_last() {
            _ if more > 0 => write!(formatter, "{} and {more} more", self.shown.join(", ")),
            Some((last, [])) => formatter.write_str(last),
            Some((last, rest)) => write!(formatter, "{} and {last}", rest.join(", ")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_named_and_the_rest_counted() {
        let sample = |number: usize| {
            let mut sample = Sample::default();
            (1..=number).for_each(|position| sample.add(position.to_string()));
            sample.to_string()
        };
        assert_eq!(sample(0), "");
        assert_eq!(sample(1), "1");
        assert_eq!(sample(3), "1, 2 and 3");
        assert_eq!(sample(4), "1, 2, 3 and 4");
        assert_eq!(sample(44), "1, 2, 3, 4 and 40 more");
    }
}
