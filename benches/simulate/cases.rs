//! The scenarios that are timed. All have lognormal service times with a mean of 0.925 s and
//! intervals of a second, unless they say otherwise.

use burstsim::scenario::Scenario;
use burstsim::scenario::parse::{NoFiles, Source, parse};
use burstsim::world::simulate;

/// Mean of a lognormal with median 0.8 s and 99 % quantile 2.8 s.
const MEAN_SERVICE_S: f64 = 0.925;

pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) scenario: Scenario,
    /// How many requests arrive in it.
    pub(crate) requests: u64,
}

/// Poisson arrivals without a limit that binds and with a mean of `level` requests in flight: long
/// enough that filling the empty platform is a hundredth of the work, at least a million requests.
pub(crate) fn in_flight(level: u32) -> Case {
    let rate = f64::from(level) / MEAN_SERVICE_S;
    let requests = (100.0 * f64::from(level)).max(1e6);
    let duration = requests / rate;
    let functions = function("f", "", &format!("poisson.rate = {rate}"));
    case(
        &level.to_string(),
        &format!("duration = \"{duration:.3}s\""),
        "account_concurrency = 1000000\nburst = 1000000",
        &functions,
    )
}

pub(crate) fn others() -> Vec<Case> {
    let wide = "account_concurrency = 1000000\nburst = 1000000";
    let ten_minutes = "duration = \"10m\"";
    let ramp = "poisson.stages = [{ duration = \"10m\", target = 5000 }]";
    let steady = |rate: f64| format!("poisson.rate = {rate}");
    let many = |count: u32, mix: Mix| {
        let shares = mix.shares(count);
        let functions = (0..).zip(shares).map(|(number, share): (u32, f64)| {
            function(&format!("f{number}"), "", &steady(10_000.0 * share))
        });
        let head = "duration = \"200s\"\ninterval = \"60s\"";
        let name = format!("{count} functions{}, intervals of a minute", mix.name());
        case(&name, head, wide, &functions.collect::<String>())
    };
    vec![
        case(
            "burst-limited ramp",
            ten_minutes,
            "account_concurrency = 10000\nburst = 500",
            &function("f", "", ramp),
        ),
        case(
            "burst-limited ramp, retries",
            ten_minutes,
            "account_concurrency = 10000\nburst = 500",
            &function("f", "client.retry = \"standard\"", ramp),
        ),
        case(
            "provisioned and spillover",
            ten_minutes,
            wide,
            &function("f", "provisioned_concurrency = 2000", &steady(2_500.0)),
        ),
        many(1, Mix::Even),
        many(100, Mix::Even),
        many(10_000, Mix::Even),
        many(10_000, Mix::Zipf),
    ]
}

/// How the traffic of many functions is divided among them.
#[derive(Clone, Copy)]
enum Mix {
    /// All have the same.
    Even,
    /// The second has half as much as the first, the third a third, and so on, as the busiest functions of real
    /// fleets have most of the traffic.
    Zipf,
}

impl Mix {
    fn name(self) -> &'static str {
        match self {
            Self::Even => "",
            Self::Zipf => " by Zipf's law",
        }
    }

    /// The shares of `count` functions, which add up to 1.
    fn shares(self, count: u32) -> impl Iterator<Item = f64> {
        let weight = move |rank: u32| match self {
            Self::Even => 1.0,
            Self::Zipf => 1.0 / f64::from(rank),
        };
        let all: f64 = (1..=count).map(weight).sum();
        (1..=count).map(move |rank| weight(rank) / all)
    }
}

fn function(name: &str, keys: &str, traffic: &str) -> String {
    format!(
        r#"
        [[functions]]
        name = "{name}"
        service_time.lognormal = {{ median = "800ms", p99 = "2800ms" }}
        cold_start = "350ms"
        traffic = [{{ {traffic} }}]
        {keys}
        "#
    )
}

fn case(name: &str, head: &str, region: &str, functions: &str) -> Case {
    let text = format!(
        r#"
        {head}
        [region]
        name = "us-east-1"
        scaling = "regional-burst"
        {region}
        {functions}
        "#
    );
    let source = Source {
        name: "bench",
        default_name: "bench",
        text: &text,
    };
    let scenario = match parse(source, &[], &NoFiles) {
        Ok(parsed) => parsed.scenario,
        Err(error) => panic!("{name}: {error}"),
    };
    let requests = simulate(&scenario, 0).totals().arrivals;
    Case {
        name: name.to_owned(),
        scenario,
        requests,
    }
}
