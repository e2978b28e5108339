//! What measures are called, in the language of the reader.
//!
//! The names themselves stand in the catalogue of measures; here they meet their unit.

use super::look::Language;
use crate::measures::{Measure, Unit, Words};

impl Language {
    /// The names of a measure.
    pub(in crate::report) fn words(self, measure: Measure) -> Words {
        let entry = measure.entry();
        self.choose(entry.english, entry.korean)
    }

    /// A measure with its unit, for an axis: `cold starts (% of invocations)`.
    pub(in crate::report) fn axis(self, measure: Measure) -> String {
        let name = self.words(measure).name;
        match self.unit(measure) {
            None => name.to_owned(),
            Some(unit) => self.choose(format!("{name} ({unit})"), format!("{name}({unit})")),
        }
    }

    /// A measure as the heading of a chart whose numbers bring their unit: `cold starts, % of invocations`.
    pub(in crate::report) fn heading(self, measure: Measure) -> String {
        match measure.unit() {
            Unit::Share => self.column(measure),
            _ => self.words(measure).name.to_owned(),
        }
    }

    /// A measure with its unit, for a column of bare numbers: `latency p99, ms`.
    pub(in crate::report) fn column(self, measure: Measure) -> String {
        let name = self.words(measure).name;
        self.unit(measure)
            .map_or_else(|| name.to_owned(), |unit| format!("{name}, {unit}"))
    }

    /// The unit as it stands beside a name; `None` for numbers.
    fn unit(self, measure: Measure) -> Option<String> {
        let (symbol, whole) = (measure.unit().symbol(), self.words(measure).whole);
        match measure.unit() {
            Unit::Count | Unit::Level => None,
            Unit::Share => Some(self.choose(
                format!("{symbol} of {whole}"),
                format!("{whole}의 {symbol}"),
            )),
            Unit::Milliseconds | Unit::Usd => Some(symbol.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_meets_its_unit_in_both_languages() {
        let (english, korean) = (Language::English, Language::Korean);
        for (measure, in_english, in_korean) in [
            (
                Measure::ColdStartRate,
                "cold starts (% of invocations)",
                "콜드 스타트(호출의 %)",
            ),
            (Measure::LatencyP99, "latency p99 (ms)", "p99 지연 시간(ms)"),
            (
                Measure::MonthlyCost,
                "cost of a month (USD)",
                "월 비용(USD)",
            ),
            (Measure::InFlightMax, "peak in flight", "동시 처리(최대)"),
        ] {
            assert_eq!(english.axis(measure), in_english);
            assert_eq!(korean.axis(measure), in_korean);
        }
        assert_eq!(english.heading(Measure::LatencyP99), "latency p99");
        assert_eq!(
            english.heading(Measure::ThrottleRate),
            "throttled, % of attempts"
        );
        assert_eq!(english.column(Measure::LatencyP99), "latency p99, ms");
    }
}
