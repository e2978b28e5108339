//! Demand: what is drawn for a request, and the request itself.
//!
//! Draws only: arrival instants, times from the scenario's distributions, waits before a retry. A draw
//! belongs to a named stream of its own, so that adding a source or a function changes nothing elsewhere.
//!
//! This room must not know who makes a request, nor how it is served.
//!
//! | module | what it holds |
//! |---|---|
//! | [`request`] | a request on its way, in service, and what it is known by |
//! | [`sampler`] | drawing times from the scenario's distributions |
//! | [`exp`] | the exponential function of the lognormal draw |
//! | [`rate_curve`] | the cumulative rate of a profile and its inverse |
//! | [`arrivals`] | arrival instants of open traffic |
//! | [`first_minutes`] | what traffic asks for at first |
//! | `counted` | arrivals of which only the number in each interval is known |
//! | `meter` | what drains at a rate and holds so much |
//! | [`backoff`] | the wait before a retry |

pub mod arrivals;
pub mod backoff;
mod counted;
pub mod exp;
pub mod first_minutes;
mod meter;
pub mod rate_curve;
pub mod request;
pub mod sampler;

pub use arrivals::Arrivals;
pub use backoff::{Backoff, RetryableError, of_attempt};
pub use meter::Meter;
pub use rate_curve::RateCurve;
pub use request::{InService, Outcome, Request, RequestId, SourceId, Ticket};
pub use sampler::{Sampler, exponential};
