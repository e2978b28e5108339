//! A run that is over, with all that follows from its result: what it costs, whether it met its objectives, how
//! available it was and when it was throttled.
//!
//! It is worked out once and handed down: reports, comparisons and sweeps read it, and none of them asks the bill or
//! the verdicts again. It knows results and prices; it must not know what is done with them.

use std::cell::OnceCell;

use crate::billing::{Bills, Item, ServiceCredit, bills, service_credit};
use crate::measures::Measure;
use crate::metrics::{Period, Readings, RunResult, StartUp, Trouble, Verdict, objectives, periods};
use crate::scenario::Scenario;
use crate::study::Scope;

/// A scenario, the result of a run of it, and what follows from the two.
#[derive(Debug)]
pub struct Finished<'a> {
    /// What was simulated.
    pub scenario: &'a Scenario,
    /// What came of it.
    pub result: &'a RunResult,
    /// What it costs.
    pub bills: Bills,
    /// Whether each objective was met, in the order of [`objectives::evaluate`].
    pub verdicts: Vec<Verdict>,
    // Few readers want these: they are worked out for the first that does.
    credit: OnceCell<ServiceCredit>,
    throttled: OnceCell<Vec<Period>>,
}

impl<'a> Finished<'a> {
    /// A run of a scenario.
    pub fn new(scenario: &'a Scenario, result: &'a RunResult) -> Self {
        Self {
            scenario,
            result,
            bills: bills(scenario, result),
            verdicts: objectives::evaluate(&scenario.slo, result),
            credit: OnceCell::new(),
            throttled: OnceCell::new(),
        }
    }

    /// How available it was, and what the service level agreement pays back for that.
    pub fn credit(&self) -> ServiceCredit {
        *self
            .credit
            .get_or_init(|| service_credit(self.result, &self.bills))
    }

    /// When attempts of which function were throttled, the most severe period first.
    pub fn throttled(&self) -> &[Period] {
        self.throttled
            .get_or_init(|| periods(self.result, Trouble::Throttles))
    }

    /// How much of what went wrong did so while the run started up; `None` if the scenario says how it begins.
    pub fn start_up(&self) -> Option<StartUp> {
        StartUp::of(self.scenario, self.result)
    }

    /// Whether an objective was missed.
    pub fn is_slo_missed(&self) -> bool {
        self.verdicts.iter().any(|verdict| !verdict.met)
    }

    /// The items of the bill for which another Region's price stands in.
    pub fn stand_ins(&self) -> Vec<Item> {
        // A month reaches whatever price a run does.
        let bills = &self.bills;
        bills.month.as_ref().unwrap_or(&bills.run).stand_ins()
    }

    /// The account and each function.
    pub(in crate::study) fn scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        let functions = (0..self.result.functions.len()).map(Scope::Function);
        std::iter::once(Scope::Account).chain(functions)
    }

    /// What measures of the account or a function are read from; `None` if there is no such function.
    pub fn readings(&self, scope: Scope) -> Option<Readings<'a>> {
        let (readings, function) = match scope {
            Scope::Account => (Readings::of_account(self.result), None),
            Scope::Function(index) => (Readings::of_function(self.result, index)?, Some(index)),
        };
        let [cost, monthly_cost] = [Some(&self.bills.run), self.bills.month.as_ref()].map(|bill| {
            let usd = match function {
                None => bill?.total(),
                Some(index) => bill?.functions.get(index)?.total(),
            };
            Some(usd.get())
        });
        Some(readings.with_cost(cost, monthly_cost))
    }

    /// What is compared of the account and of each function.
    pub(in crate::study) fn compared(&self) -> Vec<Compared> {
        let readings = self.scopes().filter_map(|scope| self.readings(scope));
        readings
            .map(|readings| readings.values(Measure::COMPARED))
            .collect()
    }
}

/// A value of each of [`Measure::COMPARED`]; `None` where a run gave nothing to measure.
pub(in crate::study) type Compared = [Option<f64>; Measure::COMPARED.len()];
