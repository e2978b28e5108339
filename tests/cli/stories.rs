//! What the comment heads of the shipped scenarios claim.

use super::{Outcome, Place};

/// The log that `measured-aws-2020` replays, as shipped.
const LOG: &str = include_str!("../../scenarios/data/log-2020-05-17.csv");

/// The counts that `counted-day` replays, as shipped.
const COUNTS: &str = include_str!("../../scenarios/data/requests-per-minute.csv");

#[test]
fn a_measured_day_is_predicted_as_its_story_says() {
    let rows = || LOG.lines().filter(|line| !line.starts_with('#')).skip(1);
    let measured = rows()
        .filter(|row| row.split(',').nth(2) == Some("1"))
        .count();
    assert_eq!(
        (rows().count(), measured),
        (5050, 37),
        "requests and cold starts measured on AWS"
    );

    let place = Place::new();
    let predicted = |more: &[&str]| {
        let outcome = place.result_of("measured-aws-2020", more);
        assert_eq!(
            outcome.total("measured", "served"),
            5050,
            "every request of the log is served"
        );
        outcome.total("measured", "cold_starts")
    };
    assert_eq!(predicted(&[]), 41, "cold starts with the lifecycle of 2020");
    let one_clock = ["--set", "functions.measured.idle_timeout=640s"];
    assert_eq!(predicted(&one_clock), 67, "with one idle clock");
    let ageless = ["--set", "functions.measured.max_lifetime=none"];
    assert_eq!(predicted(&ageless), 20, "without retirement");
}

#[test]
fn a_counted_day_meets_its_campaign_as_its_story_says() {
    let counted: u64 = COUNTS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|row| row.split(',').nth(1).expect("a count").parse::<u64>())
        .map(|count| count.expect("a whole number"))
        .sum();
    let place = Place::new();
    let day = place.result_of("counted-day", &[]);
    assert_eq!(
        day.total("orders", "requests"),
        counted,
        "the file's requests"
    );
    assert_eq!(counted, 1_438_937);
    let lost = |more: &[&str]| {
        place
            .result_of("counted-day", more)
            .total("orders", "given_up")
    };
    assert_eq!(day.total("orders", "given_up"), 42);
    let throttled: Vec<(f64, u64, u64)> = day
        .rows
        .iter()
        .filter(|row| row.count("throttles") > 0)
        .map(|row| {
            (
                row.number("time_s"),
                row.count("arrivals"),
                row.count("throttles"),
            )
        })
        .collect();
    assert_eq!(
        throttled,
        [(43_200.0, 91_445, 1329)],
        "in the minute from 12:00 only"
    );
    let minute_of_the_night = day.rows.iter().find(|row| row.text("time_s") == "11280");
    let silent = minute_of_the_night
        .expect("a row of 03:08")
        .count("arrivals");
    assert_eq!(silent, 0, "a gap is zero");
    assert_eq!(lost(&["--set", "region.account_concurrency=1200"]), 7);
    assert_eq!(
        lost(&["--set", "functions.orders.traffic.0.counts.spacing=even"]),
        38
    );
}

#[test]
fn the_first_diagram_shows_every_phase() {
    let outcome = Place::new().result_of("scaling-with-concurrency-limit", &[]);
    let at = |minute: usize| &outcome.rows[minute * 12];
    let environments = |minute| at(minute).count("environments_max");
    let tokens = |minute: usize| outcome.account[minute * 12].number("scaling_tokens");

    assert!(
        at(2).count("arrivals") > 10 * at(0).count("arrivals"),
        "requests grow exponentially"
    );
    assert!(
        tokens(2) > 2000.0 && tokens(3) < 1.0,
        "the burst quota is used up by minute 3"
    );
    for minute in 3..8 {
        let grown = environments(minute + 1) - environments(minute);
        assert!(
            (499..=501).contains(&grown),
            "linear growth from minute {minute}: {grown}"
        );
        assert!(
            at(minute).count("open_max") > environments(minute) + 1000,
            "throttling possible in minute {minute}"
        );
        assert!(
            at(minute).count("throttles_scaling") > 0,
            "throttled in minute {minute}"
        );
    }
    assert_eq!(environments(11), 7000, "the account's limit is reached");
    assert!(at(11).count("throttles_concurrency") > 0, "and throttles");
    assert_eq!(
        at(11).count("throttles_scaling"),
        0,
        "though tokens have come back"
    );
    assert_eq!(at(15).count("throttles"), 0, "demand subsides");
    assert_eq!(environments(20), 7000, "environments idle");
    assert!(
        environments(31) < 1500,
        "idle ones were stopped: {}",
        environments(31)
    );
}

#[test]
fn the_second_diagram_uses_provisioned_concurrency_first() {
    let outcome = Place::new().result_of("scaling-with-provisioned-concurrency", &[]);
    for row in &outcome.rows {
        assert!(
            row.count("cold_starts") == 0 || row.count("provisioned_busy_max") == 2500,
            "a cold start while provisioned environments were idle: {row:?}"
        );
    }
    let highest = outcome
        .rows
        .iter()
        .map(|row| row.count("environments_max"))
        .max();
    assert!(
        highest > Some(7000),
        "standard concurrency comes on top: {highest:?}"
    );
    let last = outcome.rows.last().map(|row| row.count("environments_max"));
    assert_eq!(last, Some(2500), "only the provisioned environments stay");
}

/// Minute, from and to.
type Step = (f64, u64, u64);

/// Minute, from and to of each change of the first function's provisioned concurrency; all are granted.
fn provisioned_steps(outcome: &Outcome) -> Vec<Step> {
    let all = &outcome.summary["functions"][0]["provisioned"]["allocations"];
    let steps = all.as_array().expect("a list of changes").iter();
    let step = |step: &serde_json::Value| {
        assert!(step["failed"].is_null(), "{step}");
        let minute = step["at_s"].as_f64().expect("a time") / 60.0;
        let count = |key: &str| step[key].as_u64().expect("a number");
        (minute, count("from"), count("requested"))
    };
    steps.map(step).collect()
}

#[test]
fn the_third_diagram_grows_in_large_steps_and_shrinks_in_smaller_ones() {
    let place = Place::new();
    let outcome = place.result_of("scaling-with-provisioned-autoscaling", &[]);
    let steps = provisioned_steps(&outcome);
    let (up, down): (Vec<Step>, Vec<Step>) =
        steps.iter().copied().partition(|(_, from, to)| to > from);
    assert_eq!(up.first().map(|step| (step.0, step.1)), Some((5.0, 200)));
    let last = up.last().expect("a step");
    assert_eq!((last.0, last.2), (19.0, 2500), "usable a minute later");
    let large = |(_, from, to): &Step| *to as f64 > 1.35 * *from as f64;
    let large: Vec<_> = up
        .iter()
        .filter(|step| large(step))
        .map(|step| step.0)
        .collect();
    assert_eq!(
        large,
        [5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0],
        "every other minute"
    );
    assert_eq!(
        down.first().map(|step| (step.0, step.1)),
        Some((49.0, 2500))
    );
    assert_eq!(down.last().map(|step| (step.0, step.2)), Some((61.0, 201)));
    let largest = |steps: &[Step]| steps.iter().map(|s| s.1.abs_diff(s.2)).max();
    assert!(largest(&up) > largest(&down), "{steps:?}");

    let at = |minute: usize| &outcome.rows[minute * 6];
    assert_eq!(at(20).count("provisioned_allocated"), 2500);
    for minute in 6..=20 {
        let row = at(minute);
        let allocated = row.count("provisioned_allocated");
        assert_eq!(
            row.count("provisioned_busy_max"),
            allocated,
            "all of it is busy"
        );
        assert!(
            row.count("environments_max") > allocated,
            "standard takes the rest"
        );
    }
    assert!(outcome.total("checkout", "cold_starts") > 2000);
    let fits = |minute: usize| at(minute).count("in_flight_max") <= 2500;
    assert!(!fits(35) && fits(38), "from minute 37 on or so");

    let key = "functions.checkout.provisioned_concurrency.autoscaling";
    let with = |setting: &str| {
        let setting = format!("{key}.{setting}");
        place.result_of("scaling-with-provisioned-autoscaling", &["--set", &setting])
    };
    let slow = with("in_datapoints=15");
    let steps = provisioned_steps(&slow);
    let first = steps.iter().find(|(_, from, to)| to < from);
    assert_eq!(first.map(|step| (step.0, step.1)), Some((61.0, 2500)));
    let tight = with("target=0.9");
    let cold = |outcome: &Outcome| outcome.total("checkout", "cold_starts");
    assert!(cold(&tight) > cold(&outcome), "more cold starts");
    let price = |outcome: &Outcome| outcome.summary["account"]["cost"]["provisioned"].as_f64();
    assert!(price(&tight) < price(&outcome), "fewer to pay for");
}

#[test]
fn a_schedule_has_to_be_ahead_of_the_traffic() {
    let place = Place::new();
    let outcome = place.result_of("scheduled-morning", &[]);
    let minutes = |outcome: &Outcome, range: std::ops::Range<usize>| {
        let rows = outcome.rows[range].iter();
        rows.map(|row| row.count("cold_starts")).sum::<u64>()
    };
    let in_flight = |minute: usize| outcome.rows[minute].number("in_flight_mean");
    assert!(
        in_flight(31) > 90.0 && in_flight(31) < 110.0,
        "{}",
        in_flight(31)
    );
    let steps: Vec<_> = provisioned_steps(&outcome);
    assert_eq!(steps, [(25.0, 20, 160), (270.0, 160, 20)], "7:55 and 12:00");
    assert_eq!(minutes(&outcome, 0..270), 0, "until noon");
    let noon = minutes(&outcome, 270..330);
    assert!(
        (110..=130).contains(&noon),
        "{noon} cold starts from noon on"
    );

    let late = "functions.desk.provisioned_concurrency.schedule.0.at=08:00";
    let late = place.result_of("scheduled-morning", &["--set", late]);
    assert!(minutes(&late, 30..31) > 80, "{}", minutes(&late, 30..31));
}

#[test]
fn reserved_concurrency_cures_the_noisy_neighbour() {
    let place = Place::new();
    let sick = place.result_of("noisy-neighbour", &[]);
    let cured = place.result_of("noisy-neighbour-cured", &[]);
    let throttles = |outcome: &Outcome, function| outcome.total(function, "throttles");

    let checkout = throttles(&sick, "checkout");
    assert_eq!(checkout, sick.total("checkout", "throttles_concurrency"));
    assert!(
        checkout > 10_000,
        "the export starves the checkout: {checkout} throttles"
    );
    let early = sick
        .of("checkout")
        .filter(|row| row.number("time_s") < 180.0);
    assert_eq!(
        early.map(|row| row.count("throttles")).sum::<u64>(),
        0,
        "before the export"
    );

    assert_eq!(throttles(&cured, "checkout"), 0);
    assert!(
        throttles(&cured, "export") > throttles(&sick, "export"),
        "the export pays for it"
    );
    assert_eq!(
        sick.total("checkout", "requests"),
        cured.total("checkout", "requests"),
        "both meet the same requests"
    );
}

#[test]
fn the_flash_sale_holds_its_objectives_in_virginia_only() {
    let place = Place::new();
    let virginia = place.result_of("flash-sale", &[]);
    assert_eq!(virginia.code, Some(0), "objectives are met");
    let (throttles, lost) = (
        virginia.total("shop", "throttles"),
        virginia.total("shop", "given_up"),
    );
    assert!(
        throttles > 1000 && lost < 10,
        "{throttles} throttles, {lost} lost requests"
    );

    let seoul = place.result_of("flash-sale", &["--set", "region.name=ap-northeast-2"]);
    assert_eq!(seoul.code, Some(99), "objectives are missed");

    let more = ["--set", "functions.shop.provisioned_concurrency=1000"];
    assert_eq!(
        place
            .result_of("flash-sale", &more)
            .total("shop", "throttles"),
        0
    );
    let alone = place.result_of("flash-sale", &["--set", "functions.shop.client.retry=none"]);
    assert_eq!(
        alone.total("shop", "throttles"),
        alone.total("shop", "given_up")
    );
    assert_eq!(
        alone.code,
        Some(99),
        "without retries every throttle is a lost request"
    );
}

#[test]
fn since_november_2023_functions_scale_on_their_own() {
    let outcome = Place::new().result_of("november-2023", &[]);
    for (second, row) in (0_u64..).zip(outcome.of("orders")).skip(30) {
        // A second after the jump 1,100 tokens were due; the one that falls due as the second ends
        // serves the next.
        let served = (1000 + 100 * (second - 29) - 1).min(5000);
        assert_eq!(row.count("invocations"), served, "in second {second}");
        assert_eq!(row.count("throttles_scaling"), 5000 - served);
    }
    let throttled = outcome.of("orders").map(|row| row.count("throttles") > 0);
    let throttled: Vec<_> = throttled.collect();
    assert_eq!(throttled.iter().position(|&yes| yes), Some(30));
    assert_eq!(throttled.iter().rposition(|&yes| yes), Some(69));
    assert_eq!(outcome.total("orders", "throttles"), 78_040);
    assert_eq!(outcome.total("images", "throttles"), 0);
    // In second 65 images, which came in second 60, has a fuller bucket than orders.
    let tokens = outcome.account[65].number("scaling_tokens");
    assert_eq!(tokens, 1.0, "those of orders");

    let shared = ["--set", "region.account_concurrency=3000"];
    let outcome = Place::new().result_of("november-2023", &shared);
    for function in ["orders", "images"] {
        assert!(
            outcome.total(function, "throttles_concurrency") > 0,
            "{function} is held by the limit that both share"
        );
    }
}

#[test]
fn before_november_2023_one_function_could_drain_the_bucket_of_all() {
    let outcome = Place::new().result_of("november-2023-before", &[]);
    let throttles: u64 = (1..=210_u64)
        .map(|second| {
            let environments = 3000 + (second * 500).div_ceil(60) - 1;
            let needed = if second > 30 { 6000 } else { 5000 };
            needed - environments
        })
        .sum();
    let of = |function| outcome.total(function, "throttles_scaling");
    assert_eq!(of("orders") + of("images"), throttles);
    let last = &outcome.rows[outcome.rows.len() - 2..];
    assert!(
        last.iter().all(|row| row.count("throttles_scaling") > 0),
        "both are throttled to the end: {last:?}"
    );
    let highest = outcome.account[30..]
        .iter()
        .map(|row| row.number("scaling_tokens"))
        .fold(0.0, f64::max);
    assert!(highest <= 1.0, "the bucket stays empty: {highest}");

    let seoul = ["--set", "region.name=ap-northeast-2"];
    let seoul = Place::new().result_of("november-2023-before", &seoul);
    assert!(seoul.total("orders", "throttles") > of("orders"));
}

#[test]
fn the_outage_costs_and_pays_back_what_its_story_says() {
    let place = Place::new();
    let run = |more: &[&str]| place.result_of("outage", more);
    let sla = |outcome: &Outcome, key: &str| {
        let value = outcome.summary["account"]["sla"][key].as_f64();
        value.unwrap_or_else(|| panic!("no number account.sla.{key}"))
    };
    let cost = |outcome: &Outcome, path: &str| {
        let value = outcome.summary["account"]["cost"].pointer(path);
        value.and_then(serde_json::Value::as_f64).expect("a cost")
    };

    let hour = run(&[]);
    assert_eq!(hour.code, Some(0), "given_up_rate is below its objective");
    assert_eq!(hour.total("api", "given_up"), 1234);
    assert_eq!(hour.total("api", "throttles"), 0);
    let during = |column| -> f64 {
        let rows = hour.of("api");
        let rows = rows.filter(|row| (1200.0..2100.0).contains(&row.number("time_s")));
        rows.map(|row| row.number(column)).sum()
    };
    let growth = during("attempts") / during("arrivals");
    assert!((1.38..1.40).contains(&growth), "attempts grow by {growth}");
    assert!((0.9245..0.9255).contains(&sla(&hour, "monthly_uptime")));
    assert_eq!(sla(&hour, "credit_percent"), 100.0);
    assert_eq!(sla(&hour, "credit"), cost(&hour, "/total"));

    let month = run(&["--monthly"]);
    assert_eq!(sla(&month, "uptime"), sla(&hour, "uptime"));
    assert!((0.99985..0.99995).contains(&sla(&month, "monthly_uptime")));
    assert_eq!(sla(&month, "credit"), 0.0);

    let whole = run(&[
        "--monthly",
        "--set",
        "region.outages.0.errors=100%",
        "--set",
        "region.outages.0.to=45m",
    ]);
    // 5 of the 8,760 intervals of a month.
    assert_eq!(sla(&whole, "monthly_uptime"), 0.999_429_223_744);
    assert_eq!(sla(&whole, "credit_percent"), 10.0);
    let tenth = cost(&whole, "/monthly/total") / 10.0;
    assert!((sla(&whole, "credit") - tenth).abs() < 1e-8);

    let stubborn = run(&["--set", "functions.api.client.retry=none"]);
    assert_eq!(stubborn.total("api", "given_up"), 13_561);
    assert_eq!(stubborn.total("api", "errors"), 13_561);
}

#[test]
fn the_canary_loses_what_its_story_says() {
    let place = Place::new();
    let run = |changes: &[&str]| {
        let sets = changes.iter().flat_map(|change| ["--set", change]);
        place.result_of("canary", &sets.collect::<Vec<_>>())
    };
    let key = |version: &str, key: &str| format!("functions.checkout.versions.{version}.{key}");
    let [live, canary] = ["checkout:v1", "checkout:v2"];

    let tenth = run(&[]);
    assert_eq!(tenth.code, Some(0), "the objective is met");
    let of = |outcome: &Outcome, name| [live, canary].map(|version| outcome.total(version, name));
    assert_eq!(of(&tenth, "cold_starts"), [0, 51]);
    assert_eq!(of(&tenth, "throttles"), [0, 0]);
    let served = tenth.total(live, "invocations");
    assert_eq!(tenth.total(live, "provisioned_invocations"), served);

    let weights = "functions.checkout.alias.weights={ v1 = \"10%\", v2 = \"90%\" }";
    let moved = run(&[weights]);
    assert_eq!(of(&moved, "throttles_concurrency"), [0, 72_602]);
    let share = 72_602.0 / moved.total(canary, "requests") as f64;
    assert!((0.2675..0.2685).contains(&share), "{share}");
    let most = |name, column| {
        let rows = moved.of(name).map(|row| row.number(column));
        rows.fold(0.0, f64::max)
    };
    assert_eq!(most(live, "provisioned_busy_max"), 24.0);
    assert_eq!(most(canary, "in_flight_max"), 60.0);

    let cured = run(&[
        weights,
        &key("v2", "provisioned_concurrency=110"),
        &key("v1", "provisioned_concurrency=20"),
    ]);
    assert_eq!(of(&cured, "throttles"), [0, 0]);
    assert_eq!(of(&cured, "cold_starts").iter().sum::<u64>(), 14);
}

#[test]
fn provisioned_concurrency_of_an_alias_moves_as_its_story_says() {
    let place = Place::new();
    let run = |changes: &[&str]| {
        let sets = changes.iter().flat_map(|change| ["--set", change]);
        place.result_of("alias-shift", &sets.collect::<Vec<_>>())
    };
    let versions = ["checkout:v1", "checkout:v2"];
    let of = |outcome: &Outcome, name| versions.map(|version| outcome.total(version, name));
    let sum = |outcome: &Outcome, name| of(outcome, name).iter().sum::<u64>();
    let spillover = |outcome: &Outcome| {
        let (all, provisioned) = (
            sum(outcome, "invocations"),
            sum(outcome, "provisioned_invocations"),
        );
        (all - provisioned) as f64 / all as f64
    };

    let on_alias = run(&[]);
    assert_eq!(on_alias.code, Some(0), "the objective is met");
    assert_eq!(sum(&on_alias, "throttles"), 0);
    assert_eq!(sum(&on_alias, "cold_starts"), 30);
    assert!((0.0015..0.0025).contains(&spillover(&on_alias)));
    for row in on_alias.of(versions[1]) {
        let moved = ((row.number("time_s") - 180.0) / 60.0)
            .floor()
            .clamp(-1.0, 9.0)
            + 1.0;
        assert_eq!(
            row.number("provisioned_allocated"),
            12.0 * moved,
            "{} s",
            row.number("time_s")
        );
    }

    let on_version = run(&[
        "functions.checkout.alias.provisioned_concurrency=0",
        "functions.checkout.versions.v1.provisioned_concurrency=120",
    ]);
    assert_eq!(of(&on_version, "throttles"), [0, 105_462]);
    let share = 105_462.0 / on_version.total(versions[1], "requests") as f64;
    assert!((0.2595..0.2605).contains(&share), "{share}");
    let last = on_version
        .of(versions[0])
        .last()
        .map(|row| row.number("provisioned_busy_max"));
    assert_eq!(last, Some(0.0));

    let at_once = run(&["functions.checkout.alias.shift=at-once"]);
    assert_eq!(sum(&at_once, "cold_starts"), 58);
    assert!((0.0185..0.0195).contains(&spillover(&at_once)));

    let refused = run(&["functions.checkout.alias.deployment.config=AllAtOnce"]);
    assert_eq!(refused.total(versions[1], "requests"), 0);
    let change = "functions.checkout.alias.deployment.config=AllAtOnce";
    let checked = place.burstsim(&["check", "alias-shift", "--set", change]);
    let warning = "takes 240 at a time, and there is room for 180";
    assert!(checked.stderr.contains(warning), "{checked:?}");
}

/// What `summary.json` says of a function's source with a queue.
fn source(outcome: &Outcome, function: &str, number: usize) -> serde_json::Value {
    let functions = outcome.summary["functions"].as_array().expect("functions");
    let found = functions.iter().find(|one| one["name"] == function);
    found.expect("the function")["sources"][number].clone()
}

/// The longest wait of a source, in whole seconds.
fn oldest_age(source: &serde_json::Value) -> f64 {
    source["oldest_age_s"].as_f64().expect("an age").round()
}

#[test]
fn the_image_pipeline_keeps_all_photos_but_one() {
    let place = Place::new();
    let run = |changes: &[&str]| place.result_of("image-pipeline", changes);
    let shipped = run(&[]);
    assert_eq!(shipped.code, Some(0), "both objectives hold");
    let upload = source(&shipped, "thumbnail", 1);
    assert_eq!(upload["received"], 20_000);
    assert_eq!(
        (&upload["deleted"], &upload["dead_lettered"]),
        (&19_999.into(), &1.into())
    );
    assert_eq!(oldest_age(&upload), 649.0, "10 min 49 s");
    let throttles = shipped.total("thumbnail", "throttles");
    assert!((150_000..151_000).contains(&throttles), "{throttles}");

    let reserve = run(&["--set", "functions.thumbnail.reserved_concurrency=400"]);
    assert_eq!(
        oldest_age(&source(&reserve, "thumbnail", 1)),
        241.0,
        "4 min 1 s"
    );

    let young = "functions.thumbnail.traffic.1.invoked_by.async.maximum_event_age=2m";
    let young = source(&run(&["--set", young]), "thumbnail", 1);
    assert_eq!(
        (&young["dead_lettered"], &young["dropped"]),
        (&11_701.into(), &0.into())
    );
}

#[test]
fn the_order_queue_turns_a_burst_into_a_wait() {
    let place = Place::new();
    let run = |changes: &[&str]| place.result_of("order-queue", changes);
    let shipped = run(&[]);
    let orders = source(&shipped, "fulfil", 0);
    assert_eq!(shipped.total("fulfil", "throttles"), 0);
    assert_eq!(orders["backlog"]["max"], 24_783);
    assert_eq!(oldest_age(&orders), 25.0);

    let before = run(&["--set", "region.scaling=regional-burst"]);
    assert_eq!(
        oldest_age(&source(&before, "fulfil", 0)),
        136.0,
        "2 min 16 s"
    );

    let pollers = "functions.fulfil.traffic.0.invoked_by.sqs.provisioned_pollers.minimum=20";
    let provisioned = source(&run(&["--set", pollers]), "fulfil", 0);
    assert!(
        provisioned["oldest_age_s"].as_f64() < Some(1.0),
        "{provisioned}"
    );
}

#[test]
fn the_queue_starves_the_api_until_its_concurrency_is_limited() {
    let place = Place::new();
    let run = |changes: &[&str]| place.result_of("queue-starves-api", changes);
    let lost = |outcome: &Outcome| outcome.total("api", "given_up");
    let shipped = run(&[]);
    assert_eq!(shipped.code, Some(99), "the API misses its objective");
    assert_eq!(lost(&shipped), 11_424);
    assert_eq!(source(&shipped, "report", 0)["deleted"], 5000);
    // The share of the requests of a span that the API loses.
    let share = |from: f64, to: f64| {
        let rows = shipped.rows.iter().filter(|row| {
            let time = row.number("time_s");
            row.text("function") == "api" && (from..to).contains(&time)
        });
        let counts = rows.map(|row| (row.count("given_up"), row.count("arrivals")));
        let (lost, all) = counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        lost as f64 / all as f64
    };
    assert_eq!(share(0.0, 300.0), 0.0, "while the mapping grows");
    let (full, rush) = (share(305.0, 480.0), share(485.0, 495.0));
    assert!((0.018..0.021).contains(&full), "1 in 50: {full}");
    assert!((0.38..0.42).contains(&rush), "4 of 10: {rush}");

    let limit = "functions.report.traffic.0.invoked_by.sqs.maximum_concurrency=700";
    let cured = run(&["--set", limit]);
    assert_eq!((lost(&cured), cured.total("report", "throttles")), (0, 0));

    let reserve = "functions.report.reserved_concurrency=700";
    let looks_like_it = run(&["--set", reserve]);
    assert_eq!(lost(&looks_like_it), 0);
    assert_eq!(looks_like_it.total("report", "throttles"), 105);

    let once = "functions.report.traffic.0.invoked_by.sqs.max_receive_count=1";
    let starved = run(&["--set", reserve, "--set", once]);
    assert_eq!(source(&starved, "report", 0)["dead_lettered"], 105);
    assert_eq!(starved.total("report", "function_errors"), 0);
}

#[test]
fn the_hot_shard_falls_behind_alone() {
    let place = Place::new();
    let run = |changes: &[&str]| place.result_of("clickstream", changes);
    let shipped = run(&[]);
    let hot = source(&shipped, "clicks", 1);
    assert_eq!(hot["backlog"]["max"], 149_077);
    assert_eq!(oldest_age(&hot), 574.0, "9 min 34 s");
    assert!(
        oldest_age(&source(&shipped, "clicks", 0)) < 3.0,
        "the others are up to date"
    );

    let key = |key: &str| format!("functions.clicks.traffic.1.invoked_by.stream.{key}");
    let two = run(&["--set", &key("parallelization_factor=2")]);
    assert_eq!(oldest_age(&source(&two, "clicks", 1)), 3.0);
    let large = run(&["--set", &key("batch_size=500")]);
    assert_eq!(large.code, Some(99), "larger batches are not enough");
}

#[test]
fn the_herd_of_schedules_throttles_itself() {
    let place = Place::new();
    let run = |changes: &[&str]| place.result_of("nightly-schedule", changes);
    let shipped = run(&[]);
    assert_eq!(shipped.total("nightly", "throttles"), 25_015);
    let late = source(&shipped, "nightly", 0);
    assert_eq!((&late["deleted"], oldest_age(&late)), (&5000.into(), 238.0));

    let window = "functions.nightly.traffic=[{ even.rate = 4.17, invoked_by = \"async\" }]";
    let spread = run(&["--set", window]);
    assert_eq!(spread.total("nightly", "throttles"), 0);
    assert_eq!(source(&spread, "nightly", 0)["concurrency"]["max"], 122);
}

#[test]
fn an_api_three_ways_is_refused_at_lunch_until_it_has_three_tasks() {
    let place = Place::new();
    let on = |platform: &str, more: &[&str]| {
        let platform = format!("functions.api.platform={platform}");
        place.result_of("api-three-ways", &[&["--set", &platform], more].concat())
    };
    let lambda = place.result_of("api-three-ways", &[]);
    assert_eq!(lambda.code, Some(0), "Lambda holds both objectives");
    let refused = |outcome: &Outcome| outcome.summary["services"][0]["rejected"].as_u64();
    for platform in ["fargate", "ec2"] {
        let two = on(platform, &[]);
        assert_eq!(two.code, Some(99), "{platform} misses the objectives");
        let three = on(
            platform,
            &["--set", "functions.api.container.scaling.minimum=3"],
        );
        assert_eq!(
            (three.code, refused(&three)),
            (Some(0), Some(0)),
            "{platform}"
        );
        let high_resolution = on(
            platform,
            &[
                "--set",
                "functions.api.container.scaling.period=20s",
                "--set",
                "functions.api.container.scaling.metric_delay=16s",
            ],
        );
        assert!(refused(&high_resolution) < refused(&two), "{platform}");
    }
}

#[test]
fn what_never_idles_is_cheaper_on_servers_and_a_tenth_of_it_on_lambda() {
    let place = Place::new();
    let months = |more: &[&str]| {
        let fixed = [
            "compare",
            "steady-batch",
            "--platforms",
            "lambda,fargate,ec2",
            "--replications",
            "2",
        ];
        let folder = more
            .last()
            .map_or("plain", |one| one.split('=').next_back().unwrap_or("plain"));
        let ran = place.burstsim(&[&fixed, more, &["--output", folder]].concat());
        ran.expect_code(0);
        let comparison = super::json(&place.path(&format!("{folder}/comparison.json")));
        let variants = comparison["variants"].as_array().expect("variants").clone();
        let month = |one: &serde_json::Value| one["account"]["monthly_cost_usd"]["mean"].as_f64();
        variants.iter().filter_map(month).collect::<Vec<f64>>()
    };
    let shipped = months(&[]);
    assert!(
        shipped[1] < 0.6 * shipped[0] && shipped[2] < 0.6 * shipped[0],
        "{shipped:?}"
    );
    let plan = months(&["--set", "billing.savings_plan=3-years"]);
    assert!(plan[1] < 0.6 * shipped[1], "{plan:?}");
    let tenth = months(&["--set", "functions.encode.traffic.0.even.rate=5"]);
    assert!(tenth[0] < 0.25 * tenth[1], "{tenth:?}");
}

#[test]
fn a_spike_takes_lambda_seconds_and_containers_minutes() {
    let place = Place::new();
    let all_run = |platform: &str, more: &[&str]| {
        let platform = format!("functions.crowd.platform={platform}");
        let folder = format!("{}-{}", platform.replace('=', "-"), more.len());
        let fixed = [
            "run",
            "spike-three-ways",
            "--set",
            &platform,
            "--output",
            &folder,
        ];
        place.burstsim(&[&fixed, more].concat()).expect_code(0);
        let rows = super::rows(&place.path(&format!("{folder}/services.csv")));
        let all = rows.iter().find(|row| row.count("tasks_running") == 3500);
        all.map_or(f64::NAN, |row| row.number("time_s") + 5.0)
    };
    // 3,499 gaps of 0.12 s and a start of 57 s.
    assert_eq!(
        all_run("fargate", &[]),
        480.0,
        "at the end of the interval of 476.9 s"
    );
    // Two minutes until the instances are asked for, 80 s of boot, 10 s of start, and the same pace.
    let ec2 = all_run("ec2", &[]);
    assert!((610.0..=625.0).contains(&ec2), "{ec2}");
    let there = all_run(
        "ec2",
        &["--set", "functions.crowd.container.instance.minimum=55"],
    );
    assert_eq!(there, 430.0, "419.9 s and a start of 10 s");
}
