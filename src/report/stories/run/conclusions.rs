//! What follows from the charts of a run, in a sentence above their extremes.
//!
//! Every sentence is derived from the result, of all intervals, the warm-up included, as the charts are.

use super::Run;
use crate::kernel::SimTime;
use crate::metrics::{AccountInterval, Counts, FunctionInterval, FunctionResult, SourceResult};
use crate::report::document::chart::Chart;
use crate::report::document::clock::Clock;
use crate::report::format::{percent, plural, thousands};
use crate::report::stories::findings::causes::causes;
use crate::report::stories::findings::periods;
use crate::report::stories::queues::Queue;
use crate::study::Scope;

/// More queues than this are not spoken of.
const MOST_QUEUES: usize = 3;

impl Run<'_> {
    /// The chart with a conclusion for each of its views, of the scopes in their order.
    pub(super) fn concluded(
        &self,
        mut chart: Chart,
        of: impl Fn(Scope) -> Option<String>,
    ) -> Chart {
        let functions = self.curves.charted.iter().copied().map(Scope::Function);
        let scopes = std::iter::once(Scope::Account).chain(functions);
        for (view, scope) in chart.views.iter_mut().zip(scopes) {
            view.conclusion = of(scope).unwrap_or_default();
        }
        chart
    }

    pub(super) fn clock(&self) -> Clock {
        Clock::of(self.scenario, self.result.simulated.as_secs_f64())
    }

    pub(super) fn at(&self, time: SimTime) -> String {
        self.clock().at(time.as_secs_f64())
    }

    fn is_in(scope: Scope, index: usize) -> bool {
        match scope {
            Scope::Account => true,
            Scope::Function(only) => index == only,
        }
    }

    pub(super) fn functions_in(
        &self,
        scope: Scope,
    ) -> impl Iterator<Item = &FunctionResult> + Clone {
        let functions = self.result.functions.iter().enumerate();
        functions
            .filter(move |(index, _)| Self::is_in(scope, *index))
            .map(|(_, function)| function)
    }

    /// The limits that refused anything in a scope, the main one first, each with how much.
    fn refused(&self, scope: Scope) -> Vec<(String, u64)> {
        let counts = self.result.functions.iter().enumerate();
        let counts = counts.map(|(index, function)| match Self::is_in(scope, index) {
            true => function.intervals.iter().map(|row| row.counts).sum(),
            false => Counts::default(),
        });
        let named = causes(self.scenario, counts).into_iter();
        named
            .map(|(cause, count)| (cause.name(self.language(), self.scenario), count))
            .collect()
    }

    /// `Throttled from 1:10 to 1:23, mainly by the regional burst quota; open requests were back at the instances by 1:40.`
    pub(super) fn of_scaling(&self, scope: Scope) -> Option<String> {
        let language = self.language();
        let refused = self.refused(scope);
        let Some(((cause, _), others)) = refused.split_first() else {
            return self.of_no_throttle(scope);
        };
        let mut dated = periods::dated(self.finished);
        dated.retain(|period| Self::is_in(scope, period.function));
        let last = dated.iter().map(|period| period.to).max()?;
        let when = periods::when(language, &dated, self.clock());
        let mainly = match others {
            [] => language.choose("by", "원인은"),
            _ => language.choose("mainly by", "주된 원인은"),
        };
        // Nothing is known of what comes after the run.
        let is_over = SimTime::ZERO + self.result.simulated <= last;
        let after = match self.caught_up(scope, last) {
            _ if is_over => String::new(),
            Some(time) => {
                let time = self.at(time);
                language.choose(
                    format!("; open requests were back at the instances by {time}"),
                    format!(". 미결 요청은 {time}까지 인스턴스 수로 돌아왔습니다"),
                )
            }
            None => language
                .choose(
                    "; at the end more requests were open than there were instances",
                    ". 끝에도 인스턴스보다 미결 요청이 많습니다",
                )
                .to_owned(),
        };
        Some(language.choose(
            format!("Throttled{when}, {mainly} {cause}{after}."),
            format!("스로틀링{when}, {mainly} {cause}{after}."),
        ))
    }

    /// Nothing where attempts failed: requests then wait for another reason.
    fn of_no_throttle(&self, scope: Scope) -> Option<String> {
        let failed = self.counted(scope, |counts| counts.errors);
        let language = self.language();
        failed.iter().all(|(_, count)| *count == 0).then(|| {
            language
                .choose(
                    "Nothing was throttled: no scaling quota held the instances back.",
                    "스로틀링이 없습니다. 확장 할당량이 인스턴스를 제한하지 않았습니다.",
                )
                .to_owned()
        })
    }

    /// The first interval from `since` on in which no more requests were open than there were instances.
    fn caught_up(&self, scope: Scope, since: SimTime) -> Option<SimTime> {
        let functions: Vec<&FunctionResult> = self.functions_in(scope).collect();
        let rows = &functions.first()?.intervals;
        let all = |index: usize, of: fn(&FunctionInterval) -> f64| -> f64 {
            let rows = functions.iter().filter_map(|one| one.intervals.get(index));
            rows.map(of).sum()
        };
        let caught_up = |index: usize| match functions.len() {
            1 => {
                all(index, |row| row.open.max as f64)
                    <= all(index, |row| row.environments.max as f64)
            }
            _ => all(index, |row| row.open.mean) <= all(index, |row| row.environments.mean),
        };
        let mut later = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.start >= since);
        later
            .find(|(index, _)| caught_up(*index))
            .map(|(_, row)| row.start)
    }

    /// `The regional burst quota refused all 3,385; the most in an interval, 1,083, from 1:12 on.`
    pub(super) fn of_throttles(&self, scope: Scope) -> Option<String> {
        let language = self.language();
        let refused = self.refused(scope);
        let all: u64 = refused.iter().map(|(_, count)| count).sum();
        let (cause, count) = refused.first()?;
        let (start, most) = self.busiest(scope, Counts::throttles)?;
        let (start, most) = (self.at(start), thousands(most));
        let share = match refused.len() {
            1 => language.choose(
                format!(
                    "{cause} accounts for all {}",
                    plural(all, "throttle", "throttles")
                ),
                format!(
                    "거부된 시도 {}건 모두 {cause}에 따른 것입니다",
                    thousands(all)
                ),
            ),
            _ => {
                let (count, all, share) = (
                    thousands(*count),
                    thousands(all),
                    percent(*count as f64 / all as f64),
                );
                language.choose(
                    format!("{cause} accounts for {count} of {all} throttles ({share})"),
                    format!("거부된 시도 {all}건 중 {count}건({share})은 {cause}에 따른 것입니다"),
                )
            }
        };
        let share = crate::report::format::capital(&share);
        Some(language.choose(
            format!("{share}; the worst interval, from {start} on, has {most}."),
            format!("{share}. 가장 심한 구간은 {start}에 시작하며 {most}건입니다."),
        ))
    }

    /// The interval in which something was counted most, and how much.
    fn busiest(&self, scope: Scope, of: fn(&Counts) -> u64) -> Option<(SimTime, u64)> {
        let rows = self.counted(scope, of);
        // The first of equals.
        let most = rows.iter().map(|(_, count)| *count).max()?;
        rows.into_iter()
            .find(|(_, count)| *count == most && most > 0)
    }

    /// A count of each interval.
    pub(super) fn counted(&self, scope: Scope, of: fn(&Counts) -> u64) -> Vec<(SimTime, u64)> {
        let mut rows: Vec<(SimTime, u64)> = Vec::new();
        for function in self.functions_in(scope) {
            for (index, row) in function.intervals.iter().enumerate() {
                match rows.get_mut(index) {
                    Some((_, count)) => *count += of(&row.counts),
                    None => rows.push((row.start, of(&row.counts))),
                }
            }
        }
        rows
    }

    /// `At least half of the 3,179 cold starts came before 1:13.`
    pub(super) fn of_cold_starts(&self, scope: Scope) -> Option<String> {
        let language = self.language();
        let rows = self.counted(scope, |counts| counts.cold_starts);
        let all: u64 = rows.iter().map(|(_, count)| count).sum();
        if all < 2 {
            return None;
        }
        let mut so_far = 0;
        let reached = rows.iter().position(|(_, count)| {
            so_far += count;
            2 * so_far >= all
        })?;
        // The end of that interval.
        let end = rows.get(reached + 1).map(|(start, _)| *start);
        let end = self.at(end.unwrap_or(SimTime::ZERO + self.result.simulated));
        let all = thousands(all);
        Some(language.choose(
            format!("At least half of the {all} cold starts came before {end}."),
            format!("콜드 스타트 {all}번 중 절반 이상이 {end} 전에 있었습니다."),
        ))
    }

    /// How near concurrency came to its limit.
    pub(super) fn of_concurrency(&self, scope: Scope) -> Option<String> {
        let language = self.language();
        let peaks: Vec<(SimTime, u64)> = match scope {
            Scope::Account => {
                let rows = self.result.account.intervals.iter();
                rows.map(|row| (row.start, row.concurrency_max)).collect()
            }
            Scope::Function(index) => {
                let rows = self.result.functions.get(index)?.intervals.iter();
                rows.map(|row| (row.start, row.in_flight.max)).collect()
            }
        };
        let limit = self.curves.limit(scope);
        let most = peaks
            .iter()
            .map(|(_, peak)| *peak)
            .max()
            .filter(|most| *most > 0)?;
        let at_most: Vec<SimTime> = peaks
            .iter()
            .filter(|(_, peak)| *peak == most)
            .map(|(start, _)| *start)
            .collect();
        let first = self.at(*at_most.first()?);
        let (name, bound, peak) = (&limit.label, thousands(limit.value as u64), thousands(most));
        if most as f64 >= limit.value {
            let when = self.during(&at_most, peaks.len());
            return Some(language.choose(
                format!("The limit ({name}, {bound}) was reached {when}."),
                format!("{when}에서 한도({name}, {bound})에 도달했습니다."),
            ));
        }
        let share = percent(most as f64 / limit.value);
        Some(language.choose(
            format!("The peak, {peak} at {first}, is {share} of the limit ({name}, {bound})."),
            format!("최대치 {peak}({first})은 한도({name}, {bound})의 {share}입니다."),
        ))
    }

    /// Whether the bucket of tokens ran empty.
    pub(super) fn of_tokens(&self) -> Option<String> {
        let language = self.language();
        let rows = &self.result.account.intervals;
        let empty: Vec<SimTime> = rows
            .iter()
            .filter(|row| row.scaling_tokens < 1.0)
            .map(|row| row.start)
            .collect();
        if !empty.is_empty() {
            let when = self.during(&empty, rows.len());
            return Some(language.choose(
                format!("The bucket ran empty {when}."),
                format!("{when}의 끝에 토큰이 하나도 남지 않았습니다."),
            ));
        }
        let by_tokens = |a: &&AccountInterval, b: &&AccountInterval| {
            a.scaling_tokens.total_cmp(&b.scaling_tokens)
        };
        let lowest = rows.iter().min_by(by_tokens)?;
        if rows
            .iter()
            .all(|row| row.scaling_tokens == lowest.scaling_tokens)
        {
            return Some(
                language
                    .choose(
                        "The bucket never ran empty: tokens came back as fast as they were used.",
                        "버킷은 비지 않았습니다. 토큰은 쓰는 만큼 다시 채워졌습니다.",
                    )
                    .to_owned(),
            );
        }
        let (left, at) = (
            thousands(lowest.scaling_tokens as u64),
            self.at(lowest.start),
        );
        Some(language.choose(
            format!("The bucket never ran empty: it was lowest in the interval from {at} on, with {left} tokens at its end."),
            format!("버킷은 비지 않았습니다. {at}에 시작한 구간의 끝에 가장 적은 {left}개가 남았습니다."),
        ))
    }

    /// When queues were fullest, and when they were worked off.
    pub(super) fn of_backlog(&self) -> Option<String> {
        let functions = self.result.functions.iter().enumerate();
        let sources = functions.flat_map(|(index, function)| {
            let sources = function.sources.iter();
            sources.map(move |source| (Queue::new(self.scenario, index, source.source), source))
        });
        let sentences = sources
            .filter_map(|(queue, source)| self.of_queue(&queue.label(self.language()), source))
            .take(MOST_QUEUES);
        let sentences: Vec<String> = sentences.collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    fn of_queue(&self, label: &str, source: &SourceResult) -> Option<String> {
        let language = self.language();
        let rows = &source.intervals;
        let most = rows
            .iter()
            .map(|row| row.backlog_max)
            .max()
            .filter(|most| *most > 0)?;
        let peak = rows.iter().position(|row| row.backlog_max == most)?;
        let at = self.at(rows.get(peak)?.start);
        let tenth = most / 10;
        let worked_off = rows.iter().skip(peak).find(|row| row.backlog_max <= tenth);
        let after = match worked_off {
            Some(row) => {
                let time = self.at(row.start);
                language.choose(
                    format!("and is down to a tenth of that by {time}"),
                    format!("{time}까지 그 10분의 1로 줄었습니다"),
                )
            }
            None => {
                let left = thousands(source.backlog_at_end);
                language.choose(
                    format!("and is {left} at the end"),
                    format!("끝에 {left}건이 남았습니다"),
                )
            }
        };
        let most = thousands(most);
        Some(language.choose(
            format!("{label}: the backlog peaks at {most} at {at} {after}."),
            format!("{label}: 백로그는 {at}에 {most}건으로 가장 컸고, {after}."),
        ))
    }
}
