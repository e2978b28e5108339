//! What a user can do next, by the options of this program: the words that reports and studies leave to it.

use burstsim::report::Hints;
use burstsim::study::sweep::design::{DesignError, MOST_POINTS};

/// How to ask for more than a report shows.
pub(super) const HINTS: Hints = Hints {
    more_replications: "more replications (--max-replications)",
    allow_more: "allow more with --max-replications",
    more_periods: "--periods explains more",
    sources: "sources with --format json or csv",
};

/// Why something makes no sweep, and which option makes it one.
pub(super) fn of_design(error: &DesignError) -> String {
    match error {
        DesignError::OnePoint => {
            "this is one point: give several values, such as --over region.burst=500..3000:500"
                .into()
        }
        DesignError::KeyTwice(key) => {
            format!("`{key}` is swept twice: put all its values into one --over")
        }
        DesignError::TooMany(count) => format!(
            "the grid has {count} points, and the most are {MOST_POINTS}: give larger steps, or draw some of \
             them with --sample N"
        ),
    }
}
