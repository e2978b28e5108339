//! Decodes `deployment` of an alias: weights as CodeDeploy shifts them, under CodeDeploy's own names.
//!
//! CodeDeploy's user guide, *Deployment configurations on an AWS Lambda compute platform*: "shifts 10 percent
//! of traffic every minute until all traffic is shifted", "shifts 10 percent of traffic in the first increment.
//! The remaining 90 percent is deployed five minutes later", "shifts all traffic ... at once". It must not
//! know what an alias is for.

use super::cursor::{Context, Table};
use super::problem::Problem;
use super::qualifier::{named, unknown};
use super::tree::{Node, Value};
use super::values::duration;
use crate::kernel::SimDuration;
use crate::scenario::alias::Weights;

/// What a name of CodeDeploy's may begin with.
const PREFIX: &str = "CodeDeployDefault.Lambda";

const CONFIGURATION: &str = "Linear10PercentEvery1Minute, Canary10Percent5Minutes or AllAtOnce";

/// How requests are shifted.
#[derive(Clone, Copy)]
enum Configuration {
    Linear { percent: u32, minutes: u32 },
    Canary { percent: u32, minutes: u32 },
    AllAtOnce,
}

/// The weights of versions with these names, from the start of the run on.
pub(super) fn deployment(
    cx: &mut Context<'_>,
    node: &Node,
    names: &[&str],
) -> Option<Vec<Weights>> {
    let mut table = Table::open(cx, node, "a deployment")?;
    let from = table.required(cx, "from", r#"from = "v1""#, |cx, node| {
        version(cx, node, names)
    });
    let to = table.required(cx, "to", r#"to = "v2""#, |cx, node| {
        version(cx, node, names)
    });
    let example = r#"config = "Linear10PercentEvery1Minute""#;
    let config = table.required(cx, "config", example, configuration);
    let at = table.or(cx, "at", SimDuration::ZERO, duration);
    table.close(cx);
    let (from, to, config, at) = (from?, to?, config?, at?);
    if from == to {
        return cx.report(
            Problem::new(node.place("to"), "a deployment goes to another version")
                .label("the version that it comes from")
                .related(node.place("from"), "from here"),
        );
    }
    let weights = |at, percent: u32| {
        let mut of_versions = vec![0.0; names.len()];
        for (place, percent) in [(from, 100 - percent), (to, percent)] {
            if let Some(of_version) = of_versions.get_mut(place) {
                *of_version = f64::from(percent) / 100.0;
            }
        }
        Weights { at, of_versions }
    };
    let mut steps = vec![weights(SimDuration::ZERO, 0)];
    if at.is_zero() {
        steps.clear();
    }
    steps.extend(config.shifted().map(|(after, percent)| {
        let minutes = SimDuration::from_secs(60 * u64::from(after));
        weights(at + minutes, percent)
    }));
    Some(steps)
}

impl Configuration {
    fn parse(written: &str) -> Option<Self> {
        let name = written.strip_prefix(PREFIX).unwrap_or(written);
        let numbers = |rest: &str, between: &str| {
            let (percent, minutes) = rest.split_once(between)?;
            let minutes = minutes
                .strip_suffix("Minutes")
                .or(minutes.strip_suffix("Minute"))?;
            let (percent, minutes) = (percent.parse().ok()?, minutes.parse().ok()?);
            ((1..100).contains(&percent) && (1..=2880).contains(&minutes))
                .then_some((percent, minutes))
        };
        if let Some(rest) = name.strip_prefix("Linear") {
            let (percent, minutes) = numbers(rest, "PercentEvery")?;
            Some(Self::Linear { percent, minutes })
        } else if let Some(rest) = name.strip_prefix("Canary") {
            let (percent, minutes) = numbers(rest, "Percent")?;
            Some(Self::Canary { percent, minutes })
        } else {
            (name == "AllAtOnce").then_some(Self::AllAtOnce)
        }
    }

    /// After how many minutes how many percent are shifted.
    fn shifted(self) -> impl Iterator<Item = (u32, u32)> {
        let (first, then, minutes) = match self {
            Self::Linear { percent, minutes } => (percent, percent, minutes),
            Self::Canary { percent, minutes } => (percent, 100 - percent, minutes),
            Self::AllAtOnce => (100, 0, 0),
        };
        let increments = std::iter::successors(Some((0, first)), move |(after, percent)| {
            (*percent < 100).then(|| (after + minutes, (percent + then).min(100)))
        });
        increments.into_iter()
    }
}

fn configuration(cx: &mut Context<'_>, node: &Node) -> Option<Configuration> {
    let Value::Text(written) = &node.value else {
        return cx.mismatch(node, &format!("CodeDeploy's name, such as {CONFIGURATION}"));
    };
    Configuration::parse(written).or_else(|| {
        let title = format!(
            "`{}` is no deployment configuration",
            written.escape_debug()
        );
        cx.report(
            Problem::new(node.span, title)
                .label("not as CodeDeploy names them")
                .help(format!("write for instance {CONFIGURATION}")),
        )
    })
}

fn version(cx: &mut Context<'_>, node: &Node, names: &[&str]) -> Option<usize> {
    let Value::Text(name) = &node.value else {
        return cx.mismatch(node, "the name of a version");
    };
    named(name, names).or_else(|| {
        let (title, label, help) = unknown(name, names);
        cx.report(Problem::new(node.span, title).label(label).help(help))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shifted(name: &str) -> Option<Vec<(u32, u32)>> {
        Configuration::parse(name).map(|config| config.shifted().collect())
    }

    #[test]
    fn the_configurations_of_codedeploy_shift_as_it_says() {
        let linear: Vec<_> = (0..10).map(|step| (step, 10 * (step + 1))).collect();
        assert_eq!(shifted("Linear10PercentEvery1Minute"), Some(linear.clone()));
        let long = "CodeDeployDefault.LambdaLinear10PercentEvery1Minute";
        assert_eq!(shifted(long), Some(linear));
        let canary = Some(vec![(0, 10), (15, 100)]);
        assert_eq!(shifted("Canary10Percent15Minutes"), canary);
        assert_eq!(shifted("AllAtOnce"), Some(vec![(0, 100)]));
        let thirds = Some(vec![(0, 33), (2, 66), (4, 99), (6, 100)]);
        assert_eq!(shifted("Linear33PercentEvery2Minutes"), thirds);
    }

    #[test]
    fn other_names_are_none() {
        for name in [
            "",
            "linear",
            "Linear0PercentEvery1Minute",
            "Linear10Percent1Minute",
            "Canary100Percent5Minutes",
            "Canary10PercentEvery5Minutes",
            "AllAtOnce2",
            "Linear10PercentEvery0Minutes",
        ] {
            assert_eq!(shifted(name), None, "{name}");
        }
    }
}
