//! Provisioned concurrency that changes during the run: what asks for a change, how long allocation
//! takes, and what becomes of environments that are too many.
//!
//! A function whose provisioned concurrency is a number for the whole run has none of this state and
//! takes none of these paths.
//!
//! | module | what it holds |
//! |---|---|
//! | `state` | the state of one function, and what is due for it |
//! | `allocation` | from a request to environments that can be used |
//! | `autoscaling` | target tracking on the utilization of each minute |
//! | `alias` | an alias whose weights change, with its provisioned concurrency |
//! | `drive` | what happens at each event |

mod alias;
mod allocation;
mod autoscaling;
mod drive;
mod state;

pub(crate) use alias::{ShiftingAlias, weights_due};
pub(crate) use allocation::AllocationQuota;
pub(crate) use drive::{Drive, stop_surplus};
pub(crate) use state::{ChangingProvisioned, Due, first_due};
