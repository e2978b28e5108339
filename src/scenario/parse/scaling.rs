//! Decodes the keys of `[region]` that say how fast functions may scale.
//!
//! It knows the two generations of AWS's rule and their defaults; it must not know the Region's other
//! quotas.

use super::cursor::{Context, Table};
use super::problem::{Problem, Span};
use super::tree::Node;
use super::values::{catalog_count, concurrency, integer, word};
use crate::catalog::{self, RegionEntry};
use crate::scenario::region::{Refill, ScalingRule};
use crate::scenario::units::RequestRate;

/// The generations, before their quotas are known.
#[derive(Clone, Copy)]
enum Generation {
    RegionalBurst,
    PerFunction,
}

const GENERATIONS: [(&str, Generation); 2] = [
    (ScalingRule::REGIONAL_BURST, Generation::RegionalBurst),
    (ScalingRule::PER_FUNCTION, Generation::PerFunction),
];

/// The scaling rule with its quotas; where the file is silent, those of the rule in the Region.
pub(super) fn scaling(
    cx: &mut Context<'_>,
    table: &mut Table<'_>,
    region: Option<&RegionEntry>,
) -> Option<ScalingRule> {
    let example = r#"scaling = "per-function" (since November 2023) or "regional-burst" (before)"#;
    let generation = table.required(cx, "scaling", example, |cx, node| {
        word(cx, node, &GENERATIONS)
    });
    let burst = table.optional(cx, "burst", concurrency);
    let ramp_per_minute = table.optional(cx, "ramp_per_minute", concurrency);
    let request_burst = request_growth(cx, table, "request_burst", generation);
    let request_ramp = request_growth(cx, table, "request_ramp_per_minute", generation);
    let refill = table.or(cx, "refill", Refill::default(), |cx, node| {
        word(cx, node, &Refill::ALL.map(|way| (way.key(), way)))
    });

    let defaults = catalog::defaults();
    let (burst, ramp_per_minute, refill) = (burst?, ramp_per_minute?, refill?);
    let (request_burst, request_ramp) = (request_burst?, request_ramp?);
    Some(match generation? {
        Generation::RegionalBurst => ScalingRule::RegionalBurst {
            burst: burst.unwrap_or(catalog_count(region?.burst_quota)),
            ramp_per_minute: ramp_per_minute.unwrap_or(catalog_count(defaults.ramp_per_minute)),
            refill,
        },
        Generation::PerFunction => ScalingRule::PerFunction {
            burst: burst.unwrap_or(catalog_count(defaults.per_function_burst)),
            ramp_per_minute: ramp_per_minute
                .unwrap_or(catalog_count(defaults.per_function_ramp_per_minute)),
            request_burst: request_burst.unwrap_or(catalog_rate(defaults.request_burst)),
            request_ramp_per_minute: request_ramp
                .unwrap_or(catalog_rate(defaults.request_ramp_per_minute)),
            refill,
        },
    })
}

/// A key on the growth of request rates, which only the rule since November 2023 limits.
fn request_growth(
    cx: &mut Context<'_>,
    table: &mut Table<'_>,
    key: &'static str,
    generation: Option<Generation>,
) -> Option<Option<RequestRate>> {
    let Some(entry) = table.find(key) else {
        return Some(None);
    };
    match generation {
        Some(Generation::RegionalBurst) => belongs_to_per_function(cx, entry.key_span, key),
        _ => request_rate(cx, &entry.node).map(Some),
    }
}

fn belongs_to_per_function<T>(cx: &mut Context<'_>, span: Span, key: &str) -> Option<T> {
    let title = format!("`{key}` needs scaling = \"per-function\"");
    cx.report(
        Problem::new(span, title)
            .label("the rule \"regional-burst\" does not limit how fast request rates grow")
            .help("remove this key, or choose the rule since November 2023"),
    )
}

/// A whole number of requests per second.
fn request_rate(cx: &mut Context<'_>, node: &Node) -> Option<RequestRate> {
    let max = u64::from(RequestRate::MAX.get());
    let count = integer(cx, node, "a growth of the request rate", 0, max)?;
    RequestRate::new(u32::try_from(count).ok()?)
}

fn catalog_rate(per_second: u32) -> RequestRate {
    RequestRate::new(per_second).unwrap_or(RequestRate::MAX)
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
