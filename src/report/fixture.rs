//! Hand-made scenarios and results for the tests of this room.

#[cfg(feature = "pictures")]
mod diagram;
mod queues;
mod spike;

#[cfg(feature = "pictures")]
pub(crate) use diagram::diagram;
pub(super) use queues::compared_queues;
pub(crate) use queues::queues;
pub(super) use spike::{compared, spike, swept};

use crate::measures::Measure;
use std::io::{self, Write};

use crate::kernel::{SimDuration, SimTime};
use crate::metrics::{
    AccountInterval, AccountMinute, AccountResult, BilledTime, Counts, DurationStatistics,
    EnvironmentCounts, FunctionInterval, FunctionMinute, FunctionResult, LatencyHistogram,
    LatencyStatistics, Level, RunResult,
};
use crate::report::document::{Block, Document};
use crate::scenario::{
    Architecture, Billing, ClientRetry, Comparison, Concurrency, Distribution, EphemeralStorage,
    FargateLaunches, Function, Lifecycle, Memory, Objective, PriceOverrides, ProvisionedAllocation,
    ProvisionedConcurrency, Rate, RateProfile, Refill, Region, RequestRate, ReuseOrder,
    ScalingRule, Scenario, ServedBy, TimeOfDay, Traffic,
};

/// The texts of a document that have letters of English besides `names` and units: there are none in Korean.
pub(super) fn english_in(document: &Document, names: &[&str]) -> Vec<String> {
    const UNITS: [&str; 13] = [
        "p50", "p99", "%p", " ms", "(ms)", " s", "(s)", "/s", "USD", ".csv", ".json", "SLO", "AWS",
    ];
    let sentences = document.words.iter().flat_map(|words| {
        let sentences = words.sentences.iter().map(|one| one.plain());
        words.heading.iter().cloned().chain(sentences)
    });
    let sections = document.sections.iter().flat_map(|section| {
        let blocks = section.blocks.iter().flat_map(texts_of);
        [section.heading.to_owned(), section.note.clone()]
            .into_iter()
            .chain(blocks)
    });
    let figures = document
        .figures
        .iter()
        .map(|figure| figure.subtitle.clone());
    let names: Vec<&str> = names.iter().copied().chain(UNITS).collect();
    let own = [document.title.clone(), document.subtitle.clone()];
    own.into_iter()
        .chain(sentences)
        .chain(sections)
        .chain(figures)
        .chain(document.notes.clone())
        .chain(document.page_notes.clone())
        .chain(document.scopes.clone())
        .filter(|text| {
            let rest = names
                .iter()
                .fold(text.clone(), |text, name| text.replace(name, ""));
            rest.chars().any(|letter| letter.is_ascii_alphabetic())
        })
        .collect()
}

fn texts_of(block: &Block) -> Vec<String> {
    match block {
        Block::Heading(words) | Block::Note(words) | Block::Command(words, _) => {
            vec![words.clone()]
        }
        Block::Table(table) => {
            let rows = table.rows.iter();
            let cells = rows.flat_map(|row| std::iter::once(&row.name).chain(&row.cells));
            std::iter::once(&table.caption)
                .chain(&table.columns)
                .chain(cells)
                .cloned()
                .collect()
        }
        Block::Chart(chart) => {
            let series = chart.views.iter().flat_map(|view| &view.series);
            let labels = series.map(|series| series.label.clone());
            [chart.heading.clone(), chart.unit.clone()]
                .into_iter()
                .chain(labels)
                .collect()
        }
        Block::HeatMap(map) => vec![map.caption.clone(), map.corner.clone()],
    }
}

/// What an exporter writes, as text.
pub(crate) fn text_of(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn concurrency(count: u32) -> Concurrency {
    Concurrency::new(count).unwrap()
}

/// Two functions in us-east-1 under the old rule, for [`small`].
pub(crate) fn scenario() -> Scenario {
    let mut checkout = function("checkout");
    checkout.provisioned_concurrency = Some(ProvisionedConcurrency::constant(concurrency(2)));
    Scenario {
        name: "flash-sale".to_owned(),
        title: "Flash sale".to_owned(),
        duration: SimDuration::from_secs(90),
        warm_up: SimDuration::ZERO,
        time_of_day_start: TimeOfDay::default(),
        timezone: None,
        seed: 42,
        scale: 1.0,
        interval: SimDuration::from_secs(30),
        region: Region {
            name: "us-east-1".to_owned(),
            scaling: ScalingRule::RegionalBurst {
                burst: concurrency(3000),
                ramp_per_minute: concurrency(500),
                refill: Refill::Continuous,
            },
            account_concurrency: concurrency(7000),
            unreserved_minimum: concurrency(100),
            provisioned_allocation: ProvisionedAllocation {
                preparation: SimDuration::from_secs(60),
                burst: concurrency(3000),
                per_minute: concurrency(500),
            },
            fargate_launches: FargateLaunches {
                burst: 100,
                per_second: 20,
            },
            prices: PriceOverrides::default(),
            outages: Vec::new(),
        },
        functions: vec![checkout, function("=search")],
        slo: vec![
            objective(Measure::ThrottleRate, 0.1),
            objective(Measure::SpilloverRate, 0.5),
            objective(Measure::LatencyP99, 800.0),
        ],
        slo_windows: None,
        billing: Billing::default(),
        inputs: Vec::new(),
    }
}

/// The same under the rule since November 2023, with AWS's quotas.
pub(crate) fn per_function() -> Scenario {
    let mut scenario = scenario();
    let rate = |count| RequestRate::new(count).unwrap();
    scenario.region.scaling = ScalingRule::PerFunction {
        burst: concurrency(1000),
        ramp_per_minute: concurrency(6000),
        request_burst: rate(10_000),
        request_ramp_per_minute: rate(60_000),
        refill: Refill::Continuous,
    };
    scenario
}

/// A function with one source of traffic and no limits of its own.
pub(crate) fn function(name: &str) -> Function {
    Function {
        version: None,
        name: name.to_owned(),
        served_by: ServedBy::Lambda(None),
        memory: Memory::from_mb(512).unwrap(),
        architecture: Architecture::X86_64,
        ephemeral_storage: EphemeralStorage::from_mb(512).unwrap(),
        service_time: Distribution::Constant(SimDuration::from_millis(120)),
        service_time_per_item: None,
        timeout: None,
        error_rate: 0.0,
        cold_start: Distribution::Constant(SimDuration::from_millis(350)),
        lifecycle: Lifecycle::default(),
        idle_timeout: Some(SimDuration::from_secs(640)),
        surplus_idle_timeout: Some(SimDuration::from_secs(1500)),
        max_lifetime: Some(Distribution::Constant(SimDuration::from_secs(7200))),
        early_stop: None,
        reuse: ReuseOrder::MostRecentlyUsed,
        warm_environments: None,
        reserved_concurrency: None,
        provisioned_concurrency: None,
        requests_per_second_limit: true,
        client_retry: ClientRetry::None,
        clients: None,
        traffic: vec![Traffic::Poisson(RateProfile::Constant(Rate::new(10.0).unwrap())).into()],
        written_traffic: None,
    }
}

fn objective(measure: Measure, limit: f64) -> Objective {
    Objective {
        measure,
        comparison: Comparison::Less,
        limit,
    }
}

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs(seconds)
}

/// A run of [`scenario`] small enough to check by hand: three intervals, two minutes; `checkout`
/// is provisioned and throttled, `=search` is quiet in the middle and has a request open at the end.
pub(crate) fn small() -> RunResult {
    let result = RunResult {
        simulated: SimDuration::from_secs(90),
        warm_up: SimDuration::ZERO,
        interval: SimDuration::from_secs(30),
        account: small_account(),
        functions: vec![small_checkout(), small_search()],
    };
    result.check_conservation().unwrap();
    result
}

fn small_account() -> AccountResult {
    let interval = |start, concurrency_max, scaling_tokens, throttles| AccountInterval {
        start: at(start),
        concurrency_max,
        claimed_max: 2 + concurrency_max,
        unreserved_in_flight_max: concurrency_max.saturating_sub(2),
        scaling_tokens,
        throttles,
    };
    AccountResult {
        concurrency: Level { mean: 1.5, max: 5 },
        claimed: Level { mean: 2.5, max: 7 },
        unreserved_in_flight: Level { mean: 0.5, max: 3 },
        intervals: vec![
            interval(0, 5, 2998.25, 0),
            interval(30, 3, 2_999.123_456_7, 3),
            interval(60, 1, 3000.0, 0),
        ],
        minutes: vec![
            AccountMinute {
                start: at(0),
                concurrency_max: 5,
                unreserved_in_flight_max: 3,
                claimed_max: 7,
            },
            AccountMinute {
                start: at(60),
                concurrency_max: 1,
                unreserved_in_flight_max: 1,
                claimed_max: 3,
            },
        ],
    }
}

fn small_checkout() -> FunctionResult {
    let first = Counts {
        arrivals: 6,
        attempts: 6,
        invocations: 6,
        provisioned_invocations: 4,
        cold_starts: 2,
        completions: 5,
        ..Counts::default()
    };
    let second = Counts {
        arrivals: 4,
        attempts: 4,
        invocations: 1,
        provisioned_invocations: 1,
        throttles_scaling: 2,
        throttles_concurrency: 1,
        given_up: 3,
        completions: 2,
        ..Counts::default()
    };
    let duration = DurationStatistics {
        count: 7,
        sum_nanos: 850_000_000,
        min: SimDuration::from_millis(90),
        max: SimDuration::from_millis(150),
    };
    let environments = |max| Level { mean: 3.25, max };
    FunctionResult {
        name: "checkout".to_owned(),
        warm_at_start: 0,
        has_provisioned: true,
        provisioned: None,
        totals: sum(&[first, second]),
        warm_up_counts: Counts::default(),
        open_at_start: 0,
        open_at_end: 0,
        open_ages: Vec::new(),
        in_flight: Level { mean: 1.0, max: 4 },
        open: Level { mean: 1.25, max: 4 },
        environments: environments(4),
        billed: BilledTime {
            on_demand_ms: 230,
            init_ms: 700,
            provisioned_ms: 620,
        },
        environment_counts: EnvironmentCounts {
            alive_at_start: 0,
            created: 4,
            stopped: 1,
            alive: 3,
        },
        latency: latencies(&[100, 120, 120, 130, 140, 470, 500]),
        intervals: vec![
            FunctionInterval {
                start: at(0),
                counts: first,
                in_flight: Level { mean: 2.0, max: 4 },
                open: Level { mean: 2.0, max: 4 },
                environments: environments(4),
                provisioned_allocated: 2,
                provisioned_busy_max: 2,
                latency: Some(LatencyStatistics {
                    mean_ms: 120.0,
                    p50_ms: 120.0,
                    p99_ms: 470.0,
                }),
            },
            FunctionInterval {
                start: at(30),
                counts: second,
                in_flight: Level {
                    mean: 1.0 / 3.0,
                    max: 2,
                },
                open: Level { mean: 0.5, max: 2 },
                environments: environments(4),
                provisioned_allocated: 2,
                provisioned_busy_max: 1,
                latency: Some(LatencyStatistics {
                    mean_ms: 140.0,
                    p50_ms: 140.0,
                    p99_ms: 500.0,
                }),
            },
            FunctionInterval {
                start: at(60),
                environments: environments(3),
                provisioned_allocated: 2,
                ..FunctionInterval::default()
            },
        ],
        minutes: vec![
            FunctionMinute {
                start: at(0),
                counts: sum(&[first, second]),
                concurrency_max: 4,
                provisioned_allocated: 2,
                provisioned_busy_max: 2,
                utilization: None,
                duration,
            },
            FunctionMinute {
                start: at(60),
                provisioned_allocated: 2,
                ..FunctionMinute::default()
            },
        ],
        windows: Vec::new(),
        sources: Vec::new(),
        service: None,
    }
}

fn small_search() -> FunctionResult {
    let first = Counts {
        arrivals: 1,
        attempts: 1,
        invocations: 1,
        cold_starts: 1,
        completions: 1,
        ..Counts::default()
    };
    let last = Counts {
        arrivals: 1,
        attempts: 1,
        invocations: 1,
        ..Counts::default()
    };
    let duration = |millis| {
        let service = SimDuration::from_millis(millis);
        DurationStatistics {
            count: 1,
            sum_nanos: service.as_nanos().into(),
            min: service,
            max: service,
        }
    };
    let one = |mean| Level { mean, max: 1 };
    FunctionResult {
        name: "=search".to_owned(),
        warm_at_start: 0,
        has_provisioned: false,
        provisioned: None,
        totals: sum(&[first, last]),
        warm_up_counts: Counts::default(),
        open_at_start: 0,
        open_at_end: 1,
        open_ages: vec![SimDuration::from_secs(28)],
        in_flight: one(0.5),
        open: one(0.5),
        environments: one(1.0),
        billed: Default::default(),
        environment_counts: EnvironmentCounts {
            alive_at_start: 0,
            created: 1,
            stopped: 0,
            alive: 1,
        },
        latency: latencies(&[1500]),
        intervals: vec![
            FunctionInterval {
                start: at(0),
                counts: first,
                in_flight: one(0.05),
                open: one(0.05),
                environments: one(1.0),
                latency: Some(LatencyStatistics {
                    mean_ms: 1500.0,
                    p50_ms: 1500.0,
                    p99_ms: 1500.0,
                }),
                ..FunctionInterval::default()
            },
            FunctionInterval {
                start: at(30),
                environments: one(1.0),
                ..FunctionInterval::default()
            },
            FunctionInterval {
                start: at(60),
                counts: last,
                in_flight: one(0.95),
                open: one(0.95),
                environments: one(1.0),
                ..FunctionInterval::default()
            },
        ],
        minutes: vec![
            FunctionMinute {
                start: at(0),
                counts: first,
                concurrency_max: 1,
                duration: duration(1000),
                ..FunctionMinute::default()
            },
            FunctionMinute {
                start: at(60),
                counts: last,
                concurrency_max: 1,
                duration: duration(40_000),
                ..FunctionMinute::default()
            },
        ],
        windows: Vec::new(),
        sources: Vec::new(),
        service: None,
    }
}

fn latencies(millis: &[u64]) -> LatencyHistogram {
    let mut latencies = LatencyHistogram::new();
    for &millis in millis {
        latencies.record(SimDuration::from_millis(millis));
    }
    latencies
}

fn sum(parts: &[Counts]) -> Counts {
    let mut total = Counts::default();
    for &part in parts {
        total += part;
    }
    total
}
