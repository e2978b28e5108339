//! burstsim for Python: the native half of the package, which its Python half (`python/burstsim`) gives names, defaults
//! and documentation.
//!
//! A function here takes a scenario, changes of it and options that are checked already, and gives a `report::Report`
//! that holds what was simulated and makes texts, files and tables of it when asked. It knows the library and Python;
//! it must not know how anything is simulated, nor what stands in a report.
//!
//! | module | what it holds |
//! |---|---|
//! | `source` | where the text of a scenario comes from, and what changes it |
//! | `watch` | a study on a thread of its own, while Python's thread reports progress and listens for Ctrl-C |
//! | `run`, `compare`, `explain`, `size`, `sweep`, `backtest`, `validate`, `import`, `check` | one study or command each |
//! | `cluster` | sweeps and runs that other processes make: what is handed out and what comes back |
//! | `report` | a study that is done: texts, files, tables |
//! | `folder` | where the files of a report go: to memory, a disk or a table |
//! | `table`, `columns` | CSV as columns that polars, DuckDB and pyarrow read without a copy; and of which type each is |
//! | `failure`, `problem` | what can go wrong, as exceptions of Python; problems of a scenario |
//! | `words` | what to do next, in the words of this package |

mod backtest;
mod check;
mod cluster;
mod columns;
mod compare;
mod explain;
mod failure;
mod folder;
mod guard;
mod import;
mod measures;
mod problem;
mod report;
mod run;
mod size;
mod source;
mod sweep;
mod table;
mod validate;
mod watch;
mod words;

use pyo3::prelude::*;

/// What the Python half is built on; it is not meant for others.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::backtest::backtest;
    #[pymodule_export]
    use super::check::{check, schema, shipped};
    #[pymodule_export]
    use super::cluster::{SweepPlan, answer, engine_version, make_task};
    #[pymodule_export]
    use super::compare::compare;
    #[pymodule_export]
    use super::explain::explain;
    #[pymodule_export]
    use super::import::{Imported, import_files};
    #[pymodule_export]
    use super::problem::Problem;
    #[pymodule_export]
    use super::report::{Report, write_files};
    #[pymodule_export]
    use super::run::run;
    #[pymodule_export]
    use super::size::size;
    #[pymodule_export]
    use super::source::Source;
    #[pymodule_export]
    use super::sweep::sweep;
    #[pymodule_export]
    use super::table::{Table, table_of_csv};
    #[pymodule_export]
    use super::validate::{Validation, validate};
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
        module.add("USUAL_REGIONS", burstsim::study::compare::USUAL_REGIONS)
    }
}
