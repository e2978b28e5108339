//! `burstsim compare`: the same requests through several variants of a scenario.

use burstsim::catalog;
use burstsim::report::{ComparisonReport, format};
use burstsim::scenario::ScalingRule;
use burstsim::scenario::parse::Override;
use burstsim::study::Looks;
use burstsim::study::compare::factors::{self, Factor};
use burstsim::study::compare::{Variant, check_comparable, check_different, compare};
use clap::{Args, ValueEnum};

use super::error::{CliError, Outcome};
use super::folder;
use super::input::ScenarioArguments;
use super::output;
use super::progress::{Interruption, RunsProgress};
use super::replications::ThreadArguments;
use super::results::{ChartArguments, ResultArguments};

/// A Region of each burst class: 3,000, 1,000 and 500.
const USUAL_REGIONS: &str = "us-east-1,ap-northeast-1,ap-northeast-2";

/// Compare Regions, scaling rules or any other values under the same requests
///
/// Without --regions, --scaling or --vary it compares a Region of each burst class: us-east-1,
/// ap-northeast-1 and ap-northeast-2. The first variant is the baseline of all differences.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim compare scaling-with-concurrency-limit\n  \
    burstsim compare flash-sale --regions us-east-1,eu-central-1,sa-east-1 --monthly\n  \
    burstsim compare flash-sale --regions us-east-1,ap-northeast-2 --scaling regional-burst,per-function\n  \
    burstsim compare flash-sale --vary functions.shop.provisioned_concurrency=0,500,1000\n  \
    burstsim compare my.toml --vary functions.api.client.retry=none,standard --format csv\n\n\
    It exits with 0 also where a variant misses an objective: the table shows which.")]
pub(super) struct Compare {
    #[command(flatten)]
    scenario: ScenarioArguments,

    /// Regions to compare, such as us-east-1,ap-northeast-2
    #[arg(long, value_name = "REGIONS", help_heading = "Variants")]
    regions: Option<String>,

    /// Scaling rules to compare, in each Region: regional-burst,per-function
    #[arg(long, value_name = "RULES", help_heading = "Variants")]
    scaling: Option<String>,

    /// Values of a key (as in --set) to compare; repeatable: all combinations
    #[arg(long, value_name = "KEY=A,B,...", value_parser = varied, conflicts_with_all = ["regions", "scaling"],
        help_heading = "Variants")]
    vary: Vec<String>,

    /// Simulate each variant exactly N times; every figure gets a mean and its 95 % confidence interval
    /// [default: 10, 20, 40 ... until no difference of the account needs more to be told from noise]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000))]
    replications: Option<u64>,

    /// Maximum replications of each variant where --replications does not say how many
    #[arg(long, value_name = "N", default_value_t = 40, conflicts_with = "replications",
        value_parser = clap::value_parser!(u64).range(2..=100_000))]
    max_replications: u64,

    #[command(flatten)]
    threads: ThreadArguments,

    #[command(flatten)]
    results: ResultArguments,

    #[command(flatten)]
    charts: ChartArguments,

    /// What to print on standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table, and what differs in words
    #[default]
    Text,
    /// The contents of comparison.json
    Json,
    /// The contents of comparison.csv
    Csv,
    /// The table as Markdown, to paste into a review
    Md,
}

impl Compare {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let variants = self.variants()?;
        if !self.results.quiet
            && let Some(words) = alike(&variants)
        {
            output::words(&format!("warning: {words}"));
        }
        let interruption = Interruption::listen()?;
        let progress = RunsProgress::new(self.results.quiet, interruption.clone());
        let looks = match self.replications {
            Some(exactly) => Looks::exactly(exactly),
            None => Looks::up_to(self.max_replications),
        };
        let comparison = self.threads.start()?.run(|| {
            let expect = |done, target| progress.expect(done, target);
            let (observe, done) = (|| progress.of_one(), || progress.one_done());
            compare(variants, looks, expect, observe, done)
        })?;
        progress.finish();
        interruption.check()?;
        self.report(&ComparisonReport::new(comparison))
    }

    fn report(&self, report: &ComparisonReport) -> Result<Outcome, CliError> {
        let folder = self.results.folder(&format!("{}-compare", report.name()));
        let charts = self.results.charts(&self.charts);
        let written = folder::put(&folder, |files| report.write(files, charts.as_ref()))?;
        match self.format {
            Format::Json => output::data(&format!("{:#}", report.json()))?,
            Format::Csv => output::data(&report.csv()?)?,
            Format::Md => output::data(&report.markdown())?,
            Format::Text if self.results.quiet => {}
            Format::Text => output::data(&report.table())?,
        }
        output::written(written.len(), &folder, self.results.quiet);
        Ok(Outcome::Done)
    }

    fn variants(&self) -> Result<Vec<Variant>, CliError> {
        let choices = self.choices();
        let factors: Vec<Factor> = choices.iter().map(|one| factor(one)).collect();
        let combinations =
            factors::crossed(&factors).map_err(|error| CliError::Arguments(error.to_string()))?;
        let overrides: Vec<Vec<Override>> = combinations
            .iter()
            .map(|combination| {
                let pairs = choices.iter().zip(combination);
                pairs
                    .filter_map(|(choices, &index)| choices.get(index).cloned())
                    .collect()
            })
            .collect();
        let scenarios = self
            .scenario
            .load_variants(self.results.quiet, &overrides)?;
        let parts = combinations.iter().zip(&overrides).zip(scenarios);
        let variants: Vec<_> = parts
            .map(|((combination, overrides), mut scenario)| {
                scenario.billing.monthly |= self.results.monthly;
                let setting = |one: &Override| (one.key().to_owned(), one.value().to_owned());
                Variant {
                    name: factors::name(&factors, combination),
                    settings: overrides.iter().map(setting).collect(),
                    scenario,
                }
            })
            .collect();
        check_comparable(&variants).map_err(|error| CliError::Arguments(error.to_string()))?;
        check_different(&variants).map_err(|error| CliError::Arguments(error.to_string()))?;
        Ok(variants)
    }

    /// What is varied: for each key its values.
    fn choices(&self) -> Vec<Vec<Override>> {
        let vary = self
            .vary
            .iter()
            .map(|text| Override::choices("--vary", text));
        let list =
            |option, key, values: &String| Override::choices(option, &format!("{key}={values}"));
        let regions = self
            .regions
            .iter()
            .map(|list_of| list("--regions", "region.name", list_of));
        let scaling = self
            .scaling
            .iter()
            .map(|list_of| list("--scaling", "region.scaling", list_of));
        let choices: Vec<_> = vary.chain(regions).chain(scaling).collect();
        match choices.is_empty() {
            true => vec![list("--regions", "region.name", &USUAL_REGIONS.to_owned())],
            false => choices,
        }
    }
}

/// What names a key and values; what they are is judged with the scenario.
fn varied(text: &str) -> Result<String, String> {
    match text.contains('=') {
        true => Ok(text.to_owned()),
        false => Err("expected KEY=A,B, such as region.burst=500,1000".to_owned()),
    }
}

fn factor(choices: &[Override]) -> Factor {
    let key = choices.first().map_or("", Override::key);
    Factor {
        key: key.to_owned(),
        values: choices
            .iter()
            .map(|choice| choice.value().to_owned())
            .collect(),
    }
}

/// Why Regions that are compared have the same quotas, if they have.
fn alike(variants: &[Variant]) -> Option<String> {
    let regions = || variants.iter().map(|variant| &variant.scenario.region);
    let first = regions().next()?;
    let is_varied = |key| {
        let mut settings = variants.iter().flat_map(|variant| &variant.settings);
        settings.any(|(varied, _)| varied == key)
    };
    // Who varies the quota itself knows of it.
    if is_varied("region.burst") || regions().all(|region| region.name == first.name) {
        return None;
    }
    let is_regional = |rule: &ScalingRule| matches!(rule, ScalingRule::RegionalBurst { .. });
    if !regions().any(|region| is_regional(&region.scaling)) {
        return Some(
            "under scaling = \"per-function\" every Region has the same quotas: the variants differ in \
             prices at most. --scaling regional-burst,per-function compares the rules, too"
                .to_owned(),
        );
    }
    let overridden = regions().find(|region| {
        let quota = catalog::region(&region.name).map(|entry| entry.burst_quota);
        is_regional(&region.scaling) && quota != Some(region.scaling.burst().get())
    })?;
    let burst = format::thousands(u64::from(overridden.scaling.burst().get()));
    Some(format!(
        "the scenario sets region.burst, so that every Region has a burst quota of {burst} instead of \
         its own: remove the key to compare the Regions' quotas"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_regions_are_one_of_each_burst_class() {
        let quotas = USUAL_REGIONS.split(',').map(catalog::region);
        let quotas: Vec<_> = quotas
            .map(|region| region.map(|entry| entry.burst_quota))
            .collect();
        assert_eq!(quotas, [Some(3000), Some(1000), Some(500)]);
        let mut classes: Vec<_> = catalog::regions()
            .iter()
            .map(|one| one.burst_quota)
            .collect();
        classes.sort_unstable();
        classes.dedup();
        assert_eq!(classes, [500, 1000, 3000]);
    }
}
