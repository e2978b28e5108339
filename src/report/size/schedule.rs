//! A schedule of provisioned concurrency, as files and as text.
//!
//! It knows schedules; it must not know how they were found.

use crate::measures::Measure;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::data::{candidate, headed};
use super::paste::{clock, schedule_commands, schedule_toml};
use crate::report::actions::{self, aws::Version};
use crate::report::files::{self, Files};
use crate::report::folder::ResultFolder;
use crate::report::{Document, Language, Look, Report, cells, notation, stories};
use crate::scenario::{Scenario, ScheduledValue};
use crate::study::size::hourly::{Hour, Hourly};
use crate::study::size::{Answer, Point, candidate as candidates};
use crate::study::statistics::CONFIDENCE;

/// What there is to report of a schedule.
#[derive(Debug)]
pub struct ScheduleReport {
    scenario: Scenario,
    hourly: Hourly,
    language: Language,
}

impl ScheduleReport {
    /// The name of its folder.
    pub fn name_of(scenario: &Scenario) -> String {
        format!("{}-schedule", scenario.name)
    }

    /// The report of a schedule that was sized for `scenario`.
    pub fn new(scenario: &Scenario, hourly: Hourly) -> Self {
        let scheduled = candidates::scheduled(scenario, hourly.plan.function, &hourly.schedule);
        Self {
            scenario: candidates::readable(scheduled),
            hourly,
            language: Language::default(),
        }
    }

    /// The same with the language of what people read in a result without charts; otherwise it is that of the charts.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }
}

impl Report for ScheduleReport {
    fn name(&self) -> String {
        Self::name_of(&self.scenario)
    }

    fn document(&self, look: &Look) -> Document {
        stories::of_schedule(look, &self.scenario, &self.hourly)
    }

    fn json(&self) -> io::Result<Value> {
        let Self {
            scenario, hourly, ..
        } = self;
        let function = hourly.plan.function;
        let schedule: Vec<_> = hourly.schedule.iter().map(entry).collect();
        let found = json!({
            "met": hourly.is_met(),
            "confidence": CONFIDENCE,
            "largest_possible": hourly.plan.upper,
            "replications": hourly.replications,
            "runs": hourly.runs,
            "schedule": schedule,
            "toml": schedule_toml(&hourly.schedule),
            "commands": schedule_commands(Version::of(scenario, function), &hourly.schedule),
            "hours": hourly.hours.iter().map(hour).collect::<Vec<_>>(),
            "constant": constant(hourly.constant, &hourly.constant_point),
            "none": Value::Object(candidate(&hourly.none)),
        });
        let mut tree = headed(scenario, function, found);
        tree.extend(candidate(&hourly.whole));
        let value = json!({ "schedule": schedule });
        tree.insert("provisioned_concurrency".to_owned(), value);
        let actions = stories::actions_of_schedule(scenario, hourly);
        tree.insert("actions".to_owned(), actions::json_of(&actions));
        Ok(Value::Object(tree))
    }

    /// A row for each hour of the run with the schedule in force.
    fn csv(&self) -> io::Result<String> {
        files::text(|out| write(&self.hourly, out))
    }

    fn is_missed(&self) -> bool {
        !self.hourly.is_met()
    }

    /// A schedule has no charts.
    fn write<F: ResultFolder>(&self, folder: &mut F, look: Option<&Look>) -> Result<(), F::Error> {
        let mut files = Files::to(folder);
        files.file("size.json", |out| files::json(out, &self.json()?))?;
        files.file("size.csv", |out| write(&self.hourly, out))?;
        let actions = stories::actions_of_schedule(&self.scenario, &self.hourly);
        let language = Look::language_of(look, self.language);
        files.actions(language, &self.scenario, &actions)?;
        files.conclude(&self.scenario, Some(self.hourly.replications))
    }
}

fn entry(one: &ScheduledValue) -> Value {
    json!({ "at": clock(one), "value": one.value.get() })
}

fn constant(answer: Answer, point: &Point) -> Value {
    let mut tree = candidate(point);
    tree.insert("met".to_owned(), json!(answer.met));
    Value::Object(tree)
}

fn hour(hour: &Hour) -> Value {
    let days = hour.days.iter().map(|(window, point)| {
        let mut tree = candidate(point);
        tree.remove("provisioned_concurrency");
        // A month like one hour is no month of the run.
        tree.remove("monthly_cost");
        tree.insert("from_s".to_owned(), json!(window.from.as_secs_f64()));
        tree.insert("to_s".to_owned(), json!(window.to.as_secs_f64()));
        Value::Object(tree)
    });
    json!({
        "hour": hour.hour,
        "provisioned_concurrency": hour.answer.value,
        "met": hour.answer.met,
        "least_possible": hour.answer.least_possible,
        "verdict_in_schedule": hour.verdict().key(),
        "days": days.collect::<Vec<_>>(),
    })
}

fn write(hourly: &Hourly, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let has = |measure| {
        let mut days = hourly.hours.iter().flat_map(|hour| &hour.days);
        days.any(|(_, point)| point.figure(measure).is_some())
    };
    // An hour has no month of its own.
    let own = Measure::SIZED.into_iter();
    let own = own.filter(|one| *one != Measure::MonthlyCost);
    let measures = notation::shown(own, has);
    let figures = || measures.iter().copied();
    let head = [
        "time_s",
        "hour",
        "provisioned_concurrency",
        "met",
        "verdict",
    ];
    let columns = figures().flat_map(notation::heads);
    csv.write_record(head.map(str::to_owned).into_iter().chain(columns))?;
    let mut rows: Vec<_> = hourly
        .hours
        .iter()
        .flat_map(|hour| {
            hour.days
                .iter()
                .map(move |(window, point)| (window, hour, point))
        })
        .collect();
    rows.sort_by_key(|(window, ..)| window.from);
    for (window, hour, point) in rows {
        let head = [
            cells::fraction(window.from.as_secs_f64()),
            hour.hour.to_string(),
            hour.answer.value.to_string(),
            hour.answer.met.to_string(),
            point.verdict().key().to_owned(),
        ];
        let figures =
            figures().flat_map(|figure| notation::cells(figure.unit(), point.figure(figure)));
        csv.write_record(head.into_iter().chain(figures))?;
    }
    csv.flush()
}
