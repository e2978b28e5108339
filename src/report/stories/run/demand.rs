//! What follows from the charts of traffic, latency and provisioned concurrency, in a sentence: how uneven they are, and
//! how often what was asked of them was missed.
//!
//! As in `conclusions`, of all intervals, the warm-up included.

use super::Run;
use crate::kernel::SimTime;
use crate::measures::Measure;
use crate::metrics::{Counts, FunctionResult, LatencyStatistics};
use crate::report::format::{capital, milliseconds, number, percent, thousands};
use crate::report::stories::queues::Arrivals;
use crate::study::Scope;

/// What is less than this many times the usual is no peak.
const PEAK: f64 = 1.5;

impl Run<'_> {
    /// `in 12 of 360 intervals, first at 1:12, last at 1:30`, of intervals by when they begin.
    pub(super) fn during(&self, intervals: &[SimTime], all: usize) -> String {
        let at = |time: Option<&SimTime>| self.at(time.copied().unwrap_or_default());
        let (first, last) = (at(intervals.first()), at(intervals.last()));
        self.language()
            .during(intervals.len(), all, [&first, &last])
    }

    /// `Arrivals peak at 1:10 with 1,500/s, 15 times their mean (100/s).`
    pub(super) fn of_traffic(&self, scope: Scope) -> Option<String> {
        let language = self.language();
        let rows = self.counted(scope, |counts| counts.arrivals);
        let counts = rows.iter().map(|(_, count)| *count as f64);
        let rates = self.curves.timeline.rates(counts);
        let rates = rates.zip(&rows).map(|(rate, (start, _))| (*start, rate));
        let rates: Vec<(SimTime, f64)> = rates.collect();
        let (start, most) = highest(rates.iter().copied())?;
        let least = rates.iter().map(|(_, rate)| *rate).fold(most, f64::min);
        let all: u64 = rows.iter().map(|(_, count)| count).sum();
        let mean = all as f64 / self.result.simulated.as_secs_f64();
        let (at, times) = (self.at(start), times(most / mean));
        let (peak, usual) = (number(most), number(mean));
        let is_steady = most < PEAK * mean && mean < PEAK * least;
        let arrivals = match is_steady {
            true if peak == usual => language.choose(
                format!("Traffic is constant at {usual}/s"),
                format!("트래픽은 {usual}/s로 일정합니다"),
            ),
            true => language.choose(
                format!("Traffic is steady: {usual}/s on average, {peak}/s at most"),
                format!("트래픽이 고릅니다. 평균 {usual}/s, 최대 {peak}/s입니다"),
            ),
            false => language.choose(
                format!(
                    "Arrivals peak at {at} with {peak}/s, {times} times their mean ({usual}/s)"
                ),
                format!("도착은 {at}에 {peak}/s로 가장 많으며 평균({usual}/s)의 {times}배입니다"),
            ),
        };
        let attempts = self.counted(scope, |counts| counts.attempts);
        let attempts: u64 = attempts.iter().map(|(_, count)| count).sum();
        // Of what waits in queues an attempt is a batch.
        let retries = match Arrivals::of(self.scenario) {
            Arrivals::Requests if attempts > all => {
                let tries = number(attempts as f64 / all as f64);
                language.choose(
                    format!("; with retries, {tries} attempts a request"),
                    format!(". 재시도를 포함하면 요청당 시도는 {tries}회입니다"),
                )
            }
            _ => String::new(),
        };
        Some(format!("{arrivals}{retries}."))
    }

    /// How often latencies missed their objectives; without any, how far they stray.
    pub(super) fn of_latency(&self, scope: Scope) -> Option<String> {
        type Of = fn(&LatencyStatistics) -> f64;
        let quantiles: [(Measure, Of); 2] = [
            (Measure::LatencyP50, |row| row.p50_ms),
            (Measure::LatencyP99, |row| row.p99_ms),
        ];
        let mut functions = self.functions_in(scope);
        let (Some(function), None) = (functions.next(), functions.next()) else {
            return None;
        };
        let objectives = self.scenario.slo.iter().filter_map(|objective| {
            let (_, of) = quantiles
                .iter()
                .find(|(measure, _)| *measure == objective.measure)?;
            let known = latencies(function, *of);
            let missed = known
                .iter()
                .filter(|(_, value)| !objective.comparison.holds(*value, objective.limit));
            let missed: Vec<SimTime> = missed.map(|(start, _)| *start).collect();
            let name = format!(
                "{} {objective}",
                self.language().words(objective.measure).name
            );
            Some(self.missed_in(&name, &missed, known.len()))
        });
        let sentences: Vec<String> = objectives.collect();
        match sentences.is_empty() {
            true => self.how_even(&latencies(function, |row| row.p99_ms)),
            false => Some(sentences.join(" ")),
        }
    }

    /// `Latency p99 < 1s was missed in 12 of 360 intervals, first at 1:12, last at 1:30.`
    fn missed_in(&self, name: &str, missed: &[SimTime], all: usize) -> String {
        let (language, name) = (self.language(), capital(name));
        if missed.is_empty() {
            let always = language.during(all, all, ["", ""]);
            return language.choose(
                format!("{name} was met {always}."),
                format!("{always}에서 {name} 목표를 충족합니다."),
            );
        }
        let when = self.during(missed, all);
        language.choose(
            format!("{name} was missed {when}."),
            format!("{when}에서 {name} 목표에 미달합니다."),
        )
    }

    /// How far the p99 of intervals strays from its median.
    fn how_even(&self, known: &[(SimTime, f64)]) -> Option<String> {
        let language = self.language();
        let (start, most) = highest(known.iter().copied())?;
        let mut sorted: Vec<f64> = known.iter().map(|(_, value)| *value).collect();
        sorted.sort_by(f64::total_cmp);
        let (least, usual) = (*sorted.first()?, *sorted.get(sorted.len() / 2)?);
        let [least, shown, peak] = [least, usual, most].map(milliseconds);
        if least == peak {
            return Some(language.choose(
                format!("The p99 is {peak} throughout."),
                format!("p99는 내내 {peak}입니다."),
            ));
        }
        if most < PEAK * usual {
            return Some(language.choose(
                format!("The p99 stays between {least} and {peak}."),
                format!("p99는 {least}에서 {peak} 사이입니다."),
            ));
        }
        let (at, times) = (self.at(start), times(most / usual));
        Some(language.choose(
            format!("The p99 peaks at {at} with {peak}, {times} times its median over the intervals ({shown})."),
            format!("p99는 {at}에 {peak}로 가장 높으며 구간 중앙값({shown})의 {times}배입니다."),
        ))
    }

    /// Whether provisioned concurrency was used up, where one function has any.
    pub(super) fn of_provisioned(&self) -> Option<String> {
        let language = self.language();
        let mut functions = self
            .result
            .functions
            .iter()
            .filter(|one| one.has_provisioned);
        let (Some(function), None) = (functions.next(), functions.next()) else {
            return None;
        };
        let rows = &function.intervals;
        let share = |allocated: u64, busy: u64| busy as f64 / allocated as f64;
        let used = rows.iter().filter(|row| row.provisioned_allocated > 0);
        let used = used.map(|row| {
            let share = share(row.provisioned_allocated, row.provisioned_busy_max);
            (row.start, share)
        });
        let used: Vec<(SimTime, f64)> = used.collect();
        let full = used.iter().filter(|(_, share)| *share >= 1.0);
        let full: Vec<SimTime> = full.map(|(start, _)| *start).collect();
        if full.is_empty() {
            let (start, most) = highest(used.into_iter())?;
            let (at, most) = (self.at(start), percent(most));
            return Some(language.choose(
                format!("Never all busy: at most {most}, at {at}."),
                format!("모두 사용 중인 때가 없습니다. 최대 {most}({at})입니다."),
            ));
        }
        let when = self.during(&full, used.len());
        let counts: Counts = rows.iter().map(|row| row.counts).sum();
        let spilled = thousands(counts.spillover());
        let share = percent(counts.spillover_rate());
        Some(language.choose(
            format!("All were busy {when}; {spilled} invocations ({share}) spilled over to standard concurrency."),
            format!("{when}에서 모두 사용 중이었습니다. 호출 {spilled}건({share})이 표준 동시성으로 넘쳤습니다."),
        ))
    }
}

/// A latency of each interval that has any.
fn latencies(function: &FunctionResult, of: fn(&LatencyStatistics) -> f64) -> Vec<(SimTime, f64)> {
    let rows = function.intervals.iter();
    let known = rows.filter_map(|row| Some((row.start, of(row.latency.as_ref()?))));
    known.collect()
}

/// The first of the highest values above zero.
fn highest(values: impl Iterator<Item = (SimTime, f64)>) -> Option<(SimTime, f64)> {
    let above = values.filter(|(_, value)| *value > 0.0);
    above.reduce(|most, one| if one.1 > most.1 { one } else { most })
}

/// How many times as much: `15`, `2.4`.
fn times(ratio: f64) -> String {
    match ratio < 9.95 {
        true => format!("{ratio:.1}"),
        false => thousands(ratio.round() as u64),
    }
}
