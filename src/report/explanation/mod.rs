//! An explanation as files and as text: what went wrong when, and what alone would have prevented it.
//!
//! It knows explanations and how figures look; it must not know how an answer was found.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::Language;
use super::actions::Action;
use super::document::Document;
use super::files::{self, Files};
use super::folder::ResultFolder;
use super::{Hints, Look, Report, cells, stories};
use crate::scenario::Scenario;
use crate::study::Finished;
use crate::study::explain::{
    Effect, Explained, Explanation, InPeriod, Outcome, Period, Remedy, Verdict,
};

/// What there is to report of an explanation.
#[derive(Debug)]
pub struct ExplanationReport<'a> {
    finished: &'a Finished<'a>,
    explanation: &'a Explanation,
    hints: Hints,
    language: Language,
}

impl<'a> ExplanationReport<'a> {
    /// The report of an explanation of a run.
    pub fn new(finished: &'a Finished<'a>, explanation: &'a Explanation) -> Self {
        Self {
            finished,
            explanation,
            hints: Hints::default(),
            language: Language::default(),
        }
    }

    /// The same with other words for what a reader can do to learn more.
    #[must_use]
    pub fn with_hints(self, hints: Hints) -> Self {
        Self { hints, ..self }
    }

    /// The same with its Markdown in a language, where there is no look to say it.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// What is known of a period before anything was tried, as a sentence.
    pub fn period_in_words(language: Language, scenario: &Scenario, period: &Period) -> String {
        stories::of_period(language, scenario, period)
    }

    /// What one setting can do for a period, as a sentence.
    pub fn remedy_in_words(
        language: Language,
        scenario: &Scenario,
        period: &Period,
        remedy: &Remedy,
    ) -> String {
        stories::of_remedy(language, scenario, period, remedy)
    }

    fn tree(&self) -> Value {
        let periods = self.explanation.periods.iter();
        let rest = self.explanation.rest.iter().map(|rest| {
            json!({
                "trouble": rest.trouble.key(),
                "periods": rest.periods,
                "count": rest.count,
            })
        });
        json!({
            "scenario": self.finished.scenario.name,
            "seed": self.finished.scenario.seed,
            "version": env!("CARGO_PKG_VERSION"),
            "interrupted": self.explanation.is_interrupted,
            "as_it_is": effect(&self.explanation.as_it_is),
            "periods": periods.map(|one| self.period(one)).collect::<Vec<_>>(),
            "other_periods": rest.collect::<Vec<_>>(),
            "backlogs": self.backlogs(),
            "shortages": self.shortages(),
        })
    }

    fn shortages(&self) -> Vec<Value> {
        let scenario = self.finished.scenario;
        let shortages = self.explanation.shortages.iter().map(|one| {
            let without = one.without.iter();
            let without: Map<String, Value> = without
                .map(|(limit, left)| (limit.key().to_owned(), json!(left)))
                .collect();
            let remedies = one.remedies.iter().map(|(setting, value)| {
                let action = value.and_then(|value| Action::of_answer(scenario, *setting, value));
                json!({
                    "key": setting.key(scenario),
                    "quantity": setting.name(),
                    "from": setting.value(scenario),
                    "value": value,
                    "action": action.map_or(Value::Null, |one| one.json()),
                })
            });
            json!({
                "service": scenario.functions.get(one.function).map(|function| &function.name),
                "from_s": one.from.as_secs_f64(),
                "to_s": one.to.as_secs_f64(),
                "rejected": one.rejected,
                "timed_out": one.timed_out,
                "refused_without": without,
                "remedies": remedies.collect::<Vec<_>>(),
            })
        });
        shortages.collect()
    }

    fn backlogs(&self) -> Vec<Value> {
        let scenario = self.finished.scenario;
        let backlogs = self.explanation.backlogs.iter().map(|one| {
            let remedies = one.remedies.iter().map(|(setting, value)| {
                let action = value.and_then(|value| Action::of_sample(scenario, *setting, value));
                json!({
                    "key": setting.key(scenario),
                    "from": setting.value(scenario),
                    "value": value,
                    "action": action.map_or(Value::Null, |one| one.json()),
                })
            });
            json!({
                "function": scenario.functions.get(one.function).map(|function| &function.name),
                "source": one.source,
                "from_s": one.from.as_secs_f64(),
                "to_s": one.to.as_secs_f64(),
                "backlog_max": one.most,
                "oldest_age_s": one.oldest_age.as_secs_f64(),
                "limit_s": one.limit.as_secs_f64(),
                "remedies": remedies.collect::<Vec<_>>(),
            })
        });
        backlogs.collect()
    }

    fn period(&self, explained: &Explained) -> Value {
        let limits = explained.period.limits.iter();
        let period = &explained.period.observed;
        let limits =
            limits.map(|(limit, count)| json!({ "limit": limit.key(), "throttles": count }));
        let remedies = explained.remedies.iter().map(|one| self.remedy(one));
        json!({
            "trouble": period.trouble.key(),
            "function": self.function_of(explained),
            "from_s": period.from.as_secs_f64(),
            "to_s": period.to.as_secs_f64(),
            "count": period.count(),
            "attempts": period.counts.attempts,
            "invocations": period.counts.invocations,
            "as_it_is": in_period(explained.as_it_is),
            "tried_from_s": explained.tried_from.as_secs_f64(),
            "limits": limits.collect::<Vec<_>>(),
            "remedies": remedies.collect::<Vec<_>>(),
        })
    }

    fn remedy(&self, remedy: &Remedy) -> Value {
        let mut tree =
            json!({ "key": remedy.setting.key(self.finished.scenario), "from": remedy.from });
        match &remedy.verdict {
            Verdict::Removed { value, outcome } => {
                tree["removes"] = true.into();
                tree["value"] = (*value).into();
                let action = Action::of_sample(self.finished.scenario, remedy.setting, *value);
                tree["action"] = action.map_or(Value::Null, |one| one.json());
                self.put_outcome(&mut tree, outcome);
            }
            Verdict::Remains { most, left } => {
                tree["removes"] = false.into();
                tree["most"] = (*most).into();
                tree["left"] = (*left).into();
            }
            Verdict::NoRoom => {
                tree["removes"] = false.into();
                tree["most"] = Value::Null;
            }
            Verdict::NotSearched => tree["removes"] = Value::Null,
        }
        if let Some(larger) = &remedy.larger_account {
            let mut both = json!({
                "value": larger.value,
                "account_concurrency": larger.account_concurrency,
            });
            self.put_outcome(&mut both, &larger.outcome);
            tree["larger_account"] = both;
        }
        tree
    }

    /// What comes of a value: of a whole run only where one was made.
    fn put_outcome(&self, tree: &mut Value, outcome: &Outcome) {
        tree["confirmed"] = outcome.whole_run.is_some().into();
        tree["in_period"] = in_period(outcome.in_period);
        if let Some(run) = &outcome.whole_run {
            tree["run"] = effect(run);
        }
        if let Some(left) = outcome.left_in_whole_run {
            tree["left_in_whole_run"] = left.into();
        }
        if let Some(moved) = outcome.moved {
            let function = self.finished.scenario.functions.get(moved.function);
            tree["moves_throttling_to"] = json!({
                "function": function.map(|function| &function.name),
                "throttles": moved.more,
            });
        }
    }

    fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "trouble",
            "function",
            "from_s",
            "to_s",
            "count",
            "limit",
            "setting",
            "value_now",
            "value_needed",
            "left_at_most",
            "run_throttles",
            "run_cold_starts",
            "run_cost_usd",
            "searched",
            "confirmed",
            "period_throttles",
            "period_cold_starts",
            "moves_throttling_to",
        ])?;
        for explained in &self.explanation.periods {
            for remedy in &explained.remedies {
                csv.write_record(self.row(explained, remedy))?;
            }
        }
        csv.flush()
    }

    /// A period and a setting. Of what is needed or of what is left, one cell is empty.
    fn row(&self, explained: &Explained, remedy: &Remedy) -> [String; 18] {
        let limits = &explained.period.limits;
        let limit = limits.first().map_or("", |(limit, _)| limit.key());
        let period = &explained.period.observed;
        let count = |value: u32| cells::count(value.into());
        let (needed, left, outcome) = match &remedy.verdict {
            Verdict::Removed { value, outcome } => (count(*value), String::new(), Some(outcome)),
            Verdict::Remains { left, .. } => (String::new(), cells::count(*left), None),
            Verdict::NoRoom | Verdict::NotSearched => (String::new(), String::new(), None),
        };
        let run = outcome.and_then(|outcome| outcome.whole_run.as_ref());
        let of_run = |cell: fn(&Effect) -> String| run.map_or_else(String::new, cell);
        let of_outcome = |cell: &dyn Fn(&Outcome) -> String| outcome.map_or_else(String::new, cell);
        let moved_to = |outcome: &Outcome| {
            let moved = outcome.moved.map(|moved| moved.function);
            let function = moved.and_then(|index| self.finished.scenario.functions.get(index));
            function.map_or_else(String::new, |function| cells::name(&function.name))
        };
        [
            period.trouble.key().to_owned(),
            cells::name(self.function_of(explained)),
            cells::time(period.from),
            cells::time(period.to),
            cells::count(period.count()),
            limit.to_owned(),
            cells::name(&remedy.setting.key(self.finished.scenario)),
            remedy.from.map_or_else(String::new, count),
            needed,
            left,
            of_run(|run| cells::count(run.throttles)),
            of_run(|run| cells::count(run.cold_starts)),
            of_run(|run| cells::usd(run.cost)),
            (remedy.verdict != Verdict::NotSearched).to_string(),
            of_outcome(&|outcome| outcome.whole_run.is_some().to_string()),
            of_outcome(&|outcome| cells::count(outcome.in_period.throttles)),
            of_outcome(&|outcome| cells::count(outcome.in_period.cold_starts)),
            of_outcome(&moved_to),
        ]
    }

    /// Hands over the files that say it of the periods.
    pub(super) fn put<F: ResultFolder>(
        &self,
        files: &mut Files<'_, F>,
        language: Language,
    ) -> Result<(), F::Error> {
        files.file("explanation.json", |out| files::json(out, &self.tree()))?;
        files.file("explanation.csv", |out| self.write_csv(out))?;
        files.file("explanation.md", |out| {
            out.write_all(self.markdown(language).as_bytes())
        })?;
        let scenario = self.finished.scenario;
        let all = stories::actions_of_explanation(scenario, self.explanation);
        files.actions(language, scenario, &all)
    }

    /// What the result of explaining a scenario is called.
    pub fn name_of(scenario: &Scenario) -> String {
        format!("{}-explain", scenario.name)
    }

    fn function_of(&self, explained: &Explained) -> &str {
        let function = self
            .finished
            .scenario
            .functions
            .get(explained.period.observed.function);
        function.map_or("", |function| &function.name)
    }
}

impl Report for ExplanationReport<'_> {
    fn name(&self) -> String {
        Self::name_of(self.finished.scenario)
    }

    fn document(&self, look: &Look) -> Document {
        stories::of_explanation(look, self.finished, self.explanation, &self.hints)
    }

    fn json(&self) -> io::Result<Value> {
        Ok(self.tree())
    }

    fn csv(&self) -> io::Result<String> {
        files::text(|out| self.write_csv(out))
    }

    fn write<F: ResultFolder>(&self, folder: &mut F, look: Option<&Look>) -> Result<(), F::Error> {
        let mut files = Files::to(folder);
        self.put(&mut files, look.map_or(self.language, |look| look.language))?;
        if let Some(look) = look {
            files.page(&self.document(look))?;
        }
        files.conclude(self.finished.scenario, None)
    }
}

fn in_period(all: InPeriod) -> Value {
    json!({ "throttles": all.throttles, "cold_starts": all.cold_starts })
}

fn effect(effect: &Effect) -> Value {
    json!({
        "throttles": effect.throttles,
        "cold_starts": effect.cold_starts,
        "errors": effect.errors,
        "cost_usd": cells::json_usd(effect.cost),
    })
}
