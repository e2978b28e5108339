//! Random scenarios that leave nothing to chance once they are drawn. All times lie on one grid, often
//! a coarse one, so that many things happen at one instant.

use std::fmt::Write as _;
use std::num::NonZeroU32;

use burstsim::kernel::{SimDuration, SimTime};
use burstsim::measures::Measure;
use burstsim::scenario::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::Nanos;
use crate::support::{bare_function, concurrency, number, rate, request_rate, scenario};

const SECOND: Nanos = 1_000_000_000;

/// Rates whose gaps are whole nanoseconds.
const RATES: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

pub(super) fn any_scenario() -> impl Strategy<Value = Scenario> {
    let grid = select(vec![SECOND, SECOND / 2, SECOND / 4, SECOND / 1000, 1]);
    let seconds = prop_oneof![5 => 5_u64..130, 1 => 290_u64..400];
    (grid, seconds).prop_flat_map(|(grid, seconds)| {
        let names = select(vec![
            vec!["a"],
            vec!["a", "b"],
            vec!["b", "a"],
            vec!["c", "a", "b"],
        ]);
        let functions = names.prop_flat_map(move |names| {
            let functions = names.into_iter();
            functions
                .map(|name| function(name, grid, seconds))
                .collect::<Vec<_>>()
        });
        let duration = (0..SECOND / grid).prop_map(move |rest| seconds * SECOND + rest * grid);
        let times = duration.prop_flat_map(move |duration| {
            let interval = prop_oneof![(1_u64..=90).prop_map(|n| n * SECOND), 1..30 * SECOND]
                .prop_map(move |interval| interval.max(duration / 40));
            (Just(duration), interval, warm_up(grid, duration))
        });
        (
            functions,
            times,
            (rule(), 1_u32..12, 1_u32..20),
            prop_oneof![1 => 0_u32..4, 3 => 0_u32..60],
            outages(grid),
        )
            .prop_map(|(functions, times, (rule, rate, burst), spare, outages)| {
                let mut scenario = put_together(functions, times, rule, spare, outages);
                adapt_sources(&mut scenario.functions, rate, burst);
                scenario
            })
    })
}

pub(super) fn put_together(
    functions: Vec<Function>,
    (duration, interval, warm_up): (Nanos, Nanos, Nanos),
    rule: ScalingRule,
    spare: u32,
    outages: Vec<Outage>,
) -> Scenario {
    let claims = functions.iter().map(|one| one.set_aside().get());
    let account = (claims.sum::<u32>() + spare).max(1);
    let mut scenario = scenario(1.0, account, 0, functions);
    let reserves = scenario.functions.iter();
    let reserves = reserves.filter_map(|one| Some(one.reserved_concurrency?.get()));
    let unreserved = account - reserves.sum::<u32>();
    for function in &mut scenario.functions {
        // More than it can ever use is an error.
        let most = function
            .reserved_concurrency
            .map_or(unreserved, Concurrency::get);
        if let Some(WarmEnvironments::Count(count)) = &mut function.warm_environments {
            *count = concurrency(count.get().min(most));
        }
    }
    scenario.duration = SimDuration::from_nanos(duration);
    scenario.interval = SimDuration::from_nanos(interval);
    scenario.warm_up = SimDuration::from_nanos(warm_up);
    scenario.region.scaling = rule;
    scenario.region.outages = outages;
    scenario.inputs = inputs(&mut scenario.functions);
    scenario.slo = [
        (Measure::ThrottleRate, 0.25),
        (Measure::ColdStartRate, 0.5),
        (Measure::GivenUpRate, 0.125),
        (Measure::LatencyMean, 2_000.0),
    ]
    .map(|(measure, limit)| Objective {
        measure,
        comparison: Comparison::LessOrEqual,
        limit,
    })
    .into_iter()
    .skip(spare as usize % 4)
    .collect();
    let length = interval * (1 + u64::from(spare) % 3);
    // A window has to begin after the warm-up and within the run.
    let first = scenario.warm_up.as_nanos().div_ceil(length) * length;
    scenario.slo_windows = (first < scenario.duration.as_nanos()).then(|| Windows {
        length: SimDuration::from_nanos(length),
        share: 0.5,
    });
    scenario
}

/// What has to be the same for all APIs, and what has to go with the timeout of a function.
pub(super) fn adapt_sources(functions: &mut [Function], rate: u32, burst: u32) {
    for function in functions {
        let timeout = function.timeout.unwrap_or_default();
        for entry in &mut function.traffic {
            match &mut entry.invoked_by {
                InvokedBy::ApiGateway(api) => (api.rate, api.burst) = (number(rate), number(burst)),
                InvokedBy::Sqs(queue) => {
                    queue.visibility_timeout = queue.visibility_timeout.max(timeout);
                }
                _ => {}
            }
        }
    }
}

/// A time from 0 to `most`, on the grid.
pub(super) fn on_grid(grid: Nanos, most: Nanos) -> impl Strategy<Value = Nanos> {
    (0..=most / grid).prop_map(move |ticks| ticks * grid)
}

pub(super) fn span(grid: Nanos, most: Nanos) -> impl Strategy<Value = SimDuration> {
    on_grid(grid, most).prop_map(SimDuration::from_nanos)
}

/// An instant at which something comes: often in the two seconds after every twenty, so that there is a
/// crowd.
pub(super) fn instant(grid: Nanos, most: Nanos) -> impl Strategy<Value = Nanos> {
    let crowded = (0..=most / (20 * SECOND), on_grid(grid, 2 * SECOND));
    let crowded = crowded.prop_map(move |(twenties, time)| {
        let start = (twenties * 20 * SECOND).div_ceil(grid) * grid;
        most.min(start + time)
    });
    prop_oneof![on_grid(grid, most), crowded]
}

/// None, on the grid, or anywhere.
pub(super) fn warm_up(grid: Nanos, duration: Nanos) -> impl Strategy<Value = Nanos> {
    prop_oneof![Just(0), on_grid(grid, duration - 1), 0..duration]
}

pub(super) fn rule() -> impl Strategy<Value = ScalingRule> {
    let burst = prop_oneof![1 => 0_u32..10, 2 => 0_u32..60];
    let ramp = prop_oneof![0_u32..60, 0_u32..1000];
    let growth = option::of((0_u32..15, 0_u32..200));
    let refill = select(Refill::ALL.to_vec());
    (burst, ramp, growth, refill).prop_map(|(burst, ramp, growth, refill)| {
        let (burst, ramp_per_minute) = (concurrency(burst), concurrency(ramp));
        match growth {
            None => ScalingRule::RegionalBurst {
                burst,
                ramp_per_minute,
                refill,
            },
            Some((request_burst, request_ramp)) => ScalingRule::PerFunction {
                burst,
                ramp_per_minute,
                request_burst: request_rate(request_burst),
                request_ramp_per_minute: request_rate(request_ramp),
                refill,
            },
        }
    })
}

/// None, one, or two, of which the second may begin where the first ends.
fn outages(grid: Nanos) -> impl Strategy<Value = Vec<Outage>> {
    let outage = (instant(grid, 80 * SECOND), on_grid(grid, 10 * SECOND));
    vec(outage, 0..3).prop_map(move |mut outages| {
        outages.sort_unstable();
        let mut over = 0;
        let after = outages.into_iter().map(|(from, length)| {
            let from = from.max(over);
            over = from + length + grid;
            Outage {
                from: SimDuration::from_nanos(from),
                to: SimDuration::from_nanos(over),
                errors: 1.0,
            }
        });
        after.collect()
    })
}

pub(super) fn function(
    name: &'static str,
    grid: Nanos,
    seconds: u64,
) -> impl Strategy<Value = Function> {
    let times = (
        prop_oneof![2 => span(grid, 3 * SECOND), 1 => span(grid, SECOND / 10)],
        span(grid, 2 * SECOND),
        option::of(span(grid, 15 * SECOND)),
        option::of(span(grid, 15 * SECOND)),
        option::of(span(grid, 30 * SECOND)),
    );
    let reuse = select(vec![
        ReuseOrder::MostRecentlyUsed,
        ReuseOrder::LeastRecentlyUsed,
    ]);
    let limits = (
        option::weighted(0.3, 0_u32..8),
        option::weighted(0.4, 0_u32..5),
        any::<bool>(),
    );
    let sources = vec(source(grid, seconds), 0..4);
    let clients = option::of((1_u32..4).prop_map(NonZeroU32::new)).prop_map(Option::flatten);
    let client = (retry(grid), clients);
    let warm = option::weighted(0.4, 0_u32..20);
    let faults = (
        option::weighted(0.25, span(grid, 3 * SECOND)),
        prop_oneof![7 => Just(0.0), 1 => Just(1.0)],
        option::weighted(0.3, span(grid, SECOND / 2)),
    );
    (times, (reuse, warm, faults), limits, client, sources).prop_map(
        move |(times, others, (reserved, provisioned, limit), (retry, clients), sources)| {
            let (reuse, warm, (timeout, error_rate, per_item)) = others;
            let (service, cold_start, idle, surplus, lifetime) = times;
            let provisioned = provisioned.map(|count| count.min(reserved.unwrap_or(count)));
            let provisioned = provisioned.filter(|count| *count > 0);
            Function {
                cold_start: Distribution::Constant(cold_start),
                idle_timeout: idle,
                surplus_idle_timeout: surplus,
                max_lifetime: lifetime.map(Distribution::Constant),
                reuse,
                warm_environments: warm.map(concurrency).map(WarmEnvironments::Count),
                reserved_concurrency: reserved.map(concurrency),
                provisioned_concurrency: provisioned.map(crate::support::constantly),
                requests_per_second_limit: limit,
                client_retry: retry,
                clients,
                timeout: timeout.map(|timeout| timeout.max(SimDuration::from_nanos(grid))),
                error_rate,
                service_time_per_item: per_item.map(Distribution::Constant),
                traffic: sources,
                ..bare_function(name, Distribution::Constant(service), Vec::new())
            }
        },
    )
}

pub(super) fn retry(grid: Nanos) -> impl Strategy<Value = ClientRetry> {
    let policy = (1_u32..5, span(grid, 2 * SECOND), span(grid, 5 * SECOND));
    option::of(policy).prop_map(move |policy| match policy {
        None => ClientRetry::None,
        Some((max_attempts, base, cap)) => ClientRetry::Custom(RetryPolicy {
            max_attempts,
            base,
            cap: cap.max(SimDuration::from_nanos(grid)),
            jitter: Jitter::None,
        }),
    })
}

/// Traffic and how it reaches the function. Who waits for an answer gets none from a queue.
fn source(grid: Nanos, seconds: u64) -> impl Strategy<Value = TrafficEntry> {
    (traffic(grid, seconds), invoked_by(grid)).prop_map(|(traffic, invoked_by)| {
        let waits = matches!(traffic, Traffic::Closed { .. });
        let invoked_by = match waits && invoked_by.is_queued() {
            true => InvokedBy::Client,
            false => invoked_by,
        };
        TrafficEntry {
            traffic,
            invoked_by,
        }
    })
}

pub(crate) fn invoked_by(grid: Nanos) -> impl Strategy<Value = InvokedBy> {
    let api = span(grid, 3 * SECOND).prop_map(move |timeout| {
        InvokedBy::ApiGateway(ApiGateway {
            rate: number(1),
            burst: number(1),
            timeout: timeout.max(SimDuration::from_nanos(grid)),
        })
    });
    prop_oneof![
        3 => Just(InvokedBy::Client),
        1 => api,
        2 => asynchronous().prop_map(InvokedBy::Async),
        3 => queue(grid).prop_map(InvokedBy::Sqs),
        2 => stream(grid).prop_map(InvokedBy::Stream),
    ]
}

fn asynchronous() -> impl Strategy<Value = AsyncInvocation> {
    let age = prop_oneof![3 => 60_u64..80, 1 => Just(6 * 3600)];
    (age, 0_u32..3, any::<bool>()).prop_map(|(age, attempts, on_failure)| AsyncInvocation {
        maximum_event_age: SimDuration::from_secs(age),
        maximum_retry_attempts: attempts,
        on_failure,
        // Nothing is left to chance.
        retry_jitter: Jitter::None,
    })
}

/// How often an item is poison.
fn poison() -> impl Strategy<Value = Option<NonZeroU32>> {
    option::weighted(0.4, (1_u32..12).prop_map(number))
}

fn queue(grid: Nanos) -> impl Strategy<Value = SqsSource> {
    let visibility = prop_oneof![4 => span(grid, 25 * SECOND), 1 => Just(SimDuration::ZERO)];
    let pollers = (2_u32..4, 0_u32..3).prop_map(|(minimum, more)| ProvisionedPollers {
        minimum: number(minimum),
        maximum: number(minimum + more),
    });
    let units = prop_oneof![
        2 => Just((None, None)),
        2 => (2_u32..12).prop_map(|most| (Some(number(most)), None)),
        1 => pollers.prop_map(|pollers| (None, Some(pollers))),
    ];
    let batches = (
        1_u32..=10,
        prop_oneof![1 => Just(SimDuration::ZERO), 1 => span(grid, 5 * SECOND)],
        option::weighted(0.4, (1_u32..6).prop_map(number)),
    );
    let failures = (
        visibility,
        option::weighted(0.7, 1_u32..4),
        any::<bool>(),
        poison(),
    );
    let turnaround = prop_oneof![1 => Just(SimDuration::ZERO), 2 => span(grid, SECOND)];
    let settings = (batches, units, failures, turnaround);
    settings.prop_map(|(batches, units, failures, turnaround)| {
        let (batch_size, window, message_groups) = batches;
        let (visibility, receives, report_batch_item_failures, poison_every) = failures;
        // Messages that are tried again and again without end take long to simulate plainly.
        let least = SimDuration::from_secs(if receives.is_some() { 0 } else { 3 });
        SqsSource {
            batch_size: number(batch_size),
            maximum_batching_window: match message_groups {
                None => window,
                Some(_) => SimDuration::ZERO,
            },
            maximum_concurrency: units.0,
            visibility_timeout: visibility.max(least),
            max_receive_count: receives.map(number),
            report_batch_item_failures,
            message_groups,
            provisioned_pollers: units.1,
            turnaround,
            poison_every,
        }
    })
}

fn stream(grid: Nanos) -> impl Strategy<Value = StreamSource> {
    let lanes = (1_u32..4, 1_u32..4, select(StreamKind::ALL.to_vec()));
    let batches = (
        prop_oneof![3 => 1_u32..8, 1 => 1_u32..100],
        prop_oneof![1 => Just(SimDuration::ZERO), 1 => span(grid, 5 * SECOND)],
    );
    let age = option::of((60_u64..80).prop_map(SimDuration::from_secs));
    let failures = (
        age,
        option::of(0_u32..4),
        any::<bool>(),
        any::<bool>(),
        poison(),
    );
    (lanes, batches, failures).prop_map(|(lanes, batches, failures)| {
        let (shards, factor, kind) = lanes;
        let (batch_size, maximum_batching_window) = batches;
        let (maximum_record_age, maximum_retry_attempts, bisect, on_failure, poison_every) =
            failures;
        StreamSource {
            kind,
            shards: number(shards),
            parallelization_factor: number(factor),
            batch_size: number(batch_size),
            maximum_batching_window,
            maximum_record_age,
            maximum_retry_attempts,
            bisect_batch_on_function_error: bisect,
            on_failure,
            poison_every,
        }
    })
}

pub(super) fn traffic(grid: Nanos, seconds: u64) -> impl Strategy<Value = Traffic> {
    let any_rate = || select(RATES.to_vec()).prop_map(rate);
    // Four seconds at any of the rates bring a whole number of requests.
    let stage_rate = prop_oneof![4 => any_rate(), 1 => Just(rate(0.0)), 3 => Just(rate(50.0))];
    let stage = (0_u64..5, stage_rate);
    let stage = stage.prop_map(|(fours, target)| Stage {
        duration: SimDuration::from_secs(4 * fours),
        target,
        shape: StageShape::Step,
    });
    let batch = (vec(instant(grid, seconds * SECOND), 1..6), 0_u64..40);
    let think_time = on_grid(grid, 5 * SECOND).prop_map(|time| time.max(SECOND / 2));
    let recorded = option::of(span(grid.max(1000), 3 * SECOND));
    let row = (instant(grid, seconds * SECOND), recorded);
    prop_oneof![
        1 => any_rate().prop_map(|rate| Traffic::Even(RateProfile::Constant(rate))),
        1 => vec(stage, 1..5).prop_map(|stages| Traffic::Even(RateProfile::Stages(stages))),
        2 => batch.prop_map(|(mut at, requests)| {
            at.sort_unstable();
            at.dedup();
            let at = at.into_iter().map(SimDuration::from_nanos).collect();
            Traffic::Batch { at, requests }
        }),
        1 => (1_u32..6, think_time).prop_map(|(users, think_time)| Traffic::Closed {
            users,
            think_time: Distribution::Constant(SimDuration::from_nanos(think_time)),
        }),
        2 => vec(row, 1..300).prop_map(|mut rows| {
            rows.sort_by_key(|row| row.0);
            let row = |(arrival, service)| TraceRow {
                arrival: SimTime::from_nanos(arrival),
                service,
                cold: None,
            };
            Traffic::Trace(Trace {
                file: String::new(),
                rows: rows.into_iter().map(row).collect(),
                begin: None,
            })
        }),
        1 => counts(grid, seconds),
    ]
}

/// Counted requests in equal gaps: how they are spread at random is the theory's to test.
fn counts(grid: Nanos, seconds: u64) -> impl Strategy<Value = Traffic> {
    let interval = on_grid(grid, 20 * SECOND).prop_map(move |time| time.max(grid));
    let rows = vec((0_u64..4, 0_u64..40), 0..8);
    (interval, 1_u64..40, rows).prop_map(move |(interval, first, mut rows)| {
        rows.insert(0, (0, first));
        let mut start = 0;
        let rows = rows.into_iter().filter_map(|(gap, requests)| {
            let row = CountRow {
                start: SimTime::from_nanos(start + gap * interval),
                requests,
            };
            start += (gap + 1) * interval;
            (requests > 0 && row.start < SimTime::from_nanos(seconds * SECOND)).then_some(row)
        });
        Traffic::Counts(Counts {
            file: String::new(),
            interval: SimDuration::from_nanos(interval),
            spacing: Spacing::Even,
            rows: rows.collect(),
            begin: None,
        })
    })
}

/// Names the traces' files and writes them.
fn inputs(functions: &mut [Function]) -> Vec<InputFile> {
    let mut inputs = Vec::new();
    let traffic = functions.iter_mut().flat_map(|one| &mut one.traffic);
    for traffic in traffic {
        let (file, contents) = match &mut traffic.traffic {
            Traffic::Trace(trace) => (&mut trace.file, csv(&trace.rows)),
            Traffic::Counts(counts) => (&mut counts.file, counts_csv(&counts.rows)),
            _ => continue,
        };
        *file = format!("inputs/{}.csv", inputs.len() + 1);
        inputs.push(InputFile {
            path: file.clone(),
            contents: contents.into_bytes().into(),
        });
    }
    inputs
}

fn counts_csv(rows: &[CountRow]) -> String {
    let mut text = "start_s,count\n".to_owned();
    for row in rows {
        writeln!(text, "{},{}", row.start, row.requests).expect("a string takes everything");
    }
    text
}

fn csv(rows: &TraceRows) -> String {
    let mut text = "arrival_s,service_ms\n".to_owned();
    for row in rows.iter() {
        let service = row.service.map(|service| service.as_nanos());
        let service = service.map_or_else(String::new, |nanos| {
            format!("{}.{:06}", nanos / 1_000_000, nanos % 1_000_000)
        });
        writeln!(text, "{},{service}", row.arrival).expect("a string takes everything");
    }
    text
}
