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
    let many = |count: u32| {
        let traffic = steady(10_000.0 / f64::from(count));
        let functions = (0..count).map(|n| function(&format!("f{n}"), "", &traffic));
        let head = "duration = \"200s\"\ninterval = \"60s\"";
        let name = format!("{count} functions, intervals of a minute");
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
        many(1),
        many(100),
        many(10_000),
    ]
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
