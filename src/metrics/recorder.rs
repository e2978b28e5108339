//! Takes note of what the model does.

/// The limit that refused an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThrottleCause {
    /// No scaling token was left.
    Scaling,
    /// A concurrency limit, the account's or the function's.
    Concurrency,
    /// A requests-per-second limit.
    Rate,
}
