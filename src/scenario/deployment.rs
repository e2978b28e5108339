//! CodeDeploy's deployments: how requests are shifted from one version to another, by CodeDeploy's own names.
//!
//! CodeDeploy's user guide, *Deployment configurations on an AWS Lambda compute platform*: "shifts 10 percent
//! of traffic every minute until all traffic is shifted", "shifts 10 percent of traffic in the first increment.
//! The remaining 90 percent is deployed five minutes later", "shifts all traffic ... at once". It must not
//! know versions or aliases.

/// What a name of CodeDeploy's may begin with.
const PREFIX: &str = "CodeDeployDefault.Lambda";

/// How requests are shifted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deployment {
    Linear { percent: u32, minutes: u32 },
    Canary { percent: u32, minutes: u32 },
    AllAtOnce,
}

impl Deployment {
    /// Names, as errors give them.
    pub(crate) const EXAMPLES: &str =
        "Linear10PercentEvery1Minute, Canary10Percent5Minutes or AllAtOnce";

    /// From CodeDeploy's name, with any numbers; `None` if it is not one.
    pub(crate) fn parse(written: &str) -> Option<Self> {
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
    pub(crate) fn shifted(self) -> impl Iterator<Item = (u32, u32)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shifted(name: &str) -> Option<Vec<(u32, u32)>> {
        Deployment::parse(name).map(|config| config.shifted().collect())
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
