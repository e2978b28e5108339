//! Laws that hold in every scenario, tried on random ones.

use std::sync::Arc;

use burstsim::metrics::{FunctionResult, RunResult};
use burstsim::scenario::*;
use burstsim::world::simulate;
use proptest::prelude::*;

use crate::support::*;

fn distribution() -> impl Strategy<Value = Distribution> {
    prop_oneof![
        (0u32..2000).prop_map(|ms| constant(f64::from(ms) / 1000.0)),
        (1u32..2000).prop_map(|ms| Distribution::Exponential {
            mean: secs(f64::from(ms) / 1000.0)
        }),
        (1u32..500, 1u32..20).prop_map(|(ms, factor)| {
            let median = secs(f64::from(ms) / 1000.0);
            let p99 = secs(f64::from(ms * factor) / 1000.0);
            Distribution::Lognormal(Lognormal::MedianP99 { median, p99 })
        }),
        (1u32..30, 1u32..500).prop_map(|(shape, ms)| Distribution::Gamma(Gamma::ShapeScale {
            shape: f64::from(shape) / 10.0,
            scale: secs(f64::from(ms) / 1000.0)
        })),
    ]
}

fn profile() -> impl Strategy<Value = RateProfile> {
    let stage = (0u64..20, 1u32..150, 0u8..3).prop_map(|(seconds, target, shape)| Stage {
        duration: secs(seconds as f64),
        target: rate(f64::from(target)),
        shape: [
            StageShape::Linear,
            StageShape::Step,
            StageShape::Exponential,
        ][usize::from(shape)],
    });
    prop_oneof![
        (0u32..150).prop_map(|r| RateProfile::Constant(rate(f64::from(r)))),
        prop::collection::vec(stage, 1..5).prop_map(|mut stages| {
            // An exponential stage needs a positive rate to start from.
            stages[0].shape = StageShape::Linear;
            RateProfile::Stages(stages)
        }),
        (1u32..100, 0u32..=100, 1u64..100).prop_map(|(mean, percent, period)| {
            let (mean, share) = (f64::from(mean), f64::from(percent) / 100.0);
            RateProfile::Diurnal {
                mean: rate(mean),
                amplitude: rate(mean * share),
                period: secs(period as f64),
                peak_at: secs(1.0),
            }
        }),
    ]
}

fn traffic() -> impl Strategy<Value = Traffic> {
    prop_oneof![
        3 => profile().prop_map(Traffic::Poisson),
        2 => profile().prop_map(Traffic::Even),
        1 => (prop::collection::vec(0u32..60, 1..4), 0u64..300).prop_map(|(mut at, requests)| {
            at.sort_unstable();
            batch(&at.into_iter().map(f64::from).collect::<Vec<_>>(), requests)
        }),
        1 => prop::collection::vec((0u32..60_000, 0u32..3000), 0..50).prop_map(|mut rows| {
            rows.sort_unstable();
            let seconds = |ms| f64::from(ms) / 1000.0;
            trace(&rows.into_iter().map(|(a, s)| (seconds(a), seconds(s))).collect::<Vec<_>>())
        }),
        1 => (1u32..40, distribution()).prop_map(|(users, think_time)| {
            Traffic::Closed { users, think_time: thinking(think_time) }
        }),
    ]
}

/// Think times of at least a millisecond on average, as the parser demands.
fn thinking(think_time: Distribution) -> Distribution {
    match think_time {
        Distribution::Constant(value) => Distribution::Constant(value.max(secs(0.001))),
        other => other,
    }
}

fn retry() -> impl Strategy<Value = ClientRetry> {
    let custom = (1u32..6, 0u64..500, 0u8..3).prop_map(|(max_attempts, base, jitter)| {
        ClientRetry::Custom(RetryPolicy {
            max_attempts,
            base: secs(base as f64 / 1000.0),
            cap: secs(1.0),
            jitter: [Jitter::Full, Jitter::Equal, Jitter::None][usize::from(jitter)],
        })
    });
    prop_oneof![
        Just(ClientRetry::None),
        Just(ClientRetry::Standard),
        Just(ClientRetry::Legacy),
        custom
    ]
}

/// Nothing, a schedule, or autoscaling that is quick to act, for runs of at most a few minutes. What is
/// asked for is often more than the account or the reserve can give.
fn changes() -> impl Strategy<Value = Option<ProvisionedChanges>> {
    let times = || prop::collection::btree_set(0u32..240, 1..6);
    let at = |seconds| TimeOfDay::from_seconds(seconds).expect("within a day");
    let schedule =
        (times(), prop::collection::vec(0u32..90, 6)).prop_map(move |(times, values)| {
            let entry = |(seconds, value)| ScheduledValue {
                at: at(seconds),
                value: concurrency(value),
            };
            let entries = times.into_iter().zip(values).map(entry);
            ProvisionedChanges::Schedule(entries.collect())
        });
    let bounds =
        prop::collection::vec((prop::option::of(1u32..20), prop::option::of(20u32..90)), 6);
    let settings = (1u32..=100, 1u32..3, 1u32..3, any::<bool>(), 0u64..150);
    let autoscaling = (times(), bounds, settings).prop_map(move |(times, bounds, settings)| {
        let (percent, out_datapoints, in_datapoints, average, cooldown) = settings;
        let entry = |(seconds, (min, max)): (u32, (Option<u32>, Option<u32>))| ScheduledBounds {
            at: at(seconds),
            min: min.map(concurrency),
            max: max.map(concurrency),
        };
        ProvisionedChanges::Autoscaling(Autoscaling {
            min: concurrency(1),
            max: concurrency(80),
            target: f64::from(percent) / 100.0,
            out_datapoints,
            in_datapoints,
            statistic: match average {
                true => UtilizationStatistic::Average,
                false => UtilizationStatistic::Maximum,
            },
            cooldown_out: secs(cooldown as f64),
            cooldown_in: secs(cooldown as f64 / 2.0),
            schedule: times.into_iter().zip(bounds).map(entry).collect(),
        })
    });
    prop_oneof![
        2 => Just(None),
        1 => schedule.prop_map(Some),
        1 => autoscaling.prop_map(Some),
    ]
}

prop_compose! {
    fn function(name: &'static str)(
        service_time in distribution(),
        cold_start in distribution(),
        idle_timeout in prop::option::of(1u32..40),
        surplus_idle_timeout in prop::option::of(1u32..40),
        max_lifetime in prop::option::of(distribution()),
        early_stop in prop::option::of(distribution()),
        reuse in 0usize..3,
        reserved in prop::option::of(0u32..60),
        warm in prop_oneof![
            2 => Just(None),
            1 => Just(Some(WarmEnvironments::Steady)),
            1 => (0u32..60).prop_map(|count| Some(WarmEnvironments::Count(concurrency(count)))),
        ],
        provisioned in prop::option::of((0u32..60, changes())),
        requests_per_second_limit in any::<bool>(),
        client_retry in retry(),
        traffic in prop::collection::vec(traffic(), 0..3),
    ) -> Function {
        let reuse = [ReuseOrder::MostRecentlyUsed, ReuseOrder::LeastRecentlyUsed, ReuseOrder::Random][reuse];
        let seconds = |value: u32| secs(f64::from(value));
        // Provisioned concurrency fits in the reserve, as the parser demands.
        let provisioned = match (provisioned, reserved) {
            (Some((provisioned, changes)), Some(reserved)) => Some((provisioned.min(reserved), changes)),
            (provisioned, _) => provisioned,
        };
        let provisioned = provisioned.map(|(initial, changes)| ProvisionedConcurrency {
            initial: concurrency(initial),
            changes,
        });
        Function {
            cold_start,
            idle_timeout: idle_timeout.map(seconds),
            surplus_idle_timeout: surplus_idle_timeout.map(seconds),
            max_lifetime,
            early_stop,
            reuse,
            warm_environments: warm,
            reserved_concurrency: reserved.map(concurrency),
            provisioned_concurrency: provisioned,
            requests_per_second_limit,
            client_retry,
            ..bare_function(name, service_time, traffic)
        }
    }
}

/// A function, or two versions of it: the second has some of the requests and, as far as the reserve has
/// them left, environments provisioned for the whole run.
/// Or an alias has the provisioned concurrency, and other weights from a time on.
fn versions_of(function: Function, split: Option<Split>) -> Vec<Function> {
    let Some((weight, provisioned, shift)) = split else {
        return vec![function];
    };
    let pointer = shift.map(|(at, weight_then, at_once)| {
        let most = function
            .reserved_concurrency
            .map_or(provisioned, Concurrency::get);
        let weights = |at: u32, weight: f64| Weights {
            at: secs(f64::from(at)),
            of_versions: vec![1.0 - weight, weight],
        };
        Arc::new(Alias {
            name: "pointer".to_owned(),
            steps: vec![weights(0, weight), weights(at, weight_then)],
            provisioned_concurrency: Some(provisioned.min(most))
                .filter(|count| *count > 0)
                .map(concurrency),
            shift: match at_once {
                true => Shift::AtOnce,
                false => Shift::WhenAllocated,
            },
        })
    });
    let left = match function.reserved_concurrency {
        Some(reserve) => reserve.get() - function.initial_provisioned().get(),
        None => provisioned,
    };
    let provisioned = Some(provisioned.min(left)).filter(|count| *count > 0);
    let version = |position, name: &str, weight| {
        let alias = Version {
            function: function.name.clone(),
            name: name.to_owned(),
            weight,
            position,
            alias: pointer.clone(),
        };
        Function {
            name: alias.qualified(),
            version: Some(alias),
            ..function.clone()
        }
    };
    let canary = Function {
        provisioned_concurrency: provisioned.map(constantly),
        traffic: Vec::new(),
        ..version(1, "canary", weight)
    };
    let mut versions = vec![version(0, "live", 1.0 - weight), canary];
    if let Some(alias) = &pointer {
        for (position, version) in versions.iter_mut().enumerate() {
            version.provisioned_concurrency = alias.provisioned_of(position);
        }
    }
    versions
}

/// The weight and the provisioned concurrency of the second version or of the alias; and of the alias the time
/// of new weights, the second version's then, and whether requests follow at once.
type Split = (f64, u32, Option<(u32, f64, bool)>);

fn split() -> impl Strategy<Value = Option<Split>> {
    let shift = prop::option::of((1u32..200, 0.0..=1.0, any::<bool>()));
    prop::option::of((0.0..=1.0, 0u32..30, shift))
}

prop_compose! {
    /// Either generation of the scaling rule, with quotas that are often in force.
    fn rule()(
        per_function in any::<bool>(),
        burst in 0u32..200,
        ramp in 0u32..600,
        request_burst in 0u32..200,
        request_ramp in 0u32..6000,
        stepped in any::<bool>(),
    ) -> ScalingRule {
        let (burst, ramp_per_minute) = (concurrency(burst), concurrency(ramp));
        let refill = if stepped { Refill::Stepped } else { Refill::Continuous };
        if per_function {
            ScalingRule::PerFunction {
                burst,
                ramp_per_minute,
                request_burst: request_rate(request_burst),
                request_ramp_per_minute: request_rate(request_ramp),
                refill,
            }
        } else {
            ScalingRule::RegionalBurst { burst, ramp_per_minute, refill }
        }
    }
}

/// Up to three outages one after the other, of any share.
fn outages() -> impl Strategy<Value = Vec<Outage>> {
    let outage = (0u32..20, 1u32..20, 1u32..=100);
    prop::collection::vec(outage, 0..3).prop_map(|outages| {
        let mut over = 0.0;
        let after = outages.into_iter().map(|(pause, length, percent)| {
            let from = over + f64::from(pause);
            over = from + f64::from(length) - 0.5;
            Outage {
                from: secs(from),
                to: secs(over),
                errors: f64::from(percent) / 100.0,
            }
        });
        after.collect()
    })
}

prop_compose! {
    fn any_scenario()(
        functions in (function("a"), function("b"), function("c"), 1usize..=3).prop_map(|(a, b, c, count)| {
            let mut functions = vec![a, b, c];
            functions.truncate(count);
            functions
        }),
        splits in (split(), split(), split()),
        spare in 0u32..200,
        rule in rule(),
        outages in outages(),
        seconds in prop_oneof![3 => 1u32..60, 1 => 60u32..360],
        allocation in (0u32..90, 0u32..60, 1u32..3000),
        unreserved_minimum in 0u32..60,
        interval in 1u32..30,
        seed in any::<u64>(),
    ) -> Scenario {
        let functions: Vec<Function> = functions
            .into_iter()
            .zip([splits.0, splits.1, splits.2])
            .flat_map(|(function, split)| versions_of(function, split))
            .collect();
        let claims: u32 = functions.iter().map(|f: &Function| {
            f.set_aside().get()
        }).sum();
        let mut scenario = scenario(f64::from(seconds), claims + spare, 0, functions);
        scenario.region.scaling = rule;
        scenario.region.outages = outages;
        scenario.region.unreserved_minimum = concurrency(unreserved_minimum);
        scenario.region.provisioned_allocation = ProvisionedAllocation {
            preparation: secs(f64::from(allocation.0)),
            burst: concurrency(allocation.1),
            per_minute: concurrency(allocation.2),
        };
        scenario.interval = secs(f64::from(interval) + 0.25);
        scenario.seed = seed;
        scenario
    }
}

/// The most provisioned concurrency that was asked for and granted.
fn most_requested(initial: u64, function: &FunctionResult) -> u64 {
    let changes = function.provisioned.iter().flat_map(|all| &all.changes);
    let granted = changes.filter(|change| change.failure.is_none());
    granted.map(|change| change.to).fold(initial, u64::max)
}

/// All that was added to provisioned concurrency.
fn all_increases(function: &FunctionResult) -> u64 {
    let changes = function.provisioned.iter().flat_map(|all| &all.changes);
    let granted = changes.filter(|change| change.failure.is_none());
    granted
        .map(|change| change.to.saturating_sub(change.from))
        .sum()
}

/// Each change begins where the one before it left off; what is refused or under way is not usable,
/// and utilization is a share.
fn allocation_is_consistent(function: &FunctionResult) -> bool {
    let Some(provisioned) = &function.provisioned else {
        return true;
    };
    let granted = provisioned
        .changes
        .iter()
        .filter(|change| change.failure.is_none());
    let granted: Vec<_> = granted.collect();
    let in_a_row = granted.windows(2).all(|pair| pair[0].to == pair[1].from);
    let usable = provisioned
        .changes
        .iter()
        .all(|change| match change.usable_at {
            Some(usable_at) => usable_at >= change.at && change.failure.is_none(),
            None => true,
        });
    let shares = function
        .minutes
        .iter()
        .filter_map(|minute| minute.utilization);
    let mut shares = shares.flat_map(|both| [both.average, both.maximum]);
    in_a_row && usable && shares.all(|share| (0.0..=1.0).contains(&share))
}

fn within_limits(scenario: &Scenario, result: &RunResult) -> Result<(), TestCaseError> {
    let rule = &scenario.region.scaling;
    let limit = u64::from(scenario.region.account_concurrency.get());
    let capacity = f64::from(rule.burst().min(scenario.region.account_concurrency).get());
    prop_assert!(
        result.account.concurrency.max <= limit,
        "in flight above the account limit"
    );
    prop_assert!(
        result.account.claimed.max <= limit,
        "claimed above the account limit"
    );
    for row in &result.account.intervals {
        prop_assert!(
            (0.0..=capacity).contains(&row.scaling_tokens),
            "{} tokens",
            row.scaling_tokens
        );
        prop_assert!(row.claimed_max >= row.unreserved_in_flight_max);
    }
    let minutes = result.simulated.as_secs_f64() / 60.0;
    let tokens = capacity + f64::from(rule.ramp_per_minute().get()) * minutes;
    let cold = |functions: &[FunctionResult]| -> u64 {
        functions.iter().map(|one| one.totals.cold_starts).sum()
    };
    let of_function = |index| cold(&result.functions[versions(&scenario.functions, index)]);
    let taken: u64 = match rule {
        ScalingRule::RegionalBurst { .. } => cold(&result.functions),
        ScalingRule::PerFunction { .. } => (0..result.functions.len())
            .map(of_function)
            .max()
            .unwrap_or(0),
    };
    prop_assert!(
        taken as f64 <= tokens + 1e-9,
        "{taken} cold starts from {tokens} tokens"
    );
    for (index, (function, settings)) in
        result.functions.iter().zip(&scenario.functions).enumerate()
    {
        let initial = u64::from(settings.initial_provisioned().get());
        let most_requested = most_requested(initial, function);
        prop_assert!(allocation_is_consistent(function));
        if let Some(reserved) = settings.reserved_concurrency {
            prop_assert!(
                function.in_flight.max <= u64::from(reserved.get()),
                "above its reserve"
            );
            let versions = &result.functions[versions(&scenario.functions, index)];
            let in_flight: f64 = versions.iter().map(|version| version.in_flight.mean).sum();
            prop_assert!(
                in_flight <= f64::from(reserved.get()) + 1e-9,
                "versions above the reserve they share"
            );
        }
        for row in &function.intervals {
            prop_assert!(row.provisioned_busy_max <= most_requested);
            prop_assert!(row.provisioned_allocated <= most_requested);
            prop_assert!(row.in_flight.max <= row.open.max, "in flight but not open");
            prop_assert!(
                row.in_flight.mean <= row.open.mean + 1e-9,
                "in flight but not open"
            );
            prop_assert!(
                row.in_flight.max <= row.environments.max,
                "in flight without environment"
            );
        }
        let counts = function.totals;
        prop_assert!(counts.cold_starts + counts.provisioned_invocations <= counts.invocations);
        let provisioned = function.environment_counts.created - counts.cold_starts;
        if function.provisioned.is_none() {
            prop_assert_eq!(provisioned, initial);
        }
        prop_assert!(provisioned <= initial + all_increases(function));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Nothing is lost or invented, and no limit is ever exceeded.
    #[test]
    fn conservation_and_limits(scenario in any_scenario()) {
        let result = simulate(&scenario, 0);
        prop_assert_eq!(result.check_conservation(), Ok(()));
        within_limits(&scenario, &result)?;
    }

    /// Errors belong to outages, and to attempts that no limit refuses; availability misses none.
    #[test]
    fn what_fails_is_neither_served_nor_throttled(scenario in any_scenario()) {
        let result = simulate(&scenario, 0);
        let totals = result.totals();
        prop_assert_eq!(totals.attempts, totals.invocations + totals.throttles() + totals.errors);
        for function in &result.functions {
            for row in &function.intervals {
                let start = row.start.as_secs_f64();
                let end = start + scenario.interval.as_secs_f64();
                let mut outages = scenario.region.outages.iter();
                let in_outage = outages.any(|outage| {
                    outage.from.as_secs_f64() < end && outage.to.as_secs_f64() > start
                });
                prop_assert!(in_outage || row.counts.errors == 0, "an error outside of outages");
            }
        }
        let availability = result.availability(5);
        prop_assert_eq!(availability.iter().map(|span| span.errors).sum::<u64>(), totals.errors);
        let processed: u64 = availability.iter().map(|span| span.processed).sum();
        prop_assert_eq!(processed, totals.attempts - totals.throttles());
    }

    /// A warm-up leaves the series alone, and the statistics are those of what follows it.
    #[test]
    fn a_warm_up_changes_the_statistics_and_nothing_else(
        scenario in any_scenario(),
        share in 0.0..1.0,
    ) {
        let warm = Scenario {
            warm_up: secs(scenario.duration.as_secs_f64() * share),
            ..scenario.clone()
        };
        let (cold, warm) = (simulate(&scenario, 0), simulate(&warm, 0));
        prop_assert_eq!(warm.check_conservation(), Ok(()));
        let series = |result: &RunResult| {
            let functions = result.functions.iter().map(|f| (&f.intervals, &f.minutes));
            format!("{:?}", (&result.account.intervals, &result.account.minutes, functions.collect::<Vec<_>>()))
        };
        prop_assert!(series(&cold) == series(&warm), "the warm-up changed the series");
        for (cold, warm) in cold.functions.iter().zip(&warm.functions) {
            let mut all = warm.warm_up_counts;
            all += warm.totals;
            prop_assert_eq!(all, cold.totals);
            prop_assert_eq!(warm.open_at_end, cold.open_at_end);
            prop_assert!(warm.in_flight.max <= cold.in_flight.max);
        }
        let errors = |result: &RunResult| {
            result.availability(5).iter().map(|span| span.errors).sum::<u64>()
        };
        prop_assert_eq!(errors(&warm), warm.totals().errors);
        prop_assert_eq!(errors(&cold), cold.totals().errors);
    }

    /// Same scenario, same result, to the last bit; another replication, other requests.
    #[test]
    fn a_run_repeats_itself(scenario in any_scenario()) {
        let run = |replication| format!("{:?}", simulate(&scenario, replication));
        prop_assert!(run(3) == run(3), "two runs of one scenario differ");
    }
}
