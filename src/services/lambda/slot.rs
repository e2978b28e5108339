//! Where an environment is in its pool.

use crate::kernel::id_type;

id_type! {
    /// The place that a pool keeps for an environment. It is used again after the environment has
    /// stopped.
    pub(crate) struct Slot;
}
