//! Where the lines of a scaling diagram part: when it is, and which variant is throttled then.
//!
//! It claims what the series hold: equal values before, and throttles in the interval or beside it.

use crate::report::compared::Curves;
use crate::report::document::Language;
use crate::report::document::points::Timeline;
use crate::scenario::Scenario;

/// A line: what it is called, and what it is of.
pub(super) struct Line<'a> {
    pub(super) name: String,
    pub(super) scenario: &'a Scenario,
    pub(super) curves: &'a Curves,
}

/// Means of the same counts are equal to the last digit but for how sums are rounded.
const ROUNDING: f64 = 1e-5;

/// Where lines that ran together part; `None` with fewer than two, or where they never ran together.
pub(super) fn sentence(language: Language, lines: &[Line], timeline: &Timeline) -> Option<String> {
    if lines.len() < 2 {
        return None;
    }
    let at = |line: &Line, interval: usize| line.curves.instances.get(interval).copied();
    let is_apart = |interval: &usize| {
        let values: Vec<f64> = lines
            .iter()
            .filter_map(|line| at(line, *interval))
            .collect();
        let (low, high) = (
            values.iter().copied().fold(f64::INFINITY, f64::min),
            values.iter().copied().fold(0.0, f64::max),
        );
        values.len() == lines.len() && high - low > ROUNDING * high.max(1.0)
    };
    // Lines that never part coincide, which a chart says of itself.
    let parted = (0..timeline.intervals).find(is_apart)?;
    if parted == 0 {
        return None;
    }
    let when = timeline.clock().at(timeline.span(parted).0);
    let below = lines.iter().min_by(|a, b| {
        at(a, parted)
            .partial_cmp(&at(b, parted))
            .unwrap_or(std::cmp::Ordering::Equal)
    })?;
    let beside = parted.saturating_sub(1)..=parted + 1;
    let throttles = &below.curves.throttles;
    let is_throttled = beside
        .filter_map(|interval| throttles.get(interval))
        .any(|count| *count > 0.0);
    let name = &below.name;
    Some(match is_throttled && is_told_apart_by_rule(lines) {
        true => language.choose(
            format!("The lines coincide until {when}, when {name} is the first to be throttled."),
            format!("{when}까지 선이 겹치며, 그때 {name}이(가) 가장 먼저 스로틀링됩니다."),
        ),
        false => language.choose(
            format!("The lines coincide until {when}; then {name} stays below."),
            format!("{when}까지 선이 겹치며, 그 뒤 {name}이(가) 아래에 있습니다."),
        ),
    })
}

/// Whether it is quotas that tell the variants apart.
fn is_told_apart_by_rule(lines: &[Line]) -> bool {
    let rules = lines.iter().map(|line| line.scenario.region.scaling);
    let rules: Vec<_> = rules.collect();
    rules.windows(2).any(|pair| pair[0] != pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::report::fixture;

    fn said(instances: [&[f64]; 2], throttles: &[f64]) -> Option<String> {
        let scenario = fixture::scenario();
        let curves = instances.map(|values| Curves {
            instances: values.to_vec(),
            throttles: throttles.to_vec(),
            ..Curves::default()
        });
        let other = fixture::per_function();
        let lines: Vec<Line> = [("a", &scenario), ("b", &other)]
            .into_iter()
            .zip(&curves)
            .map(|((name, scenario), curves)| Line {
                name: name.to_owned(),
                scenario,
                curves,
            })
            .collect();
        let second = SimDuration::from_secs(1);
        let timeline = Timeline::new(4, second, SimDuration::from_secs(4), 1);
        sentence(Language::English, &lines, &timeline)
    }

    #[test]
    fn lines_part_where_one_falls_behind() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 2.5, 2.5]);
        assert_eq!(
            said([&a, &b], &[0.0, 0.0, 5.0, 5.0]).unwrap(),
            "The lines coincide until 0:02, when b is the first to be throttled."
        );
        assert_eq!(
            said([&a, &b], &[0.0; 4]).unwrap(),
            "The lines coincide until 0:02; then b stays below."
        );
        assert_eq!(said([&a, &a], &[0.0; 4]), None, "the chart says it");
        assert_eq!(said([&a, &[2.0; 4]], &[0.0; 4]), None);
    }
}
