//! From which of several values on a measure meets its objective, and beyond which nothing more is to be gained: what
//! follows from a chart over values that were tried. It claims of means only, and only of values that were tried.

use crate::measures::Measure;
use crate::report::document::Language;
use crate::report::format::thousands;
use crate::report::notation;
use crate::scenario::Objective;

/// Fewer equal values at the end may be chance.
const FLAT: usize = 3;
/// What changes by at most this share of the whole change stays as it is.
const STILL: f64 = 0.05;
/// More values are counted, not listed.
const MOST_LISTED: usize = 6;

/// Values in the order of their axis, each with the mean of a measure in the unit of data files.
pub(super) struct Crossings<'a> {
    pub(super) language: Language,
    pub(super) measure: Measure,
    /// What stands in front of a value, such as `burst `.
    pub(super) key: &'a str,
    /// Whether between two values there are others; names have no order.
    pub(super) are_ordered: bool,
    pub(super) tried: Vec<(String, Option<f64>)>,
}

impl Crossings<'_> {
    /// What follows, of each objective on the measure and then of the values alone.
    pub(super) fn sentences(&self, objectives: &[Objective]) -> Vec<String> {
        let own = objectives.iter().filter(|one| one.measure == self.measure);
        let met = own.filter_map(|objective| self.met(objective));
        met.chain(self.gain()).collect()
    }

    fn known(&self) -> Vec<(&str, f64)> {
        let known = self.tried.iter();
        let known = known.filter_map(|(shown, value)| Some((shown.as_str(), (*value)?)));
        known.collect()
    }

    fn shown(&self, value: f64) -> String {
        notation::plain(self.measure.unit(), value)
    }

    /// Where the objective is met.
    fn met(&self, objective: &Objective) -> Option<String> {
        let (language, key) = (self.language, self.key);
        let known = self.known();
        let holds = |value: f64| objective.comparison.holds(value, objective.limit);
        let meets: Vec<bool> = known.iter().map(|(_, value)| holds(*value)).collect();
        let name = format!("{} {objective}", objective.measure.key());
        let changes = meets.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let first_change = meets.iter().position(|met| *met != meets[0]);
        Some(match (meets.first()?, first_change) {
            (true, None) => language.choose(
                format!("The objective {name} is met at every value tried."),
                format!("시도한 모든 값에서 목표 {name}을(를) 충족합니다."),
            ),
            (false, None) => language.choose(
                format!("No value tried meets the objective {name}."),
                format!("시도한 값 중 목표 {name}을(를) 충족하는 값이 없습니다."),
            ),
            (false, Some(at)) if self.are_ordered && changes == 1 => {
                let (from, below) = (known[at].0, known[at - 1]);
                let (before, value) = (below.0, self.shown(below.1));
                language.choose(
                    format!("The objective {name} is met from {key}{from} on; {before} misses it with {value}."),
                    format!("{key}{from}부터 목표 {name}을(를) 충족합니다. {before}에서는 {value}(으)로 미달합니다."),
                )
            }
            (true, Some(at)) if self.are_ordered && changes == 1 => {
                let (to, above) = (known[at - 1].0, known[at]);
                let (after, value) = (above.0, self.shown(above.1));
                language.choose(
                    format!("The objective {name} is met up to {key}{to}; {after} misses it with {value}."),
                    format!("{key}{to}까지 목표 {name}을(를) 충족합니다. {after}에서는 {value}(으)로 미달합니다."),
                )
            }
            _ => {
                let meeting = known.iter().zip(&meets).filter(|(_, met)| **met);
                let meeting: Vec<&str> = meeting.map(|((shown, _), _)| *shown).collect();
                let (count, all) = (meeting.len(), thousands(known.len() as u64));
                if count > MOST_LISTED {
                    let count = thousands(count as u64);
                    language.choose(
                        format!("The objective {name} is met at {count} of {all} values tried."),
                        format!("시도한 값 {all}개 중 {count}개에서 목표 {name}을(를) 충족합니다."),
                    )
                } else {
                    let meeting = meeting.join(", ");
                    language.choose(
                        format!(
                            "Of {all} values tried, these meet the objective {name}: {meeting}."
                        ),
                        format!("시도한 값 {all}개 중 목표 {name}을(를) 충족하는 값: {meeting}."),
                    )
                }
            }
        })
    }

    /// Beyond which value the measure stays as it is.
    fn gain(&self) -> Option<String> {
        let (language, key) = (self.language, self.key);
        if !self.are_ordered {
            return None;
        }
        let known = self.known();
        let last = self.shown(known.last()?.1);
        let same = known.iter().rev();
        let same = same
            .take_while(|(_, value)| self.shown(*value) == last)
            .count();
        let from = known.len() - same;
        if from == 0 || same < FLAT {
            return None;
        }
        // Values that are rounded to the same may still lie far apart beside the others.
        if span(&known[from..]) > STILL * span(&known) {
            return None;
        }
        let from = known[from].0;
        Some(language.choose(
            format!("From {key}{from} on it stays at {last}."),
            format!("{key}{from}부터는 {last}에서 달라지지 않습니다."),
        ))
    }
}

/// How far values lie apart.
fn span(known: &[(&str, f64)]) -> f64 {
    let values = || known.iter().map(|(_, value)| *value);
    values().fold(f64::NEG_INFINITY, f64::max) - values().fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Comparison;

    fn said(values: &[f64], are_ordered: bool) -> Vec<String> {
        let tried = values.iter().enumerate();
        let tried = tried.map(|(place, value)| ((10 * place).to_string(), Some(value / 100.0)));
        let crossings = Crossings {
            language: Language::English,
            measure: Measure::ColdStartRate,
            key: "burst ",
            are_ordered,
            tried: tried.collect(),
        };
        crossings.sentences(&[Objective {
            measure: Measure::ColdStartRate,
            comparison: Comparison::Less,
            limit: 0.05,
        }])
    }

    #[test]
    fn where_an_objective_is_crossed_is_said_of_values_that_were_tried() {
        assert_eq!(
            said(&[9.0, 6.0, 4.0, 1.0, 1.0, 1.0], true),
            [
                "The objective cold_start_rate < 5% is met from burst 20 on; 10 misses it with 6.0 %.",
                "From burst 30 on it stays at 1.0 %."
            ]
        );
        assert_eq!(
            said(&[0.366, 0.349, 0.331, 0.32], true),
            ["The objective cold_start_rate < 5% is met at every value tried."],
            "what is rounded to 0.3 % is not the same"
        );
        assert_eq!(
            said(&[1.0, 2.0, 7.0], true),
            ["The objective cold_start_rate < 5% is met up to burst 10; 20 misses it with 7.0 %."]
        );
        assert_eq!(
            said(&[1.0, 7.0, 2.0], true),
            ["Of 3 values tried, these meet the objective cold_start_rate < 5%: 0, 20."]
        );
        assert_eq!(
            said(&[7.0, 2.0], false),
            ["Of 2 values tried, these meet the objective cold_start_rate < 5%: 10."]
        );
        assert_eq!(
            said(&[7.0, 6.0], true),
            ["No value tried meets the objective cold_start_rate < 5%."]
        );
        assert_eq!(
            said(&[2.0, 1.0], true),
            ["The objective cold_start_rate < 5% is met at every value tried."]
        );
        assert_eq!(said(&[], true), [""; 0]);
    }
}
