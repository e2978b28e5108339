//! Versions of a function, written as the scenario reference says: a function for each.
//!
//! What it says is exact there: they share the account and the Region's bucket, and no environment.

use burstsim::lambda::simulate;
use burstsim::metrics::{Counts, RunResult};
use burstsim::scenario::*;

use crate::support::*;

/// Requests of ten seconds, all at the start, to a version that has `provisioned` environments.
fn version(name: &str, provisioned: u32, requests: u64) -> Function {
    let traffic = (requests > 0).then(|| batch(&[0.0], requests));
    Function {
        provisioned_concurrency: (provisioned > 0).then(|| constantly(provisioned)),
        ..bare_function(name, constant(10.0), traffic.into_iter().collect())
    }
}

/// The versions in an account of 1,000 with a bucket of `burst` environments.
fn run(burst: u32, versions: Vec<Function>) -> RunResult {
    let result = simulate(&scenario(20.0, 1000, burst, versions), 0);
    assert_eq!(result.check_conservation(), Ok(()));
    result
}

/// Served on provisioned environments, served cold, refused for concurrency and refused for scaling.
fn outcome(counts: &Counts) -> (u64, u64, u64, u64) {
    (
        counts.provisioned_invocations,
        counts.cold_starts,
        counts.throttles_concurrency,
        counts.throttles_scaling,
    )
}

fn outcomes(result: &RunResult) -> Vec<(u64, u64, u64, u64)> {
    let functions = result.functions.iter();
    functions
        .map(|function| outcome(&function.totals))
        .collect()
}

#[test]
fn idle_provisioned_environments_of_one_version_do_not_serve_another() {
    let split = run(
        3000,
        vec![
            version("checkout-live", 400, 0),
            version("checkout-canary", 0, 700),
        ],
    );
    // 400 of the account's 1,000 are claimed although they are idle.
    assert_eq!(outcomes(&split), [(0, 0, 0, 0), (0, 600, 100, 0)]);

    let whole = run(3000, vec![version("checkout", 400, 700)]);
    assert_eq!(outcomes(&whole), [(400, 300, 0, 0)]);
}

/// AWS's walk-through of 400 provisioned serves 1,000 of 1,001 requests at once; with the 400 split
/// over two versions, those of the one without traffic are lost to the other.
#[test]
fn provisioned_concurrency_split_over_versions_serves_less() {
    let split = run(
        3000,
        vec![
            version("checkout-live", 300, 1001),
            version("checkout-canary", 100, 0),
        ],
    );
    assert_eq!(outcomes(&split), [(300, 600, 101, 0), (0, 0, 0, 0)]);

    let whole = run(3000, vec![version("checkout", 400, 1001)]);
    assert_eq!(outcomes(&whole), [(400, 600, 1, 0)]);
}

#[test]
fn versions_share_the_bucket_of_the_region() {
    let split = run(
        500,
        vec![
            version("checkout-live", 0, 450),
            version("checkout-canary", 0, 150),
        ],
    );
    let served: u64 = split.functions.iter().map(|f| f.totals.cold_starts).sum();
    let refused: u64 = split
        .functions
        .iter()
        .map(|f| f.totals.throttles_scaling)
        .sum();
    assert_eq!((served, refused), (500, 100));

    let whole = run(500, vec![version("checkout", 0, 600)]);
    assert_eq!(outcomes(&whole), [(0, 500, 0, 100)]);
}
