//! The bill as a user meets it: in the summary, in `bill.csv`, in the table; stand-ins, overrides, the
//! month.

use super::{Place, SMALL, json, rows};

/// The sum of the amounts of `bill.csv` that `keep` keeps.
fn billed(place: &Place, keep: impl Fn(&super::Row) -> bool) -> f64 {
    let rows = rows(&place.path("result/bill.csv"));
    let kept = rows.iter().filter(|row| keep(row));
    kept.map(|row| row.number("amount_usd")).sum()
}

fn small(more: &[&str]) -> (Place, serde_json::Value, String) {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let fixed = ["run", "small.toml", "--no-charts", "--output", "result"];
    let ran = place.burstsim(&[&fixed, more].concat());
    ran.expect_code(0);
    let summary = json(&place.path("result/summary.json"));
    (place, summary, ran.stdout)
}

const LINES: [&str; 6] = [
    "requests",
    "duration",
    "init",
    "provisioned",
    "provisioned_duration",
    "storage",
];

#[test]
fn lines_functions_and_files_add_up_to_the_total() {
    let (place, summary, table) = small(&[]);
    let total = summary["account"]["cost"]["total"].as_f64().expect("total");
    assert!(total > 0.0);
    let close = |sum: f64, of: &str| assert!((sum - total).abs() < 1e-7, "{of}: {sum} and {total}");
    let sum_of_lines = |cost: &serde_json::Value| -> f64 {
        let amounts = LINES.iter().map(|line| cost[line].as_f64());
        amounts.map(|amount| amount.expect("a line")).sum()
    };
    close(
        sum_of_lines(&summary["account"]["cost"]),
        "the account's lines",
    );
    let functions = summary["functions"].as_array().expect("functions");
    let functions = functions
        .iter()
        .map(|function| sum_of_lines(&function["cost"]));
    close(functions.sum(), "the functions' lines");
    close(billed(&place, |_| true), "bill.csv");
    assert_eq!(
        summary["account"]["cost"]["stand_ins"],
        serde_json::json!([])
    );
    assert!(
        table.contains("cost in USD") && !table.contains("stands in"),
        "{table}"
    );
    assert_eq!(
        summary["account"]["cost"]["monthly"],
        serde_json::Value::Null
    );
    // 5 environments of 128 MB for 2 minutes, rounded up to 5: 5 x 0.125 GB x 300 s x 0.0000041667.
    let provisioned = summary["functions"][0]["cost"]["provisioned"].as_f64();
    assert_eq!(provisioned, Some(0.000_781_256));
    for row in rows(&place.path("result/bill.csv")) {
        let amount = row.number("quantity") * row.number("price_usd");
        assert!((amount - row.number("amount_usd")).abs() < 1e-8, "{row:?}");
    }
}

#[test]
fn a_price_that_is_not_known_is_marked_until_it_is_set() {
    let (place, summary, table) = small(&["--set", "region.name=il-central-1"]);
    let stand_ins = &summary["account"]["cost"]["stand_ins"];
    let all = &LINES[..5];
    assert_eq!(*stand_ins, serde_json::json!(all));
    assert!(table.contains("requests *"), "{table}");
    assert!(
        table.contains("* il-central-1's own price is not known"),
        "{table}"
    );
    let bill = rows(&place.path("result/bill.csv"));
    for row in &bill {
        assert_eq!(
            (row.text("stand_in"), row.text("price_of")),
            ("true", "us-east-1")
        );
    }
    // The mark survives in the resolved scenario.
    place
        .burstsim(&[
            "run",
            "result/scenario.toml",
            "--no-charts",
            "--output",
            "again",
        ])
        .expect_code(0);
    assert_eq!(json(&place.path("again/summary.json")), summary);

    let (place, set, table) = small(&[
        "--set",
        "region.name=il-central-1",
        "--set",
        "region.prices.requests=0.4",
        "--set",
        "region.prices.x86_64={duration=0.00002, provisioned=0.000005, provisioned_duration=0.00001}",
    ]);
    assert_eq!(set["account"]["cost"]["stand_ins"], serde_json::json!([]));
    assert!(
        !table.contains('*') && table.contains("Prices of the scenario"),
        "{table}"
    );
    let twice = summary["account"]["cost"]["requests"]
        .as_f64()
        .expect("requests")
        * 2.0;
    let requests = set["account"]["cost"]["requests"]
        .as_f64()
        .expect("requests");
    assert!((requests - twice).abs() < 1e-8, "{requests} {twice}");
    place
        .burstsim(&[
            "run",
            "result/scenario.toml",
            "--no-charts",
            "--output",
            "again",
        ])
        .expect_code(0);
    assert_eq!(json(&place.path("again/summary.json")), set);
}

#[test]
fn a_month_is_extrapolated_when_asked() {
    let (place, summary, table) = small(&["--monthly"]);
    assert!(table.contains("a month of such runs"), "{table}");
    let cost = &summary["account"]["cost"];
    let amount = |tree: &serde_json::Value, line: &str| tree[line].as_f64().expect("an amount");
    // 730 h are 21,900 times the 2 minutes of the run.
    let expected = amount(cost, "requests") * 21_900.0;
    assert!((amount(&cost["monthly"], "requests") - expected).abs() < 1e-4);
    let month = billed(&place, |row| row.text("period") == "month");
    assert!((month - amount(&cost["monthly"], "total")).abs() < 1e-6);
    place
        .burstsim(&[
            "run",
            "result/scenario.toml",
            "--no-charts",
            "--output",
            "again",
        ])
        .expect_code(0);
    assert_eq!(
        json(&place.path("again/summary.json")),
        summary,
        "the same files again"
    );

    let (_, free, table) = small(&["--monthly", "--set", "billing.free_tier=true"]);
    assert!(table.contains("free tier deducted"), "{table}");
    assert_eq!(free["account"]["cost"]["duration"], 0.0);
    let provisioned =
        |summary: &serde_json::Value| summary["account"]["cost"]["provisioned"].clone();
    assert_eq!(provisioned(&free), provisioned(&summary));
}

#[test]
fn replications_give_the_bill_an_interval() {
    let (_, summary, table) = small(&["--replications", "3", "--monthly"]);
    let total = |tree: &serde_json::Value| tree["account"]["cost"]["monthly"]["total"].clone();
    let (mean, interval) = (total(&summary), total(&summary["intervals"]));
    assert!(
        mean.is_number() && interval["ci95"][0].is_number(),
        "{mean}, {interval}"
    );
    assert_eq!(interval["n"], 3);
    assert_eq!(summary["functions"][0]["cost"]["currency"], "USD");
    assert!(
        table.contains("cost in USD") && table.contains(" ± "),
        "{table}"
    );
}

#[test]
fn the_service_credit_stands_in_the_summary_and_below_the_bill() {
    let keys = ["monthly_uptime", "credit_percent", "credit"];
    let (_, summary, table) = small(&[]);
    let sla = &summary["account"]["sla"];
    let without = keys.map(|key| sla[key].as_f64().expect("a number"));
    assert_eq!(without, [1.0, 0.0, 0.0], "nothing fails without an outage");
    assert!(
        !table.contains("SLA credit") && !table.contains("5xx"),
        "{table}"
    );

    let outage = r#"region.outages=[{ from = "30s", to = "90s", errors = "50%" }]"#;
    let (place, summary, table) = small(&["--set", outage]);
    let account = &summary["account"];
    let number = |key: &str| account[key].as_u64().expect("a count");
    assert!(number("errors") > 1000, "{account}");
    assert_eq!(
        number("attempts"),
        number("invocations") + number("throttles") + number("errors")
    );
    // Two minutes are one short interval.
    let sla = keys.map(|key| account["sla"][key].as_f64().expect("a number"));
    let rate = number("errors") as f64 / (number("errors") + number("invocations")) as f64;
    assert!((sla[0] - (1.0 - rate)).abs() < 1e-9, "{sla:?}");
    assert_eq!(sla[1], 100.0);
    assert_eq!(Some(sla[2]), account["cost"]["total"].as_f64());
    let series = rows(&place.path("result/timeseries.csv"));
    let errors: u64 = series.iter().map(|row| row.count("errors")).sum();
    assert_eq!(errors, number("errors"));
    let line = table.lines().find(|line| line.starts_with("Uptime "));
    let line = line.unwrap_or_else(|| panic!("no line about uptime in {table}"));
    assert!(line.contains(" %: SLA credit 100 % = $0.0"), "{line}");
    assert!(table.contains("failed (5xx)"), "{table}");

    place
        .burstsim(&[
            "run",
            "result/scenario.toml",
            "--no-charts",
            "--output",
            "again",
        ])
        .expect_code(0);
    assert_eq!(json(&place.path("again/summary.json")), summary);

    let (_, summary, table) = small(&["--set", outage, "--replications", "3"]);
    assert_eq!(summary["account"]["sla"]["credit_percent"], 100.0);
    assert!(table.contains("SLA credit $0.0"), "{table}");
}
