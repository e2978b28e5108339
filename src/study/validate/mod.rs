//! `burstsim validate`: the model against references that do not come from it.
//!
//! A [`Reference`] is a theory, a published example or a measurement, one file each. It builds
//! scenarios on a [`Bench`], runs them through the same door as every user, and returns [`Case`]s:
//! what is known, what the simulation says, and whether the two agree.
//!
//! It knows theory and scenarios. It must not know the inside of the model: a reference that shared
//! code with what it checks would prove nothing. Nor must it know how cases are printed.
//!
//! | module | what it holds |
//! |---|---|
//! | [`case`] | a comparison, its rule and its verdict; how often the suite may fail by chance |
//! | [`mod@bench`] | the bench: scenarios, changes made on purpose, replications on all cores |
//! | [`mod@reference`] | what every reference has |
//! | [`formulas`], `first_passage` | the theory, tested against published values |
//! | `timeline` | a run that is small enough to be worked out by hand, and what must come out of it |
//! | `lifecycle`, `limits`, `provisioned`, `versions`, `retries`, `queues`, `traffic`, `services`, `outages`, `bills` | the rules one by one, in such runs |
//! | `erlang`, `infinite_server`, `time_varying`, `laws`, `expiry`, `token_bucket`, `per_function`, `examples`, `measured`, `idle_clock`, `refill`, `sqs`, `containers` | one reference each |

pub mod bench;
mod bills;
pub mod case;
mod containers;
mod erlang;
mod examples;
mod expiry;
mod first_passage;
pub mod formulas;
mod idle_clock;
mod infinite_server;
mod laws;
mod lifecycle;
mod limits;
mod measured;
mod outages;
mod per_function;
mod provisioned;
mod queues;
pub mod reference;
mod refill;
mod retries;
mod services;
mod sqs;
mod time_varying;
mod timeline;
mod token_bucket;
mod traffic;
mod versions;

pub use bench::{Bench, Effort, Failure};
pub use case::{Case, Rule, Verdict};
pub use reference::Reference;

/// All references: theory, published quotas and examples, each rule worked by hand, measurements.
pub const REFERENCES: [Reference; 23] = [
    erlang::REFERENCE,
    infinite_server::REFERENCE,
    time_varying::REFERENCE,
    laws::REFERENCE,
    expiry::REFERENCE,
    token_bucket::REFERENCE,
    per_function::REFERENCE,
    examples::REFERENCE,
    lifecycle::REFERENCE,
    limits::REFERENCE,
    provisioned::REFERENCE,
    versions::REFERENCE,
    retries::REFERENCE,
    queues::REFERENCE,
    traffic::REFERENCE,
    services::REFERENCE,
    outages::REFERENCE,
    bills::REFERENCE,
    measured::REFERENCE,
    idle_clock::REFERENCE,
    refill::REFERENCE,
    sqs::REFERENCE,
    containers::REFERENCE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suite_fails_by_chance_in_fewer_than_one_of_a_thousand_sets_of_seeds() {
        let comparisons: usize = REFERENCES
            .map(|reference| reference.comparisons)
            .iter()
            .sum();
        assert!(
            comparisons <= case::MOST_COMPARISONS,
            "{comparisons} comparisons"
        );
        assert!(case::MOST_COMPARISONS as f64 * case::SIGNIFICANCE <= 1.0 / 1000.0 + 1e-12);
    }
}
