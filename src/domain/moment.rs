//! Moments and spans in words: dates in UTC, as certificates have them, with days beside them.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// Within this time of now a date alone says too little.
const CLOSE: SignedDuration = SignedDuration::from_hours(48);

/// `2026-11-02`, in UTC.
pub fn date(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// `2026-11-02 14:00 UTC`.
pub fn date_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// `2026-11-02 17:00`, as the clocks of a zone show it.
pub fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `2026-11-02 17:00:12 +03:00`: to the second, with the distance from UTC.
pub fn local_exact(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// The date, and the time too where it is less than two days away.
pub fn when(at: Timestamp, now: Timestamp) -> String {
    if at.duration_since(now).abs() < CLOSE { date_time(at) } else { date(at) }
}

/// A length of time in its largest unit, rounded down, whichever way it runs: `29 d`, `5 h`, `12 min`, `40 s`.
/// Hours are told for less than two days.
pub fn span(time: SignedDuration) -> String {
    let seconds = time.as_secs().unsigned_abs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// `in 29 d`, or `21 d ago`.
pub fn relative(at: Timestamp, now: Timestamp) -> String {
    let time = at.duration_since(now);
    if time.is_negative() { format!("{} ago", span(time)) } else { format!("in {}", span(time)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_in_utc_and_have_a_time_when_close() {
        let now = at("2026-11-23T18:00:00Z");
        assert_eq!(date(at("2026-11-03T01:30:00+03:00")), "2026-11-02");
        assert_eq!(when(at("2026-12-22T00:00:00Z"), now), "2026-12-22");
        assert_eq!(when(at("2026-11-25T17:59:59Z"), now), "2026-11-25 17:59 UTC");
        assert_eq!(when(at("2026-11-22T17:00:00Z"), now), "2026-11-22 17:00 UTC");
    }

    #[test]
    fn local_times_are_those_of_the_zone() {
        let zone = TimeZone::fixed(jiff::tz::Offset::constant(3));
        assert_eq!(local(at("2026-11-02T23:30:12Z"), &zone), "2026-11-03 02:30");
        assert_eq!(local_exact(at("2026-11-02T23:30:12Z"), &zone), "2026-11-03 02:30:12 +03:00");
        assert_eq!(local_exact(at("2026-11-02T23:30:12Z"), &TimeZone::UTC), "2026-11-02 23:30:12 +00:00");
    }

    #[test]
    fn spans_are_rounded_down_in_their_largest_unit() {
        for (seconds, expected) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (47 * 3_600, "47 h"),
            (48 * 3_600, "2 d"),
            (30 * 86_400 - 1, "29 d"),
        ] {
            assert_eq!(span(SignedDuration::from_secs(seconds)), expected);
            assert_eq!(span(SignedDuration::from_secs(-seconds)), expected);
        }
    }

    #[test]
    fn both_ends_of_time_are_in_words() {
        let now = at("2026-11-23T18:00:00Z");
        assert_eq!(relative(at("2026-12-22T18:00:00Z"), now), "in 29 d");
        assert_eq!(relative(at("2026-11-02T18:00:00Z"), now), "21 d ago");
        assert_eq!(relative(now, now), "in 0 s");
        assert!(relative(Timestamp::MIN, Timestamp::MAX).ends_with(" d ago"));
        assert!(relative(Timestamp::MAX, Timestamp::MIN).starts_with("in "));
        assert!(!date(Timestamp::MAX).is_empty() && !date(Timestamp::MIN).is_empty());
        assert_eq!(span(SignedDuration::MIN), format!("{} d", i64::MIN.unsigned_abs() / 86_400));
    }
}
