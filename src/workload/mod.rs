//! Demand: when requests arrive, how long they run, and what refused callers do.
//!
//! [`Source`] turns one traffic entry of a scenario into a stream of [`Request`]s; it owns that
//! entry's random streams, so that adding a source or a function changes nothing elsewhere.
//!
//! This room knows clients. It must not know how requests are served: no environments, no limits.
//!
//! | module | what it holds |
//! |---|---|
//! | [`sampler`] | drawing times from the scenario's distributions |
//! | [`exp`] | the exponential function of the lognormal draw |
//! | [`rate_curve`] | the cumulative rate of a profile and its inverse |
//! | [`arrivals`] | arrival instants of open traffic |
//! | [`backoff`] | the wait before a retry |
//! | [`source`] | one traffic entry at work |

pub mod arrivals;
pub mod backoff;
pub mod exp;
pub mod rate_curve;
pub mod sampler;
pub mod source;

pub use arrivals::Arrivals;
pub use backoff::Backoff;
pub use rate_curve::RateCurve;
pub use sampler::{Sampler, exponential};
pub use source::{Caller, InService, Request, Source};
