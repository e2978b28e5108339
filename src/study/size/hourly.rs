//! A value for each hour of the day, and what they come to as a schedule.
//!
//! The scenario of an hour is the same scenario that ends with the hour and warms up until it begins: it
//! meets the same requests, and its statistics are the hour's. The lowest constant value of each is
//! searched as that of any scenario. What the values come to one after the other, allocation time
//! included, is then measured with the schedule in force, over the whole run and hour by hour.
//!
//! Knows hours and values; must not know how a schedule is shown.

use super::candidate::{provisioned, scheduled};
use super::doubt::{Doubt, doubt};
use super::search::Between;
use super::trials::Trials;
use super::{Answer, Plan, Point, Verdict, answer};
use crate::kernel::SimDuration;
use crate::scenario::{Concurrency, Region, Scenario, ScheduledValue, TimeOfDay};
use crate::study::parallel;
use crate::study::watch::{Counted, Learnt, Watch};
use crate::world::Interrupted;

const HOUR_S: u32 = 3600;
/// A change is asked for at most this many minutes ahead, so that it comes after that of the hour before.
const MOST_MINUTES_AHEAD: u64 = 59;
const NANOS_PER_S: u64 = 1_000_000_000;

/// An hour of the run, or a part of one at its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The hour of the day, 0 to 23.
    pub hour: u32,
    /// From the start of the run until it begins.
    pub from: SimDuration,
    /// Until it ends.
    pub to: SimDuration,
}

/// An hour of the day.
#[derive(Clone, Debug)]
pub struct Hour {
    /// 0 to 23.
    pub hour: u32,
    /// What it needs by itself; of several days, the maximum that any of them needs.
    pub answer: Answer,
    /// With the schedule in force: each of its days, with what was measured.
    pub days: Vec<(Window, Point)>,
}

/// A schedule with what it comes to.
#[derive(Clone, Debug)]
pub struct Hourly {
    /// What was searched.
    pub plan: Plan,
    /// The hours that the run covers, by the hour of the day.
    pub hours: Vec<Hour>,
    /// The changes, in the order of time: of neighbouring hours that need the same, the first has one. None
    /// where no hour needs any.
    pub schedule: Vec<ScheduledValue>,
    /// The whole run with the schedule in force.
    pub whole: Point,
    /// The lowest constant value, or the nearest.
    pub constant: Answer,
    /// The whole run with that.
    pub constant_point: Point,
    /// The whole run without any.
    pub none: Point,
    /// Whether the value of the first hour, or else the constant, is the answer of a cold beginning.
    pub doubt: Option<Doubt>,
    /// Replications of these three.
    pub replications: u64,
    /// Runs in all.
    pub runs: u64,
}

impl Hour {
    /// Whether the hour meets the objectives with the schedule in force, on each day.
    pub fn verdict(&self) -> Verdict {
        let verdicts = || self.days.iter().map(|(_, point)| point.verdict());
        if verdicts().any(|one| one == Verdict::Missed) {
            Verdict::Missed
        } else if verdicts().all(|one| one == Verdict::Met) {
            Verdict::Met
        } else {
            Verdict::Open
        }
    }
}

impl Hourly {
    /// Whether a value was found for each hour, and the schedule meets the objectives over the whole run.
    pub fn is_met(&self) -> bool {
        let found = self.hours.iter().all(|hour| hour.answer.met);
        found && self.whole.verdict() == Verdict::Met
    }
}

/// Finds the lowest constant value for each hour of the day that the run covers after its warm-up, and
/// measures them as a schedule.
///
/// # Errors
/// [`Interrupted`] if an observer stopped its run.
pub fn hourly(plan: Plan, scenario: &Scenario, watch: &dyn Watch) -> Result<Hourly, Interrupted> {
    let counted = Counted::new(watch);
    let windows = windows(scenario);
    let found: Vec<(Answer, Option<Doubt>)> = parallel::try_map(&windows, |&window| {
        let cut = cut(scenario, window);
        let of = |count| provisioned(&cut, plan.function, count);
        let mut trials = Trials::new(&plan, of, &counted);
        let answer = least(&mut trials, &plan)?;
        let Answer { value, met, .. } = answer;
        let hour = window.hour;
        watch.learnt(Learnt::Hour { hour, value, met });
        Ok((answer, doubt(&mut trials, &plan, answer)?))
    })?;
    let (answers, doubts): (Vec<Answer>, Vec<Option<Doubt>>) = found.into_iter().unzip();
    // Only the hour in which the run begins starts up: the others warm up until they begin.
    let first_doubt = doubts.into_iter().flatten().next();
    let mut hours: Vec<Hour> = Vec::new();
    for (window, &answer) in windows.iter().zip(&answers) {
        match hours.iter_mut().find(|one| one.hour == window.hour) {
            Some(hour) => hour.answer = more_of(hour.answer, answer),
            None => hours.push(Hour {
                hour: window.hour,
                answer,
                days: Vec::new(),
            }),
        }
    }
    hours.sort_by_key(|hour| hour.hour);
    let values: Vec<_> = hours
        .iter()
        .map(|one| (one.hour, one.answer.value))
        .collect();
    let schedule = schedule(&values, &scenario.region);

    watch.learnt(Learnt::Schedule);
    let with_schedule = scheduled(scenario, plan.function, &schedule);
    let days: Vec<Point> = parallel::try_map(&windows, |&window| {
        let cut = cut(&with_schedule, window);
        let mut trials = Trials::new(&plan, |_| cut.clone(), &counted);
        trials.judge(0)?;
        let replications = trials.judged_after(0);
        trials.point(0, replications)
    })?;
    for (window, point) in windows.into_iter().zip(days) {
        if let Some(hour) = hours.iter_mut().find(|one| one.hour == window.hour) {
            hour.days.push((window, point));
        }
    }

    let of = |count| provisioned(scenario, plan.function, count);
    let mut constants = Trials::new(&plan, of, &counted);
    let constant = least(&mut constants, &plan)?;
    let constant_doubt = doubt(&mut constants, &plan, constant)?;
    let mut all = Trials::new(&plan, |_| with_schedule.clone(), &counted);
    all.judge(0)?;
    let replications = all
        .judged_after(0)
        .max(constants.judged_after(constant.value));
    Ok(Hourly {
        hours,
        schedule,
        whole: all.point(0, replications)?,
        constant,
        constant_point: constants.point(constant.value, replications)?,
        none: constants.point(0, replications)?,
        doubt: first_doubt.or(constant_doubt),
        replications,
        runs: counted.runs(),
        plan,
    })
}

/// The search without its curve.
fn least<S: Fn(u32) -> Scenario + Sync>(
    trials: &mut Trials<'_, S>,
    plan: &Plan,
) -> Result<Answer, Interrupted> {
    let guess = answer::thumb(trials, plan)?.value;
    answer::answer(trials, Between::up_to(plan.upper), guess)
}

/// Of two days, what is enough for both.
fn more_of(one: Answer, other: Answer) -> Answer {
    Answer {
        value: one.value.max(other.value),
        met: one.met && other.met,
        least_possible: one.least_possible.max(other.least_possible),
    }
}

/// The scenario whose statistics are those of a window.
pub fn cut(scenario: &Scenario, window: Window) -> Scenario {
    Scenario {
        duration: window.to,
        warm_up: window.from,
        ..scenario.clone()
    }
}

/// The hours that the run covers after its warm-up, in the order of time.
pub fn windows(scenario: &Scenario) -> Vec<Window> {
    let nanos = |span: SimDuration| span.as_nanos();
    let hour = u64::from(HOUR_S) * NANOS_PER_S;
    let start = u64::from(scenario.time_of_day_start.seconds()) * NANOS_PER_S;
    let (mut from, end) = (nanos(scenario.warm_up), nanos(scenario.duration));
    let mut windows = Vec::new();
    while from < end {
        let of_day = start.saturating_add(from);
        let to = end.min(from.saturating_add(hour - of_day % hour));
        windows.push(Window {
            hour: (of_day / hour % 24) as u32,
            from: SimDuration::from_nanos(from),
            to: SimDuration::from_nanos(to),
        });
        from = to;
    }
    windows
}

/// The changes that give each hour its value: less is asked for at the hour, more this many whole minutes
/// before that it has been allocated. What an hour has of the one before is not asked for again. Empty where
/// no hour needs any.
pub fn schedule(values: &[(u32, u32)], region: &Region) -> Vec<ScheduledValue> {
    let before = values.iter().cycle().skip(values.len().saturating_sub(1));
    let mut schedule: Vec<_> = values
        .iter()
        .zip(before)
        .filter(|((_, value), (_, before))| value != before)
        .filter_map(|(&(hour, value), &(_, before))| {
            let ahead = minutes_ahead(value.saturating_sub(before), region);
            change(hour, ahead, value)
        })
        .collect();
    if schedule.is_empty() {
        let needed = values.first().filter(|(_, value)| *value > 0);
        schedule.extend(needed.and_then(|&(_, value)| change(0, 0, value)));
    }
    schedule.sort_by_key(|one| one.at);
    schedule
}

fn change(hour: u32, minutes_ahead: u64, value: u32) -> Option<ScheduledValue> {
    let seconds = (hour * HOUR_S + TimeOfDay::DAY_S) - minutes_ahead as u32 * 60;
    Some(ScheduledValue {
        at: TimeOfDay::from_seconds(seconds % TimeOfDay::DAY_S)?,
        value: Concurrency::new(value)?,
    })
}

/// Whole minutes that `more` environments take to be allocated: the preparation and, beyond the burst,
/// the pace of the Region; 0 for none.
fn minutes_ahead(more: u32, region: &Region) -> u64 {
    if more == 0 {
        return 0;
    }
    let pace = region.provisioned_allocation;
    let beyond = more.saturating_sub(pace.burst.get());
    let allocated_s = 60.0 * f64::from(beyond) / f64::from(pace.per_minute.get().max(1));
    let all_s = pace.preparation.as_secs_f64() + allocated_s;
    ((all_s / 60.0).ceil() as u64).min(MOST_MINUTES_AHEAD)
}
