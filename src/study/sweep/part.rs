//! One part of a sweep of several, for several machines: which runs belong to it.
//!
//! Parts are dealt out by numbers alone, so that no machine has to know of another. It must not know what a point
//! is, nor what has been done.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

/// From this many points for each part on, whole points are dealt out; with fewer, a part with one point more
/// than another would take much longer, and single runs are.
pub const POINTS_EACH: u64 = 4;

/// A part of a sweep: the first of three is `1/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    number: u64,
    of: NonZeroU64,
}

/// What is dealt out among parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// Whole points, with all their replications.
    Points,
    /// Single runs: replications of points.
    Runs,
}

/// Why a text names no part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// It is not two numbers.
    #[error("expected I/N, such as 2/8 for the second of eight parts")]
    NotAPart,
    /// There is no such part.
    #[error("there is no part {number} of {of}: parts are numbered from 1 to {of}")]
    NoSuchPart {
        /// The number.
        number: u64,
        /// How many parts there are.
        of: u64,
    },
    /// There would be nothing to deal out.
    #[error("a sweep cannot be made in 0 parts: the second number says how many there are")]
    NoParts,
}

impl Part {
    /// All of a sweep.
    pub const WHOLE: Self = Self {
        number: 1,
        of: NonZeroU64::MIN,
    };

    /// The part with this number, counted from 1, of this many.
    ///
    /// # Errors
    /// Why there is no such part.
    pub fn new(number: u64, of: u64) -> Result<Self, PartError> {
        let parts = NonZeroU64::new(of).ok_or(PartError::NoParts)?;
        if number == 0 || number > of {
            return Err(PartError::NoSuchPart { number, of });
        }
        Ok(Self { number, of: parts })
    }

    /// How many parts there are.
    pub fn parts(self) -> u64 {
        self.of.get()
    }

    /// What is dealt out of a sweep with this many points.
    pub fn grain(self, points: u64, replications: u64) -> Grain {
        if replications == 1 || points / self.of >= POINTS_EACH {
            Grain::Points
        } else {
            Grain::Runs
        }
    }

    /// The replications of a point, by its number, that belong to this part.
    pub(super) fn replications(self, point: u64, grain: Grain, replications: u64) -> Vec<u64> {
        let is_mine = |turn: u64| turn % self.of == self.number - 1;
        let all = 0..replications;
        match grain {
            Grain::Points if is_mine(point) => all.collect(),
            Grain::Points => Vec::new(),
            Grain::Runs => all
                .filter(|one| is_mine(point.wrapping_mul(replications).wrapping_add(*one)))
                .collect(),
        }
    }
}

impl FromStr for Part {
    type Err = PartError;

    fn from_str(text: &str) -> Result<Self, PartError> {
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let read = text.split_once('/');
        let read = read.and_then(|(part, of)| Some((number(part)?, number(of)?)));
        let (part, of) = read.ok_or(PartError::NotAPart)?;
        Self::new(part, of)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}
