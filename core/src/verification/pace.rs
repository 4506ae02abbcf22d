//! How fast bytes come, and how long the rest will take.

use std::{collections::VecDeque, time::Duration};

/// Speeds are those of the last seconds: networks change.
const WINDOW: Duration = Duration::from_secs(5);
/// Before that nobody can tell.
const SHORTEST: Duration = Duration::from_millis(500);

/// How fast bytes come.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// When, on a clock that only goes forward, and how many there were by then.
    seen: VecDeque<(Duration, u64)>,
}

impl Pace {
    /// Notes how many bytes there are by now.
    pub fn note(&mut self, now: Duration, bytes: u64) {
        if let Some((_, before)) = self.seen.back()
            && *before > bytes
        {
            // It was begun anew.
            self.seen.clear();
        }
        self.seen.push_back((now, bytes));
        let outdated = |seen: &VecDeque<(Duration, u64)>| {
            seen.get(1)
                .is_some_and(|(when, _)| now.saturating_sub(*when) >= WINDOW)
        };
        while outdated(&self.seen) {
            self.seen.pop_front();
        }
    }

    /// Bytes a second.
    pub fn speed(&self) -> Option<u64> {
        let (first, last) = (self.seen.front()?, self.seen.back()?);
        let time = last.0.saturating_sub(first.0);
        if time < SHORTEST {
            return None;
        }
        let bytes = u128::from(last.1 - first.1) * 1000;
        u64::try_from(bytes / time.as_millis()).ok()
    }

    /// How long so many more will take; nothing where none come.
    pub fn left(&self, bytes: u64) -> Option<Duration> {
        let speed = self.speed().filter(|speed| *speed > 0)?;
        Some(Duration::from_secs(bytes.div_ceil(speed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milliseconds(number: u64) -> Duration {
        Duration::from_millis(number)
    }

    #[test]
    fn the_speed_is_that_of_the_last_seconds() {
        let mut pace = Pace::default();
        assert_eq!(pace.speed(), None);
        pace.note(milliseconds(0), 0);
        pace.note(milliseconds(100), 1_000_000);
        assert_eq!(pace.speed(), None, "too early to tell");
        pace.note(milliseconds(1_000), 10_000_000);
        assert_eq!(pace.speed(), Some(10_000_000));
        assert_eq!(pace.left(25_000_000), Some(Duration::from_secs(3)));
        for second in 2..20 {
            pace.note(milliseconds(second * 1_000), 10_000_000 + second * 1_000);
        }
        assert_eq!(pace.speed(), Some(1_000));
        assert!(pace.seen.len() < 10);
    }

    #[test]
    fn where_nothing_comes_nobody_knows_how_long_it_takes() {
        let mut pace = Pace::default();
        for second in 0..10 {
            pace.note(milliseconds(second * 1_000), 7);
        }
        assert_eq!(pace.speed(), Some(0));
        assert_eq!(pace.left(1), None);
        pace.note(milliseconds(11_000), 3);
        assert_eq!(pace.speed(), None, "begun anew");
    }
}
