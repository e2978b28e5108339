//! Tasks, instances, load balancers and what a savings plan takes off them.

use super::*;

/// A service with a number of tasks that nothing changes, and as much traffic.
fn service(region: &str, platform: &str, tasks: u32, more: &str) -> Scenario {
    scenario(
        region,
        &format!(
            "[[services]]\nname = \"s\"\n{platform}\nservice_time = \"100ms\"\n\
             task = {{ cpu = 1, memory = \"2 GB\", concurrency = 10 }}\nscaling = {{ minimum = {tasks} }}\n{more}"
        ),
    )
}

/// The first two examples of aws.amazon.com/fargate/pricing, US East (N. Virginia): five tasks with 1 vCPU and 2 GB run
/// for ten minutes on each of 30 days. Their ephemeral storage beyond 20 GB is not modelled.
#[test]
fn tasks_on_fargate_cost_what_awss_pricing_page_says() {
    for (architecture, vcpu, memory) in [("x86_64", 1.01, 0.22), ("arm64", 0.81, 0.18)] {
        let platform = format!("platform.fargate.architecture = \"{architecture}\"");
        let mut days = service("us-east-1", &platform, 5, "");
        days.duration = SimDuration::from_secs(600);
        days.billing.monthly = true;
        days.billing.events_per_month = Some(30);
        let month = bills(&days, &simulate(&days, 0)).month.unwrap();
        cents(month.amount(Item::FargateVcpu), vcpu);
        cents(month.amount(Item::FargateMemory), memory);
    }
}

/// Two instances of m7i.large at 0.1008 USD an hour hold four tasks of 1 vCPU, for half an hour.
#[test]
fn tasks_on_ec2_cost_their_instances() {
    let platform = "platform.ec2.instance = \"m7i.large\"";
    let mut half_an_hour = service("us-east-1", platform, 4, "");
    half_an_hour.duration = SimDuration::from_secs(1800);
    let bill = bills(&half_an_hour, &simulate(&half_an_hour, 0)).run;
    close(bill.amount(Item::Instances), 2.0 * 0.5 * 0.1008);
    assert_eq!(bill.amount(Item::FargateVcpu), Usd::new(0.0));
}

/// A Spot task that AWS takes back after 20 s is billed for a minute, at 30 % of the price: in 90 s, of tasks that are
/// launched at 0, 20, 40, 60 and 80 s, four are over and one has run for 10 s.
#[test]
fn a_spot_task_that_is_taken_back_is_billed_for_a_minute() {
    let platform = "platform.fargate.spot = \"20s\"";
    let spot = service("us-east-1", platform, 1, "");
    let bill = bills(&spot, &simulate(&spot, 0)).run;
    let hours = (4.0 * 60.0 + 10.0) / 3600.0;
    close(bill.amount(Item::FargateVcpu), hours * 0.3 * 0.040_48);
    close(
        bill.amount(Item::FargateMemory),
        hours * 2.0 * 0.3 * 0.004_445,
    );
}

/// In London, whose prices are listed: 50 requests a second, each on a connection of its own, are two LCUs.
#[test]
fn a_load_balancer_costs_its_hours_and_its_capacity() {
    let traffic = "traffic = [{ even.rate = 50 }]\n";
    let mut hour = service("eu-west-2", "platform = \"fargate\"", 2, traffic);
    hour.duration = SimDuration::from_secs(3600);
    let bill = bills(&hour, &simulate(&hour, 0)).run;
    close(bill.amount(Item::LoadBalancer), 0.026_46);
    close(bill.amount(Item::LoadBalancerCapacity), 2.0 * 0.0084);
    assert!(bill.stand_ins().is_empty(), "London's prices are its own");
}

/// A plan of a year takes 20 % off Fargate and 12 % off Lambda's duration, and nothing off requests, load balancers and
/// what the scenario prices itself.
#[test]
fn a_savings_plan_takes_its_share_off_what_it_covers() {
    let traffic = "traffic = [{ even.rate = 10 }]\n";
    let function = format!("[[functions]]\nname = \"f\"\nservice_time = \"1s\"\n{traffic}");
    let mut both = service(
        "us-east-1",
        "platform = \"fargate\"",
        2,
        &format!("{traffic}{function}"),
    );
    let result = simulate(&both, 0);
    let list = bills(&both, &result).run;
    both.billing.savings_plan = Some(crate::scenario::Discounts {
        lambda: 0.12,
        fargate: 0.20,
        ec2: 0.0,
    });
    let plan = bills(&both, &result).run;
    for (item, share) in [
        (Item::Duration, 0.88),
        (Item::Init, 0.88),
        (Item::FargateVcpu, 0.80),
        (Item::FargateMemory, 0.80),
        (Item::Requests, 1.0),
        (Item::LoadBalancer, 1.0),
    ] {
        close(plan.amount(item), share * list.amount(item).get());
    }
    both.region.prices.fargate_vcpu = Some(1.0);
    let own = bills(&both, &result).run;
    close(own.amount(Item::FargateVcpu), 2.0 * 90.0 / 3600.0);
}
