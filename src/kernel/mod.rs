//! The simulation kernel: simulated time, the event calendar, random streams and the run loop.
//!
//! It knows nothing of Lambda, of scenarios or of what is measured; it could drive any
//! discrete-event model. It does no I/O and reads no clock.
//!
//! | module | what it holds |
//! |---|---|
//! | [`time`] | [`SimTime`] and [`SimDuration`]: integer nanoseconds |
//! | [`calendar`] | [`Calendar`]: the future event list, and the [`Phase`]s that order ties |
//! | `engine` | the [`Model`] trait and [`run_until`], the event loop |
//! | `id` | numbers that name one thing of a kind |
//! | [`random`] | [`Streams`]: one reproducible random stream per (name, purpose) |

pub mod calendar;
mod engine;
mod id;
pub mod random;
pub mod time;

pub use calendar::{Calendar, Phase};
pub use engine::{Model, run_until};
pub(crate) use id::id_type;
pub use random::{KeyedStream, Stream, Streams};
pub use time::{SimDuration, SimTime};
