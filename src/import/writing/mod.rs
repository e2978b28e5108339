//! From what was read to a scenario: its text, in which a comment says of each value whether it was read, fitted,
//! assumed or left open, and the data beside it.
//!
//! It knows the keys of a scenario and what a source can say of each. It must not know formats, nor put files anywhere.
//!
//! | module | what it holds |
//! |---|---|
//! | `value` | a value with where it comes from; the text of a block of them |
//! | `plan` | a Region as a scenario, and which functions are in it |
//! | `frame` | when it begins, how long it lasts |
//! | `region` | the keys of the scenario and of `[region]` |
//! | `function` | the keys of a function |
//! | `settings`, `times`, `traffic` | those of them that need more than a line |
//! | `concurrency` | reserved and provisioned concurrency of a template |
//! | `invoked_by` | event sources of a template |
//! | `files` | the files beside it, and their names |
//! | `data` | what they hold: traces, counts, values |

mod concurrency;
mod data;
mod files;
mod frame;
mod function;
mod invoked_by;
mod plan;
mod region;
mod settings;
mod times;
mod traffic;
mod value;

pub use data::DataFile;
pub use plan::ScenarioPlan;
pub use value::{Origin, Value};
