//! A request: what goes from a caller to a service, and what is left of it once it is being served.
//!
//! It knows what both sides have to know. It must not know who made it, nor how it is served.

use crate::kernel::{SimDuration, SimTime, id_type};
use crate::scenario::FunctionId;

id_type! {
    /// A source of requests: one traffic entry of one function, at its position among all of a run.
    pub struct SourceId;
}

/// What a caller that waits for an answer leaves with its request, to find its own record of it again.
///
/// A client of open traffic waits for nothing and leaves none, so its requests cost no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u32);

impl Ticket {
    /// Nobody waits for the answer.
    pub const NONE: Self = Self(u32::MAX);

    /// The ticket of the record at `index` in the caller's list.
    #[inline]
    pub const fn new(index: usize) -> Self {
        debug_assert!(index < u32::MAX as usize, "tickets have 32 bits");
        Self(index as u32)
    }

    /// Where the caller's record is; `None` if nobody waits for the answer.
    #[inline]
    pub fn index(self) -> Option<usize> {
        (self != Self::NONE).then_some(self.0 as usize)
    }
}

impl Default for Ticket {
    fn default() -> Self {
        Self::NONE
    }
}

/// What a request is known by through all its attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId {
    /// Where it comes from.
    pub source: SourceId,
    /// Its number within the source, from 0; its random draws belong to it.
    pub number: u64,
}

/// A request: what a caller wants done, whatever happens to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// When it first arrived.
    pub arrival: SimTime,
    /// How long it runs in a warm environment.
    pub service: SimDuration,
    /// Its number within its source, from 0; its random draws belong to it.
    pub number: u64,
    /// Where it comes from.
    pub source: SourceId,
    /// The function, or the version of one, that it calls.
    pub function: FunctionId,
    /// Who waits for its answer.
    pub ticket: Ticket,
    /// How often it has been tried.
    pub attempts: u32,
}

/// What has to be known of a request once it is being served: what the service needs, and the ticket by
/// which its caller finds the rest. It travels in the event of its completion, so every byte counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InService {
    /// When it first arrived.
    pub arrival: SimTime,
    /// The function that serves it.
    pub function: FunctionId,
    /// Who waits for its answer.
    pub ticket: Ticket,
}

/// How an invocation ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// The handler returns.
    #[default]
    Success,
    /// The handler fails: AWS's `Errors`.
    Error,
    /// It was stopped at the function's timeout, which counts among the errors as well.
    Timeout,
}

impl Request {
    /// What it is known by.
    #[inline]
    pub fn id(&self) -> RequestId {
        RequestId {
            source: self.source,
            number: self.number,
        }
    }

    /// What is left to know once it is being served.
    #[inline]
    pub fn in_service(&self) -> InService {
        InService {
            arrival: self.arrival,
            function: self.function,
            ticket: self.ticket,
        }
    }
}
