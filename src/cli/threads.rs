//! The threads that runs are spread over.

use burstsim::study::parallel::Threads;
use clap::Args;

use super::error::CliError;

#[derive(Args, Debug)]
pub(super) struct ThreadArguments {
    /// Cores to use; results do not depend on it [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl ThreadArguments {
    /// How many there are to be.
    pub(super) fn count(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }

    /// Starts as many as were asked for.
    pub(super) fn start(&self) -> Result<Threads, CliError> {
        Threads::start(self.threads)
            .map_err(|error| CliError::Environment(format!("cannot start threads: {error}")))
    }
}
