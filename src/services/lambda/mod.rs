//! AWS Lambda: how it admits requests and scales execution environments.
//!
//! [`Lambda`] is the one door. This room knows Lambda's rules; whatever AWS does not publish is an
//! assumption named at the place where it is made.
//!
//! | module | what it holds |
//! |---|---|
//! | `service` | the door: what happens at each offer, completion and due event |
//! | `serving` | how an attempt is served, or why not |
//! | `upkeep` | rows that end and environments that idle out, noted when that was due |
//! | `due` | what Lambda has to do of its own accord |
//! | `adopt` | other quotas and settings in the middle of a run |
//! | `account`, `function` | the state of the account, and of each function |
//! | `admission` | the six steps that serve or refuse an attempt |
//! | `environments` | a pool of execution environments: reuse, idling, retirement |
//! | `slot`, `idle` | places in a pool, and the queue of its idle environments |
//! | `lifetime` | how old environments become |
//! | `warm` | how many environments are there at the start |
//! | `draws` | what chance decides of a request once it is here: cold start, error |
//! | `scaling` | the token buckets that limit new environments |
//! | `request_ramp` | how fast a function's request rate may grow |
//! | `concurrency` | account, reserved and unreserved concurrency |
//! | `provisioned` | provisioned concurrency that changes: allocation, schedules, autoscaling |
//! | `rate_limit` | requests-per-second limits |
//! | `outage` | when the service itself fails |

mod account;
mod admission;
mod adopt;
mod concurrency;
mod draws;
mod due;
mod environments;
mod function;
mod idle;
mod lifetime;
mod outage;
mod provisioned;
mod rate_limit;
mod request_ramp;
mod scaling;
mod service;
mod serving;
mod slot;
mod upkeep;
mod warm;

pub(crate) use due::Due;
pub(crate) use service::Lambda;
pub(crate) use serving::{Pool, Refusal, Serving};
pub(crate) use slot::Slot;
