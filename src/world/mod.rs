//! The world of a run: callers and services, the events between them, and the one door to it all.
//!
//! [`simulate`] takes a scenario and a replication number and gives a
//! [`RunResult`](crate::metrics::RunResult); no I/O, no clock, no globals. [`simulate_observed`] lets an
//! [`Observer`] watch.
//!
//! This room knows who talks to whom, and in which order. It must not know the rules of a caller or of a
//! service, where a scenario came from, nor what is done with the result.
//!
//! | module | what it holds |
//! |---|---|
//! | `simulate` | the door |
//! | `running` | a run in steps, and copies of it |
//! | `event` | what can happen |
//! | `model` | what happens at each event |
//! | `queues` | what happens at the events of queues |
//! | `containers` | what happens at the events of ECS services |
//! | `deliveries` | invocations that are not simply answered |

mod containers;
mod deliveries;
mod event;
mod model;
mod queues;
mod running;
mod simulate;

pub use crate::metrics::{Observer, Refused, Served, Stopped};
pub use crate::workload::RequestId;
pub use running::Interrupted;
pub(crate) use running::Running;
pub use simulate::{simulate, simulate_observed};
