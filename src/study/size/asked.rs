//! What is to be sized, as a person names it: a quantity, its function, its source of traffic.
//!
//! It knows which quantity a function has; it must not know how one is searched, nor by which option it was named.

use super::larger_account::account_for;
use crate::scenario::setting::provisioned_alias;
use crate::scenario::{Scenario, ServiceQuantity, Setting, SourceQuantity, versions};

/// What can be sized.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantity {
    /// The provisioned concurrency of the function.
    #[default]
    Provisioned,
    /// The reserved concurrency of the function.
    Reserved,
    /// The concurrency limit of the account.
    Account,
    /// A number of one of the function's sources of traffic.
    OfSource(SourceQuantity),
    /// A number of the ECS service that the function is.
    OfService(ServiceQuantity),
}

impl Quantity {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Provisioned,
        Self::Reserved,
        Self::Account,
        Self::OfSource(SourceQuantity::MaximumConcurrency),
        Self::OfSource(SourceQuantity::ProvisionedPollers),
        Self::OfSource(SourceQuantity::Shards),
        Self::OfService(ServiceQuantity::MinimumTasks),
        Self::OfService(ServiceQuantity::MaximumTasks),
        Self::OfService(ServiceQuantity::MinimumInstances),
        Self::OfService(ServiceQuantity::CpuHeadroom),
    ];

    /// Its name.
    pub const fn key(self) -> &'static str {
        self.words().0
    }

    /// What it is, in a few words.
    pub const fn about(self) -> &'static str {
        self.words().1
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Provisioned => (
                "provisioned_concurrency",
                "The provisioned concurrency of the function",
            ),
            Self::Reserved => (
                "reserved_concurrency",
                "The reserved concurrency of the function",
            ),
            Self::Account => (
                "account_concurrency",
                "The concurrency limit of the account",
            ),
            Self::OfSource(SourceQuantity::MaximumConcurrency) => (
                "maximum_concurrency",
                "The maximum number of batches of an SQS queue in flight",
            ),
            Self::OfSource(SourceQuantity::ProvisionedPollers) => (
                "provisioned_pollers",
                "The minimum number of event pollers of provisioned mode for SQS",
            ),
            Self::OfSource(SourceQuantity::Shards) => ("shards", "The shards of a stream"),
            Self::OfService(ServiceQuantity::MinimumTasks) => (
                "minimum_tasks",
                "The minimum number of tasks of an ECS service",
            ),
            Self::OfService(ServiceQuantity::MaximumTasks) => (
                "maximum_tasks",
                "The maximum number of tasks of an ECS service",
            ),
            Self::OfService(ServiceQuantity::MinimumInstances) => (
                "minimum_instances",
                "The minimum number of EC2 instances beneath an ECS service",
            ),
            Self::OfService(ServiceQuantity::CpuHeadroom) => (
                "cpu_headroom",
                "The CPU of tasks that target tracking leaves free, in %: 100 minus its target, so that the lowest is the \
                 highest target",
            ),
        }
    }

    /// The quantity of this name.
    pub fn called(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quantity| quantity.key() == key)
    }

    /// The number of a scenario that it is, of a function and of its source where it belongs to one.
    ///
    /// # Errors
    /// Why the function has no such number, or several.
    pub fn setting(
        self,
        scenario: &Scenario,
        function: usize,
        source: Option<usize>,
    ) -> Result<Setting, QuantityError> {
        let settings = scenario.functions.get(function);
        let is_of_service = matches!(self, Self::OfService(_));
        if let Some(one) = settings.filter(|one| one.is_on_lambda() == is_of_service) {
            let name = one.name.clone();
            return Err(match is_of_service {
                true => QuantityError::OnLambda { name },
                false => QuantityError::IsService { name },
            });
        }
        Ok(match self {
            Self::Provisioned => Setting::ProvisionedConcurrency(function),
            Self::Reserved => Setting::ReservedConcurrency(function),
            Self::Account => Setting::AccountConcurrency,
            Self::OfSource(quantity) => {
                let number = source_of(scenario, function, quantity, source)?;
                Setting::OfSource(quantity, function, number)
            }
            Self::OfService(quantity) => {
                let service = settings.and_then(|one| one.ecs());
                match service.filter(|service| quantity.is_of(service)) {
                    Some(_) => Setting::OfService(quantity, function),
                    None => {
                        return Err(match quantity {
                            ServiceQuantity::CpuHeadroom => QuantityError::NoCpuTarget,
                            _ => QuantityError::NoInstances,
                        });
                    }
                }
            }
        })
    }
}

/// Why a function has no number of this kind, or several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// The function is no ECS service.
    #[error("`{name}` runs on Lambda, and tasks are those of an ECS service")]
    OnLambda {
        /// The function.
        name: String,
    },
    /// The function is an ECS service.
    #[error(
        "`{name}` is an ECS service: size minimum_tasks, maximum_tasks, minimum_instances or cpu_headroom of it"
    )]
    IsService {
        /// The function.
        name: String,
    },
    /// The service does not scale by CPU.
    #[error("the service tracks no CPU target")]
    NoCpuTarget,
    /// The service has no instances of its own.
    #[error("the service has no instances: it runs on Fargate")]
    NoInstances,
    /// The source that was named is of another kind.
    #[error("source {number} of the function is not {kind}")]
    OtherSource {
        /// The source.
        number: usize,
        /// What it had to be.
        kind: &'static str,
    },
    /// No source is of that kind.
    #[error("no source of the function is {kind}")]
    NoSource {
        /// What it had to be.
        kind: &'static str,
    },
    /// It does not say which of them.
    #[error(
        "several sources of the function are {kind}: name the one to size, one of {}",
        listed(numbers)
    )]
    SeveralSources {
        /// What they are.
        kind: &'static str,
        /// Their numbers.
        numbers: Vec<usize>,
    },
}

/// Numbers as a sentence lists them.
pub fn listed(numbers: &[usize]) -> String {
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    numbers.join(", ")
}

/// The source of a function that has a number: the one that is named, or the only one.
fn source_of(
    scenario: &Scenario,
    function: usize,
    quantity: SourceQuantity,
    named: Option<usize>,
) -> Result<usize, QuantityError> {
    let traffic = scenario.functions.get(function).map(|one| &one.traffic[..]);
    let sources = traffic.unwrap_or_default().iter().enumerate();
    let fitting: Vec<usize> = sources
        .filter(|(_, source)| quantity.is_of(&source.invoked_by))
        .map(|(number, _)| number)
        .collect();
    let kind = match quantity {
        SourceQuantity::Shards => "a stream, invoked_by.stream",
        SourceQuantity::MaximumConcurrency | SourceQuantity::ProvisionedPollers => {
            "an SQS queue, invoked_by.sqs"
        }
    };
    match (named, &fitting[..]) {
        (Some(number), all) if all.contains(&number) => Ok(number),
        (Some(number), _) => Err(QuantityError::OtherSource { number, kind }),
        (None, [only]) => Ok(*only),
        (None, []) => Err(QuantityError::NoSource { kind }),
        (None, numbers) => Err(QuantityError::SeveralSources {
            kind,
            numbers: numbers.to_vec(),
        }),
    }
}

/// The function to size where nobody names one: the only one, or whichever version if an alias has what all share.
pub fn only_function(scenario: &Scenario) -> Option<usize> {
    let count = scenario.functions.len();
    let is_one_alias = || {
        provisioned_alias(scenario, 0).is_some() && versions(&scenario.functions, 0).len() == count
    };
    (count == 1 || is_one_alias()).then_some(0)
}

/// Nothing can be provisioned for a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "nothing can be provisioned for this function: {}",
    enough.map_or_else(
        || "its reserve, or what others and the unreserved minimum leave of the account, is 0".to_owned(),
        |enough| format!(
            "the account's limit of {account} has no room for it, and {enough} is the lowest that has"
        ),
    )
)]
pub struct NoRoom {
    account: u32,
    enough: Option<u32>,
}

impl NoRoom {
    /// Why there is nothing to size: the function's reserve is 0, or the account has no room.
    pub fn of(scenario: &Scenario, function: usize) -> Self {
        Self {
            account: scenario.region.account_concurrency.get(),
            enough: account_for(scenario, function, 1),
        }
    }
}
