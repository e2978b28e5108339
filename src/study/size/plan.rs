//! What is searched, and when it is judged.

use crate::scenario::Objective;
use crate::study::looks::Looks;

/// What is searched.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The function, by its position, whose results are judged.
    pub function: usize,
    /// What it has to achieve.
    pub objectives: Vec<Objective>,
    /// The largest value that may be tried; 0 is the smallest.
    pub upper: u32,
    /// After how many replications a value is judged.
    pub looks: Looks,
}

impl Plan {
    /// The objectives in words, such as `cold_start_rate < 1%`, with `between` between them.
    pub fn objective_words(&self, between: &str) -> String {
        let objectives = self.objectives.iter();
        let words = objectives.map(|one| format!("{} {one}", one.measure.key()));
        words.collect::<Vec<_>>().join(between)
    }
}
