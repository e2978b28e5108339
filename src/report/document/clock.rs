//! How moments of a run are written: since its start or, where the scenario says when it begins, as the time of the day.
//!
//! The one place that decides it, for words, axes and charts alike.

use super::look::Language;
use crate::report::format::{self, clock_decimals};
use crate::scenario::{Scenario, TimeOfDay, TimeZone};

const DAY_S: f64 = TimeOfDay::DAY_S as f64;

/// The clock of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Clock {
    /// When the run ends, in seconds.
    end: f64,
    day: Option<Day>,
}

/// The time of the day at which a run begins, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Day {
    start: TimeOfDay,
    zone: Option<TimeZone>,
}

impl Day {
    /// If the scenario says when it begins.
    pub(in crate::report) fn of(scenario: &Scenario) -> Option<Self> {
        let zone = scenario.timezone;
        let start = scenario.clock_start()?;
        Some(Self { start, zone })
    }

    /// Seconds after midnight.
    pub(in crate::report) fn start(&self) -> f64 {
        f64::from(self.start.seconds())
    }

    /// What a vertical axis of such times is called.
    pub(in crate::report) fn title(&self, language: Language) -> String {
        let name = language.choose("time of day", "시각");
        match self.zone {
            None => name.to_owned(),
            Some(zone) => language.choose(
                format!("{name} ({})", zone.short()),
                format!("{name}({})", zone.short()),
            ),
        }
    }

    /// When the run begins, with the zone: `08:00 KST`.
    pub(in crate::report) fn begin(&self) -> String {
        let zone = self
            .zone
            .map_or_else(String::new, |zone| format!(" {}", zone.short()));
        format!("{}{zone}", time_of_day(self.start()))
    }
}

impl Clock {
    pub(in crate::report) fn new(end: f64, day: Option<Day>) -> Self {
        Self { end, day }
    }

    /// The clock of a run that ends after so many seconds.
    pub(in crate::report) fn of(scenario: &Scenario, end: f64) -> Self {
        Self::new(end, Day::of(scenario))
    }

    pub(in crate::report) fn day(&self) -> Option<Day> {
        self.day
    }

    pub(in crate::report) fn end(&self) -> f64 {
        self.end
    }

    /// A moment, in seconds since the start: `1:03:10`, or `09:03:10` of a run that begins at eight.
    pub(in crate::report) fn at(&self, seconds: f64) -> String {
        match self.day {
            None => format::clock(seconds, self.end),
            Some(day) => time_of_day(day.start() + seconds),
        }
    }

    /// The same since the start in any case.
    pub(in crate::report) fn elapsed(&self, seconds: f64) -> String {
        format::clock(seconds, self.end)
    }
}

/// `09:03`, with seconds where it has any, and of a later day with the number of days: `00:30 +1d`.
pub(in crate::report) fn time_of_day(seconds: f64) -> String {
    let scale = 10_f64.powi(clock_decimals(seconds) as i32);
    let seconds = (seconds * scale).round() / scale;
    let (days, rest) = ((seconds / DAY_S).floor(), seconds.rem_euclid(DAY_S));
    let mut text = format::clock(rest, f64::INFINITY);
    if rest % 60.0 == 0.0 {
        text.truncate(text.len().saturating_sub(3));
    }
    // Of the day, hours have two digits.
    if rest < 36_000.0 {
        text.insert(0, '0');
    }
    match days > 0.0 {
        true => format!("{text} +{days}d"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_the_day_have_hours_and_minutes_and_what_else_they_need() {
        let shown = [
            0.0, 28_800.0, 32_590.0, 36_000.5, 86_399.0, 86_400.0, 90_060.0, 259_200.0,
        ];
        assert_eq!(
            shown.map(time_of_day),
            [
                "00:00",
                "08:00",
                "09:03:10",
                "10:00:00.5",
                "23:59:59",
                "00:00 +1d",
                "01:01 +1d",
                "00:00 +3d"
            ]
        );
    }

    #[test]
    fn without_a_time_of_the_day_moments_count_from_the_start() {
        let start = TimeOfDay::from_seconds(29_400).unwrap();
        let zone = TimeZone::parse("Asia/Seoul");
        let clock = Clock::new(3600.0, Some(Day { start, zone }));
        assert_eq!(
            (clock.at(3_600.0), clock.elapsed(3_600.0)),
            ("09:10".to_owned(), "1:00:00".to_owned())
        );
        assert_eq!(Clock::new(3600.0, None).at(90.0), "0:01:30");
        assert_eq!(clock.day().unwrap().begin(), "08:10 KST");
    }
}
