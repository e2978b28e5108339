//! An estimate with its interval.

/// An estimated number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// The estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}
