//! Axes: the range they cover, where values lie on them, and their ticks.

use super::clock::{Clock, Day, time_of_day};
use super::look::Language;
use crate::report::format::thousands;

/// An axis from `min` to `max`, linear or logarithmic.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Axis {
    min: f64,
    max: f64,
    logarithmic: bool,
    /// Values and their labels.
    ticks: Vec<(f64, String)>,
    title: Title,
}

/// Quantity and unit.
#[derive(Clone, Debug, PartialEq)]
enum Title {
    /// Time in a unit.
    Time(&'static str),
    TimeOfDay(Day),
    Words(String),
}

/// A unit of time fit for an axis of some length.
struct TimeUnit {
    seconds: f64,
    name: &'static str,
    /// Distances between ticks that people read easily.
    steps: &'static [f64],
}

const TIME_UNITS: [TimeUnit; 4] = [
    TimeUnit {
        seconds: 1.0,
        name: "s",
        steps: &[1.0, 2.0, 5.0, 10.0, 15.0, 30.0],
    },
    TimeUnit {
        seconds: 60.0,
        name: "min",
        steps: &[0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0],
    },
    TimeUnit {
        seconds: 3600.0,
        name: "h",
        steps: &[0.5, 1.0, 2.0, 3.0, 6.0, 12.0],
    },
    TimeUnit {
        seconds: 86_400.0,
        name: "days",
        steps: &[1.0, 2.0, 7.0, 14.0, 28.0],
    },
];

/// A range is shown in a unit of which it has at most this many.
const LARGEST_IN_UNIT: f64 = 180.0;

impl Axis {
    /// The time of a run: from 0, in the smallest unit that keeps its numbers short, or the time of the day.
    pub(in crate::report) fn time(clock: Clock) -> Self {
        let end = if clock.end() > 0.0 { clock.end() } else { 1.0 };
        let unit = TIME_UNITS
            .iter()
            .find(|unit| end <= LARGEST_IN_UNIT * unit.seconds)
            .unwrap_or(&TIME_UNITS[3]);
        let length = end / unit.seconds;
        let enough = unit
            .steps
            .iter()
            .copied()
            .find(|step| length / step <= 16.0);
        // Very short and very long runs leave the list.
        let step = match enough {
            Some(step) if length >= 3.0 * step => step,
            _ => nice_step(length / 10.0),
        };
        let (ticks, title) = match clock.day() {
            None => {
                let ticks =
                    multiples(step, length).map(|value| (value * unit.seconds, number(value)));
                (ticks.collect(), Title::Time(unit.name))
            }
            Some(day) => (
                times_of_day(day.start(), end, step * unit.seconds),
                Title::TimeOfDay(day),
            ),
        };
        Self {
            min: 0.0,
            max: end,
            logarithmic: false,
            ticks,
            title,
        }
    }

    /// An axis without numbers, for a panel that has nothing to show.
    pub(in crate::report) fn blank(title: impl Into<String>) -> Self {
        Self {
            min: 0.0,
            max: 1.0,
            logarithmic: false,
            ticks: Vec::new(),
            title: Title::Words(title.into()),
        }
    }

    /// A quantity from 0 to more than `largest`, ending on a tick: a line along the very edge of its panel
    /// is taken for the edge.
    pub(in crate::report) fn linear(largest: f64, title: impl Into<String>) -> Self {
        let largest = if largest > 0.0 { largest } else { 0.9 };
        let step = nice_step(largest / 6.0);
        let max = ((largest / step + 1e-9).floor() + 1.0) * step;
        Self {
            min: 0.0,
            max,
            logarithmic: false,
            ticks: multiples(step, max)
                .map(|value| (value, number(value)))
                .collect(),
            title: Title::Words(title.into()),
        }
    }

    /// A quantity from `min` to `max`, with numbers at round values in between.
    pub(in crate::report) fn between(min: f64, max: f64, title: impl Into<String>) -> Self {
        let max = if max > min { max } else { min + 1.0 };
        let step = nice_step((max - min) / 6.0);
        let first = (min / step - 1e-9).ceil();
        let count = ((max / step + 1e-9).floor() - first) as u32;
        let tick = |index: u32| {
            let value = (first + f64::from(index)) * step;
            let sign = if value < 0.0 { "-" } else { "" };
            (value, format!("{sign}{}", number(value.abs())))
        };
        Self {
            min,
            max,
            logarithmic: false,
            ticks: (0..=count).map(tick).collect(),
            title: Title::Words(title.into()),
        }
    }

    /// Names in equal distances: the first from 0 to 1 with its label in the middle, and so on.
    pub(in crate::report) fn names(names: &[String], title: impl Into<String>) -> Self {
        let middles = (0..).map(|index| f64::from(index) + 0.5);
        Self {
            min: 0.0,
            max: names.len().max(1) as f64,
            logarithmic: false,
            ticks: middles.zip(names.iter().cloned()).collect(),
            title: Title::Words(title.into()),
        }
    }

    /// The same axis under another title.
    pub(in crate::report) fn titled(&self, title: impl Into<String>) -> Self {
        Self {
            title: Title::Words(title.into()),
            ..self.clone()
        }
    }

    /// A positive quantity over at least the range given, between two of 1, 2, 5, 10, 20 ...
    pub(in crate::report) fn logarithmic(
        smallest: f64,
        largest: f64,
        title: impl Into<String>,
    ) -> Self {
        let ladder =
            || (-9..=15).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10_f64.powi(power)));
        let min = ladder().rfind(|&rung| rung <= smallest).unwrap_or(1e-9);
        let max = ladder().find(|&rung| rung >= largest).unwrap_or(5e15);
        let max = max.max(10.0 * min);
        let rungs: Vec<f64> = ladder().filter(|rung| (min..=max).contains(rung)).collect();
        // More than four decades have no room for 2 and 5.
        let whole_decades = rungs.len() > 13;
        Self {
            min,
            max,
            logarithmic: true,
            ticks: rungs
                .into_iter()
                .filter(|rung| !whole_decades || is_decade(*rung))
                .map(|rung| (rung, number(rung)))
                .collect(),
            title: Title::Words(title.into()),
        }
    }

    /// The same axis with at most so many numbers (but two): for a panel that has little room.
    pub(in crate::report) fn thinned(mut self, most: usize) -> Self {
        let most = most.max(2);
        if self.logarithmic && self.ticks.len() > most {
            let decades = self.ticks.iter().filter(|(value, _)| is_decade(*value));
            let decades: Vec<_> = decades.cloned().collect();
            if decades.len() >= 2 {
                self.ticks = decades;
            }
        }
        let every = self.ticks.len().div_ceil(most).max(1);
        self.ticks = self.ticks.into_iter().step_by(every).collect();
        self
    }

    /// Where `value` lies, as a share of the axis; values beyond its ends lie on the ends.
    pub(in crate::report) fn position(&self, value: f64) -> f64 {
        let (value, min, max) = if self.logarithmic {
            (value.max(self.min).ln(), self.min.ln(), self.max.ln())
        } else {
            (value, self.min, self.max)
        };
        ((value - min) / (max - min)).clamp(0.0, 1.0)
    }

    /// Where the axis ends.
    pub(in crate::report) fn end(&self) -> f64 {
        self.max
    }

    pub(in crate::report) fn ticks(&self) -> &[(f64, String)] {
        &self.ticks
    }

    pub(in crate::report) fn title(&self, language: Language) -> String {
        match &self.title {
            Title::Time(unit) => language.time(unit),
            Title::TimeOfDay(day) => day.title(language),
            Title::Words(words) => words.clone(),
        }
    }
}

fn is_decade(value: f64) -> bool {
    (value.log10() - value.log10().round()).abs() < 1e-9
}

/// The smallest of 1, 2, 5, 10, 20 ... (and their tenths) that is at least `width`.
fn nice_step(width: f64) -> f64 {
    let power = 10_f64.powf(width.log10().floor());
    let digit = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|digit| digit * power >= width * (1.0 - 1e-9));
    digit.unwrap_or(10.0) * power
}

/// Round times of the day within a run that begins so many seconds after midnight.
fn times_of_day(start: f64, end: f64, step: f64) -> Vec<(f64, String)> {
    let first = (start / step - 1e-9).ceil() * step;
    let ticks = multiples(step, start + end - first).map(|later| first + later);
    ticks.map(|at| (at - start, time_of_day(at))).collect()
}

fn multiples(step: f64, end: f64) -> impl Iterator<Item = f64> {
    let count = (end / step + 1e-9).floor() as u32;
    (0..=count).map(move |index| f64::from(index) * step)
}

/// A tick's number: thousands separators, and only the decimals it needs.
fn number(value: f64) -> String {
    let rounded = (value * 1e9).round() / 1e9;
    if rounded.fract() == 0.0 {
        thousands(rounded as u64)
    } else {
        rounded.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> String {
        let labels: Vec<_> = axis.ticks.iter().map(|(_, label)| label.as_str()).collect();
        format!("{}: {}", axis.title(Language::English), labels.join(" "))
    }

    #[test]
    fn time_is_in_a_unit_that_keeps_numbers_short() {
        let shown: Vec<_> = [0.0, 0.02, 10.0, 90.0, 900.0, 5400.0, 86_400.0, 2.6e6]
            .map(|end| labels(&Axis::time(Clock::new(end, None))))
            .into();
        insta::assert_snapshot!(shown.join("\n"), @r"
        time (s): 0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1
        time (s): 0 0.002 0.004 0.006 0.008 0.01 0.012 0.014 0.016 0.018 0.02
        time (s): 0 1 2 3 4 5 6 7 8 9 10
        time (s): 0 10 20 30 40 50 60 70 80 90
        time (min): 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
        time (min): 0 10 20 30 40 50 60 70 80 90
        time (h): 0 2 4 6 8 10 12 14 16 18 20 22 24
        time (days): 0 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30
        ");
    }

    #[test]
    fn times_of_the_day_are_round_wherever_a_run_begins() {
        let ticks: Vec<_> = times_of_day(29_570.0, 900.0, 300.0);
        let shown: Vec<_> = ticks
            .iter()
            .map(|(at, label)| format!("{at} {label}"))
            .collect();
        assert_eq!(shown, ["130 08:15", "430 08:20", "730 08:25"]);
    }

    #[test]
    fn quantities_begin_at_zero_and_end_on_a_tick() {
        let shown: Vec<_> = [0.0, 0.3, 1.0, 7.0, 7000.0, 9_480.0, 1e7]
            .map(|largest| labels(&Axis::linear(largest, "requests")))
            .into();
        insta::assert_snapshot!(shown.join("\n"), @r"
        requests: 0 0.2 0.4 0.6 0.8 1
        requests: 0 0.05 0.1 0.15 0.2 0.25 0.3 0.35
        requests: 0 0.2 0.4 0.6 0.8 1 1.2
        requests: 0 2 4 6 8
        requests: 0 2,000 4,000 6,000 8,000
        requests: 0 2,000 4,000 6,000 8,000 10,000
        requests: 0 2,000,000 4,000,000 6,000,000 8,000,000 10,000,000 12,000,000
        ");
    }

    #[test]
    fn logarithmic_axes_have_ticks_at_1_2_5_or_decades() {
        let shown: Vec<_> = [(90.0, 800.0), (3.0, 3.0), (0.5, 40_000.0)]
            .map(|(smallest, largest)| labels(&Axis::logarithmic(smallest, largest, "ms")))
            .into();
        insta::assert_snapshot!(shown.join("\n"), @r"
        ms: 50 100 200 500 1,000
        ms: 2 5 10 20
        ms: 1 10 100 1,000 10,000
        ");
    }

    #[test]
    fn where_there_is_little_room_there_are_fewer_numbers() {
        let time = Axis::time(Clock::new(900.0, None)).thinned(6);
        assert_eq!(labels(&time), "time (min): 0 3 6 9 12 15");
        let decades = Axis::logarithmic(2.0, 900.0, "ms");
        assert_eq!(labels(&decades.clone().thinned(6)), "ms: 10 100 1,000");
        assert_eq!(decades.clone().thinned(20), decades);
    }

    #[test]
    fn positions_are_shares_of_the_axis() {
        let linear = Axis::linear(99.0, "");
        assert_eq!(
            [-5.0, 0.0, 50.0, 100.0, 900.0].map(|v| linear.position(v)),
            [0.0, 0.0, 0.5, 1.0, 1.0]
        );
        let logarithmic = Axis::logarithmic(1.0, 100.0, "");
        assert_eq!(logarithmic.position(0.0), 0.0);
        assert!((logarithmic.position(10.0) - 0.5).abs() < 1e-12);
    }
}
