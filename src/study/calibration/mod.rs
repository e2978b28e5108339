//! Calibration: what request logs measured on AWS say about the lifecycle of environments.
//!
//! A log carries, for each request, when it arrived, how long it took, whether it was cold and which
//! environment served it. Under most-recently-used reuse that dates each environment's end: it
//! lies between its last use and the first later request that would have gone to it. From these
//! intervals four parameters of a scenario are estimated by maximum likelihood, with profile-
//! likelihood intervals: `idle_timeout`, `surplus_idle_timeout`, `max_lifetime`, `early_stop`.
//!
//! This room knows statistics and the meaning of these parameters. It must not know where logs come
//! from, nor touch the model: its estimates are checked by simulation, not fitted to it. The
//! method and what it found are in `docs/calibration.md`.
//!
//! | module | what it holds |
//! |---|---|
//! | [`log`] | reading request logs |
//! | `history` | from requests to inactivities and lives with dated ends |
//! | [`inactivity`] | the function's idle clock |
//! | [`lifetime`] | surplus idle clock, retirement and early stops, as competing risks |
//! | `optimise` | minimising a function; profile-likelihood intervals |
//! | `parameter` | an estimate with its interval |
//! | `text` | the estimates as TOML for a scenario |

mod history;
pub mod inactivity;
pub mod lifetime;
pub mod log;
mod optimise;
mod parameter;
mod text;

pub use history::{Evidence, Outlived};
pub use log::{LogError, RequestLog};
pub use parameter::Parameter;

use history::History;
use lifetime::{Ageing, SurplusTimeout};

/// What the logs say.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// What was read.
    pub evidence: Evidence,
    /// What environments outlived in these logs: where no end was seen, it is all that is known.
    pub outlived: Outlived,
    /// The function's idle clock, in seconds; `None` if no log shows its end.
    pub idle_timeout: Option<Parameter>,
    /// The idle clock of surplus environments.
    pub surplus_idle_timeout: SurplusTimeout,
    /// Retirement and early stops.
    pub ageing: Ageing,
}

/// Why nothing could be estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalibrationError {
    /// No environment ends in the logs, and none outlives a pause.
    #[error(
        "no environment ends in these logs, and none is used again: they say nothing about how long \
         environments live. Give longer logs, of at least a day with pauses of some ten minutes"
    )]
    NothingSeen,
}

/// Estimates the lifecycle of environments from request logs.
///
/// # Errors
/// If the logs are too short to show anything of the life of an environment.
pub fn calibrate(logs: &[RequestLog]) -> Result<Calibration, CalibrationError> {
    let mut history = History::default();
    for log in logs {
        history.read(log);
    }
    let survived = history.inactivities.iter().filter(|pause| pause.survived);
    let outlived = Outlived {
        inactivity: survived.map(|pause| pause.length).fold(0.0, f64::max),
        age: history.longest_seen,
    };
    if !history.lives.iter().any(|life| life.ended) {
        let ageing = Ageing {
            retirement: None,
            early_stop_mean: None,
        };
        let bounds = Calibration {
            outlived,
            idle_timeout: inactivity::estimate(&history.inactivities),
            surplus_idle_timeout: SurplusTimeout::NotSeen(history.longest_survived_idle),
            ageing,
            evidence: history.evidence,
        };
        let seen = outlived.inactivity > 0.0 || bounds.idle_timeout.is_some();
        return seen.then_some(bounds).ok_or(CalibrationError::NothingSeen);
    }
    let idle_timeout = inactivity::estimate(&history.inactivities);
    let clock = idle_timeout.map_or(f64::INFINITY, |timeout| timeout.value);
    let (surplus_idle_timeout, ageing) = lifetime::estimate(&history, clock);
    Ok(Calibration {
        evidence: history.evidence,
        outlived,
        idle_timeout,
        surplus_idle_timeout,
        ageing,
    })
}

#[cfg(test)]
mod tests;
