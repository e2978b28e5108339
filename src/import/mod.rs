//! What users have, turned into a scenario: metrics, logs, traces and templates, recognised by their content.
//!
//! Files come in one by one, as readers; what they say is gathered by Region and function, in bounded memory, and put
//! together to a scenario that runs. Of each value it is said whether it was read, fitted, assumed or left open.
//!
//! This room knows the formats of others and the keys of a scenario. It must not open files, nor run a scenario.
//!
//! | module | what it holds |
//! |---|---|
//! | `importer` | [`Importer`]: files in, an [`Import`] out |
//! | `recognise` | which format a file is of |
//! | `format`, `head`, `input`, `json` | what all formats share: their entry, the beginning of a file, its text, its lists |
//! | `instant` | times, however they are written |
//! | `reading` | what a reader tells of its file |
//! | `naming` | what the path of a file says |
//! | `cloudwatch`, `lambda_logs`, `access_logs`, `load_tests`, `traces`, `templates` | the formats, by family |
//! | `settings` | what a template says of a function |
//! | `gathered` | what all files say of each function |
//! | `resolve` | functions put together by Region and name |
//! | `demand`, `figures`, `fit` | when requests came; the figures of a function; service times from them |
//! | `concurrency` | how many requests of a log were in service at once |
//! | `measured` | what was measured in each interval, for a simulation to be laid beside |
//! | `writing` | the scenario and its data |
//! | `summary` | `import.json` |

mod access_logs;
mod cloudwatch;
mod concurrency;
mod demand;
mod figures;
mod fit;
mod format;
mod gathered;
mod head;
mod importer;
mod input;
mod instant;
mod json;
mod lambda_logs;
mod load_tests;
mod measured;
mod naming;
mod reading;
mod recognise;
mod resolve;
mod settings;
mod summary;
mod templates;
mod traces;
mod writing;

pub use importer::{Import, ImportError, Importer, about};
pub use input::ReadError;
pub use instant::Instant;
pub use measured::{MeasuredFunction, MeasuredInterval, ServedRequest};
pub use reading::{FileReport, Given, Skipped};
pub use summary::ImportedFunction;
pub use writing::{DataFile, Origin, ScenarioPlan, Value};
