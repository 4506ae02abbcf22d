//! Dates that builders write.

use crate::oci::timestamp::Timestamp;

/// The end of 1980, in seconds since 1970. Builds that must not depend on the clock are dated to
/// the start of some clock: year 1, 1970, or 1980 for those who pack ZIP files.
const END_OF_1980: i64 = 347_155_200;
/// Clocks are wrong by hours, not by days.
const DAY: i64 = 86_400;

/// The date, if it can be that of a build: after 1980, and not in the future.
pub fn believable(created: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let seconds = created.unix_seconds();
    (seconds >= END_OF_1980 && seconds <= now.unix_seconds().saturating_add(DAY)).then_some(created)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starts_of_clocks_and_the_future_are_no_dates() {
        let now = Timestamp::parse("2026-11-20T12:00:00Z").unwrap();
        for (text, is_date) in [
            ("0001-01-01T00:00:00Z", false),
            ("1970-01-01T00:00:00Z", false),
            ("1980-01-01T00:00:01Z", false),
            ("1980-12-31T23:59:59Z", false),
            ("1981-01-01T00:00:00Z", true),
            ("2026-11-20T11:59:59Z", true),
            ("2026-11-20T20:00:00+02:00", true),
            ("2026-11-21T12:00:01Z", false),
            ("2126-11-20T12:00:00Z", false),
        ] {
            let created = Timestamp::parse(text).unwrap();
            assert_eq!(believable(created, now).is_some(), is_date, "{text}");
        }
    }

    #[test]
    fn no_clock_panics() {
        let last = Timestamp::of_unix_seconds(i64::MAX);
        assert_eq!(believable(last, last), Some(last));
    }
}
