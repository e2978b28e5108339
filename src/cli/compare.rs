//! `burstsim compare`: the same requests through several variants of a scenario, or several scenarios.

use std::ffi::OsString;

use burstsim::report::ComparisonReport;
use burstsim::scenario::Platform;
use burstsim::scenario::parse::Override;
use burstsim::study::Looks;
use burstsim::study::compare::{
    CrossError, Crossed, USUAL_REGIONS, Variant, alike_regions, break_even, compare,
    crossed_scenarios, platforms,
};
use burstsim::world::Interrupted;
use clap::Args;

use super::deliver::Delivery;
use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::guard::{Load, Plan};
use super::hints;
use super::input::{self, ChangeArguments, Prepared};
use super::output;
use super::progress::Interruption;
use super::results::{ChartArguments, ResultArguments};
use super::threads::ThreadArguments;

/// Compare Regions, scaling rules or any other values under the same requests, or several scenarios
///
/// Without --regions, --scaling or --vary it compares a Region of each burst class: us-east-1,
/// ap-northeast-1 and ap-northeast-2. Several scenarios are compared as they are, each with its own traffic and
/// Region. The first variant is the baseline of all differences.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim compare scaling-with-concurrency-limit\n  \
    burstsim compare flash-sale --regions us-east-1,eu-central-1,sa-east-1 --monthly\n  \
    burstsim compare flash-sale --regions us-east-1,ap-northeast-2 --scaling regional-burst,per-function\n  \
    burstsim compare api-three-ways --platforms lambda,fargate,ec2\n  \
    burstsim compare flash-sale --vary functions.shop.provisioned_concurrency=0,500,1000\n  \
    burstsim compare my.toml --vary functions.api.client.retry=none,standard --format csv\n  \
    burstsim compare noisy-neighbour noisy-neighbour-cured\n  \
    burstsim compare normal-day.toml sale-day.toml --events-per-month 1\n\n\
    Exits with 0 even if a variant misses an objective: the table shows which.")]
pub(super) struct Compare {
    /// Path of a TOML file, `-` for standard input, or the name of a shipped scenario; several to compare them
    #[arg(id = "scenario", value_name = "SCENARIO")]
    scenarios: Vec<OsString>,

    #[command(flatten)]
    changes: ChangeArguments,

    /// Regions to compare, such as us-east-1,ap-northeast-2
    #[arg(long, value_name = "REGIONS", help_heading = "Variants")]
    regions: Option<String>,

    /// Scaling rules to compare, in each Region: regional-burst,per-function
    #[arg(long, value_name = "RULES", help_heading = "Variants")]
    scaling: Option<String>,

    /// Platforms to compare: lambda,fargate,ec2. Each function with a `container` runs on every platform, with the same
    /// requests; also reports the load from which another platform is cheaper
    #[arg(long, value_name = "PLATFORMS", conflicts_with_all = ["regions", "scaling", "vary"], help_heading = "Variants")]
    platforms: Option<String>,

    /// Values of a key (as in --set) to compare; repeatable: all combinations
    #[arg(long, value_name = "KEY=A,B,...", value_parser = varied, conflicts_with_all = ["regions", "scaling"],
        help_heading = "Variants")]
    vary: Vec<String>,

    /// Simulate each variant exactly N times; every figure becomes a mean with a 95 % confidence interval
    /// [default: 10, 20, 40, ... until every difference of the account is either clear or negligible]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000))]
    replications: Option<u64>,

    /// Maximum replications per variant, without --replications
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
    #[arg(long, default_value = "text", value_parser = formats([
        (Format::Text, "A table, and what differs in words"),
        (Format::Json, "The contents of comparison.json"),
        (Format::Csv, "The contents of comparison.csv"),
        (Format::Md, "The table as Markdown, to paste into a review"),
    ]))]
    format: Format,
}

impl Compare {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let variants = match &self.platforms {
            Some(platforms) => self.on_platforms(platforms)?,
            None => self.variants()?,
        };
        let looks = match self.replications {
            Some(exactly) => Looks::exactly(exactly),
            None => Looks::up_to(self.max_replications),
        };
        let cores = self.threads.count();
        let plan = Plan {
            results: (
                (cores as u64).min(looks.first().saturating_mul(variants.len() as u64)),
                5 * cores as u64 + variants.len() as u64,
            ),
            ..Plan::figures(looks.first(), cores)
        };
        let language = self.charts.language();
        Load::of(variants.iter().map(|variant| &variant.scenario)).guard(
            plan,
            &self.results,
            language,
        )?;
        let threads = self.threads.start()?;
        let interruption = Interruption::listen(self.charts.language())?;
        let name = ComparisonReport::name_of(&variants);
        let forms = (self.charts.language(), self.format);
        let delivery = Delivery::prepare(&self.results, &name, forms, &interruption)?;
        let report = interruption.watch(self.results.quiet, |watch| {
            threads.run(|| {
                let even = break_even(&variants, watch)?;
                let comparison = compare(variants, looks, watch)?;
                let report = ComparisonReport::new(comparison).with_break_even(even);
                Ok::<_, Interrupted>(report)
            })
        })?;
        delivery.deliver(&report)
    }

    /// The scenario on each of the platforms.
    fn on_platforms(&self, list: &str) -> Result<Vec<Variant>, CliError> {
        let prepared = self.prepare()?;
        let [prepared] = &prepared[..] else {
            let words = "platforms are compared of one scenario: name one";
            return Err(CliError::Arguments(words.to_owned()));
        };
        let parsed = prepared
            .parse(&[])
            .map_err(|error| CliError::Variants(vec![error]))?;
        let mut all = Vec::new();
        for name in list.split(',').map(str::trim) {
            let known = Platform::ALL.into_iter().find(|one| one.key() == name);
            let platform = known.ok_or_else(|| {
                let known = Platform::ALL.map(Platform::key).join(", ");
                CliError::Arguments(format!("`{name}` is no platform: {known}"))
            })?;
            all.push(platform);
        }
        let variants = platforms(&parsed.scenario, &all)
            .map_err(|error| CliError::Arguments(error.to_string()))?;
        input::warn(self.results.quiet, &[parsed]);
        Ok(variants)
    }

    fn variants(&self) -> Result<Vec<Variant>, CliError> {
        let prepared = self.prepare()?;
        let parse = |scenario: usize, overrides: &[Override]| prepared[scenario].parse(overrides);
        let named = self.scenarios.iter().map(|one| one.to_string_lossy());
        let named: Vec<_> = named.map(String::from).collect();
        let crossed = crossed_scenarios(&named, &self.choices(), parse);
        let Crossed { variants, warnings } = crossed.map_err(|error| match error {
            CrossError::Scenarios(errors) => CliError::Variants(errors),
            other => CliError::Arguments(other.to_string()),
        })?;
        input::warn(self.results.quiet, &warnings);
        if !self.results.quiet
            && self.scenarios.len() == 1
            && let Some(why) = alike_regions(&variants)
        {
            let language = self.charts.language();
            output::warn(language, &hints::of_alike_regions(language, why));
        }
        Ok(variants)
    }

    /// The scenarios; of several the first is what is usual, and the others are what may be events.
    fn prepare(&self) -> Result<Vec<Prepared>, CliError> {
        if self.scenarios.is_empty() {
            return Err(input::which_scenario());
        }
        if self.scenarios.iter().filter(|one| *one == "-").count() > 1 {
            return Err(CliError::Arguments(
                "standard input, `-`, is one scenario: give the others as files".into(),
            ));
        }
        let is_several = self.scenarios.len() > 1;
        let prepare = |(number, argument): (usize, &OsString)| {
            let changes = if number == 0 && is_several {
                self.results.overrides_of_usual_days()
            } else {
                self.results.overrides()
            };
            self.changes.prepare(argument, &changes)
        };
        self.scenarios.iter().enumerate().map(prepare).collect()
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
        if choices.is_empty() && self.scenarios.len() == 1 {
            vec![list("--regions", "region.name", &USUAL_REGIONS.join(","))]
        } else {
            choices
        }
    }
}

/// What names a key and values; what they are is judged with the scenario.
fn varied(text: &str) -> Result<String, String> {
    if text.contains('=') {
        Ok(text.to_owned())
    } else {
        Err("expected KEY=A,B, such as region.burst=500,1000".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use burstsim::catalog;

    use super::*;

    #[test]
    fn the_usual_regions_are_one_of_each_burst_class() {
        let quotas = USUAL_REGIONS.into_iter().map(catalog::region);
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
