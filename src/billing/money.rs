//! Amounts of money.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

/// An amount in US dollars, not rounded to cents: AWS rounds the month's bill, not its lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Usd(f64);

impl Usd {
    /// An amount of `dollars`.
    pub const fn new(dollars: f64) -> Self {
        Self(dollars)
    }

    /// The amount in dollars.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Add for Usd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        // Not the sum of doubles, which is -0 for nothing.
        amounts.fold(Self::default(), Add::add)
    }
}
