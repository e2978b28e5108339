//! Do confidence intervals contain what they claim to, as often as they claim to?

use burstsim::study::Estimate;
use burstsim::world::simulate;

use crate::support::*;
use crate::theory::erlang_b;

const REPLICATIONS: u64 = 10;

/// The interval of 10 replications for the throttled share of 8 erlangs on 10 servers, over 200
/// seeds. By the binomial law a true coverage of 95 % gives 91 to 98 % in 99 of 100 such trials. A
/// replication starts empty; 20 mean service times of warm-up make the bias far smaller than the
/// interval (the start is forgotten with a time constant of about one service time).
#[test]
fn intervals_cover_erlang_b_as_often_as_they_promise() {
    let expected = erlang_b(8.0, 10);
    let service = burstsim::scenario::Distribution::Exponential { mean: secs(1.0) };
    let function = bare_function("f", service, vec![poisson(8.0)]);
    let mut scenario = scenario(120.0, 10, 10, vec![function]);
    scenario.warm_up = secs(20.0);
    let mut covered = 0;
    for seed in 0..200 {
        scenario.seed = seed;
        let shares: Vec<f64> = (0..REPLICATIONS)
            .map(|number| simulate(&scenario, number).totals().throttle_rate())
            .collect();
        let estimate = Estimate::new(&shares).expect("replications");
        covered += u32::from(estimate.covers(expected));
    }
    assert!(
        (182..=196).contains(&covered),
        "{covered} of 200 intervals cover Erlang B = {expected}"
    );
}
