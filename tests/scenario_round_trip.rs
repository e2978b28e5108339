//! A resolved scenario reads back as the scenario it was written from, for any scenario.

// Clippy allows these in test functions, but not in the helpers beside them.
#![allow(clippy::panic, clippy::expect_used)]

use burstsim::measures::{Measure, Unit};
use std::num::NonZeroU32;
use std::sync::Arc;

use burstsim::kernel::{SimDuration, SimTime};
use burstsim::scenario::parse::{Files, NoFiles, Source, parse};
use burstsim::scenario::resolved::to_toml;
use burstsim::scenario::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Serves the inputs that a scenario carries with it.
struct Carried<'a>(&'a [InputFile]);

impl Files for Carried<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let input = self.0.iter().find(|input| input.path == path);
        input
            .map(|input| input.contents.to_vec())
            .ok_or_else(|| format!("no input {path}"))
    }
}

fn read_back(text: &str, inputs: &[InputFile]) -> Scenario {
    let source = Source {
        name: "resolved",
        default_name: "another-name",
        text,
    };
    match parse(source, &[], &Carried(inputs)) {
        Ok(parsed) => parsed.scenario,
        Err(error) => panic!("a resolved scenario must be valid:\n{error}\n{text}"),
    }
}

fn duration() -> impl Strategy<Value = SimDuration> {
    prop_oneof![
        (0..100_000_u64).prop_map(SimDuration::from_millis),
        any::<u64>().prop_map(SimDuration::from_nanos),
    ]
}

fn positive_duration() -> impl Strategy<Value = SimDuration> {
    duration().prop_map(|span| span.max(SimDuration::from_nanos(1)))
}

fn positive() -> impl Strategy<Value = f64> {
    prop_oneof![1e-12..1e12, (1..100_u32).prop_map(f64::from)]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9-]{0,12}",
        // Quotes, backslashes and other letters must survive; control characters are not allowed.
        r#"[a-zA-Z"'\\#\[\]=é漢]{1,12}"#,
    ]
}

fn rate() -> impl Strategy<Value = Rate> {
    prop_oneof![Just(0.0), 0.0..1e9, (0..10_000_u32).prop_map(f64::from)]
        .prop_map(|rate| Rate::new(rate).expect("in range"))
}

fn empirical() -> Distribution {
    Distribution::Empirical {
        file: "inputs/times.csv".to_owned(),
        values: [12_500, 80_000]
            .map(|us| SimDuration::from_nanos(us * 1000))
            .into(),
    }
}

fn trace() -> Traffic {
    let row = |nanos, service, cold| TraceRow {
        arrival: SimTime::from_nanos(nanos),
        service,
        cold: Some(cold),
    };
    Traffic::Trace(Trace {
        file: "inputs/log.csv".to_owned(),
        rows: [
            row(250_000_000, None, false),
            row(500_000_000, Some(SimDuration::from_millis(20)), true),
        ]
        .into_iter()
        .collect(),
        begin: None,
    })
}

fn counts() -> impl Strategy<Value = Traffic> {
    let interval = (1..=60_000_000_000_u64).prop_map(SimDuration::from_nanos);
    (interval, select(Spacing::ALL.to_vec())).prop_map(|(interval, spacing)| {
        let row = |minutes: u64, requests| CountRow {
            start: SimTime::from_nanos(minutes * 60_000_000_000),
            requests,
        };
        Traffic::Counts(Counts {
            file: "inputs/per-minute.csv".to_owned(),
            interval,
            spacing,
            rows: Arc::new([row(0, 5), row(2, 7)]),
            begin: None,
        })
    })
}

fn lognormal() -> impl Strategy<Value = Lognormal> {
    prop_oneof![
        (positive_duration(), positive_duration()).prop_map(|(a, b)| Lognormal::MedianP99 {
            median: a.min(b),
            p99: a.max(b),
        }),
        (positive_duration(), duration()).prop_map(|(mean, sd)| Lognormal::MeanSd { mean, sd }),
        (-50.0..50.0, 0.0..20.0).prop_map(|(mu, sigma)| Lognormal::MuSigma { mu, sigma }),
    ]
}

fn distribution() -> impl Strategy<Value = Distribution> {
    prop_oneof![
        duration().prop_map(Distribution::Constant),
        positive_duration().prop_map(|mean| Distribution::Exponential { mean }),
        lognormal().prop_map(Distribution::Lognormal),
        (positive(), positive_duration())
            .prop_map(|(shape, scale)| Distribution::Gamma(Gamma::ShapeScale { shape, scale })),
        (positive(), positive_duration())
            .prop_map(|(shape, scale)| Distribution::Weibull { shape, scale }),
        (positive(), positive_duration())
            .prop_map(|(shape, scale)| Distribution::Pareto { scale, shape }),
        (duration(), duration()).prop_map(|(a, b)| Distribution::Uniform {
            min: a.min(b),
            max: a.max(b),
        }),
        Just(empirical()),
    ]
}

fn stages() -> impl Strategy<Value = Vec<Stage>> {
    let stage = (
        duration(),
        rate(),
        prop::sample::select(StageShape::ALL.to_vec()),
    );
    vec(stage, 1..5).prop_map(|stages| {
        let mut before = 0.0;
        let valid = stages.into_iter().map(|(duration, target, shape)| {
            let exponential_works = before > 0.0 && target.per_second() > 0.0;
            before = target.per_second();
            let shape = match shape {
                StageShape::Exponential if !exponential_works => StageShape::Linear,
                shape => shape,
            };
            Stage {
                duration,
                target,
                shape,
            }
        });
        valid.collect()
    })
}

fn profile() -> impl Strategy<Value = RateProfile> {
    prop_oneof![
        rate().prop_map(RateProfile::Constant),
        stages().prop_map(RateProfile::Stages),
        (rate(), rate(), positive_duration(), duration()).prop_map(|(a, b, period, peak_at)| {
            let (amplitude, mean) = if a < b { (a, b) } else { (b, a) };
            RateProfile::Diurnal {
                mean,
                amplitude,
                period,
                peak_at,
            }
        }),
    ]
}

fn traffic() -> impl Strategy<Value = Traffic> {
    let batch = (vec(duration(), 1..4), 0..=1_000_000_000_u64).prop_map(|(mut at, requests)| {
        at.sort();
        Traffic::Batch { at, requests }
    });
    let closed = (1..10_000_000_u32, distribution())
        .prop_filter("a think time needs a mean", |(_, think)| {
            think.mean_secs() >= 1e-3
        })
        .prop_map(|(users, think_time)| Traffic::Closed { users, think_time });
    prop_oneof![
        profile().prop_map(Traffic::Poisson),
        profile().prop_map(Traffic::Even),
        batch,
        closed,
        Just(trace()),
        counts(),
    ]
}

fn count(range: std::ops::RangeInclusive<u32>) -> impl Strategy<Value = NonZeroU32> {
    range.prop_map(|count| NonZeroU32::new(count).expect("above 0"))
}

/// A duration between two numbers of seconds.
fn seconds(range: std::ops::RangeInclusive<u64>) -> impl Strategy<Value = SimDuration> {
    let (least, most) = (*range.start() * 1_000_000_000, *range.end() * 1_000_000_000);
    prop_oneof![
        range.prop_map(SimDuration::from_secs),
        (least..=most).prop_map(SimDuration::from_nanos),
    ]
}

fn asynchronous() -> impl Strategy<Value = InvokedBy> {
    let jitter = prop::sample::select(Jitter::ALL.to_vec());
    (seconds(60..=21_600), 0..=2_u32, any::<bool>(), jitter).prop_map(
        |(maximum_event_age, maximum_retry_attempts, on_failure, retry_jitter)| {
            InvokedBy::Async(AsyncInvocation {
                maximum_event_age,
                maximum_retry_attempts,
                on_failure,
                retry_jitter,
            })
        },
    )
}

/// Queues that AWS accepts: whose batches are gathered where they are large, unless they are FIFO.
fn sqs() -> impl Strategy<Value = InvokedBy> {
    let pollers = (count(2..=200), count(200..=10_000))
        .prop_map(|(minimum, maximum)| ProvisionedPollers { minimum, maximum });
    let limit = prop_oneof![
        Just((None, None)),
        count(2..=1000).prop_map(|most| (Some(most), None)),
        pollers.prop_map(|pollers| (None, Some(pollers))),
    ];
    let batch = prop_oneof![
        (
            count(1..=10),
            Just(SimDuration::ZERO),
            option::of(count(1..=10_000_000))
        ),
        (count(1..=10), seconds(0..=300), Just(None)),
        (count(1..=10_000), seconds(1..=300), Just(None)),
    ];
    let failures = (option::of(count(1..=1000)), any::<bool>(), poison());
    let times = (seconds(30..=43_200), seconds(0..=60));
    (batch, limit, times, failures).prop_map(
        |(
            (batch_size, maximum_batching_window, message_groups),
            (maximum_concurrency, provisioned_pollers),
            (visibility_timeout, turnaround),
            (max_receive_count, report_batch_item_failures, poison_every),
        )| {
            InvokedBy::Sqs(SqsSource {
                batch_size,
                maximum_batching_window,
                maximum_concurrency,
                visibility_timeout,
                max_receive_count,
                report_batch_item_failures,
                message_groups,
                provisioned_pollers,
                turnaround,
                poison_every,
            })
        },
    )
}

fn poison() -> impl Strategy<Value = Option<NonZeroU32>> {
    option::of(count(1..=1_000_000_000))
}

fn stream() -> impl Strategy<Value = InvokedBy> {
    let kind = select(StreamKind::ALL.to_vec());
    let batch = (count(1..=10_000), seconds(0..=300));
    let limits = (
        option::of(seconds(60..=604_800)),
        option::of(0..=10_000_u32),
    );
    let failures = (any::<bool>(), any::<bool>(), poison());
    let lanes = (count(1..=20_000), count(1..=10));
    (kind, lanes, batch, limits, failures).prop_map(|(kind, lanes, batch, limits, failures)| {
        InvokedBy::Stream(StreamSource {
            kind,
            shards: lanes.0,
            parallelization_factor: lanes.1,
            batch_size: batch.0,
            maximum_batching_window: batch.1,
            maximum_record_age: limits.0,
            maximum_retry_attempts: limits.1,
            bisect_batch_on_function_error: failures.0,
            on_failure: failures.1,
            poison_every: failures.2,
        })
    })
}

/// All APIs of a scenario have the same throttle.
fn api_gateway() -> impl Strategy<Value = InvokedBy> {
    let count = |count| NonZeroU32::new(count).expect("above 0");
    positive_duration().prop_map(move |timeout| {
        InvokedBy::ApiGateway(ApiGateway {
            rate: count(2_600),
            burst: count(1_300),
            timeout,
        })
    })
}

fn source() -> impl Strategy<Value = TrafficEntry> {
    let invoked_by = prop_oneof![
        2 => Just(InvokedBy::Client),
        1 => asynchronous(),
        2 => sqs(),
        1 => stream(),
        1 => api_gateway(),
    ];
    (traffic(), invoked_by).prop_map(|(traffic, invoked_by)| {
        // Users wait for an answer, which no queue gives.
        let is_answered = !matches!(traffic, Traffic::Closed { .. }) || !invoked_by.is_queued();
        TrafficEntry {
            traffic,
            invoked_by: if is_answered {
                invoked_by
            } else {
                InvokedBy::Client
            },
        }
    })
}

fn client() -> impl Strategy<Value = (ClientRetry, Option<NonZeroU32>)> {
    let clients = || (1..=100_000_u32).prop_map(NonZeroU32::new);
    let any_number = prop_oneof![Just(None), clients()];
    prop_oneof![
        4 => (client_retry(), any_number),
        1 => (Just(ClientRetry::Adaptive), clients()),
    ]
}

/// Any but the mode that does not go with every number of clients.
fn client_retry() -> impl Strategy<Value = ClientRetry> {
    let custom = (
        1..=1000_u32,
        duration(),
        positive_duration(),
        prop::sample::select(Jitter::ALL.to_vec()),
    )
        .prop_map(|(max_attempts, base, cap, jitter)| {
            ClientRetry::Custom(RetryPolicy {
                max_attempts,
                base,
                cap,
                jitter,
            })
        });
    prop_oneof![
        Just(ClientRetry::None),
        Just(ClientRetry::Standard),
        Just(ClientRetry::Legacy),
        custom,
    ]
}

fn concurrency(range: std::ops::Range<u32>) -> impl Strategy<Value = Concurrency> {
    range.prop_map(|count| Concurrency::new(count).expect("in range"))
}

fn time_of_day() -> impl Strategy<Value = TimeOfDay> {
    let minutes = (0..24 * 60_u32).prop_map(|minutes| minutes * 60);
    prop_oneof![minutes, 0..TimeOfDay::DAY_S]
        .prop_map(|seconds| TimeOfDay::from_seconds(seconds).expect("within a day"))
}

/// Times of the day in order, no two the same.
fn times_of_day(
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = std::collections::BTreeSet<TimeOfDay>> {
    prop::collection::btree_set(time_of_day(), count)
}

fn schedule() -> impl Strategy<Value = ProvisionedChanges> {
    (times_of_day(1..4), vec(concurrency(0..200), 4)).prop_map(|(times, values)| {
        let entries = times.into_iter().zip(values);
        let entry = |(at, value)| ScheduledValue { at, value };
        ProvisionedChanges::Schedule(entries.map(entry).collect())
    })
}

fn autoscaling() -> impl Strategy<Value = Autoscaling> {
    let target = prop_oneof![1e-9..=1.0, (1..=100_u32).prop_map(|n| f64::from(n) / 100.0)];
    let bounds = vec((option::of(concurrency(1..10)), concurrency(50..200)), 4);
    let datapoints = (1..=1440_u32, 1..=1440_u32);
    (
        (concurrency(1..10), concurrency(50..200)),
        target,
        datapoints,
        prop::sample::select(UtilizationStatistic::ALL.to_vec()),
        (duration(), duration()),
        (times_of_day(0..4), bounds),
    )
        .prop_map(
            |((min, max), target, datapoints, statistic, cooldowns, (times, bounds))| Autoscaling {
                min,
                max,
                target,
                out_datapoints: datapoints.0,
                in_datapoints: datapoints.1,
                statistic,
                cooldown_out: cooldowns.0,
                cooldown_in: cooldowns.1,
                schedule: (times.into_iter().zip(bounds))
                    .map(|(at, (min, max))| ScheduledBounds {
                        at,
                        min,
                        max: Some(max),
                    })
                    .collect(),
            },
        )
}

fn provisioned() -> impl Strategy<Value = ProvisionedConcurrency> {
    let changes = |initial, changes| ProvisionedConcurrency {
        initial,
        changes: Some(changes),
    };
    prop_oneof![
        concurrency(1..50).prop_map(ProvisionedConcurrency::constant),
        (concurrency(0..50), schedule()).prop_map(move |(initial, all)| changes(initial, all)),
        (concurrency(10..50), autoscaling())
            .prop_map(move |(initial, all)| changes(initial, ProvisionedChanges::Autoscaling(all))),
    ]
}

fn function() -> impl Strategy<Value = Function> {
    let configuration = (
        (Memory::MIN_MB..=Memory::MAX_MB).prop_map(|mb| Memory::from_mb(mb).expect("in range")),
        prop::sample::select(Architecture::ALL.to_vec()),
        (
            prop::sample::select(Lifecycle::ALL.to_vec()),
            (option::of(duration()), option::of(duration())),
        ),
        (option::of(distribution()), option::of(distribution())),
        prop::sample::select(ReuseOrder::ALL.to_vec()),
        any::<bool>(),
        (512..=10_240_u32).prop_map(|mb| EphemeralStorage::from_mb(mb).expect("in range")),
    );
    let warm = prop_oneof![
        Just(WarmEnvironments::Steady),
        concurrency(0..50).prop_map(WarmEnvironments::Count),
    ];
    let concurrency = (
        option::of(concurrency(50..100)),
        option::of(provisioned()),
        option::of(warm),
    );
    // No longer than any visibility timeout.
    let timeout = (1..=30_000_000_000_u64).prop_map(SimDuration::from_nanos);
    let share = prop_oneof![Just(0.0), 0.0..=1.0];
    let failures = (option::of(distribution()), option::of(timeout), share);
    let rest = (client(), vec(source(), 0..4), failures);
    (
        name(),
        configuration,
        distribution(),
        distribution(),
        concurrency,
        rest,
    )
        .prop_map(
            |(
                name,
                configuration,
                service_time,
                cold_start,
                concurrency,
                ((client_retry, clients), traffic, failures),
            )| {
                let (memory, architecture, (lifecycle, idle), lifetime, reuse, limit, storage) =
                    configuration;
                Function {
                    name,
                    version: None,
                    served_by: ServedBy::Lambda(None),
                    memory,
                    architecture,
                    ephemeral_storage: storage,
                    service_time,
                    service_time_per_item: failures.0,
                    timeout: failures.1,
                    error_rate: failures.2,
                    cold_start,
                    lifecycle,
                    idle_timeout: idle.0,
                    surplus_idle_timeout: idle.1,
                    max_lifetime: lifetime.0,
                    early_stop: lifetime.1,
                    reuse,
                    warm_environments: concurrency.2,
                    reserved_concurrency: concurrency.0,
                    provisioned_concurrency: concurrency.1,
                    requests_per_second_limit: limit,
                    client_retry,
                    clients,
                    traffic,
                    written_traffic: None,
                }
            },
        )
}

/// Tasks of sizes that Fargate offers, or of any where it has no say.
fn task(on_fargate: bool) -> impl Strategy<Value = Task> {
    let sizes = vec![(256, 512), (512, 1024), (1024, 8192), (4096, 30_720)];
    let size = match on_fargate {
        true => select(sizes).boxed(),
        false => (1..=2048_u32, 1..=4096_u32).boxed(),
    };
    // As shares they are written to the last digit.
    let share = prop_oneof![Just(1.0), 0.0..=1.0];
    let startup = option::of(distribution());
    (size, count(1..=1_000_000), share, startup).prop_map(
        |((cpu, memory_mb), concurrency, share, startup)| Task {
            cpu,
            memory_mb,
            concurrency,
            cpu_per_request: share / f64::from(concurrency.get()),
            startup,
        },
    )
}

fn request_queue() -> impl Strategy<Value = RequestQueue> {
    let at = select(QueueAt::ALL.to_vec());
    (any::<u32>(), option::of(positive_duration()), at).prop_map(|(maximum, timeout, at)| {
        RequestQueue {
            maximum: maximum.min(10_000_000),
            timeout,
            at,
        }
    })
}

/// A target, and the length of a period that goes with it.
fn target() -> impl Strategy<Value = (Option<TaskTarget>, SimDuration)> {
    let share = prop_oneof![1e-9..=1.0, (1..=100_u32).prop_map(|n| f64::from(n) / 100.0)];
    let (minute, short) = (SimDuration::from_secs(60), SimDuration::from_secs(20));
    prop_oneof![
        Just((None, minute)),
        (share, any::<bool>()).prop_map(move |(share, is_short)| {
            let period = if is_short { short } else { minute };
            (Some(TaskTarget::Cpu(share)), period)
        }),
        positive()
            .prop_map(move |requests| { (Some(TaskTarget::RequestsPerTask(requests)), minute) }),
    ]
}

fn task_scaling() -> impl Strategy<Value = TaskScaling> {
    let bound = || option::of(concurrency(0..50));
    let schedule = (times_of_day(0..4), vec((bound(), concurrency(50..200)), 4));
    (
        (concurrency(0..50), concurrency(0..50), concurrency(50..200)),
        target(),
        (duration(), duration(), duration()),
        (1..=1440_u32, 1..=1440_u32),
        schedule,
    )
        .prop_map(
            |((minimum, initial, maximum), (target, period), times, datapoints, schedule)| {
                let (at, bounds) = schedule;
                let entry = |(at, (min, max))| ScheduledBounds {
                    at,
                    min,
                    max: Some(max),
                };
                TaskScaling {
                    initial,
                    minimum,
                    maximum,
                    target,
                    period,
                    metric_delay: times.0,
                    out_datapoints: datapoints.0,
                    in_datapoints: datapoints.1,
                    cooldown_out: times.1,
                    cooldown_in: times.2,
                    schedule: at.into_iter().zip(bounds).map(entry).collect(),
                }
            },
        )
}

fn tasks(on_fargate: bool) -> impl Strategy<Value = Tasks> {
    let balancing = select(Balancing::ALL.to_vec());
    (task(on_fargate), request_queue(), balancing, task_scaling()).prop_map(
        |(task, queue, balancing, scaling)| Tasks {
            task,
            queue,
            balancing,
            scaling,
        },
    )
}

fn fargate() -> impl Strategy<Value = Fargate> {
    let architecture = select(Architecture::ALL.to_vec());
    (architecture, option::of(distribution()), 1..=1_000_000_u32).prop_map(
        |(architecture, spot, launches_per_minute)| Fargate {
            architecture,
            spot,
            launches_per_minute,
        },
    )
}

/// Instances on which every task of [`task`] fits.
fn ec2() -> impl Strategy<Value = Ec2> {
    let known = Instance {
        name: "m7i.4xlarge".to_owned(),
        cpu: 16_384,
        memory_mb: 65_536,
        architecture: Architecture::X86_64,
        price: None,
    };
    let own = (4096..=1_000_000_u32, 31_720..=10_000_000_u32, usd());
    let own = (own, select(Architecture::ALL.to_vec())).prop_map(
        |((cpu, memory_mb, price), architecture)| Instance {
            name: "own".to_owned(),
            cpu,
            memory_mb,
            architecture,
            price: Some(price),
        },
    );
    let share = prop_oneof![1e-9..=1.0, (1..=100_u32).prop_map(|n| f64::from(n) / 100.0)];
    (
        prop_oneof![Just(known), own],
        (concurrency(0..50), concurrency(50..200), share),
        (concurrency(1..50), concurrency(50..20_000)),
        (duration(), distribution(), 0..=1000_u32),
        (select(Placement::ALL.to_vec()), 1..=1_000_000_u32),
    )
        .prop_map(
            |(instance, (minimum, maximum, target_capacity), steps, times, rest)| Ec2 {
                instance,
                minimum,
                maximum,
                target_capacity,
                minimum_step: steps.0,
                maximum_step: steps.1,
                warm_up: times.0,
                boot: times.1,
                reserved_memory_mb: times.2,
                placement: rest.0,
                launches_per_minute: rest.1,
            },
        )
}

/// How a function would run in containers, on one launch type, the other or both.
fn container() -> impl Strategy<Value = Container> {
    let of = |fargate, ec2, tasks| Container {
        tasks,
        fargate,
        ec2,
    };
    prop_oneof![
        (fargate(), option::of(ec2()), tasks(true)).prop_map(move |(fargate, ec2, tasks)| of(
            Some(fargate),
            ec2,
            tasks
        )),
        (ec2(), tasks(false)).prop_map(move |(ec2, tasks)| of(None, Some(ec2), tasks)),
    ]
}

/// An ECS service. Its start-up is always written, so that it reads back as its own.
fn ecs_service() -> impl Strategy<Value = EcsService> {
    let on = |launch_type, mut tasks: Tasks, startup| {
        tasks.task.startup = Some(startup);
        EcsService {
            tasks,
            launch_type,
            is_container: false,
        }
    };
    prop_oneof![
        (fargate(), tasks(true), distribution()).prop_map(move |(own, tasks, startup)| on(
            LaunchType::Fargate(own),
            tasks,
            startup
        )),
        (ec2(), tasks(false), distribution()).prop_map(move |(own, tasks, startup)| on(
            LaunchType::Ec2(own),
            tasks,
            startup
        )),
    ]
}

/// A function as the service that serves it: of what concerns Lambda alone, it has nothing.
fn as_service(function: Function, service: EcsService) -> Function {
    let mut traffic = function.traffic;
    for source in &mut traffic {
        source.invoked_by = InvokedBy::Client;
    }
    Function {
        client_retry: function.client_retry,
        clients: function.clients,
        traffic,
        ..Function::of_service(function.name, function.service_time, service)
    }
}

/// Whether a source of a function is a queue or a stream whose items come in batches.
fn has_batches(function: &Function) -> bool {
    let mut sources = function.traffic.iter();
    sources.any(|one| matches!(one.invoked_by, InvokedBy::Sqs(_) | InvokedBy::Stream(_)))
}

/// A function as two versions of it that an alias points to, with provisioned concurrency of the alias if it had
/// any that was a number.
fn with_alias(function: &Function, parts: (u32, u32)) -> Vec<Function> {
    let sum = f64::from(parts.0 + parts.1);
    let weights = |at: u64, first: f64| Weights {
        at: SimDuration::from_secs(at),
        of_versions: vec![first, 1.0 - first],
    };
    let own = function.provisioned_concurrency.as_ref();
    let alias = Arc::new(Alias {
        name: "the alias".to_owned(),
        steps: vec![
            weights(0, f64::from(parts.0) / sum),
            weights(u64::from(parts.1), 0.0),
        ],
        provisioned_concurrency: own
            .filter(|own| own.changes.is_none())
            .map(|own| own.initial),
        shift: Shift::ALL[(parts.0 % 2) as usize],
    });
    let mut versions = with_aliases(function, parts);
    for (position, function) in versions.iter_mut().enumerate() {
        if let Some(version) = &mut function.version {
            version.weight = alias.steps[0].of_versions[position];
            version.alias = Some(Arc::clone(&alias));
        }
        if alias.provisioned_concurrency.is_some() {
            function.provisioned_concurrency = alias.provisioned_of(position);
        }
    }
    versions
}

/// A function as two versions of it, of which the second has its provisioned concurrency.
fn with_aliases(function: &Function, parts: (u32, u32)) -> Vec<Function> {
    let sum = f64::from(parts.0 + parts.1);
    let weights = [parts.0, parts.1].map(|part| f64::from(part) / sum);
    let version = |(position, weight)| {
        let alias = Version {
            function: function.name.clone(),
            name: format!("{position}"),
            weight,
            position,
            alias: None,
        };
        let mut version = Function {
            name: alias.qualified(),
            version: Some(alias),
            ..function.clone()
        };
        match position {
            0 => version.provisioned_concurrency = None,
            _ => version.traffic.clear(),
        }
        version
    };
    weights.into_iter().enumerate().map(version).collect()
}

fn usd() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 1e-12..1e6, (1..100_u32).prop_map(f64::from)]
}

fn architecture_prices() -> impl Strategy<Value = ArchitecturePrices> {
    let tiers = vec((1e-3..1e12, usd()), 1..4).prop_map(|mut tiers: Vec<(f64, f64)>| {
        tiers.sort_by(|a, b| a.0.total_cmp(&b.0));
        tiers.dedup_by_key(|tier| tier.0);
        tiers[0].0 = 0.0;
        let tier = |(above, usd)| PriceTier { above, usd };
        tiers.into_iter().map(tier).collect()
    });
    (option::of(tiers), option::of(usd()), option::of(usd())).prop_map(
        |(duration, provisioned, provisioned_duration)| ArchitecturePrices {
            duration,
            provisioned,
            provisioned_duration,
        },
    )
}

fn prices() -> impl Strategy<Value = PriceOverrides> {
    let flat = || (option::of(usd()), option::of(usd()), option::of(usd()));
    let capacity = option::of(usd());
    let flat = (flat(), flat(), capacity);
    (flat, architecture_prices(), architecture_prices()).prop_map(
        |((of_lambda, of_services, load_balancer_capacity), x86_64, arm64)| PriceOverrides {
            requests: of_lambda.0,
            storage: of_lambda.1,
            event_pollers: of_lambda.2,
            fargate_vcpu: of_services.0,
            fargate_memory: of_services.1,
            load_balancer: of_services.2,
            load_balancer_capacity,
            x86_64,
            arm64,
        },
    )
}

fn rule() -> impl Strategy<Value = ScalingRule> {
    let request_rate = || {
        let rate = |per_second| RequestRate::new(per_second).expect("within the largest");
        (0..=RequestRate::MAX.get()).prop_map(rate)
    };
    let growth = prop::option::of((request_rate(), request_rate()));
    (
        concurrency(0..10_000_000),
        concurrency(0..10_000_000),
        growth,
        prop::sample::select(Refill::ALL.to_vec()),
    )
        .prop_map(|(burst, ramp_per_minute, growth, refill)| match growth {
            None => ScalingRule::RegionalBurst {
                burst,
                ramp_per_minute,
                refill,
            },
            Some((request_burst, request_ramp_per_minute)) => ScalingRule::PerFunction {
                burst,
                ramp_per_minute,
                request_burst,
                request_ramp_per_minute,
                refill,
            },
        })
}

/// Outages in the order of time, each after the one before, some right after it.
fn outages() -> impl Strategy<Value = Vec<Outage>> {
    let share = prop_oneof![
        1e-9..=1.0,
        (1..=1000_u32).prop_map(|n| f64::from(n) / 1000.0)
    ];
    let span = || (0..100_000_000_000_u64).prop_map(SimDuration::from_nanos);
    vec((span(), span(), share), 0..4).prop_map(|outages| {
        let mut before = SimDuration::ZERO;
        let after = outages.into_iter().map(|(pause, length, errors)| {
            let from = before + pause;
            before = from + length + SimDuration::from_nanos(1);
            Outage {
                from,
                to: before,
                errors,
            }
        });
        after.collect()
    })
}

fn region() -> impl Strategy<Value = Region> {
    (
        concurrency(1000..10_000_000),
        concurrency(0..200),
        rule(),
        prices(),
        outages(),
        (
            (duration(), concurrency(0..10_000), concurrency(1..10_000)),
            (1..=1_000_000_u32, 1..=1_000_000_u32),
        ),
    )
        .prop_map(
            |(
                account_concurrency,
                unreserved_minimum,
                scaling,
                prices,
                outages,
                (allocation, launches),
            )| {
                Region {
                    name: "eu-west-1".to_owned(),
                    scaling,
                    account_concurrency,
                    unreserved_minimum,
                    provisioned_allocation: ProvisionedAllocation {
                        preparation: allocation.0,
                        burst: allocation.1,
                        per_minute: allocation.2,
                    },
                    fargate_launches: FargateLaunches {
                        burst: launches.0,
                        per_second: launches.1,
                    },
                    prices,
                    outages,
                }
            },
        )
}

fn objectives() -> impl Strategy<Value = Vec<Objective>> {
    let comparison = prop::sample::select(vec![
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ]);
    let share = prop_oneof![
        0.0..=1.0,
        (0..=1000_u32).prop_map(|tenths| f64::from(tenths) / 1000.0)
    ];
    let milliseconds =
        (0..1_000_000_000_000_u64).prop_map(|nanos| SimDuration::from_nanos(nanos).as_millis_f64());
    let metrics =
        prop::sample::subsequence(Measure::OBJECTIVES.to_vec(), 0..=Measure::OBJECTIVES.len());
    (
        metrics,
        vec((comparison, share, milliseconds), Measure::OBJECTIVES.len()),
    )
        .prop_map(|(metrics, limits)| {
            let objective = |(measure, (comparison, share, ms)): (Measure, _)| Objective {
                measure,
                comparison,
                limit: match measure.unit() {
                    Unit::Milliseconds => ms,
                    _ => share,
                },
            };
            metrics.into_iter().zip(limits).map(objective).collect()
        })
}

fn savings_plan() -> impl Strategy<Value = Option<Discounts>> {
    let share = || prop_oneof![Just(0.0), 0.0..1.0];
    option::of(
        (share(), share(), share()).prop_map(|(lambda, fargate, ec2)| Discounts {
            lambda,
            fargate,
            ec2,
        }),
    )
}

/// The inputs of some functions, in the order in which reading meets them.
fn inputs_of(functions: &[Function]) -> Vec<InputFile> {
    let log = || InputFile {
        path: "inputs/log.csv".to_owned(),
        contents: Arc::from(*b"arrival_s,cold,service_ms\n0.5,1,20\n0.25,0,\n"),
    };
    let times = || InputFile {
        path: "inputs/times.csv".to_owned(),
        contents: Arc::from(*b"ms\n12.5\n80\n"),
    };
    let per_minute = || InputFile {
        path: "inputs/per-minute.csv".to_owned(),
        contents: Arc::from(*b"time;count\n120;7\n60;0\n0;5.0\n"),
    };
    let is_empirical = |one: &Distribution| matches!(one, Distribution::Empirical { .. });
    let mut inputs: Vec<InputFile> = Vec::new();
    let mut meet = |input: InputFile| {
        if !inputs.contains(&input) {
            inputs.push(input);
        }
    };
    for function in functions {
        let ages = [&function.max_lifetime, &function.early_stop];
        let times_of_requests = [
            Some(&function.service_time),
            function.service_time_per_item.as_ref(),
            Some(&function.cold_start),
        ];
        let ages = ages.into_iter().map(Option::as_ref);
        let (startup, others) = times_of_tasks(function);
        // The tasks of a service are read before its traffic; a container, and what tasks run on, after it.
        let (first, last) = match function.is_on_lambda() {
            true => (None, startup),
            false => (startup, None),
        };
        let all = times_of_requests.into_iter().chain(ages).flatten();
        for one in all.chain(first) {
            if is_empirical(one) {
                meet(times());
            }
        }
        for one in &function.traffic {
            match &one.traffic {
                Traffic::Trace(_) => meet(log()),
                Traffic::Counts(_) => meet(per_minute()),
                Traffic::Closed { think_time, .. } if is_empirical(think_time) => meet(times()),
                _ => {}
            }
        }
        if last.into_iter().chain(others).any(is_empirical) {
            meet(times());
        }
    }
    inputs
}

/// The times that are drawn for tasks until they start, and for what they run on.
fn times_of_tasks(function: &Function) -> (Option<&Distribution>, Vec<&Distribution>) {
    let (fargate, ec2) = match (&function.served_by, function.container()) {
        (ServedBy::Ecs(service), _) => match &service.launch_type {
            LaunchType::Fargate(own) => (Some(own), None),
            LaunchType::Ec2(own) => (None, Some(own)),
        },
        (_, Some(container)) => (container.fargate.as_ref(), container.ec2.as_ref()),
        (_, None) => (None, None),
    };
    let startup = Function::tasks(function).and_then(|tasks| tasks.task.startup.as_ref());
    let spot = fargate.and_then(|own| own.spot.as_ref());
    let boot = ec2.map(|own| &own.boot);
    (startup, spot.into_iter().chain(boot).collect())
}

/// That of eu-west-1 under a rule.
fn default_allocation(rule: &ScalingRule) -> ProvisionedAllocation {
    let (burst, per_minute) = match rule {
        ScalingRule::RegionalBurst { .. } => (3000, 500),
        ScalingRule::PerFunction { .. } => (0, 6000),
    };
    let count = |count| Concurrency::new(count).expect("in range");
    ProvisionedAllocation {
        preparation: SimDuration::from_secs(60),
        burst: count(burst),
        per_minute: count(per_minute),
    }
}

fn scenario() -> impl Strategy<Value = Scenario> {
    // Boxed, for what is drawn of each is large and would fill the stack of a test's thread.
    let function = || function().boxed();
    // So few that their rows, of up to six versions and two services, are not too many.
    let times = (1..540_000_u64).prop_map(SimDuration::from_secs);
    (
        "[a-z][a-z0-9 _-]{0,20}[a-z]",
        name(),
        times,
        0.0..1.0,
        any::<u64>(),
        region().boxed(),
        vec(
            (
                function(),
                option::of((0..1000_u32, 1..1000_u32)),
                any::<bool>(),
            ),
            1..4,
        ),
        (
            objectives().boxed(),
            vec((function(), ecs_service().boxed()), 0..3),
            vec(option::of(container().boxed()), 3),
        ),
        (any::<bool>(), any::<bool>(), time_of_day(), savings_plan()),
        option::of((1..7200_u64, 0..=1000_u32)),
    )
        .prop_map(
            |(
                name,
                title,
                duration,
                warm_up,
                seed,
                mut region,
                functions,
                (mut slo, services, mut containers),
                billing,
                windows,
            )| {
                let functions = functions.into_iter().enumerate();
                let mut functions: Vec<Function> = functions
                    .flat_map(|(index, (mut function, parts, has_alias))| {
                        function.name.push_str(&index.to_string());
                        match parts {
                            None => {
                                // Only what clients call can be moved.
                                let mut sources = function.traffic.iter();
                                if sources.all(|one| one.invoked_by == InvokedBy::Client) {
                                    let container = containers.pop().flatten();
                                    function.served_by = ServedBy::Lambda(container.map(Arc::new));
                                }
                                vec![function]
                            }
                            // A batch is for one version.
                            _ if has_batches(&function) => vec![function],
                            Some(parts) if has_alias => with_alias(&function, parts),
                            Some(parts) => with_aliases(&function, parts),
                        }
                    })
                    .collect();
                for (index, (mut function, service)) in services.into_iter().enumerate() {
                    function.name.push_str(&format!("-{index}"));
                    functions.push(as_service(function, service));
                }
                let all_tasks = || functions.iter().filter_map(Function::tasks);
                // What nothing uses is not written: it reads back as the default.
                if all_tasks().next().is_none() {
                    region.fargate_launches = FargateLaunches {
                        burst: 100,
                        per_second: 20,
                    };
                }
                if functions
                    .iter()
                    .all(|one| one.provisioned_changes().is_none())
                {
                    region.provisioned_allocation = default_allocation(&region.scaling);
                }
                if functions
                    .iter()
                    .all(|function| function.provisioned_concurrency.is_none())
                {
                    slo.retain(|objective| objective.measure != Measure::SpilloverRate);
                }
                let mut sources = functions.iter().flat_map(|function| &function.traffic);
                // Windows know nothing of queues.
                if windows.is_some() || !sources.any(|source| source.invoked_by.is_queued()) {
                    slo.retain(|objective| !Measure::OF_QUEUES.contains(&objective.measure));
                }
                let warm_up = SimDuration::from_secs_f64(duration.as_secs_f64() * warm_up);
                let windows = windows.filter(|(seconds, _)| {
                    let length = seconds * 1_000_000_000;
                    let first = warm_up.as_nanos().div_ceil(length) * length;
                    !slo.is_empty() && first < duration.as_nanos()
                });
                Scenario {
                    name,
                    title,
                    duration,
                    warm_up,
                    time_of_day_start: billing.2,
                    timezone: [
                        None,
                        TimeZone::parse("Asia/Seoul"),
                        TimeZone::parse("-03:30"),
                    ][(seed % 3) as usize],
                    seed,
                    scale: 1.0,
                    interval: SimDuration::from_secs(1),
                    region,
                    inputs: inputs_of(&functions),
                    functions,
                    slo_windows: windows.map(|(seconds, share)| Windows {
                        length: SimDuration::from_secs(seconds),
                        share: f64::from(share) / 1000.0,
                    }),
                    slo,
                    billing: Billing {
                        free_tier: billing.0,
                        monthly: billing.1,
                        events_per_month: (billing.1
                            && seed % 2 == 0
                            && duration.as_nanos() < 1_000_000_000_000)
                            .then_some(7),
                        savings_plan: billing.3,
                    },
                }
            },
        )
}

proptest! {
    #[test]
    fn any_scenario_survives_being_written_and_read(scenario in scenario()) {
        let text = to_toml(&scenario);
        prop_assert_eq!(read_back(&text, &scenario.inputs), scenario, "{}", text);
    }
}

const EVERYTHING: &str = r#"
title = "Everything at once"
duration = "15m"
seed = 42

[region]
name = "us-east-1"
scaling = "regional-burst"
account_concurrency = 7000
prices.requests = 0.28
prices.arm64.duration = [{ usd = 0.00002 }, { above = 7.5e9, usd = 0.000018 }]
outages = [{ from = "10m", to = "12m 30s", errors = 1 }, { from = "5m", to = "8m", errors = "0.30" }]

[[functions]]
name = "checkout"
service_time.gamma = { mean = "150ms", sd = "80ms" }
cold_start.runtime = "python3.13"
client.retry.custom = { max_attempts = 4, base = "100ms", cap = "5s" }
reserved_concurrency = 4000
provisioned_concurrency = 500

[[functions.traffic]]
batch = { at = ["60s", "0s"], requests = 5000 }

[[functions]]
name = "plain"
service_time = "80ms"

[[functions.traffic]]
poisson.diurnal = { mean = 200, amplitude = 100.5, period = "24h" }

[slo]
latency_p99 = "< 800ms"
throttle_rate = "<= 0.1%"
"#;

#[test]
fn the_resolved_file_spells_out_every_default() {
    let source = Source {
        name: "everything.toml",
        default_name: "everything",
        text: EVERYTHING,
    };
    let scenario = parse(source, &[], &NoFiles).expect("valid").scenario;
    let text = to_toml(&scenario);
    let any_version = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
    insta::assert_snapshot!(any_version);
    assert_eq!(read_back(&text, &[]), scenario);
    assert_eq!(to_toml(&read_back(&text, &[])), text, "writing is stable");
}

#[test]
fn the_resolved_file_spells_out_the_defaults_of_either_rule() {
    let source = Source {
        name: "everything.toml",
        default_name: "everything",
        text: EVERYTHING,
    };
    let rule = ["region.scaling=per-function".to_owned()];
    let scenario = parse(source, &rule, &NoFiles).expect("valid").scenario;
    let text = to_toml(&scenario);
    let region = text.split("\n\n").find(|part| part.starts_with("[region]"));
    insta::assert_snapshot!(region.unwrap_or_default());
    assert_eq!(read_back(&text, &[]), scenario);
}

/// A multiplied scenario keeps its sources as they were written, so that nothing is lost by rounding.
#[test]
fn a_scale_is_written_beside_the_sources_as_they_were() {
    let source = Source {
        name: "everything.toml",
        default_name: "everything",
        text: EVERYTHING,
    };
    let plain = parse(source, &[], &NoFiles).expect("valid").scenario;
    for factor in ["3", "0.1", "1.7"] {
        let scale = [format!("scale={factor}")];
        let scenario = parse(source, &scale, &NoFiles).expect("valid").scenario;
        let text = to_toml(&scenario);
        assert!(text.contains(&format!("\nscale = {factor}\n")), "{text}");
        assert_eq!(
            text.replace(&format!("scale = {factor}\n"), "scale = 1\n"),
            to_toml(&plain)
        );
        assert_eq!(read_back(&text, &[]), scenario);
        assert_ne!(scenario.functions, plain.functions);
    }
}
