//! The model: how Lambda admits requests and scales execution environments.
//!
//! [`simulate()`] is the one door: a scenario and a replication number in, a
//! [`RunResult`](crate::metrics::RunResult) out; no I/O, no clock, no globals.
//!
//! This room knows Lambda's rules. It must not know where a scenario came from, nor what is done
//! with the result. Rules and their sources are in the project's documentation; whatever AWS does
//! not publish is an assumption named at the place where it is made.
//!
//! | module | what it holds |
//! |---|---|
//! | `simulate` | the door, and setting up a run |
//! | [`model`] | what happens at each event |
//! | [`admission`] | the six steps that serve or refuse an attempt |
//! | [`environments`] | a pool of execution environments: reuse, idling, retirement |
//! | `idle` | the queue of a pool's idle environments |
//! | [`lifetime`] | how old environments become |
//! | [`scaling`] | the token buckets that limit new environments |
//! | [`request_ramp`] | how fast a function's request rate may grow |
//! | [`concurrency`] | account, reserved and unreserved concurrency |
//! | [`provisioned`] | provisioned concurrency that changes: allocation, schedules, autoscaling |
//! | [`rate_limit`] | requests-per-second limits |
//! | [`outage`] | when the service itself fails |
//! | [`observer`] | watching a run from outside |

pub mod admission;
pub mod concurrency;
pub mod environments;
mod idle;
pub mod lifetime;
pub mod model;
pub mod observer;
pub mod outage;
pub mod provisioned;
pub mod rate_limit;
pub mod request_ramp;
pub mod scaling;
mod simulate;

pub use observer::{Observer, Refused, RequestId, Served, Stopped};
pub use simulate::{Interrupted, simulate, simulate_observed};
