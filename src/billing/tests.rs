//! Bills worked out by hand, and those that AWS publishes.

mod containers;
mod lines;

use proptest::prelude::*;

use super::period::Span;
use super::usage::{Allocation, FunctionUsage, ProvisionedUsage, Usage, provisioned_gb_seconds};
use super::*;
use crate::catalog::billing_rules;
use crate::kernel::SimDuration;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::scenario::{Architecture, Billing, Concurrency, PriceTier, Region};
use crate::world::simulate;

/// A scenario of 90 s.
fn scenario(region: &str, functions: &str) -> Scenario {
    let text = format!(
        "duration = \"90s\"\n[region]\nname = \"{region}\"\nscaling = \"regional-burst\"\n{functions}"
    );
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    let parsed = parse(source, &[], &NoFiles).unwrap_or_else(|error| panic!("{error}"));
    parsed.scenario
}

fn region(name: &str) -> Region {
    scenario(name, "[[functions]]\nname = \"f\"\nservice_time = \"1s\"\n").region
}

fn used(requests: f64, duration: f64) -> FunctionUsage {
    FunctionUsage {
        function: "f".to_owned(),
        architecture: Architecture::X86_64,
        requests,
        provisioned_requests: 0.0,
        duration,
        init: 0.0,
        provisioned: None,
        storage: None,
        event_pollers: None,
    }
}

fn charged(usage: &[FunctionUsage], free_tier: bool) -> Bill {
    charged_in(&region("us-east-1"), usage, free_tier)
}

fn charged_in(region: &Region, usage: &[FunctionUsage], free_tier: bool) -> Bill {
    let usage: Vec<_> = usage.iter().cloned().map(Usage::Function).collect();
    let billing = Billing {
        free_tier,
        ..Billing::default()
    };
    charge(&usage, region, &billing)
}

#[track_caller]
fn close(amount: Usd, dollars: f64) {
    let error = (amount.get() - dollars).abs();
    assert!(
        error <= 1e-9 * dollars.max(1.0),
        "{amount:?} is not {dollars}"
    );
}

/// To the cent, as AWS's pages have it.
#[track_caller]
fn cents(amount: Usd, dollars: f64) {
    assert_eq!((amount.get() * 100.0).round(), (dollars * 100.0).round());
}

const HOUR: SimDuration = SimDuration::from_secs(3600);

fn allocation(environments: u32, enabled: SimDuration) -> Allocation {
    Allocation {
        environments: Concurrency::new(environments).unwrap(),
        enabled,
        is_part: false,
    }
}

/// GB-seconds that an allocation comes to within a month.
fn allocated(environments: u32, hours: u64, memory_gb: f64) -> f64 {
    let enabled = SimDuration::from_secs(hours * 3600);
    let month = SimDuration::from_secs(730 * 3600);
    let allocations = [allocation(environments, enabled)];
    provisioned_gb_seconds(&allocations, memory_gb, month, Span::Times(1.0))
}

/// The examples of aws.amazon.com/lambda/pricing (US East, N. Virginia; read in 2026), to the cent.
#[test]
fn bills_are_those_of_awss_pricing_examples() {
    // "Mobile application backend": 3 M requests of 120 ms with 1,536 MB, free tier:
    // (3 M x 0.12 s x 1.5 GB - 400,000) x 0.0000166667 + 2 x 0.20.
    let bill = charged(&[used(3e6, 3e6 * 0.12 * 1.5)], true);
    cents(bill.amount(Item::Duration), 2.33);
    cents(bill.amount(Item::Requests), 0.40);
    cents(bill.total(), 2.73);

    // "Enriching streaming telemetry": 7.44 M requests of 2 s with 1 GB, without the free tier.
    let bill = charged(&[used(7.44e6, 7.44e6 * 2.0)], false);
    cents(bill.amount(Item::Requests), 1.49);
    cents(bill.amount(Item::Duration), 248.00);
    cents(bill.total(), 249.49);

    // "Performing ML on customer support tickets": 6 M requests of 280 ms with 4,096 MB and 2,048 MB
    // of ephemeral storage, of which 1,536 MB cost: 1,680,000 s x 1.5 GB x 0.0000000309.
    let mut support = used(6e6, 6e6 * 0.28 * 4.0);
    support.storage = Some(6e6 * 0.28 * 1.5);
    let bill = charged(&[support], true);
    cents(bill.amount(Item::Duration), 105.33);
    cents(bill.amount(Item::Storage), 0.08);
    cents(bill.total(), 106.41);

    // "Mobile application launch": 100 environments of 1,536 MB for 8 h, on which 500,000 requests
    // take 100 ms; 2.5 M others take 120 ms on demand. Free tier, but not for the former.
    let mut launch = used(2.5e6, 2.5e6 * 0.12 * 1.5);
    launch.provisioned_requests = 5e5;
    launch.provisioned = Some(ProvisionedUsage {
        allocated: allocated(100, 8, 1.5),
        duration: 5e5 * 0.1 * 1.5,
    });
    let bill = charged(&[launch], true);
    cents(bill.amount(Item::Provisioned), 18.00);
    cents(bill.amount(Item::Requests), 0.40);
    cents(bill.amount(Item::ProvisionedDuration), 0.73);
    cents(bill.amount(Item::Duration), 0.83);
    cents(bill.total(), 19.96);

    // "Cyber Monday": 7 environments of 4,096 MB for 24 h, on which 2 M requests take 280 ms.
    let mut monday = used(0.0, 0.0);
    monday.provisioned_requests = 2e6;
    monday.provisioned = Some(ProvisionedUsage {
        allocated: allocated(7, 24, 4.0),
        duration: 2e6 * 0.28 * 4.0,
    });
    let bill = charged(&[monday], true);
    cents(bill.amount(Item::Provisioned), 10.08);
    cents(bill.amount(Item::ProvisionedDuration), 21.78);
    cents(bill.total(), 32.26);
}

#[test]
fn tiers_are_the_accounts_and_functions_share_their_prices() {
    // 8 G GB-s: 6 G x 0.0000166667 + 2 G x 0.000015 = 100,000.20 + 30,000 = 130,000.20.
    // The first used 6 of 8, so it pays three quarters; init counts like duration.
    let mut second = used(0.0, 0.5e9);
    second.init = 1.5e9;
    let bill = charged(&[used(0.0, 6e9), second], false);
    close(bill.total(), 130_000.20);
    close(bill.functions[0].total(), 97_500.15);
    close(bill.amount(Item::Init), 130_000.20 * 1.5 / 8.0);
    let quantities: Vec<_> = bill.functions[0]
        .lines
        .iter()
        .filter(|line| line.item == Item::Duration)
        .map(|line| (line.quantity, line.price.usd))
        .collect();
    assert_eq!(quantities, [(4.5e9, 0.000_016_666_7), (1.5e9, 0.000_015)]);
    // 20 G on Arm: 7.5 G x 0.0000133334 + 11.25 G x 0.0000120001 + 1.25 G x 0.0000106667
    // = 100,000.5 + 135,001.125 + 13,333.375.
    let mut arm = used(0.0, 20e9);
    arm.architecture = Architecture::Arm64;
    let both = charged(&[arm, used(0.0, 1e6)], false);
    close(both.functions[0].total(), 248_335.0);
    // The other architecture has tiers of its own: 1 M x 0.0000166667.
    close(both.functions[1].total(), 16.6667);
}

#[test]
fn the_free_tier_covers_the_same_share_of_every_function_on_demand() {
    // 800,000 GB-s, of which 400,000 are free: half of each. 300,000 x 0.0000166667 = 5.00001 on x86,
    // 100,000 x 0.0000133334 = 1.33334 on Arm. 1.6 M requests, of which 1 M are free: 0.6 M x 0.20.
    let mut arm = used(0.4e6, 0.2e6);
    arm.architecture = Architecture::Arm64;
    let usage = [used(1.2e6, 0.6e6), arm];
    let bill = charged(&usage, true);
    close(bill.functions[0].amount(Item::Duration), 5.000_01);
    close(bill.functions[1].amount(Item::Duration), 1.333_34);
    close(bill.amount(Item::Requests), 0.12);
    // Without it, what was free costs 200,000 x 0.0000166667 + ... more.
    let full = charged(&usage, false);
    close(full.total(), 10.000_02 + 2.666_68 + 0.32);
    // What the free tier covers has lines too: quantities add up to what was used.
    let lines = bill.functions.iter().flat_map(|one| &one.lines);
    let duration = lines.filter(|line| line.item == Item::Duration);
    let quantity: f64 = duration.map(|line| line.quantity).sum();
    assert!((quantity - 0.8e6).abs() < 1e-6);
    // All free: nothing to pay.
    close(charged(&[used(10.0, 10.0)], true).total(), 0.0);
}

const fn odd() -> SimDuration {
    SimDuration::from_secs(61)
}

#[test]
fn provisioned_time_is_rounded_up_to_five_minutes() {
    let minutes = |minutes: u64| SimDuration::from_secs(minutes * 60);
    let gb_seconds = |allocations: &[Allocation]| {
        provisioned_gb_seconds(allocations, 0.5, HOUR, Span::Times(1.0))
    };
    // 7 min become 10: 2 x 600 s x 0.5 GB.
    assert_eq!(gb_seconds(&[allocation(2, minutes(7))]), 600.0);
    assert_eq!(gb_seconds(&[allocation(2, minutes(5))]), 300.0);
    let nanosecond = SimDuration::from_nanos(minutes(5).as_nanos() + 1);
    assert_eq!(gb_seconds(&[allocation(2, nanosecond)]), 600.0);
    // Each on its own: 3 x 300 s and 1 x 600 s.
    let two = [allocation(3, minutes(1)), allocation(1, minutes(6))];
    assert_eq!(gb_seconds(&two), 0.5 * (900.0 + 600.0));
    assert_eq!(gb_seconds(&[]), 0.0);
    // In a month of 730 h, an hour's run comes back 730 times, unless it never ended.
    let month = Span::GoesOn(billing_rules().month_s);
    let endless = provisioned_gb_seconds(&[allocation(1, odd())], 1.0, odd(), month);
    assert_eq!(endless, billing_rules().month_s);
    let month = |enabled| provisioned_gb_seconds(&[allocation(1, enabled)], 1.0, HOUR, month);
    assert_eq!(month(minutes(7)), 730.0 * 600.0);
    assert_eq!(month(HOUR), 730.0 * 3600.0);
    // Three events a month enable it three times.
    let events =
        |enabled| provisioned_gb_seconds(&[allocation(1, enabled)], 1.0, HOUR, Span::Times(3.0));
    assert_eq!(events(minutes(7)), 3.0 * 600.0);
    assert_eq!(events(HOUR), 3.0 * 3600.0);
}

/// Ten requests at once: two on provisioned environments, eight cold; each takes 200 ms, an
/// initialisation 300 ms; 2 GB of memory, 1,536 MB of storage.
const TEN: &str = "[[functions]]\nname = \"f\"\nmemory = \"2 GB\"\nephemeral_storage = \"1536 MB\"\n\
    service_time = \"200ms\"\ncold_start = \"300ms\"\nprovisioned_concurrency = 2\n\
    traffic = [{ batch = { at = [\"1s\"], requests = 10 } }]\n";

#[test]
fn a_run_is_billed_by_line() {
    let ten = scenario("us-east-1", TEN);
    let bill = bills(&ten, &simulate(&ten, 0)).run;
    // 10 x 0.20 / 1 M.
    close(bill.amount(Item::Requests), 0.000_002);
    // 8 x 0.2 s x 2 GB = 3.2 GB-s, and 8 x 0.3 s x 2 GB = 4.8 GB-s, at 0.0000166667.
    close(bill.amount(Item::Duration), 3.2 * 0.000_016_666_7);
    close(bill.amount(Item::Init), 4.8 * 0.000_016_666_7);
    // 2 environments x 2 GB x 300 s, for 90 s are rounded up; 2 x 0.2 s x 2 GB on them.
    close(bill.amount(Item::Provisioned), 1200.0 * 0.000_004_166_7);
    close(
        bill.amount(Item::ProvisionedDuration),
        0.8 * 0.000_009_722_2,
    );
    // (10 x 0.2 s + 8 x 0.3 s) x 1 GB beyond the free 512 MB.
    close(bill.amount(Item::Storage), 4.4 * 0.000_000_030_9);
    let sum: Usd = Item::ALL.into_iter().map(|item| bill.amount(item)).sum();
    close(bill.total(), sum.get());
    assert!(bill.stand_ins().is_empty());
}

/// Three pollers are there from the start to the end, whether or not anything comes.
#[test]
fn event_pollers_are_billed_by_the_hour() {
    let queue = "[[functions]]\nname = \"f\"\nservice_time = \"1s\"\n[[functions.traffic]]\n\
        batch = { at = [\"10s\"], requests = 1 }\n\
        invoked_by.sqs.provisioned_pollers = { minimum = 3, maximum = 5 }\n";
    let mut hours = scenario("us-east-1", queue);
    hours.duration = SimDuration::from_secs(2 * 3600);
    let bill = bills(&hours, &simulate(&hours, 0)).run;
    close(bill.amount(Item::EventPollers), 3.0 * 2.0 * 0.009_25);

    hours.region.name = "eu-west-1".to_owned();
    let elsewhere = bills(&hours, &simulate(&hours, 0)).run;
    assert_eq!(elsewhere.stand_ins(), [Item::EventPollers]);
}

/// 1 GB; 10 from the start, 30 from 60 s to 360 s, 20 until the end at 480 s. The layer of 10 that goes
/// was enabled for 5 minutes, the one that stays for 7, which are rounded up to 10 like the 8 of the
/// first ten.
#[test]
fn provisioned_concurrency_that_changes_is_billed_by_layers() {
    let function = "[[functions]]\nname = \"f\"\nmemory = \"1 GB\"\nservice_time = \"200ms\"\n\
        provisioned_concurrency = { value = 10, schedule = [{ at = \"00:01\", value = 30 }, \
        { at = \"00:06\", value = 20 }] }\n";
    let mut changing = scenario("us-east-1", function);
    changing.duration = SimDuration::from_secs(480);
    let bill = bills(&changing, &simulate(&changing, 0)).run;
    let gb_seconds = 10.0 * 300.0 + 10.0 * 600.0 + 10.0 * 600.0;
    close(bill.amount(Item::Provisioned), gb_seconds * 0.000_004_166_7);
}

#[test]
fn arm_has_prices_of_its_own() {
    let ten = scenario("us-east-1", &format!("{TEN}architecture = \"arm64\"\n"));
    let bill = bills(&ten, &simulate(&ten, 0)).run;
    close(bill.amount(Item::Duration), 3.2 * 0.000_013_333_4);
    close(bill.amount(Item::Provisioned), 1200.0 * 0.000_003_333_4);
    close(
        bill.amount(Item::ProvisionedDuration),
        0.8 * 0.000_007_777_8,
    );
}

#[test]
fn throttled_requests_are_not_billed() {
    let reserved = scenario(
        "us-east-1",
        "[[functions]]\nname = \"f\"\nreserved_concurrency = 3\nservice_time = \"200ms\"\n\
         traffic = [{ batch = { at = [\"1s\"], requests = 10 } }]\n",
    );
    let bill = bills(&reserved, &simulate(&reserved, 0)).run;
    close(bill.amount(Item::Requests), 3.0 * 0.000_000_2);
    close(
        bill.amount(Item::Duration),
        3.0 * 0.2 * 0.125 * 0.000_016_666_7,
    );
}

#[test]
fn a_month_is_the_run_as_often_as_it_fits() {
    let mut ten = scenario("us-east-1", TEN);
    let result = simulate(&ten, 0);
    assert!(bills(&ten, &result).month.is_none());
    ten.billing.monthly = true;
    let bills = bills(&ten, &result);
    let month = bills.month.unwrap();
    // 730 h hold 29,200 times 90 s.
    for item in [Item::Requests, Item::Duration, Item::Init, Item::Storage] {
        close(month.amount(item), bills.run.amount(item).get() * 29_200.0);
    }
    // Provisioned concurrency goes on all the month: 2 x 2 GB x 2,628,000 s.
    close(
        month.amount(Item::Provisioned),
        10_512_000.0 * 0.000_004_166_7,
    );
    // The free tier is the month's: 8 x 29,200 requests on demand are within it, the others are not.
    ten.billing.free_tier = true;
    let month = super::bill(&ten, &result, Period::Month);
    close(month.amount(Item::Requests), 58_400.0 * 0.000_000_2);
    close(month.amount(Item::Duration), 0.0);
}

#[test]
fn only_what_follows_the_warm_up_is_billed() {
    let mut ten = scenario("us-east-1", TEN);
    ten.warm_up = SimDuration::from_secs(30);
    let bill = bills(&ten, &simulate(&ten, 0)).run;
    close(bill.amount(Item::Requests), 0.0);
    close(bill.amount(Item::Provisioned), 1200.0 * 0.000_004_166_7);
}

/// A request per second, of which the last minute of 90 s is measured, is 730 x 3,600 requests in a month.
#[test]
fn a_month_is_what_follows_the_warm_up_as_often_as_it_fits() {
    let function =
        "[[functions]]\nname = \"f\"\nservice_time = \"200ms\"\ntraffic = [{ even.rate = 1 }]\n";
    let mut warmed_up = scenario("us-east-1", function);
    warmed_up.warm_up = SimDuration::from_secs(30);
    let result = simulate(&warmed_up, 0);
    let month = super::bill(&warmed_up, &result, Period::Month);
    close(month.amount(Item::Requests), 730.0 * 3600.0 * 0.000_000_2);
}

#[test]
fn unknown_prices_are_marked_until_the_scenario_sets_them() {
    let tel_aviv = scenario("il-central-1", TEN);
    let bill = bills(&tel_aviv, &simulate(&tel_aviv, 0)).run;
    let used = Item::ALL.into_iter().filter(|item| bill.has(*item));
    assert_eq!(bill.stand_ins(), used.collect::<Vec<_>>());
    assert!(bill.has(Item::Storage) && bill.has(Item::ProvisionedDuration));
    close(bill.amount(Item::Duration), 3.2 * 0.000_016_666_7);

    // Seoul's are known.
    let seoul = scenario("ap-northeast-2", TEN);
    let bill = bills(&seoul, &simulate(&seoul, 0)).run;
    close(bill.amount(Item::Provisioned), 1200.0 * 0.000_005_125_4);
    close(
        bill.amount(Item::ProvisionedDuration),
        0.8 * 0.000_011_959_2,
    );
    assert!(bill.stand_ins().is_empty() && bill.inferred().is_empty());

    let mut set = tel_aviv;
    set.region.prices.requests = Some(0.25);
    let usd = 0.00002;
    set.region.prices.x86_64.duration = Some(vec![PriceTier { above: 0.0, usd }]);
    let bill = bills(&set, &simulate(&set, 0)).run;
    close(bill.amount(Item::Requests), 10.0 * 0.25 / 1e6);
    close(bill.amount(Item::Init), 4.8 * 0.00002);
    let rest = [Item::Provisioned, Item::ProvisionedDuration, Item::Storage];
    assert_eq!(bill.stand_ins(), rest);
}

#[test]
fn a_tier_that_is_inferred_is_marked_once_it_is_reached() {
    let hong_kong = region("ap-east-1");
    let bill = |duration| charged_in(&hong_kong, &[used(1.0, duration)], false);
    assert_eq!(bill(5e9).inferred(), []);
    let reached = bill(7e9);
    assert!(reached.inferred().contains(&Item::Duration));
    assert_eq!(reached.stand_ins(), []);
    let usd = 6e9 * 0.000_022_92 + 1e9 * 0.000_020_628;
    close(reached.amount(Item::Duration), usd);
}

#[test]
fn provisioned_concurrency_on_arm_is_billed_at_a_price_that_says_it_is_inferred() {
    let arm = TEN.replacen("name = \"f\"", "name = \"f\"\narchitecture = \"arm64\"", 1);
    let osaka = scenario("ap-northeast-3", &arm);
    let bill = bills(&osaka, &simulate(&osaka, 0)).run;
    assert_eq!(
        bill.inferred(),
        [Item::Provisioned, Item::ProvisionedDuration]
    );
    assert_eq!(bill.stand_ins(), []);
    close(bill.amount(Item::Provisioned), 1200.0 * 0.000_004_306_8);
}

proptest! {
    /// How an account cuts its work into functions is no matter of money, and the lines say all.
    #[test]
    fn functions_share_the_bill_of_their_sum(
        requests in prop::array::uniform3(0.0..1e9),
        durations in prop::array::uniform3(0.0..20e9),
        free_tier: bool,
    ) {
        let parts: Vec<_> = requests.into_iter().zip(durations).collect();
        let parts: Vec<_> = parts.into_iter().map(|(requests, gb)| used(requests, gb)).collect();
        let whole = used(requests.iter().sum(), durations.iter().sum());
        let bill = charged(&parts, free_tier);
        close(bill.total(), charged(&[whole], free_tier).total().get());
        let lines = bill.functions.iter().flat_map(|function| &function.lines);
        close(lines.map(Line::amount).sum(), bill.total().get());
        for (function, part) in bill.functions.iter().zip(&parts) {
            let lines = function.lines.iter();
            let billed: f64 = lines.map(|line| line.quantity).sum();
            let used = part.requests + part.duration;
            prop_assert!((billed - used).abs() <= 1e-9 * used, "{} of {}", billed, used);
        }
    }
}

/// An event happens some times a month, and the rest of the month is what it is on other days.
#[test]
fn a_month_with_events_has_that_much_less_of_what_is_usual() {
    let usual = scenario("us-east-1", TEN);
    let mut event = usual.clone();
    event.billing.events_per_month = Some(2);
    event.billing.monthly = true;
    let result = simulate(&event, 0);
    let alone = bills(&event, &result);
    let month = alone.month.unwrap();
    for item in [Item::Requests, Item::Duration, Item::Init, Item::Storage] {
        close(month.amount(item), alone.run.amount(item).get() * 2.0);
    }
    // Both are the same here: a month with events is a month without, but that each event enables its provisioned
    // concurrency for itself, 5 min instead of 90 s.
    let whole = super::bill(&usual, &result, Period::Month);
    let mut parts = PartOfMonth::new(&usual, &result, Period::MonthBeside(2.0 * 90.0));
    parts.add(PartOfMonth::new(&event, &result, Period::Month));
    let with_events = parts.bill(&event);
    for item in [Item::Requests, Item::Duration, Item::Init, Item::Storage] {
        close(with_events.amount(item), whole.amount(item).get());
    }
    // The rest of the month is rounded up to all of it.
    let gb_seconds = 4.0 * (2_628_000.0 + 2.0 * 300.0);
    close(
        with_events.amount(Item::Provisioned),
        gb_seconds * 0.000_004_166_7,
    );
}
