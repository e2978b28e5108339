//! Functions of all files, put together by Region and name.

use std::collections::{BTreeMap, BTreeSet};

use super::demand::Demand;
use super::figures::DurationFigures;
use super::gathered::{FunctionData, Gathered, Series};

/// All that is known of a function of a Region, with what follows from it, worked out once.
#[derive(Clone, Debug)]
pub(super) struct KnownFunction {
    /// What files say.
    pub(super) data: FunctionData,
    /// How many requests are known of.
    pub(super) requests: u64,
    /// When they came.
    pub(super) demand: Demand,
    /// How long they took.
    pub(super) durations: Option<DurationFigures>,
}

impl From<FunctionData> for KnownFunction {
    fn from(data: FunctionData) -> Self {
        Self {
            requests: data.requests(),
            demand: data.demand(),
            durations: data.duration_figures(),
            data,
        }
    }
}

/// What is known of one Region.
#[derive(Clone, Debug)]
pub(super) struct Regional {
    /// Its code; `None` where no file says it.
    pub(super) region: Option<String>,
    /// Its functions, in the order in which files named them.
    pub(super) functions: Vec<KnownFunction>,
    /// Metrics of the account, by name and statistic.
    pub(super) account: BTreeMap<(String, String), Series>,
}

/// A Region whose functions are still being put together.
#[derive(Default)]
struct Home {
    region: Option<String>,
    functions: Vec<FunctionData>,
    account: BTreeMap<(String, String), Series>,
}

/// The Regions of what was read, the one with the most requests first. What says no Region belongs to the only one
/// there is; where there are several it belongs to that of the same function, else stands apart.
pub(super) fn regions(gathered: Gathered) -> Vec<Regional> {
    let Gathered {
        functions, account, ..
    } = gathered;
    let functions: Vec<FunctionData> = functions
        .into_iter()
        .filter(|one| !one.is_empty())
        .collect();
    let known: BTreeSet<String> = functions
        .iter()
        .filter_map(|function| function.region.clone())
        .chain(account.keys().filter_map(|(region, ..)| region.clone()))
        .collect();
    let only = match known.len() {
        1 => known.first().cloned(),
        _ => None,
    };
    let (placed, placeless): (Vec<_>, Vec<_>) = functions
        .into_iter()
        .partition(|function| function.region.is_some() || (only.is_none() && known.is_empty()));
    let mut regions: Vec<Home> = Vec::new();
    for function in placed {
        let region = function.region.clone();
        of(&mut regions, region).add(function);
    }
    for function in placeless {
        let homes: Vec<_> = regions
            .iter()
            .filter(|region| {
                region
                    .functions
                    .iter()
                    .any(|other| other.name == function.name)
            })
            .map(|region| region.region.clone())
            .collect();
        match homes.as_slice() {
            [] => of(&mut regions, only.clone()).add(function),
            [home] => of(&mut regions, home.clone()).add(function),
            // A template holds in every Region to which it is deployed; what was measured was so in one of them.
            homes => {
                for home in homes {
                    let template = FunctionData {
                        name: function.name.clone(),
                        has_clock: true,
                        settings: function.settings.clone(),
                        ..FunctionData::default()
                    };
                    of(&mut regions, home.clone()).add(template);
                }
                if function.requests() > 0 {
                    of(&mut regions, None).add(function);
                }
            }
        }
    }
    for ((region, metric, statistic), series) in account {
        let home = region.or_else(|| only.clone());
        let home = of(&mut regions, home);
        home.account
            .entry((metric, statistic))
            .or_default()
            .extend(series);
    }
    regions.retain(|region| !region.functions.is_empty());
    let mut regions: Vec<Regional> = regions.into_iter().map(Regional::from).collect();
    regions.sort_by_key(|region| {
        let requests = region.functions.iter().map(|function| function.requests);
        std::cmp::Reverse(requests.sum::<u64>())
    });
    regions
}

impl From<Home> for Regional {
    fn from(home: Home) -> Self {
        Self {
            region: home.region,
            functions: home
                .functions
                .into_iter()
                .map(KnownFunction::from)
                .collect(),
            account: home.account,
        }
    }
}

fn of(regions: &mut Vec<Home>, region: Option<String>) -> &mut Home {
    let index = match regions.iter().position(|one| one.region == region) {
        Some(index) => index,
        None => {
            regions.push(Home {
                region,
                ..Home::default()
            });
            regions.len() - 1
        }
    };
    &mut regions[index]
}

impl Home {
    fn add(&mut self, function: FunctionData) {
        match self
            .functions
            .iter_mut()
            .find(|other| other.name == function.name)
        {
            Some(other) => other.merge(function),
            None => self.functions.push(function),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::gathered::Totals;
    use crate::import::settings::Settings;

    fn function(region: Option<&str>, name: &str, finished: u64) -> FunctionData {
        FunctionData {
            region: region.map(str::to_owned),
            name: name.to_owned(),
            totals: Totals {
                finished,
                ..Totals::default()
            },
            ..FunctionData::default()
        }
    }

    fn names(regions: &[Regional]) -> Vec<(Option<&str>, Vec<&str>)> {
        let names = |region: &Regional| region.functions.len();
        assert!(regions.iter().all(|region| names(region) > 0));
        regions
            .iter()
            .map(|region| {
                let functions = region
                    .functions
                    .iter()
                    .map(|function| function.data.name.as_str());
                (region.region.as_deref(), functions.collect())
            })
            .collect()
    }

    fn resolved(functions: Vec<FunctionData>) -> Vec<Regional> {
        regions(Gathered::of_functions(functions))
    }

    #[test]
    fn what_says_no_region_joins_the_only_one() {
        let all = resolved(vec![
            function(None, "b", 1),
            function(Some("us-east-1"), "a", 2),
        ]);
        assert_eq!(names(&all), [(Some("us-east-1"), vec!["a", "b"])]);
    }

    #[test]
    fn a_template_holds_in_each_region_of_its_function() {
        let mut template = function(None, "a", 0);
        template.settings = Some(Settings::default());
        let all = resolved(vec![
            template,
            function(Some("us-east-1"), "a", 2),
            function(Some("eu-west-1"), "a", 5),
            function(None, "c", 1),
        ]);
        let expected = [
            (Some("eu-west-1"), vec!["a"]),
            (Some("us-east-1"), vec!["a"]),
            (None, vec!["c"]),
        ];
        assert_eq!(names(&all), expected);
        let has_template = |region: usize| all[region].functions[0].data.settings.is_some();
        assert!(has_template(0) && has_template(1));
    }

    #[test]
    fn without_any_region_there_is_one_of_no_name() {
        assert_eq!(
            names(&resolved(vec![function(None, "a", 1)])),
            [(None, vec!["a"])]
        );
    }
}
