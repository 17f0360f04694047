//! Moments for the state, from which it takes how long something has lasted: a clock that is set meanwhile must
//! neither end a wait too early nor keep it up for ever.

use std::time::Instant;

use jiff::Timestamp;

/// Where the wall clock and the steady one are compared anew, so much may lie between them, in seconds: less is
/// their own inaccuracy.
const APART: i64 = 2;

/// The wall clock, carried on by the steady one while something is timed.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    wall: Timestamp,
    steady: Instant,
}

impl Clock {
    /// From now on.
    pub fn start() -> Self {
        Self { wall: Timestamp::now(), steady: Instant::now() }
    }

    /// Now: never before a moment that it has told while something is timed, whatever the wall clock does.
    pub fn now(&self) -> Timestamp {
        self.at(Instant::now())
    }

    /// Follows the wall clock again where that was set; to be called while nothing is timed.
    pub fn follow(&mut self) {
        self.compare(Timestamp::now(), Instant::now());
    }

    fn at(&self, steady: Instant) -> Timestamp {
        // Beyond the year 9999 it stands still.
        self.wall.checked_add(steady.saturating_duration_since(self.steady)).unwrap_or(Timestamp::MAX)
    }

    fn compare(&mut self, wall: Timestamp, steady: Instant) {
        if wall.duration_since(self.at(steady)).as_secs().abs() >= APART {
            *self = Self { wall, steady };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn setting_the_clock_alters_no_duration() {
        let clock = Clock::start();
        let later = |seconds| clock.steady + Duration::from_secs(seconds);
        // Whatever the wall clock says by then: it isn't asked.
        let lasted = clock.at(later(65)).duration_since(clock.at(later(5)));
        assert_eq!(lasted, SignedDuration::from_secs(60));
        assert_eq!(clock.at(clock.steady), clock.wall);
    }

    #[test]
    fn it_follows_the_wall_clock_when_asked_to() {
        let mut clock = Clock::start();
        let (wall, steady) = (clock.wall, clock.steady + Duration::from_secs(10));
        for seconds in [-3600, 3600, 400 * 86_400] {
            let set = wall + SignedDuration::from_secs(seconds);
            clock.compare(set, steady);
            assert_eq!(clock.at(steady), set);
        }
        // Not for every breath of the two.
        let before = clock.at(steady);
        clock.compare(before + SignedDuration::from_millis(400), steady);
        assert_eq!(clock.at(steady), before);
    }

    #[test]
    fn it_stands_still_at_the_end_of_time() {
        let clock = Clock { wall: Timestamp::MAX, ..Clock::start() };
        assert_eq!(clock.at(clock.steady + Duration::from_secs(1)), Timestamp::MAX);
    }
}
