//! Estimates from measured logs, and from logs of our own model whose parameters are known.

use super::*;
use crate::kernel::SimDuration;
use crate::metrics::Start;
use crate::scenario::Scenario;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::world::{Observer, Served, simulate_observed};
use log::Invocation;

/// Keeps a log of what is served.
#[derive(Default)]
struct Logger(Vec<Invocation>);

impl Observer for Logger {
    fn served(&mut self, served: &Served) {
        self.0.push(Invocation {
            arrival: served.at.as_secs_f64(),
            done: served.until.as_secs_f64(),
            cold: served.start == Start::Cold,
            environment: usize::try_from(served.environment).unwrap(),
        });
    }
}

fn scenario(rate: f64, lifecycle: &str) -> Scenario {
    let text = format!(
        "duration = \"28h\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
         [[functions]]\nname = \"f\"\nservice_time = \"2s\"\n{lifecycle}\n\
         [[functions.traffic]]\npoisson.rate = {rate}\n"
    );
    let source = Source {
        name: "a.toml",
        default_name: "a",
        text: &text,
    };
    parse(source, &[], &NoFiles).unwrap().scenario
}

/// Three logs at each of four rates, like those that were measured. No two have the same
/// replication, for then their n-th environments would have the same lifetime.
fn simulated(lifecycle: &str) -> Vec<RequestLog> {
    let rates = [0.003, 0.006, 0.016, 0.05].into_iter().cycle().take(12);
    (0..)
        .zip(rates)
        .map(|(replication, rate)| {
            let mut logger = Logger::default();
            simulate_observed(&scenario(rate, lifecycle), replication, &mut logger).unwrap();
            RequestLog::new(logger.0).unwrap()
        })
        .collect()
}

fn covers(parameter: Parameter, truth: f64) -> bool {
    parameter.low <= truth && truth <= parameter.high
}

#[test]
fn the_parameters_of_simulated_logs_are_recovered() {
    let logs = simulated(
        "idle_timeout = \"500s\"\nsurplus_idle_timeout = \"20m\"\n\
         max_lifetime.weibull = { shape = 20, scale = \"90m\" }\n\
         early_stop.exponential = { mean = \"5h\" }",
    );
    let found = calibrate(&logs).unwrap();
    // Fixed seeds; the intervals are 95 % each, and no wider than what the logs allow.
    let idle = found.idle_timeout.unwrap();
    assert!(
        covers(idle, 500.0) && idle.high - idle.low < 20.0,
        "{idle:?}"
    );
    let SurplusTimeout::Estimated(surplus) = found.surplus_idle_timeout else {
        panic!("{:?}", found.surplus_idle_timeout);
    };
    assert!(
        covers(surplus, 1200.0) && surplus.high - surplus.low < 200.0,
        "{surplus:?}"
    );
    let retirement = found.ageing.retirement.unwrap();
    assert!(covers(retirement.scale, 5400.0), "{retirement:?}");
    assert!(covers(retirement.shape, 20.0), "{retirement:?}");
    let early = found.ageing.early_stop_mean.unwrap();
    assert!(covers(early, 18_000.0), "{early:?}");
    assert_eq!(found.evidence.most_recent, found.evidence.choices);
    assert_eq!(found.evidence.warm_at_first, 0);
}

#[test]
fn causes_that_are_switched_off_are_not_found() {
    let logs = simulated(
        "idle_timeout = \"500s\"\nsurplus_idle_timeout = \"none\"\nmax_lifetime = \"none\"",
    );
    let found = calibrate(&logs).unwrap();
    assert!(
        matches!(found.surplus_idle_timeout, SurplusTimeout::NotSeen(survived) if survived > 1200.0)
    );
    let nothing = Ageing {
        retirement: None,
        early_stop_mean: None,
    };
    assert_eq!(found.ageing, nothing);
}

fn log(rows: &str) -> RequestLog {
    let text = format!("arrival_s,elapsed_ms,cold,environment\n{rows}");
    RequestLog::parse("log.csv", &text).unwrap()
}

/// A call each 900 s, all of them warm: what an environment outlived is what is known.
#[test]
fn a_log_without_an_end_gives_bounds() {
    let rows = (0..50).map(|call| format!("{},100,{},a\n", 900 * call, u8::from(call == 0)));
    let found = calibrate(&[log(&rows.collect::<String>())]).unwrap();
    assert_eq!(found.idle_timeout, None);
    assert!((found.outlived.inactivity - 899.9).abs() < 1e-6);
    assert!((found.outlived.age - 44_100.1).abs() < 1e-6);
    assert_eq!(found.ageing.retirement, None);
    insta::assert_snapshot!(found);
}

#[test]
fn logs_that_show_nothing_of_a_life_are_refused() {
    let once = log("0,2000,1,a\n");
    assert_eq!(calibrate(&[once]), Err(CalibrationError::NothingSeen));
}

fn measured() -> Vec<RequestLog> {
    [
        include_str!("../../../scenarios/data/log-2020-05-17.csv"),
        include_str!("../../../data/aws-measured/log-2020-05-26.csv"),
        include_str!("../../../data/aws-measured/log-2020-06-04.csv"),
        include_str!("../../../data/aws-measured/log-2020-06-09.csv"),
        include_str!("../../../data/aws-measured/log-2020-06-13.csv"),
    ]
    .into_iter()
    .map(|text| RequestLog::parse("measured", text).unwrap())
    .collect()
}

#[test]
fn the_lifecycle_of_2020_is_estimated_from_the_measured_logs() {
    let found = calibrate(&measured()).unwrap();
    insta::assert_snapshot!(found);

    let defaults = crate::catalog::defaults();
    let idle = found.idle_timeout.unwrap();
    assert_eq!(defaults.idle_timeout_2020_s, idle.value.round() as u64);
    let SurplusTimeout::Estimated(surplus) = found.surplus_idle_timeout else {
        panic!("{:?}", found.surplus_idle_timeout);
    };
    assert_eq!(
        defaults.surplus_idle_timeout_s,
        surplus.value.round() as u64
    );
    let retirement = found.ageing.retirement.unwrap();
    assert_eq!(
        f64::from(defaults.max_lifetime_shape),
        retirement.shape.value.round()
    );
    assert_eq!(
        defaults.max_lifetime_scale_s,
        retirement.scale.value.round() as u64
    );
    let early = found.ageing.early_stop_mean.unwrap();
    // Published to three digits: its interval spans a factor of two.
    let mean = SimDuration::from_secs(defaults.early_stop_mean_s).as_secs_f64();
    assert!((early.value / mean - 1.0).abs() < 0.005, "{early:?}");
}

/// `burstsim calibrate`'s estimates do not depend on the order of the logs.
#[test]
fn the_order_of_logs_does_not_matter() {
    let mut logs = measured();
    let one = calibrate(&logs).unwrap();
    logs.reverse();
    let other = calibrate(&logs).unwrap();
    assert_eq!(one.evidence, other.evidence);
    let (one, other) = (one.idle_timeout.unwrap(), other.idle_timeout.unwrap());
    assert!((one.value - other.value).abs() < 0.1, "{one:?} {other:?}");
}
