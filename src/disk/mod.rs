//! Files on a disk, for whoever has one: the program and the Python package.
//!
//! The rest of the library is data in, data out. This room reads the scenarios and data files that are named to it
//! and puts results where they belong. It knows paths, bytes and locks; it must not know what is in a file, how
//! anything is simulated, or which command asked.
//!
//! | module | what it holds |
//! |---|---|
//! | [`scenario_file`] | a scenario by its path or shipped name, with the files that it names |
//! | [`measured_files`] | what was measured, read file by file |
//! | [`bounded`] | files that a person names, read so that none hangs or fills the memory |
//! | [`folder`] | the result folder: a result takes the place of the earlier one whole, or not at all |
//! | [`journal`] | the points, or runs, of a study that are done, kept for when it is cut off |
//! | [`new_files`] | new files: all of them appear whole, or none does |
//! | [`records`] | the records of a sweep that several machines make |
//! | `locked` | a file that one process at a time appends to |
//! | `scratch` | what is temporary, and what killed processes left of it |
//! | [`machine`] | what this machine has: memory a process may still take, and room on a disk |
//! | `durable` | waits until what was written would outlast a loss of power |

pub mod bounded;
mod durable;
pub mod folder;
pub mod journal;
mod locked;
pub mod machine;
#[cfg(feature = "import")]
pub mod measured_files;
pub mod new_files;
pub mod records;
pub mod scenario_file;
mod scratch;
