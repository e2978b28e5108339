//! Decodes the keys of `[region]` that say how fast functions may scale.
//!
//! It knows the two generations of AWS's rule and their defaults; it must not know the Region's other
//! quotas.

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use crate::catalog::{self, RegionEntry};
use crate::scenario::region::{Generation, ScalingRule};
use crate::scenario::units::Concurrency;

/// The scaling rule with its quotas; where the file is silent, those of the rule in the Region.
pub(super) fn scaling(
    cx: &mut Context<'_>,
    given: Given<'_>,
    region: Option<&RegionEntry>,
) -> Option<ScalingRule> {
    let generation = given.take("scaling");
    if generation == Some(Generation::RegionalBurst) {
        belongs_to_per_function(cx, given, "request_burst")?;
        belongs_to_per_function(cx, given, "request_ramp_per_minute")?;
    }
    let defaults = catalog::defaults();
    let (burst, ramp_per_minute) = (given.set("burst")?, given.set("ramp_per_minute")?);
    let refill = given.take("refill")?;
    Some(match generation? {
        Generation::RegionalBurst => ScalingRule::RegionalBurst {
            burst: burst.unwrap_or(Concurrency::published(region?.burst_quota)),
            ramp_per_minute: ramp_per_minute
                .unwrap_or(Concurrency::published(defaults.ramp_per_minute)),
            refill,
        },
        Generation::PerFunction => ScalingRule::PerFunction {
            burst: burst.unwrap_or(Concurrency::published(defaults.per_function_burst)),
            ramp_per_minute: ramp_per_minute.unwrap_or(Concurrency::published(
                defaults.per_function_ramp_per_minute,
            )),
            request_burst: given.take("request_burst")?,
            request_ramp_per_minute: given.take("request_ramp_per_minute")?,
            refill,
        },
    })
}

/// Reports a key on the growth of request rates, which only the rule since November 2023 limits.
fn belongs_to_per_function(cx: &mut Context<'_>, given: Given<'_>, key: &str) -> Option<()> {
    let mut entries = given.node.entries().iter();
    let Some(entry) = entries.find(|entry| entry.key == key) else {
        return Some(());
    };
    let title = format!("`{key}` needs scaling = \"per-function\"");
    cx.report(
        Problem::new(entry.key_span, title)
            .label("the rule \"regional-burst\" does not limit how fast request rates grow")
            .help("remove this key, or choose the rule since November 2023"),
    )
}

#[cfg(test)]
mod tests {
    use crate::scenario::parse::{NoFiles, Source, parse};

    /// Rule, burst and ramp of `[region]` with the given keys.
    fn read(keys: &str) -> (&'static str, u32, u32) {
        let text = format!(
            "duration = \"1m\"\n[region]\n{keys}\n\
             [[functions]]\nname = \"f\"\nservice_time = \"1s\"\n"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        let parsed = parse(source, &[], &NoFiles).unwrap_or_else(|error| panic!("{error}"));
        let rule = parsed.scenario.region.scaling;
        (rule.key(), rule.burst().get(), rule.ramp_per_minute().get())
    }

    #[test]
    fn quotas_are_those_of_the_rule_in_the_region_unless_given() {
        let regional = "scaling = \"regional-burst\"";
        let own = "scaling = \"per-function\"";
        for (region, keys, expected) in [
            ("us-east-1", regional, ("regional-burst", 3000, 500)),
            ("ap-northeast-2", regional, ("regional-burst", 500, 500)),
            ("us-east-1", own, ("per-function", 1000, 6000)),
            ("ap-northeast-2", own, ("per-function", 1000, 6000)),
        ] {
            let keys = format!("name = \"{region}\"\n{keys}");
            assert_eq!(read(&keys), expected, "{keys}");
            let (rule, ..) = expected;
            let given = format!("{keys}\nburst = 7\nramp_per_minute = 8");
            assert_eq!(read(&given), (rule, 7, 8), "{given}");
        }
    }
}
