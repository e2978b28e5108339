//! Service level objectives: what a run must achieve.

use std::fmt;

use super::quantities::print_duration;
use crate::kernel::SimDuration;
use crate::measures::{Measure, Unit};

/// One objective, such as `throttle_rate = "< 0.1%"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// What is measured: one of [`Measure::OBJECTIVES`].
    pub measure: Measure,
    /// How it is compared with the limit.
    pub comparison: Comparison,
    /// The limit: a share between 0 and 1 for rates, milliseconds for latencies.
    pub limit: f64,
}

/// In how many windows the objectives must hold, each judged by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Windows {
    /// How long a window is: a multiple of the interval.
    pub length: SimDuration,
    /// The share of windows, from 0 to 1.
    pub share: f64,
}

impl Windows {
    /// The one objective that a run is held to.
    pub fn objective(&self) -> Objective {
        Objective {
            measure: Measure::WindowsMet,
            comparison: Comparison::GreaterOrEqual,
            limit: self.share,
        }
    }
}

/// A comparison of a measured value with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// Whether `value` meets `limit`.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Less => value < limit,
            Self::LessOrEqual => value <= limit,
            Self::Greater => value > limit,
            Self::GreaterOrEqual => value >= limit,
        }
    }

    /// The operator as written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// As in the scenario: `< 0.1%`, `<= 800ms`.
impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = match self.measure.unit() {
            Unit::Milliseconds => print_duration(SimDuration::from_secs_f64(self.limit / 1e3)),
            // Six decimals hide the rounding of the factor 100; what remains is printed shortest.
            _ => format!("{}%", (self.limit * 1e8).round() / 1e6),
        };
        write!(f, "{} {limit}", self.comparison.symbol())
    }
}
