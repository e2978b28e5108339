//! Queueing theory: a fixed number of tasks, against formulas that the model does not contain.

use burstsim::metrics::FunctionResult;
use burstsim::scenario::*;
use burstsim::world::simulate;

use super::*;
use crate::queues::theory::{wait_of_m_d_c, wait_of_m_m_c};
use crate::theory::erlang_b;

/// In equilibrium.
struct Equilibrium {
    /// The share of requests that is lost, and the share that waits.
    lost: f64,
    waits: f64,
    /// Mean number that is served, and that waits.
    busy: f64,
    queue: f64,
}

/// M/M/c/K by its balance equations: with `offered` erlangs, `p(n) = p(n-1) x offered / min(n, servers)`.
fn m_m_c_k(offered: f64, servers: u32, most: u32) -> Equilibrium {
    let mut chances = vec![1.0];
    for n in 1..=most {
        let before = chances[n as usize - 1];
        chances.push(before * offered / f64::from(n.min(servers)));
    }
    let total: f64 = chances.iter().sum();
    let chance = |n: u32| chances[n as usize] / total;
    let mean = |of: &dyn Fn(u32) -> u32| (0..=most).map(|n| f64::from(of(n)) * chance(n)).sum();
    Equilibrium {
        lost: chance(most),
        waits: (servers..most).map(chance).sum(),
        busy: mean(&|n| n.min(servers)),
        queue: mean(&|n| n.saturating_sub(servers)),
    }
}

#[test]
fn the_equations_agree_with_the_formulas_of_their_limits() {
    // Without a queue, Erlang's loss formula; with a long one, his delay formula.
    let full = m_m_c_k(3.6, 4, 4);
    assert!((full.lost - erlang_b(3.6, 4)).abs() < 1e-12);
    let long = m_m_c_k(3.2, 4, 400);
    let wait = long.queue / 3.2;
    assert!((wait - wait_of_m_m_c(3.2, 4)).abs() < 1e-9, "{wait}");
    // One server with room for one: half of the time it is busy, and half of the requests are lost.
    let one = m_m_c_k(1.0, 1, 1);
    assert_eq!((one.lost, one.busy, one.queue), (0.5, 0.5, 0.0));
}

/// Mean time of a request.
const SERVICE: f64 = 0.1;

fn exponential() -> Distribution {
    Distribution::Exponential {
        mean: secs(SERVICE),
    }
}

fn lognormal(sd: f64) -> Distribution {
    Distribution::Lognormal(Lognormal::MeanSd {
        mean: secs(SERVICE),
        sd: secs(sd),
    })
}

/// `offered` erlangs for this many tasks with this many places, and a queue.
fn load(
    (count, places): (u32, u32),
    queue: RequestQueue,
    service: Distribution,
    offered: f64,
) -> Scenario {
    let tasks = Tasks {
        queue,
        ..tasks(count, places)
    };
    let traffic = vec![poisson(offered / SERVICE)];
    let mut scenario = run_of(1100.0, vec![on_fargate(tasks, service, traffic)]);
    // A thousand service times: what was empty at the start is forgotten.
    scenario.warm_up = secs(100.0);
    scenario
}

fn up_to(maximum: u32) -> RequestQueue {
    RequestQueue {
        maximum,
        timeout: None,
        at: QueueAt::Service,
    }
}

/// Longer than it ever gets.
const ENDLESS: u32 = 1_000_000;

/// What is measured, its value in theory, and how it is read off a run.
type Measured<'a> = (&'a str, f64, &'a dyn Fn(&FunctionResult) -> f64);

/// Checks what some replications measure against theory: within four standard errors, which have to be small.
fn agrees(scenario: &Scenario, name: &str, all: &[Measured<'_>]) {
    let runs: Vec<_> = (0..16).map(|number| simulate(scenario, number)).collect();
    for (what, expected, measure) in all {
        let values: Vec<f64> = runs.iter().map(|run| measure(&run.functions[0])).collect();
        let (mean, error) = mean_and_standard_error(&values);
        assert!(
            (mean - expected).abs() < 4.0 * error,
            "{name}: {what} {mean} +- {error}, theory {expected}"
        );
        assert!(
            error < 0.05 * expected,
            "{name}: the test says too little of {what}: +- {error} of {expected}"
        );
    }
}

fn queue_mean(function: &FunctionResult) -> f64 {
    function.service.as_ref().expect("tasks").queue.mean
}

/// Mean wait of the requests that were completed, in seconds.
fn wait(function: &FunctionResult) -> f64 {
    function.latency.mean_ms().expect("requests") / 1000.0 - SERVICE
}

fn share_that_waits(function: &FunctionResult) -> f64 {
    let queued = function.service.as_ref().expect("tasks").totals.queued;
    queued as f64 / function.totals.arrivals as f64
}

#[test]
fn a_queue_that_may_be_full_is_m_m_c_k() {
    for (offered, tasks, queue) in [(3.6, (2, 2), 5), (3.6, (4, 1), 5), (1.5, (1, 1), 3)] {
        let places = tasks.0 * tasks.1;
        let theory = m_m_c_k(offered, places, places + queue);
        let served = offered / SERVICE * (1.0 - theory.lost);
        let scenario = load(tasks, up_to(queue), exponential(), offered);
        let cpu = 1.0 / f64::from(tasks.1);
        let used = |function: &FunctionResult| {
            let service = function.service.as_ref().expect("tasks");
            service.cpu_utilization(cpu)
        };
        agrees(
            &scenario,
            &format!("{offered} erlangs on {tasks:?} with room for {queue}"),
            &[
                ("loss", theory.lost, &|one| one.totals.throttle_rate()),
                ("share that waits", theory.waits, &share_that_waits),
                ("queue", theory.queue, &queue_mean),
                // Little's law.
                ("wait", theory.queue / served, &wait),
                ("in flight", theory.busy, &|one| one.in_flight.mean),
                ("CPU", theory.busy / f64::from(places), &used),
            ],
        );
    }
}

#[test]
fn a_queue_without_end_is_erlang_c() {
    for (offered, tasks) in [(0.6, (1, 1)), (3.2, (2, 2)), (8.0, (10, 1))] {
        let servers = tasks.0 * tasks.1;
        let theory = wait_of_m_m_c(offered, servers);
        let free = f64::from(servers) - offered;
        let scenario = load(tasks, up_to(ENDLESS), exponential(), offered);
        agrees(
            &scenario,
            &format!("{offered} erlangs on {tasks:?}"),
            &[
                ("share that waits", theory * free, &share_that_waits),
                ("wait", theory * SERVICE, &wait),
                ("queue", theory * offered, &queue_mean),
            ],
        );
    }
}

/// Without a queue the loss is Erlang B whatever the law of the service time (Sevastyanov 1957).
#[test]
fn without_a_queue_the_loss_is_erlang_b_for_any_service_time() {
    let laws = [
        ("exponential", exponential()),
        ("constant", constant(SERVICE)),
        ("lognormal", lognormal(0.15)),
    ];
    for (offered, tasks) in [(3.6, (2, 2)), (8.0, (10, 1))] {
        let expected = erlang_b(offered, tasks.0 * tasks.1);
        for (name, law) in &laws {
            let scenario = load(tasks, up_to(0), law.clone(), offered);
            agrees(
                &scenario,
                &format!("{name}, {offered} erlangs on {tasks:?}"),
                &[("loss", expected, &|one| one.totals.throttle_rate())],
            );
        }
    }
}

/// Pollaczek and Khinchine: the wait is `rate x E(S^2) / 2 (1 - load)`.
#[test]
fn one_place_is_m_g_1() {
    // Each with the square of its coefficient of variation.
    let gamma = Distribution::Gamma(Gamma::MeanSd {
        mean: secs(SERVICE),
        sd: secs(SERVICE * 0.5),
    });
    let laws = [
        ("exponential", exponential(), 1.0),
        ("constant", constant(SERVICE), 0.0),
        ("lognormal", lognormal(SERVICE * 1.2), 1.44),
        ("gamma", gamma, 0.25),
    ];
    for load_of_one in [0.3, 0.7] {
        for (name, law, variation) in &laws {
            let wait_in_theory =
                load_of_one * SERVICE * (1.0 + variation) / (2.0 * (1.0 - load_of_one));
            let queue_in_theory = wait_in_theory * load_of_one / SERVICE;
            let scenario = load((1, 1), up_to(ENDLESS), law.clone(), load_of_one);
            agrees(
                &scenario,
                &format!("{name} at a load of {load_of_one}"),
                &[
                    ("wait", wait_in_theory, &wait),
                    ("queue", queue_in_theory, &queue_mean),
                ],
            );
        }
    }
}

#[test]
fn constant_times_on_several_places_are_m_d_c() {
    for (offered, tasks) in [(1.6, (2, 1)), (4.0, (1, 5))] {
        let expected = wait_of_m_d_c(offered, tasks.0 * tasks.1) * SERVICE;
        let scenario = load(tasks, up_to(ENDLESS), constant(SERVICE), offered);
        let name = format!("{offered} erlangs on {tasks:?}");
        agrees(&scenario, &name, &[("wait", expected, &wait)]);
    }
}

fn balanced(mut scenario: Scenario, balancing: Balancing) -> Scenario {
    let ServedBy::Ecs(service) = &mut scenario.functions[0].served_by else {
        unreachable!("it is a service");
    };
    std::sync::Arc::make_mut(service).tasks.balancing = balancing;
    scenario
}

/// Where all wait in one queue, it does not matter which task has a place for the first of them.
#[test]
fn with_one_queue_the_balancing_changes_no_wait() {
    let scenario = load((3, 2), up_to(20), exponential(), 5.4);
    let [turns, least] = [Balancing::RoundRobin, Balancing::LeastOutstandingRequests].map(|rule| {
        let result = simulate(&balanced(scenario.clone(), rule), 0);
        let function = &result.functions[0];
        let totals = (function.totals, of_service(&result).totals);
        let means = (function.latency.mean_ms(), queue_mean(function));
        (totals, means, function.latency.max_ms())
    });
    assert_eq!(turns, least);
}

/// Mean wait in E_c/M/1, where each of `servers` queues gets every c-th of the Poisson arrivals: in service times,
/// `s / (1 - s)` with the root s below 1 of `s = A(1 - s)`, A the Laplace transform of the time between arrivals.
fn wait_of_queues_in_turn(offered: f64, servers: u32) -> f64 {
    let transform = |x: f64| (offered / (offered + x)).powi(servers as i32);
    let mut root = 0.0;
    for _ in 0..10_000 {
        root = transform(1.0 - root);
    }
    root / (1.0 - root)
}

/// A queue at each task: tasks in turn are queues of their own with Erlang arrivals; the shortest queue is better than
/// that, and no rule is as good as one queue for all.
#[test]
fn queues_at_tasks_in_turn_are_e_c_m_1() {
    // Every arrival for the one queue: M/M/1.
    assert!((wait_of_queues_in_turn(0.7, 1) - 0.7 / 0.3).abs() < 1e-9);
    for (offered, servers) in [(1.4, 2), (3.0, 4)] {
        let queue = RequestQueue {
            at: QueueAt::Task,
            ..up_to(ENDLESS)
        };
        let scenario = load((servers, 1), queue, exponential(), offered);
        let expected = wait_of_queues_in_turn(offered, servers) * SERVICE;
        let name = format!("{offered} erlangs on {servers} in turn");
        let queues = expected * offered / SERVICE;
        let all: [Measured<'_>; 2] = [("wait", expected, &wait), ("queues", queues, &queue_mean)];
        agrees(&scenario, &name, &all);

        let least = balanced(scenario, Balancing::LeastOutstandingRequests);
        let least = wait(&simulate(&least, 0).functions[0]);
        let best = wait_of_m_m_c(offered, servers) * SERVICE;
        assert!(
            best < least && least < expected,
            "{name}: {best} s, {least} s, {expected} s"
        );
    }
}
