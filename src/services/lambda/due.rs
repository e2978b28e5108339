//! What Lambda has to do of its own accord.

use super::environments::Tenancy;
use super::provisioned;
use crate::scenario::FunctionId;

/// Something that is due.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(crate) enum Due {
    /// An on-demand environment reaches an age set for it: an early stop or its retirement.
    Age {
        /// The function.
        function: FunctionId,
        /// The environment.
        tenancy: Tenancy,
    },
    /// Something is due for provisioned concurrency that changes.
    Provisioned(provisioned::Due),
    /// The time of new weights of an alias has come.
    Weights {
        /// The first of the versions that it points to.
        function: FunctionId,
        /// Which of its weights.
        step: u32,
    },
    /// An outage begins: from now on, attempts may fail.
    OutageBegins {
        /// Its number in the scenario.
        outage: u32,
    },
    /// The outage under way is over.
    OutageEnds,
}
