//! The model behind its door, `simulate`, tested as a library: AWS's published examples, queueing
//! theory, and properties that hold for every scenario.
#![allow(
    clippy::expect_used,
    reason = "a test that cannot go on may fail loudly"
)]

mod clients;
mod coverage;
mod draws;
mod ecs;
mod limits;
mod metamorphic;
mod oracle;
mod outages;
mod per_function;
mod properties;
mod provisioned;
mod published;
mod queues;
mod support;
mod theory;
mod ties;
mod versions;
mod warm;
mod warm_up;
