//! What the lines of a bill say, beside their amounts.

use super::*;
use crate::billing::stand_in_regions;

fn lines_of(bill: &Bill, item: Item) -> Vec<&Line> {
    let lines = bill.functions.iter().flat_map(|function| &function.lines);
    lines.filter(|line| line.item == item).collect()
}

/// Requests on provisioned concurrency are never free, so a free tier that nothing else uses leaves no line.
#[test]
fn a_bill_says_free_only_where_something_is() {
    let mut provisioned = used(0.0, 0.0);
    provisioned.provisioned_requests = 5e6;
    for (usage, free_tier, expected) in [
        (used(5e6, 0.0), true, vec![0.0, 0.2]),
        (used(5e6, 0.0), false, vec![0.2]),
        (provisioned, true, vec![0.2]),
    ] {
        let bill = charged(&[usage], free_tier);
        let lines = lines_of(&bill, Item::Requests);
        let per_million = lines.iter().map(|line| line.price.usd * 1e6);
        let per_million: Vec<_> = per_million
            .map(|usd| (usd * 100.0).round() / 100.0)
            .collect();
        assert_eq!(
            per_million, expected,
            "dollars per million requests, line by line: {lines:?}"
        );
    }
}

/// The units in which AWS states its prices.
#[test]
fn a_quantity_has_the_unit_of_its_price() {
    let units = Item::ALL.map(|item| (item.key(), item.unit().key()));
    let expected = [
        ("requests", "request"),
        ("duration", "GB-s"),
        ("init", "GB-s"),
        ("provisioned", "GB-s"),
        ("provisioned_duration", "GB-s"),
        ("storage", "GB-s"),
        ("event_pollers", "poller-h"),
        ("fargate_vcpu", "vCPU-h"),
        ("fargate_memory", "GB-h"),
        ("instances", "instance-h"),
        ("load_balancer", "load-balancer-h"),
        ("load_balancer_capacity", "LCU-h"),
    ];
    assert_eq!(units, expected);
}

#[test]
fn regions_whose_prices_stand_in_are_listed_once_each() {
    let of_lambda = [Item::Requests, Item::Storage];
    assert_eq!(stand_in_regions(&of_lambda), "us-east-1");
    let all = [
        Item::LoadBalancer,
        Item::Requests,
        Item::LoadBalancerCapacity,
    ];
    assert_eq!(stand_in_regions(&all), "eu-west-2, us-east-1");
    assert_eq!(stand_in_regions(&[]), "");
}

/// 512 MB of storage are in the price of the invocation.
#[test]
fn storage_has_a_line_only_beyond_what_is_free() {
    for (storage, expected) in [("512 MB", 0), ("1024 MB", 1)] {
        let function = format!(
            "[[functions]]\nname = \"f\"\nservice_time = \"200ms\"\nephemeral_storage = \"{storage}\"\n\
             traffic = [{{ batch = {{ at = [\"1s\"], requests = 10 }} }}]\n"
        );
        let scenario = scenario("us-east-1", &function);
        let bill = bills(&scenario, &simulate(&scenario, 0)).run;
        let lines = lines_of(&bill, Item::Storage);
        assert_eq!(lines.len(), expected, "{storage}: {lines:?}");
    }
}
