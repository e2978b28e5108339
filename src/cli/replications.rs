//! `burstsim run` with more than one replication: the options, and running them.

use burstsim::measures::Measure;
use burstsim::report::Replications;
use burstsim::scenario::Scenario;
use burstsim::study::parallel::Threads;
use burstsim::study::replications::next_look;
use burstsim::study::{Goal, replicate_in_order};
use burstsim::world::simulate_observed;
use clap::Args;

use super::error::CliError;
use super::progress::{Interruption, RunsProgress};

/// What precision is asked of if neither the user nor the scenario's objectives say.
const USUAL_METRICS: [&str; 2] = ["throttle_rate", "latency_p99"];

#[derive(Args, Debug)]
#[command(next_help_heading = "Replications")]
pub(super) struct ReplicationArguments {
    /// Simulate N times with other random numbers, on all cores; each figure gets a mean and its
    /// 95 % confidence interval
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000))]
    replications: Option<u64>,

    /// Replicate, at least 10 times, until half the width of each interval is within this share
    /// of its mean, such as 5%
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with = "replications")]
    precision: Option<f64>,

    /// What has to be precise, in each function: objectives' metrics such as
    /// throttle_rate,latency_p99 [default: those of the scenario's slo, else these two]
    #[arg(long, value_name = "METRICS", value_delimiter = ',', requires = "precision",
        value_parser = metric)]
    precision_of: Vec<Measure>,

    /// Most replications for the sake of precision
    #[arg(long, value_name = "N", default_value_t = 200, requires = "precision",
        value_parser = clap::value_parser!(u64).range(2..=100_000))]
    max_replications: u64,

    #[command(flatten)]
    threads: ThreadArguments,
}

#[derive(Args, Debug)]
pub(super) struct ThreadArguments {
    /// Cores to use; results do not depend on it [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl ThreadArguments {
    /// Starts the threads that runs are spread over.
    pub(super) fn start(&self) -> Result<Threads, CliError> {
        Threads::start(self.threads)
            .map_err(|error| CliError::Environment(format!("cannot start threads: {error}")))
    }
}

impl ReplicationArguments {
    /// Whether there is to be more than a single run.
    pub(super) fn are_wanted(&self) -> bool {
        self.replications.is_some() || self.precision.is_some()
    }

    /// Runs as many replications as asked for.
    pub(super) fn run(
        &self,
        scenario: &Scenario,
        quiet: bool,
        interruption: &Interruption,
    ) -> Result<Replications, CliError> {
        let threads = self.threads.start()?;
        let goal = self.goal(scenario);
        let mut target = self.first_target(goal.as_ref());
        let progress = RunsProgress::new(quiet, interruption.clone());

        let first = simulate_observed(scenario, 0, &mut progress.of_one())?;
        let mut replications = Replications::new(scenario, first, goal.clone())?;
        loop {
            let done = replications.sample().replications();
            progress.expect(done, target);
            let mut failure = Ok(());
            let take = |result| {
                if failure.is_ok() {
                    failure = replications.add(scenario, &result);
                }
                progress.one_done();
            };
            threads
                .run(|| replicate_in_order(scenario, done..target, |_| progress.of_one(), take))?;
            failure?;
            let more = goal
                .as_ref()
                .map(|goal| next_look(replications.sample(), goal));
            match more.flatten() {
                Some(next) => target = next,
                None => break,
            }
        }
        progress.finish();
        Ok(replications)
    }

    fn first_target(&self, goal: Option<&Goal>) -> u64 {
        match goal {
            Some(goal) => Goal::BATCH.min(goal.most),
            None => self.replications.unwrap_or(1),
        }
    }

    fn goal(&self, scenario: &Scenario) -> Option<Goal> {
        let relative = self.precision?;
        let of_slo = || {
            scenario
                .slo
                .iter()
                .map(|objective| objective.measure)
                .collect()
        };
        let usual = || {
            USUAL_METRICS
                .iter()
                .filter_map(|key| metric(key).ok())
                .collect()
        };
        let metrics = match (self.precision_of.is_empty(), scenario.slo.is_empty()) {
            (false, _) => self.precision_of.clone(),
            (true, false) => of_slo(),
            (true, true) => usual(),
        };
        Some(Goal {
            relative,
            metrics,
            most: self.max_replications,
        })
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
