//! Autoscaling that was sized, as files and as text.
//!
//! It knows targets and bounds and how a scenario writes them; it must not know how they were found.

use crate::measures::Measure;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::data::{candidate, headed};
use super::paste::{autoscaling_commands, autoscaling_toml};
use crate::report::actions::{self, aws::Version};
use crate::report::figures::estimate;
use crate::report::files::{self, Files};
use crate::report::folder::ResultFolder;
use crate::report::{Document, Hints, Language, Look, Report, cells, notation, stories};
use crate::scenario::quantities::{print_duration, print_time_of_day};
use crate::scenario::{Autoscaling, Scenario};
use crate::study::size::candidate as candidates;
use crate::study::size::target::{Tracking, Tried};
use crate::study::size::{Answer, Point};
use crate::study::statistics::CONFIDENCE;

/// What there is to report of a sizing of autoscaling.
#[derive(Debug)]
pub struct TargetReport {
    scenario: Scenario,
    tracking: Tracking,
    hints: Hints,
    language: Language,
}

impl TargetReport {
    /// The name of its folder.
    pub fn name_of(scenario: &Scenario) -> String {
        format!("{}-target", scenario.name)
    }

    /// The report of autoscaling that was sized for `scenario`.
    pub fn new(scenario: &Scenario, tracking: Tracking) -> Self {
        let answer = &tracking.answer;
        let (function, min) = (tracking.plan.function, answer.point.value);
        let scenario = candidates::tracked(scenario, function, answer.percent, min);
        Self {
            scenario,
            tracking,
            hints: Hints::default(),
            language: Language::default(),
        }
    }

    /// The same with other words for what a reader can do to learn more.
    #[must_use]
    pub fn with_hints(self, hints: Hints) -> Self {
        Self { hints, ..self }
    }

    /// The same with the language of what people read in a result without charts; otherwise it is that of the charts.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }
}

impl Report for TargetReport {
    fn name(&self) -> String {
        Self::name_of(&self.scenario)
    }

    fn document(&self, look: &Look) -> Document {
        stories::of_tracking(look, &self.scenario, &self.tracking, &self.hints)
    }

    fn json(&self) -> io::Result<Value> {
        let Self {
            scenario, tracking, ..
        } = self;
        let (function, answer) = (tracking.plan.function, &tracking.answer);
        let found = json!({
            "met": tracking.is_met(),
            "confidence": CONFIDENCE,
            "target": f64::from(answer.percent) / 100.0,
            "min": answer.point.value,
            "max": tracking.autoscaling.max.get(),
            "least_min": answer.least.value,
            "least_possible_min": answer.least.least_possible,
            "largest_possible": tracking.plan.upper,
            "cheapest": tracking.cheapest().map(|one| one.key()),
            "monthly_cost_beyond_constant": tracking.beyond_constant.as_ref().map(estimate),
            "replications": tracking.replications,
            "confirmed_by": tracking.confirmed_by,
            "runs": tracking.runs,
            "peak_in_flight": tracking.thumb.peak,
            "toml": autoscaling_toml(scenario, function),
            "commands": autoscaling_commands(Version::of(scenario, function), &tracking.autoscaling),
            "compared": {
                "none": Value::Object(candidate(&tracking.none)),
                "constant": constant(tracking.constant, &tracking.constant_point),
                "rule_of_thumb": Value::Object(candidate(&tracking.thumb_point)),
            },
            "targets": tracking.tried.iter().map(tried).collect::<Vec<_>>(),
        });
        let mut tree = headed(scenario, function, found);
        tree.extend(candidate(&answer.point));
        let value = json!({ "autoscaling": settings(&tracking.autoscaling) });
        tree.insert("provisioned_concurrency".to_owned(), value);
        let actions = stories::actions_of_tracking(scenario, tracking);
        tree.insert("actions".to_owned(), actions::json_of(&actions));
        Ok(Value::Object(tree))
    }

    /// A row for each target tried.
    fn csv(&self) -> io::Result<String> {
        files::text(|out| write(&self.tracking, out))
    }

    fn is_missed(&self) -> bool {
        !self.tracking.is_met()
    }

    fn write<F: ResultFolder>(&self, folder: &mut F, look: Option<&Look>) -> Result<(), F::Error> {
        let Self {
            scenario,
            tracking,
            hints,
            language,
        } = self;
        let language = Look::language_of(look, *language);
        let mut files = Files::to(folder);
        files.file("size.json", |out| files::json(out, &self.json()?))?;
        files.file("size.csv", |out| write(tracking, out))?;
        if let Some(look) = look {
            files.document(look, &stories::of_tracking(look, scenario, tracking, hints))?;
        }
        let actions = stories::actions_of_tracking(scenario, tracking);
        files.actions(language, scenario, &actions)?;
        files.conclude(scenario, Some(tracking.replications))
    }
}

/// The settings of autoscaling as a scenario writes them, all of them.
fn settings(own: &Autoscaling) -> Value {
    let bounds = own.schedule.iter().map(|entry| {
        let mut tree = Map::new();
        tree.insert("at".to_owned(), json!(print_time_of_day(entry.at)));
        for (key, bound) in [("min", entry.min), ("max", entry.max)] {
            if let Some(bound) = bound {
                tree.insert(key.to_owned(), json!(bound.get()));
            }
        }
        Value::Object(tree)
    });
    json!({
        "min": own.min.get(),
        "max": own.max.get(),
        "target": own.target,
        "out_datapoints": own.out_datapoints,
        "in_datapoints": own.in_datapoints,
        "statistic": own.statistic.key(),
        "cooldown_out": print_duration(own.cooldown_out),
        "cooldown_in": print_duration(own.cooldown_in),
        "schedule": bounds.collect::<Vec<_>>(),
    })
}

fn constant(least: Answer, point: &Point) -> Value {
    let mut tree = candidate(point);
    tree.insert("met".to_owned(), json!(least.met));
    tree.insert("least".to_owned(), json!(least.value));
    Value::Object(tree)
}

fn tried(tried: &Tried) -> Value {
    let mut tree = candidate(&tried.point);
    tree.remove("provisioned_concurrency");
    for (key, value) in [
        ("target", json!(f64::from(tried.percent) / 100.0)),
        ("min", json!(tried.point.value)),
        ("least_min", json!(tried.least.value)),
        ("judged", json!(tried.is_judged)),
        ("met", json!(tried.is_judged && tried.least.met)),
    ] {
        tree.insert(key.to_owned(), value);
    }
    Value::Object(tree)
}

fn write(tracking: &Tracking, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let head = [
        "target",
        "min",
        "least_min",
        "mark",
        "met",
        "verdict",
        "replications",
    ];
    let has = |measure| {
        tracking
            .tried
            .iter()
            .any(|one| one.point.figure(measure).is_some())
    };
    let measures = notation::shown(Measure::SIZED, has);
    let columns = measures.iter().copied().flat_map(notation::heads);
    csv.write_record(head.map(str::to_owned).into_iter().chain(columns))?;
    for one in &tracking.tried {
        let mark = match one.percent == tracking.answer.percent {
            true => "answer",
            false => "",
        };
        let head = [
            cells::fraction(f64::from(one.percent) / 100.0),
            one.point.value.to_string(),
            one.least.value.to_string(),
            mark.to_owned(),
            (one.is_judged && one.least.met).to_string(),
            one.point.verdict().key().to_owned(),
            cells::count(one.point.replications),
        ];
        let figures = measures
            .iter()
            .flat_map(|&figure| notation::cells(figure.unit(), one.point.figure(figure)));
        csv.write_record(head.into_iter().chain(figures))?;
    }
    csv.flush()
}
