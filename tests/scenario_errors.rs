//! What a user sees when a scenario is wrong: each story is a file, or a change to a good one, and
//! the snapshot is the text on the terminal.

// Clippy allows these in test functions, but not in the helpers beside them.
#![allow(clippy::panic, clippy::expect_used)]

/// A test for each name: what a user sees is what the snapshot of that name holds.
macro_rules! snapshots {
    ($($name:ident: $seen:expr;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!($seen);
        }
    )*};
}

#[path = "scenario_errors/containers.rs"]
mod containers;
#[path = "scenario_errors/drawing.rs"]
mod drawing;
#[path = "scenario_errors/invocation.rs"]
mod invocation;
#[path = "scenario_errors/large.rs"]
mod large;
#[path = "scenario_errors/units.rs"]
mod units;

use std::collections::BTreeMap;

use burstsim::report::diagnostics::{render, render_warnings};
use burstsim::scenario::parse::{Files, Parsed, ScenarioError, Source, parse};
use proptest::prelude::*;

const GOOD: &str = r#"title = "Flash sale"
duration = "15m"
seed = 42

[region]
name = "us-east-1"
scaling = "regional-burst"
account_concurrency = 7000

[[functions]]
name = "checkout"
memory = "512 MB"
service_time.lognormal = { median = "120ms", p99 = "900ms" }
cold_start = "350ms"
reserved_concurrency = 4000
provisioned_concurrency = 500

[[functions.traffic]]
poisson.stages = [
  { duration = "2m", target = 200 },
  { duration = "5m", target = 9000, shape = "exponential" },
  { duration = "8m", target = 0 },
]

[[functions]]
name = "search"
service_time = "40ms"
client.retry = "standard"
traffic = [{ even.rate = 50 }, { trace.file = "log.csv" }]

[slo]
throttle_rate = "< 0.1%"
latency_p99 = "< 800ms"
"#;

struct Folder(BTreeMap<&'static str, &'static str>);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match self.0.get(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => Err("no such file".to_owned()),
        }
    }
}

fn folder() -> Folder {
    Folder(BTreeMap::from([
        (
            "log.csv",
            "# measured\n\ncold,arrival_s,service_ms\n1,0.5,20\n0,0.25,\n",
        ),
        (
            "bad.csv",
            "# measured\narrival_s,service_ms\n0.5,20\n\n# pause\n0.75, fast\n-1,20\n",
        ),
        ("renamed.csv", "arrivals_s,service\n0.5,20\n"),
        (
            "commas.csv",
            "arrival_s,service_ms\n0,1,5\n0,2,5\n0,3,5\n0,4,5\n",
        ),
        (
            "dates.csv",
            "time;service_ms\n2026-01-31T08:15:00Z;20\n2026-01-31T08:14:30Z;\n",
        ),
        ("times.csv", "ms\n# first day\n12.5\n80\n"),
        ("empty.csv", "ms\n"),
    ]))
}

fn read(text: &str, overrides: &[&str]) -> Result<Parsed, ScenarioError> {
    let overrides: Vec<_> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let source = Source {
        name: "flash-sale.toml",
        default_name: "flash-sale",
        text,
    };
    parse(source, &overrides, &folder())
}

/// The error of a text that must not be accepted.
fn error_of(text: &str, overrides: &[&str]) -> String {
    match read(text, overrides) {
        Ok(parsed) => panic!("this was accepted: {:#?}", parsed.scenario),
        Err(error) => render(&error, false),
    }
}

/// The warnings about a text that is accepted.
fn warnings_of(text: &str, overrides: &[&str]) -> String {
    let parsed = read(text, overrides).unwrap_or_else(|error| panic!("{error}"));
    render_warnings(&parsed, false)
}

/// The good scenario with one thing changed.
fn changed(from: &str, to: &str) -> String {
    replaced(GOOD, from, to)
}

/// A good text with a part of it replaced.
fn replaced(good: &str, from: &str, to: &str) -> String {
    assert!(good.contains(from), "the good scenario has no {from:?}");
    good.replacen(from, to, 1)
}

/// The error after a change to the good scenario.
fn error_after(from: &str, to: &str) -> String {
    error_of(&changed(from, to), &[])
}

#[test]
fn the_good_scenario_is_good() {
    assert_eq!(warnings_of(GOOD, &[]), "");
}

/// The error of a function with a reserve of 100 and these aliases, given as further keys of each.
fn error_with_aliases(aliases: &[&str]) -> String {
    let function = "service_time = \"40ms\"\nreserved_concurrency = 100\n\n";
    let aliases: Vec<_> = aliases
        .iter()
        .map(|keys| format!("[[functions.aliases]]\n{keys}\n"))
        .collect();
    let changed = changed("service_time = \"40ms\"\n", function);
    let [head, slo] = changed.split("[slo]").collect::<Vec<_>>()[..] else {
        panic!("the good scenario has objectives");
    };
    error_of(&format!("{head}{}\n[slo]{slo}", aliases.join("\n")), &[])
}

/// The error of a function with three versions and an alias of these keys.
fn error_with_alias(keys: &str) -> String {
    error_after(
        "service_time = \"40ms\"",
        &format!(
            "service_time = \"40ms\"\nversions = [{{ name = \"v1\" }}, {{ name = \"v2\" }}, {{ name = \"v3\" }}]\n\
             alias = {{ {keys} }}"
        ),
    )
}

snapshots! {
    aliases_whose_weights_lack_something: error_with_aliases(&[
        "name = \"live\"\nweight = \"90%\"",
        "name = \"canary\"\nweight = 0.05",
    ]);
    aliases_without_weights: error_with_aliases(&["name = \"live\"", "name = \"canary\""]);
    aliases_of_more_than_everything: error_with_aliases(&[
        "name = \"live\"\nweight = 0.8",
        "name = \"canary\"\nweight = 0.4",
        "name = \"rest\"",
    ]);
    two_aliases_of_one_name: error_with_aliases(&[
        "name = \"live\"",
        "name = \"live\"\nweight = 0.4",
    ]);
    an_alias_with_a_colon: error_with_aliases(&["name = \"search:live\""]);
    a_misspelt_key_of_an_alias: error_with_aliases(&["name = \"live\"\nwieght = 0.4"]);
    aliases_beyond_the_reserve: error_with_aliases(&[
        "name = \"live\"\nprovisioned_concurrency = 60",
        "name = \"canary\"\nweight = 0.1\nprovisioned_concurrency = 50",
    ]);
    provisioned_beside_aliases: error_after(
        "[[functions.traffic]]",
        "[[functions.aliases]]\nname = \"live\"\n\n[[functions.traffic]]",
    );
    an_alias_called_as_a_function: error_after(
        "provisioned_concurrency = 500\n",
        "aliases = [{ name = \"live\" }]\n\n[[functions]]\nname = \"checkout:live\"\n\
         service_time = \"1s\"\n",
    );
    an_unknown_alias: error_of(
        &changed("provisioned_concurrency = 500\n", "aliases = [{ name = \"live\" }]\n"),
        &["functions.checkout.aliases.lvie.weight=1"],
    );
    weights_of_an_alias_that_lack_something: error_with_alias(
        "name = \"live\", weights = { v1 = \"60%\", v2 = \"30%\" }",
    );
    weights_of_an_unknown_version: error_with_alias(
        "name = \"live\", weights = { v1 = \"60%\", v4 = \"40%\" }",
    );
    weights_of_three_versions: error_with_alias(
        "name = \"live\", weights = { v1 = \"60%\", v2 = \"30%\", v3 = \"10%\" }",
    );
    weights_out_of_order: error_with_alias(
        "name = \"live\", weights = [{ v1 = 1 }, { at = \"2m\", v2 = 1 }, { at = \"1m\", v3 = 1 }]",
    );
    weights_that_begin_late: error_with_alias("name = \"live\", weights = [{ at = \"2m\", v2 = 1 }]");
    weights_without_a_time: error_with_alias("name = \"live\", weights = [{ v1 = 1 }, { v2 = 1 }]");
    an_alias_that_points_to_nothing: error_with_alias("name = \"live\"");
    an_alias_called_as_a_version: error_with_alias("name = \"v3\", weights = { v1 = 1 }");
    an_alias_with_a_schedule: error_with_alias(
        "name = \"live\", weights = { v1 = 1 }, provisioned_concurrency = { autoscaling = { min = 1, max = 2 } }",
    );
    an_alias_with_weights_and_a_deployment: error_with_alias(
        "name = \"live\", weights = { v1 = 1 }, deployment = { from = \"v1\", to = \"v2\", config = \"AllAtOnce\" }",
    );
    an_unknown_deployment: error_with_alias(
        "name = \"live\", deployment = { from = \"v1\", to = \"v1.5\", config = \"Linear10Percent\" }",
    );
    a_deployment_to_where_it_was: error_with_alias(
        "name = \"live\", deployment = { from = \"v1\", to = \"v1\", config = \"AllAtOnce\" }",
    );
    an_alias_without_versions: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nalias.name = \"live\"",
    );
    versions_without_an_alias: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nversions = [{ name = \"v1\" }]",
    );
    versions_in_both_forms: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\naliases = [{ name = \"v1\" }]\nversions = [{ name = \"v1\" }]\n\
         alias.name = \"live\"",
    );
    provisioned_on_alias_and_version: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nversions = [{ name = \"v1\", provisioned_concurrency = 3 }]\n\
         alias = { name = \"live\", provisioned_concurrency = 5 }",
    );
    provisioned_on_the_alias_above_the_reserve: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nreserved_concurrency = 5\nversions = [{ name = \"v1\" }]\n\
         alias = { name = \"live\", provisioned_concurrency = 6 }",
    );
    provisioned_beside_versions: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nprovisioned_concurrency = 3\nversions = [{ name = \"v1\" }]\n\
         alias.name = \"live\"",
    );
    adaptive_clients_without_their_number: error_after(
        "client.retry = \"standard\"",
        "client.retry = \"adaptive\"",
    );
    a_function_without_clients: error_after(
        "client.retry = \"standard\"",
        "client = { retry = \"standard\", clients = 0 }",
    );
    clients_that_are_few: error_after(
        "client.retry = \"standard\"",
        "client = { retry = \"standard\", clients = \"few\" }",
    );
    unknown_key: error_after("memory =", "memroy =");
    settings_of_aws: error_after(
        "service_time = \"40ms\"",
        "timeout = 3\nduration = \"40ms\"\nevent_source = { type = \"sqs\", batch_size = 10 }",
    );
    a_template: error_of("Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {}\n", &[]);
    misspelt_required_key: error_after("duration = \"15m\"", "duratoin = \"15m\"");
    misspelt_region: error_after("us-east-1", "us-esat-1");
    region_by_its_name: error_after("us-east-1", "Ireland");
    misspelt_scaling_rule: error_after("regional-burst", "per-fuction");
    missing_scaling_rule: error_after("scaling = \"regional-burst\"\n", "");
    request_burst_under_the_regional_rule: error_after(
        "account_concurrency = 7000",
        "account_concurrency = 7000\nrequest_burst = 20_000",
    );
    request_ramp_under_the_regional_rule_as_an_override: error_of(
        GOOD,
        &["region.request_ramp_per_minute=120000"],
    );
    negative_request_burst: error_after(
        "scaling = \"regional-burst\"",
        "scaling = \"per-function\"\nrequest_burst = -1",
    );
    negative_rate: error_after("even.rate = 50", "even.rate = -50");
    duration_without_unit: error_after("duration = \"15m\"", "duration = 15");
    text_without_quotes: error_after("\"15m\"", "15m");
    thousands_separator: error_after("7000", "7,000");
    unclosed_list: error_after("]\n\n[[functions]]", "\n\n[[functions]]");
    reserved_above_the_account: error_after("4000", "9000");
    reserves_add_up: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nreserved_concurrency = 2950",
    );
    provisioned_above_reserved: error_after("= 500", "= 5000");
    provisioned_above_the_account: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nprovisioned_concurrency = 3500",
    );
    provisioned_in_a_new_account: error_of(
        &changed("7000", "10").replace("reserved_concurrency = 4000\nprovisioned_concurrency = 500\n", "provisioned_concurrency = 5\n"),
        &[],
    );
    warm_beyond_the_reserve: error_after("= 500", "= 500\nwarm_environments = 5000");
    warm_beyond_the_account: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nwarm_environments = 3001",
    );
    warm_that_is_no_number: error_after("= 500", "= 500\nwarm_environments = \"stedy\"");
    warm_with_aliases: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nwarm_environments = 3\naliases = [{ name = \"live\" }]",
    );
    warm_of_an_alias: error_after(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\naliases = [{ name = \"live\", warm_environments = 9000 }]",
    );
    provisioned_as_a_table: error_after(
        "= 500",
        "= { scedule = [], value = -1, autoscaling = { min = 0, max = 10, target = 70, statistic = \"p99\" } }",
    );
    provisioned_on_a_bad_schedule: error_after(
        "= 500",
        "= { schedule = [{ at = \"8 am\", value = 1 }, { value = 3 }, { at = \"09:00\" }, { at = \"10:00\", min = 1 }] }",
    );
    provisioned_twice_at_one_time: error_after(
        "= 500",
        "= { schedule = [{ at = \"08:00\", value = 1 }, { at = \"08:00:00\", value = 2 }] }",
    );
    autoscaling_with_scheduled_values: error_after(
        "= 500",
        "= { autoscaling = { min = 1, max = 10 }, schedule = [{ at = \"08:00\", value = 1 }, { at = \"09:00\" }] }",
    );
    autoscaling_with_crossed_bounds: error_after("= 500", "= { autoscaling = { min = 20, max = 10 } }");
    autoscaling_with_scheduled_bounds_that_cross: error_after(
        "= 500",
        "= { autoscaling = { min = 1, max = 10 }, schedule = [{ at = \"08:00\", min = 20 }] }",
    );
    autoscaling_from_outside_of_its_bounds: error_after(
        "= 500",
        "= { value = 11, autoscaling = { min = 1, max = 10 } }",
    );
    a_start_that_is_no_time_of_the_day: error_after(
        "duration = \"15m\"",
        "duration = \"15m\"\ntime_of_day_start = \"24:00\"",
    );
    a_start_that_is_a_date: error_after(
        "duration = \"15m\"",
        "duration = \"15m\"\ntime_of_day_start = 2026-11-22",
    );
    provisioned_at_the_start_above_reserved: error_after(
        "= 500",
        "= { schedule = [{ at = \"08:00\", value = 5000 }] }",
    );
    p99_below_the_median: error_after("900ms", "90ms");
    mixed_lognormal_parameters: error_after("p99 =", "sd =");
    exponential_from_zero: error_after("target = 200 }", "target = 0 }");
    two_kinds_of_traffic: error_after("{ even.rate = 50 }", "{ even.rate = 50, poisson.rate = 1 }");
    no_kind_of_traffic: error_after("{ even.rate = 50 }", "{ }");
    misspelt_kind_of_traffic: error_after("{ even.rate = 50 }", "{ poison.rate = 50 }");
    missing_trace: error_after("log.csv", "lgo.csv");
    bad_trace_rows: error_after("log.csv", "bad.csv");
    trace_with_decimal_commas: error_after("log.csv", "commas.csv");
    trace_without_arrivals: error_after("log.csv", "renamed.csv");
    empty_empirical: error_after("\"40ms\"", "{ empirical.file = \"empty.csv\" }");
    unknown_runtime: error_after("cold_start = \"350ms\"", "cold_start.runtime = \"python313\"")
        .replace(&burstsim::catalog::runtimes().join(", "), "[runtimes]");
    no_think_time: error_after("even.rate = 50", "closed = { users = 5, think_time = \"0s\" }");
    equal_names: error_after("\"search\"", "\"checkout\"");
    objective_without_percent: error_after("< 0.1%", "< 5");
    spillover_without_provisioned: error_of(
        &changed("throttle_rate", "spillover_rate").replace("provisioned_concurrency = 500\n", ""),
        &[],
    );
    warm_up_as_long_as_the_run: error_after("seed = 42", "warm_up = \"15m\"");
    wrong_prices_and_storage: error_of(
        &changed("7000", "7000\nprices = { request = 1, storage = \"free\", arm64.duration = [{ usd = 2 }, { usd = 1 }] }")
            .replace("memory =", "ephemeral_storage = \"20 GB\"\nmemory =")
            .replace("[slo]", "[billing]\nfree_tier = \"yes\"\n[slo]"),
        &[],
    );
    wrong_outages: error_after(
        "account_concurrency = 7000",
        "outages = [\n  { from = \"10m\", to = \"25m\", errors = \"30%\" },\n  { from = \"20m\", to = \"30m\", errors = 30 },\n  \
         { from = \"24m\", to = \"30m\", errors = \"1%\" },\n  { from = \"5m\", to = \"5m\", errors = \"1%\" },\n]",
    );
    a_scale_of_nothing: error_of(GOOD, &["scale=0"]);
    a_scale_that_is_no_number: error_of(GOOD, &["scale=abc"]);
    a_scale_beyond_any_traffic: error_of(GOOD, &["scale=1e9"]);
    a_scale_beyond_the_largest_rate: error_of(GOOD, &["scale=500000"]);
    too_many_rows: error_after("seed = 42", "interval = \"10us\"");
    single_brackets: error_of("duration = \"1s\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n[functions]\nname = \"f\"\n", &[]);
    empty_file: error_of("", &[]);
    several_problems: error_of(
        &GOOD
            .replace("us-east-1", "us-esat-1")
            .replace("4000", "\"lots\"")
            .replace("\"search\"", "\"checkout\"")
            .replace("even.rate = 50", "even.rate = -1")
            .replace("latency_p99 ", "latency_p98 ")
            .replace("seed", "sede"),
        &[],
    );
    override_without_value: error_of(GOOD, &["region.burst"]);
    override_of_an_unknown_function: error_of(GOOD, &["functions.chekout.memory=1 GB"]);
    override_with_a_bad_value: error_of(GOOD, &["seed=7", "functions.checkout.service_time=80 parsecs"]);
    override_of_an_unknown_key: error_of(GOOD, &["region.brust=500"]);
    override_of_a_list_by_name: error_of(GOOD, &["functions.search.traffic.even.rate=5"]);
    override_with_broken_toml: error_of(GOOD, &["functions.search.traffic=[1,"]);
    override_against_the_file: error_of(GOOD, &["region.account_concurrency=3000"]);
}

/// What is wrong in structure, an editor can say by the schema alone.
#[test]
fn the_schema_refuses_what_is_wrong_in_structure() {
    let schema = burstsim::scenario::schema::schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let is_valid = |text: &str| {
        let table: toml::Table = toml::from_str(text).expect("TOML");
        validator.is_valid(&serde_json::to_value(table).expect("JSON"))
    };
    assert!(is_valid(GOOD));
    for (from, to) in [
        ("memory =", "memroy ="),
        ("duration = \"15m\"", "duratoin = \"15m\""),
        ("us-east-1", "us-esat-1"),
        ("regional-burst", "per-fuction"),
        ("scaling = \"regional-burst\"\n", ""),
        ("even.rate = 50", "even.rate = -50"),
        ("duration = \"15m\"", "duration = 15"),
        ("= 500", "= { scedule = [] }"),
        ("p99 =", "sd ="),
        (", p99 = \"900ms\"", ""),
        ("{ even.rate = 50 }", "{ even.rate = 50, poisson.rate = 1 }"),
        ("{ even.rate = 50 }", "{ }"),
        ("{ even.rate = 50 }", "{ poison.rate = 50 }"),
        ("{ even.rate = 50 }", "{ even = {} }"),
        ("\"350ms\"", "{ runtime = \"python313\" }"),
        ("\"512 MB\"", "512"),
        ("\"standard\"", "\"sometimes\""),
        ("< 0.1%", "0.1%"),
        ("< 800ms", "< 800"),
        ("account_concurrency = 7000", "prices = { request = 1 }"),
        (
            "account_concurrency = 7000",
            "prices.arm64.duration = [{ above = 0 }]",
        ),
        ("seed = 42", "billing = { free_tier = \"yes\" }"),
    ] {
        let text = changed(from, to);
        assert!(read(&text, &[]).is_err(), "the parser takes {to:?}");
        assert!(!is_valid(&text), "the schema takes {to:?} for {from:?}");
    }
    assert!(!is_valid(""), "the schema takes an empty file");
}

#[test]
fn warnings_are_drawn_like_errors() {
    let text = changed("\"15m\"", "\"20m\"").replace("target = 0 }", "target = 1 }");
    let parsed = read(&text, &["functions.search.traffic.0.even.rate=0"]).expect("valid");
    insta::assert_snapshot!(render_warnings(&parsed, false));
}

#[test]
fn a_trace_with_dates_says_when_the_run_begins() {
    let parsed = read(&changed("log.csv", "dates.csv"), &[]).expect("valid");
    insta::assert_snapshot!(render_warnings(&parsed, false));
}

#[test]
fn a_schedule_that_never_comes_is_suspicious() {
    let text = changed(
        "= 500",
        "= { value = 500, schedule = [{ at = \"08:00\", value = 9 }] }",
    );
    let parsed = read(&text, &[]).expect("valid");
    insta::assert_snapshot!(render_warnings(&parsed, false));
    let start = ["time_of_day_start=07:50"];
    let parsed = read(&text, &start).expect("valid");
    assert_eq!(render_warnings(&parsed, false), "");
}

#[test]
fn what_an_alias_most_likely_does_not_mean_is_suspicious() {
    let text = changed(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\nreserved_concurrency = 6\n\
         versions = [{ name = \"v1\" }, { name = \"v2\" }, { name = \"v3\" }]\n\
         alias.name = \"live\"\nalias.provisioned_concurrency = 5\n\
         alias.weights = [{ v1 = \"90%\", v2 = \"10%\" }, { at = \"2m\", v2 = 1 }, { at = \"1h\", v3 = 1 }]",
    );
    let parsed = read(&text, &[]).expect("valid");
    insta::assert_snapshot!(render_warnings(&parsed, false));
}

#[test]
fn the_older_form_of_versions_names_the_newer() {
    let text = changed(
        "service_time = \"40ms\"",
        "service_time = \"40ms\"\naliases = [{ name = \"live\" }]",
    );
    let parsed = read(&text, &[]).expect("valid");
    insta::assert_snapshot!(render_warnings(&parsed, false));
}

#[test]
fn both_scaling_rules_are_good() {
    let parsed = read(GOOD, &["region.scaling=per-function"]).expect("valid");
    assert_eq!(render_warnings(&parsed, false), "");
    assert_eq!(parsed.scenario.region.scaling.key(), "per-function");
}

#[test]
fn quotas_of_one_rule_under_the_other_are_suspicious() {
    let text = changed("seed = 42", "seed = 42\nwarm_up = \"1m\"").replace(
        "account_concurrency = 7000",
        "account_concurrency = 7000\nburst = 3000\nrefill = \"stepped\"",
    );
    let overrides = [
        "region.scaling=per-function",
        "region.ramp_per_minute=12000",
    ];
    let parsed = read(&text, &overrides).expect("valid");
    insta::assert_snapshot!(render_warnings(&parsed, false));
}

#[test]
fn clients_without_a_quota_are_suspicious() {
    let text = changed("cold_start = \"350ms\"", "client.clients = 5");
    let set = ["functions.search.client={ retry = \"legacy\", clients = 3 }"];
    let parsed = read(&text, &set).expect("valid");
    insta::assert_snapshot!(render_warnings(&parsed, false));
}

#[test]
fn the_plain_display_has_a_line_for_each_problem() {
    let text = GOOD.replace("us-east-1", "us-esat-1").replace("4000", "-1");
    let error = read(&text, &["seed=x"]).expect_err("three problems");
    insta::assert_snapshot!(error);
}

proptest! {
    #[test]
    fn random_text_never_panics(text in "\\PC{0,200}", set in "\\PC{0,40}") {
        let _ = read(&text, &[&set]).map_err(|error| render(&error, false));
    }

    /// Cutting, doubling and swapping pieces of a good scenario gives an error or a scenario, and
    /// every error can be drawn.
    #[test]
    fn a_mutated_scenario_never_panics(
        edits in prop::collection::vec((0..GOOD.len(), 0_usize..20, prop::sample::select(vec![
            "", "\"", "[", "]", "{", "}", "=", ".", "-", "0", "1e999", "nan", "\n", "'", "é", "\"\"\"",
            "poisson", "true", "99999999999999999999", "\"1s\"", "\"none\"", "# ", "\u{0}", "\r",
        ])), 1..6),
    ) {
        let mut text = GOOD.to_owned();
        for (at, length, insert) in edits {
            let start = text.floor_char_boundary_stable(at);
            let end = text.floor_char_boundary_stable(start + length);
            text.replace_range(start..end, insert);
        }
        if let Err(error) = read(&text, &[]) {
            prop_assert!(!error.problems().is_empty(), "an error without a problem:\n{text}");
            render(&error, true);
        }
    }

    #[test]
    fn random_overrides_never_panic(
        key in "(functions|region|seed|slo|traffic|0|1|2|checkout|search|poisson|rate|stages|lognormal|mean|'a b'|service_time)(\\.(functions|traffic|0|1|3|search|poisson|rate|stages|lognormal|mean|closed|x)){0,5}",
        value in "[0-9]{1,3}|[0-9]{1,3}ms|\\[\\]|\\{\\}|\\{a=1\\}|true|\"x\"|",
    ) {
        if let Err(error) = read(GOOD, &[&format!("{key}={value}")]) {
            prop_assert!(!error.problems().is_empty(), "an error without a problem: {key}={value}");
            render(&error, false);
        }
    }
}

trait CharBoundary {
    fn floor_char_boundary_stable(&self, at: usize) -> usize;
}

impl CharBoundary for str {
    fn floor_char_boundary_stable(&self, at: usize) -> usize {
        (0..=at.min(self.len()))
            .rev()
            .find(|at| self.is_char_boundary(*at))
            .unwrap_or(0)
    }
}
