//! `burstsim run` with more than one replication: the options.

use burstsim::measures::Measure;
use burstsim::scenario::Scenario;
use burstsim::study::parallel::Threads;
use burstsim::study::{Enough, Goal};
use clap::Args;

use super::error::CliError;
use super::guard::Plan;
use super::threads::ThreadArguments;

#[derive(Args, Debug)]
#[command(next_help_heading = "Replications")]
pub(super) struct ReplicationArguments {
    /// Simulate N times with different random numbers, on all cores; every figure becomes a mean with a 95 % confidence
    /// interval
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000))]
    replications: Option<u64>,

    /// Replicate, at least 10 times, until the half-width of each interval is within this share of its mean, such as 5%
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with = "replications")]
    precision: Option<f64>,

    /// Metrics that must be precise in each function, such as throttle_rate,latency_p99 [default: those of the scenario's slo, else these two]
    #[arg(long, value_name = "METRICS", value_delimiter = ',', requires = "precision",
        value_parser = metric)]
    precision_of: Vec<Measure>,

    /// Maximum replications with --precision
    #[arg(long, value_name = "N", default_value_t = Goal::USUAL_MOST, requires = "precision",
        value_parser = clap::value_parser!(u64).range(2..=100_000))]
    max_replications: u64,

    #[command(flatten)]
    threads: ThreadArguments,
}

impl ReplicationArguments {
    /// How many replications to make; `None` for a single run.
    pub(super) fn enough(&self, scenario: &Scenario) -> Option<Enough> {
        let exactly = self.replications.map(Enough::Exactly);
        exactly.or_else(|| {
            let mut goal = Goal::of(scenario, self.precision?);
            goal.most = self.max_replications;
            if !self.precision_of.is_empty() {
                goal.metrics.clone_from(&self.precision_of);
            }
            Some(Enough::Precise(goal))
        })
    }

    /// How the runs are made.
    pub(super) fn plan(&self, scenario: &Scenario) -> Plan {
        match self.enough(scenario) {
            None => Plan::ONE,
            Some(Enough::Exactly(runs)) => Plan::waves(runs, self.threads.count()),
            Some(Enough::Precise(goal)) => {
                Plan::waves(Goal::BATCH.min(goal.most), self.threads.count())
            }
        }
    }

    /// The threads that they are spread over.
    pub(super) fn threads(&self) -> Result<Threads, CliError> {
        self.threads.start()
    }
}

/// A share above 0: `5%` or `0.05`.
fn share(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent, 0.01),
        None => (text, 1.0),
    };
    let value: Result<f64, _> = number.trim().parse();
    match value {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value * unit),
        _ => Err("expected a share above 0, such as 5% or 0.05".to_owned()),
    }
}

fn metric(key: &str) -> Result<Measure, String> {
    let found = Measure::OBJECTIVES
        .into_iter()
        .find(|metric| metric.key() == key);
    found.ok_or_else(|| {
        let keys = Measure::OBJECTIVES.map(Measure::key);
        format!("expected one of {}", keys.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_percentage_or_a_number() {
        assert_eq!(share("5%"), Ok(0.05));
        assert_eq!(share(" 2.5 % "), Ok(0.025));
        assert_eq!(share("0.1"), Ok(0.1));
        for wrong in ["", "%", "0%", "-1%", "x", "nan", "inf"] {
            assert!(share(wrong).is_err(), "{wrong:?}");
        }
    }
}
