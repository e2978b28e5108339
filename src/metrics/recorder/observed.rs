//! What a recorder hears of an attempt: which limit refused it, or how its invocation began.

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

/// How an invocation began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// On an idle provisioned environment.
    Provisioned,
    /// On an idle on-demand environment.
    Warm,
    /// On a new environment, after its initialisation.
    Cold,
}
