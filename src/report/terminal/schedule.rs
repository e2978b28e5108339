//! A schedule for the terminal: the hours, what they come to, and how to put it in force.

use super::size::{dollars, word};
use crate::measures::Measure;
use crate::report::format::{exact_percent, plural, thousands};
use crate::report::render::text::Medium;
use crate::report::size::aws::{self, Version};
use crate::report::size::paste::{schedule_commands, schedule_toml};
use crate::report::start_up;
use crate::scenario::Scenario;
use crate::study::size::hourly::{Hour, Hourly};
use crate::study::size::{Point, Verdict};

/// Heading, hours, what they come to in words, TOML and commands.
pub(in crate::report) fn table(scenario: &Scenario, hourly: &Hourly) -> String {
    let name = scenario.functions.get(hourly.plan.function);
    let name = name.map_or("", |function| &function.name);
    let version = Version::of(scenario, hourly.plan.function);
    let heading = format!(
        "Provisioned concurrency of {name} by the hour for {}",
        hourly.plan.objective_words(" and "),
    );
    let medium = Medium::Terminal;
    let sentences = sentences(hourly, name);
    let sentences = sentences.iter().map(|one| medium.sentence(one));
    let text = format!(
        "{}{}\n{}\n{}",
        medium.title(&scenario.title),
        medium.heading(&heading),
        hours(&hourly.hours),
        sentences.collect::<String>(),
    );
    if hourly.schedule.is_empty() {
        return text;
    }
    format!(
        "{text}\nFor the scenario:\n\n{}\n{}\n{}\n",
        schedule_toml(&hourly.schedule),
        medium.sentence(&format!("{}; {}:", version.introduction(), aws::TIMES)),
        schedule_commands(version, &hourly.schedule).join("\n"),
    )
}

fn hours(hours: &[Hour]) -> String {
    let rows = hours.iter().map(|hour| {
        let worst = |figure: Measure| {
            let values = hour
                .days
                .iter()
                .filter_map(|(_, point)| point.figure(figure));
            let values = values.map(|value| value.mean);
            let worst = values.reduce(f64::max);
            worst.map_or_else(|| "-".to_owned(), exact_percent)
        };
        vec![
            format!("{:02}:00", hour.hour),
            thousands(u64::from(hour.answer.value)),
            worst(Measure::ColdStartRate),
            worst(Measure::ThrottleRate),
            worst(Measure::Utilization),
            word(hour.verdict()).to_owned(),
        ]
    });
    let heads = [
        "hour",
        "provisioned",
        "cold starts",
        "throttled",
        "busy",
        "objectives",
    ];
    Medium::Terminal.table(heads, rows, 1)
}

fn sentences(hourly: &Hourly, name: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let unmet = hourly.hours.iter().filter(|hour| !hour.answer.met);
    let unmet: Vec<_> = unmet.map(|hour| format!("{:02}:00", hour.hour)).collect();
    if !unmet.is_empty() {
        sentences.push(format!(
            "No value up to {} is shown to meet the objectives of {name} in the hours from {}; the \
             nearest is in the schedule.",
            thousands(u64::from(hourly.plan.upper)),
            unmet.join(", ")
        ));
    }
    if hourly.schedule.is_empty() {
        sentences.push(none_needed(hourly, name));
        sentences.extend(hourly.doubt.as_ref().map(start_up::of_sizing));
        sentences.push(format!("{} runs in all.", thousands(hourly.runs)));
        return sentences;
    }
    let whole = match hourly.whole.verdict() {
        Verdict::Met => "meets its objectives",
        Verdict::Open => "is not certain to meet its objectives",
        Verdict::Missed => "MISSES its objectives",
    };
    sentences.push(format!(
        "With the schedule in force, {name} {whole} over the whole run, with 95 % confidence. The table \
         shows what each hour has then, of several days the worst."
    ));
    let off: Vec<_> = hourly
        .hours
        .iter()
        .filter(|hour| hour.answer.met && hour.verdict() != Verdict::Met)
        .map(|hour| format!("{:02}:00", hour.hour))
        .collect();
    if !off.is_empty() {
        sentences.push(format!(
            "By itself, the value of each hour is enough; after the hour before it is not shown to be \
             at {}.",
            off.join(", ")
        ));
    }
    let month = |point: &Point| point.figure(Measure::MonthlyCost).map(|cost| cost.mean);
    if let (Some(own), Some(constant), Some(none)) = (
        month(&hourly.whole),
        month(&hourly.constant_point),
        month(&hourly.none),
    ) {
        let which = match hourly.constant.met {
            true => "the least constant value that meets them",
            false => "the nearest constant value, which does not meet them,",
        };
        sentences.push(format!(
            "It costs {} a month; {which}, {}, {}; none {}. Means of {} of the whole run.",
            dollars(own),
            thousands(u64::from(hourly.constant.value)),
            dollars(constant),
            dollars(none),
            plural(hourly.replications, "replication", "replications"),
        ));
    }
    sentences.push(
        "An increase is asked for some minutes before its hour, so that it is prepared and allocated by \
         then. What the last hour of the run has stays until the first comes again."
            .to_owned(),
    );
    sentences.extend(hourly.doubt.as_ref().map(start_up::of_sizing));
    sentences.push(format!("{} runs in all.", thousands(hourly.runs)));
    sentences
}

/// Where every hour gets along without.
fn none_needed(hourly: &Hourly, name: &str) -> String {
    let cost = hourly.none.figure(Measure::MonthlyCost);
    let cost = cost.map_or_else(String::new, |cost| {
        format!(", which costs {} a month", dollars(cost.mean))
    });
    match hourly.is_met() {
        true => format!(
            "{name} needs no provisioned concurrency at any hour: on demand alone{cost}, it meets its \
             objectives in each and over the whole run, with 95 % confidence."
        ),
        false => format!(
            "There is nothing to schedule: none at any hour is the best that was found, on demand \
             alone{cost}."
        ),
    }
}
