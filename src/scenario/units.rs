//! Quantities with a meaning: counts of concurrency and of requests, rates, memory, storage.

use std::fmt;

/// A number of concurrent requests, or of the environments that serve them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Concurrency(u32);

impl Concurrency {
    /// The largest concurrency a scenario may name: ten million, far beyond any AWS quota and
    /// small enough for exact token arithmetic.
    pub const MAX: Self = Self(10_000_000);

    /// A concurrency of `count`; `None` above [`Concurrency::MAX`].
    pub const fn new(count: u32) -> Option<Self> {
        if count <= Self::MAX.0 {
            Some(Self(count))
        } else {
            None
        }
    }

    /// A count of the catalog, which holds none beyond the largest.
    pub(crate) fn published(count: u32) -> Self {
        Self(count).min(Self::MAX)
    }

    /// The count.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Concurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A whole number of requests per second, as AWS's quotas on request rates are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestRate(u32);

impl RequestRate {
    /// The largest: a hundred million requests per second, far beyond any AWS quota and small enough
    /// for exact token arithmetic.
    pub const MAX: Self = Self(100_000_000);

    /// A rate of `per_second`; `None` above [`RequestRate::MAX`].
    pub const fn new(per_second: u32) -> Option<Self> {
        if per_second <= Self::MAX.0 {
            Some(Self(per_second))
        } else {
            None
        }
    }

    /// Requests per second.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for RequestRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A rate in requests per second: finite and not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Rate(f64);

impl Rate {
    /// The largest rate a scenario may name, in requests per second: one per nanosecond, the
    /// resolution of simulated time.
    pub const MAX: f64 = 1e9;
    /// The smallest positive one: a request in 30 years. Closer to zero, quotients of rates would
    /// leave the range of doubles.
    pub const MIN_POSITIVE: f64 = 1e-9;

    /// A rate of `per_second`; `None` if negative, not finite, above [`Rate::MAX`], or positive but
    /// below [`Rate::MIN_POSITIVE`].
    pub fn new(per_second: f64) -> Option<Self> {
        let valid = per_second == 0.0 || (Self::MIN_POSITIVE..=Self::MAX).contains(&per_second);
        valid.then_some(Self(per_second))
    }

    /// Requests per second.
    pub const fn per_second(self) -> f64 {
        self.0
    }
}

/// The memory of a function in MB as AWS counts them (1 MB = 2^20 bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Memory(u32);

impl Memory {
    /// The minimum memory a function can have, in MB.
    pub const MIN_MB: u32 = 128;
    /// The maximum memory a function can have, in MB.
    pub const MAX_MB: u32 = 10_240;

    /// The minimum memory.
    pub(crate) const LEAST: Self = Self(Self::MIN_MB);

    /// A memory of `megabytes`; `None` outside what Lambda offers.
    pub fn from_mb(megabytes: u32) -> Option<Self> {
        (Self::MIN_MB..=Self::MAX_MB)
            .contains(&megabytes)
            .then_some(Self(megabytes))
    }

    /// The size in MB.
    pub const fn mb(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MB", self.0)
    }
}

/// The ephemeral storage (`/tmp`) of a function in MB (1 MB = 2^20 bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EphemeralStorage(u32);

impl EphemeralStorage {
    /// The minimum storage a function can have, in MB; it costs nothing.
    pub const MIN_MB: u32 = 512;
    /// The maximum storage a function can have, in MB.
    pub const MAX_MB: u32 = 10_240;

    /// The minimum storage.
    pub(crate) const LEAST: Self = Self(Self::MIN_MB);

    /// A storage of `megabytes`; `None` outside what Lambda offers.
    pub fn from_mb(megabytes: u32) -> Option<Self> {
        (Self::MIN_MB..=Self::MAX_MB)
            .contains(&megabytes)
            .then_some(Self(megabytes))
    }

    /// The size in MB.
    pub const fn mb(self) -> u32 {
        self.0
    }
}

impl fmt::Display for EphemeralStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MB", self.0)
    }
}
