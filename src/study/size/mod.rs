//! The lowest provisioned concurrency that meets objectives, and the trade-off around it.
//!
//! All values meet the same requests (common random numbers). One replication of a few of them says about where the
//! objectives begin to be met; there values are judged with confidence ([`verdict`]), most of them with a few runs of
//! their own and the replications of a value near them (`foresee`), the answer by its own alone. The search takes the
//! verdicts to turn once; that is not taken on trust: the values just below the answer are judged, and each value of
//! the curve below it is looked at ([`search`]). Where no value meets, the one that comes nearest is looked for over
//! the whole range.
//!
//! It knows results, bills and objectives. What a value means to a scenario is the caller's: a constant
//! allocation, that of an hour, or the lower bound of autoscaling. It must not know how an answer is
//! shown.
//!
//! | module | what it holds |
//! |---|---|
//! | [`answer`] | the judged search that every kind of sizing takes its answers from |
//! | `around` | what is shown around an answer: named values, the curve |
//! | [`asked`] | what is sized as a person names it: a quantity, its function, its source |
//! | [`candidate`] | provisioned concurrency as what is searched for: the scenario of a value, the range |
//! | [`doubt`](mod@doubt) | whether an answer is that of a cold beginning |
//! | [`hourly`](mod@hourly) | a value for each hour of the day, and what they come to as a schedule |
//! | [`target`](mod@target) | the cheapest pair of tracking target and lower bound for autoscaling |
//! | [`larger_account`](mod@larger_account) | what would meet them in a larger account, where this one has no room |
//! | `foresee` | what more replications of a value would say, from those of one near it |
//! | [`plan`], [`point`] | what is searched; a value with what is known of it |
//! | `sized` | what a run gave of what is sized: a function, a version, or all versions of an alias |
//! | `trials` | the replications of each value, run once and kept as numbers |
//! | [`verdict`] | whether objectives are met, with confidence |
//! | [`search`] | the lowest integer of a property, the lowest of a function |

pub mod answer;
mod around;
pub mod asked;
pub mod candidate;
pub mod doubt;
mod foresee;
pub mod hourly;
pub mod larger_account;
pub mod plan;
pub mod point;
pub mod search;
mod sized;
pub mod target;
#[cfg(test)]
mod tests;
mod trials;
pub mod verdict;

pub use super::looks::Looks;
use crate::scenario::{Scenario, Setting};
use crate::study::watch::{Learnt, Step, Watch, simulate_watched};
use crate::world::Interrupted;
pub use answer::{Answer, Thumb};
pub use asked::Quantity;
pub use doubt::Doubt;
pub use hourly::{Hourly, hourly};
pub use larger_account::LargerAccount;
pub use plan::{Plan, PlanError};
pub use point::Point;
pub use target::{Tracking, target};
use trials::Trials;
pub use verdict::{Judged, Verdict};

/// An answer with the curve around it.
#[derive(Clone, Debug)]
pub struct Sizing {
    /// What was searched.
    pub plan: Plan,
    /// The answer.
    pub answer: Answer,
    /// The value beside which the answer is shown: nothing provisioned, or what the scenario has of another quantity.
    pub reference: Option<u32>,
    /// Most requests in flight with nothing provisioned, or without a limit by another quantity: mean over the replications.
    pub peak: f64,
    /// What serves that peak and a tenth, rounded up; at most the largest value. `None` of what is no capacity.
    pub rule_of_thumb: Option<u32>,
    /// About the value whose month costs least, whether or not it meets the objectives: to within an eighth, where the
    /// cost is all but flat. `None` where values cost nothing by themselves.
    pub cheapest: Option<u32>,
    /// Replications by which the answer was judged. The points of the curve have their own.
    pub replications: u64,
    /// The curve, by value; without one, the values that have a name here.
    pub curve: Vec<Point>,
    /// Whether it is the answer of a cold beginning.
    pub doubt: Option<Doubt>,
    /// Runs that the search took.
    pub search_runs: u64,
    /// Runs in all.
    pub runs: u64,
    /// Whether all that was asked for was run: a study that is stopped keeps an answer that stands.
    pub is_whole: bool,
    /// What a larger account would make possible, where the objectives are missed for want of room.
    pub larger_account: Option<LargerAccount>,
}

impl Sizing {
    /// The point of a value; each of those named in this struct has one.
    pub fn point(&self, value: u32) -> Option<&Point> {
        self.curve.iter().find(|point| point.value == value)
    }

    /// Whether the answer is certain to be the least.
    pub fn is_certain(&self) -> bool {
        self.answer.least_possible == self.answer.value
    }
}

/// Finds the lowest provisioned concurrency that meets the plan's objectives, and the curve around it; where
/// none does for want of room, also what a larger account would make possible.
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub fn size(plan: Plan, scenario: &Scenario, watch: &dyn Watch) -> Result<Sizing, Interrupted> {
    let (plan, thumb) = match plan.setting {
        Setting::AccountConcurrency => {
            let (plan, thumb) = within_demand(plan, scenario, watch)?;
            (plan, Some(thumb))
        }
        _ => (plan, None),
    };
    let (setting, reference) = (plan.setting, plan.reference(scenario));
    let of = |value| setting.set(scenario, value);
    let mut sizing = size_by(plan, (reference, thumb), of, watch)?;
    if !sizing.answer.met && sizing.is_whole && sizing.plan.is_provisioned() {
        sizing.larger_account = larger_account::larger_account(&sizing.plan, scenario, watch)?;
    }
    Ok(sizing)
}

/// A plan whose upper end is more than an account without a limit would ever have in flight, and the rule of thumb by
/// what it had.
fn within_demand(
    plan: Plan,
    scenario: &Scenario,
    watch: &dyn Watch,
) -> Result<(Plan, Thumb), Interrupted> {
    watch.planned(Step::Run, 1);
    let unlimited = plan.setting.set(scenario, plan.upper);
    let peak = simulate_watched(&unlimited, 0, watch)?
        .account
        .concurrency
        .max;
    let peak = u32::try_from(peak).unwrap_or(u32::MAX);
    let own = plan.setting.value(scenario).unwrap_or(0);
    let needed = peak.saturating_mul(2).max(plan.lower.saturating_mul(2));
    let upper = own.max(needed).min(plan.upper);
    let plan = Plan { upper, ..plan };
    let thumb = Thumb::of(f64::from(peak), &plan, scenario);
    Ok((plan, thumb))
}

/// Finds the lowest value that meets the plan's objectives, and the curve around it. `scenario` makes
/// the scenario of a value; all of them must meet the same requests.
fn size_by(
    plan: Plan,
    (reference, thumb): (Option<u32>, Option<Thumb>),
    scenario: impl Fn(u32) -> Scenario + Sync,
    watch: &dyn Watch,
) -> Result<Sizing, Interrupted> {
    let mut trials = Trials::new(&plan, scenario, watch).telling();
    let thumb = match thumb {
        Some(thumb) => thumb,
        None => answer::thumb(&mut trials, &plan)?,
    };
    let found = answer::answer(&mut trials, plan.within(), thumb.value)?;
    let (answer, grid) = answer::over_curve(&mut trials, &plan, thumb.value, found)?;
    let search_runs = trials.runs();
    let Answer { value, met, .. } = answer;
    watch.learnt(Learnt::Answer { value, met });
    // An answer that stands is kept when the study is stopped.
    let serving_one = plan.setting.serving(&trials.scenario(value), 1);
    let rule_of_thumb = serving_one.map(|_| thumb.value);
    let named = [reference, rule_of_thumb];
    let around = around::whole(&mut trials, &plan, named, answer, &grid)
        .or_else(|Interrupted| around::as_far_as_known(&mut trials, &plan, answer))?;
    Ok(Sizing {
        answer,
        reference,
        peak: thumb.peak,
        rule_of_thumb,
        cheapest: around.cheapest,
        replications: trials.judged_after(answer.value),
        curve: around.curve,
        doubt: around.doubt,
        search_runs,
        runs: trials.runs(),
        is_whole: around.is_whole,
        larger_account: None,
        plan,
    })
}
