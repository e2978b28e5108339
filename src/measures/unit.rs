//! The units of measures.

/// What the values of a measure are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A whole number; the mean of several runs may lie between two.
    Count,
    /// A mean over time of a whole number.
    Level,
    /// A share from 0 to 1, which people read in percent.
    Share,
    /// Milliseconds.
    Milliseconds,
    /// US dollars.
    Usd,
}

impl Unit {
    /// What names of columns end with, so that a number says its unit.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Count | Self::Level | Self::Share => "",
            Self::Milliseconds => "_ms",
            Self::Usd => "_usd",
        }
    }

    /// As it stands behind a number that people read, with the space between the two; empty for numbers.
    pub const fn behind(self) -> &'static str {
        match self {
            Self::Count | Self::Level => "",
            Self::Share => " %",
            Self::Milliseconds => " ms",
            Self::Usd => " USD",
        }
    }

    /// As it stands by itself.
    pub fn symbol(self) -> &'static str {
        self.behind().trim_start()
    }

    /// What a value is multiplied by to be read in [`Unit::symbol`].
    pub const fn factor(self) -> f64 {
        match self {
            Self::Share => 100.0,
            Self::Count | Self::Level | Self::Milliseconds | Self::Usd => 1.0,
        }
    }
}
